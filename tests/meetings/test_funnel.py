"""The funnel from invited to present, against a count of people by hand."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.db import get_engine, transaction
from app.kit import clock
from app.meetings.funnel import (
    EXPERIENCE,
    REGION,
    Funnel,
    Step,
    counted_by_heads,
    funnel_of_meeting,
    funnels_of_programme,
    meetings_of_programme,
    sittings_of_meeting,
)
from app.meetings.models import Attendance, AttendanceState, Meeting, MeetingInvitation, Registration, Sitting
from app.meetings.schedule import publish, schedule
from tests.meetings.factories import AFTER, FORM, make_form

pytestmark = pytest.mark.usefixtures("database")
PROGRAMME = FORM.programme_code
ENDS = ("cancelled", "waiting", "held", "lapsed")


@dataclass(frozen=True)
class Trace:
    """What one person left behind at one meeting."""

    person: int
    meeting: int
    invited: bool
    status: str
    """Blank for somebody who never registered."""
    walk_in: bool
    profile: str
    present: tuple[bool, ...]
    """At each sitting; whether somebody who was marked absent or not at all is not told apart."""


@dataclass(frozen=True)
class World:
    """Meetings as (bassin, number of sittings), and what people left behind there."""

    meetings: tuple[tuple[str | None, int], ...]
    traces: tuple[Trace, ...]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Any few people at any few meetings."""
    meetings = draw(
        st.lists(st.tuples(st.sampled_from(["nord", "sud", None]), st.integers(1, 3)), min_size=1, max_size=3)
    )
    traces = []
    for person in range(draw(st.integers(0, 6))):
        for number, (_, sittings) in enumerate(meetings):
            status = draw(st.sampled_from(["", "confirmed", "confirmed", "confirmed", *ENDS]))
            came = (
                draw(st.tuples(*[st.booleans()] * sittings)) if status == "confirmed" else (False,) * sittings
            )
            traces.append(
                Trace(
                    person, number, draw(st.booleans()), status, draw(st.booleans()),
                    draw(st.sampled_from(["inhabitant", "beneficiary", "carer", "professional"])), came,
                )
            )  # fmt: skip
    return World(tuple(meetings), tuple(traces))


def by_hand(world: World, meetings: set[int]) -> Funnel:
    """Count people one by one over some of the meetings."""
    here = [trace for trace in world.traces if trace.meeting in meetings]

    def people(which: Any) -> set[int]:  # noqa: ANN401 - a condition on a trace
        return {trace.person for trace in here if which(trace)}

    invited = people(lambda t: t.invited)
    confirmed = people(lambda t: t.status == "confirmed" and not t.walk_in)
    attended = people(lambda t: any(t.present))
    experience = people(lambda t: any(t.present) and t.profile in EXPERIENCE)
    several = people(lambda t: any(t.present) and len(t.present) > 1)
    throughout = people(lambda t: all(t.present) and len(t.present) > 1)
    return Funnel(
        len(invited),
        Step(len(confirmed), len(confirmed & invited), len(invited)),
        Step(len(attended), len(attended & confirmed), len(confirmed)),
        Step(len(experience), len(experience), len(attended)),
        Step(len(throughout), len(throughout), len(several)),
    )


def put_into(session: Session, world: World) -> list[int]:
    """Write a world as it would be; return the ids of its meetings."""
    ids = []
    sittings: list[list[int]] = []
    for number, (bassin, held) in enumerate(world.meetings):
        meeting = publish(
            session, schedule(session, make_form(bassin_code=bassin), code=f"m-{uuid4()}-{number}").id
        )
        for more in range(2, held + 1):
            start = meeting.ends_at - timedelta(minutes=10 - more)
            session.add(
                Sitting(
                    meeting_id=meeting.id, number=more, starts_at=start, ends_at=start + timedelta(minutes=1)
                )
            )
        session.flush()
        ids.append(meeting.id)
        of = select(Sitting.id).where(Sitting.meeting_id == meeting.id).order_by(Sitting.number)
        sittings.append(list(session.scalars(of)))
    people = [uuid4() for _ in range(10)]
    for queue, trace in enumerate(world.traces, start=1):
        row = _leave(session, trace, people[trace.person], ids[trace.meeting], queue)
        for sitting, there in zip(sittings[trace.meeting], trace.present, strict=True):
            if row is not None:
                state: AttendanceState = "present" if there else "excused"
                session.add(Attendance(registration_id=row.id, sitting_id=sitting, state=state))
    session.flush()
    return ids


def _leave(session: Session, trace: Trace, person: UUID, meeting_id: int, queue: int) -> Registration | None:
    if trace.invited:
        session.add(
            MeetingInvitation(id=uuid4(), meeting_id=meeting_id, person=person, invited_on=clock.today())
        )
    if not trace.status:
        return None
    row = Registration(
        id=uuid4(), meeting_id=meeting_id, queue_number=queue, person=person, name="Sam", email="",
        organisation="", profile=trace.profile, language="fr", status=trace.status, walk_in=trace.walk_in,
        mailed_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(world=worlds())
def test_it_counts_what_a_count_by_hand_counts(world: World) -> None:
    with transaction() as session, clock.set_to(AFTER):
        ids = put_into(session, world)
        total = funnels_of_programme(session, PROGRAMME, "programme")
        assert total.get(PROGRAMME, by_hand(world, set())) == by_hand(world, set(range(len(ids))))
        bassins = funnels_of_programme(session, PROGRAMME, "bassin")
        for bassin in {code for code, _ in world.meetings}:
            there = {n for n, (code, _) in enumerate(world.meetings) if code == bassin}
            assert bassins.get(bassin or REGION, by_hand(world, set())) == by_hand(world, there)
        for number, meeting_id in enumerate(ids):
            assert funnel_of_meeting(session, meeting_id) == by_hand(world, {number})
            days = zip(*(t.present for t in world.traces if t.meeting == number and t.status), strict=True)
            counted = [each.present for each in sittings_of_meeting(session, meeting_id)]
            assert counted == ([sum(day) for day in days] or [0] * len(counted))
        session.rollback()


def test_it_takes_six_statements_for_a_programme_however_many_people_and_leaves_heads_apart() -> None:
    trace = Trace(
        0, 0, invited=True, status="confirmed", walk_in=False, profile="carer", present=(True, False)
    )
    small = World((("nord", 2),), (trace,))
    large = World(
        (("nord", 2), (None, 1)),
        tuple(
            Trace(n % 10, n % 2, invited=n % 3 == 0, status="confirmed", walk_in=False, profile="other",
                  present=(True, True)[: 2 - n % 2])
            for n in range(20)
        ),
    )  # fmt: skip
    counts = []
    for world in (small, large):
        with transaction() as session:
            ids = put_into(session, world)
            for code, kind in (("a", "open_house"), ("b", "open_house")):
                form = make_form(kind=kind, bassin_code="sud", capacity=None, headcount=20)
                publish(session, schedule(session, form, code=f"heads-{code}-{len(ids)}").id)
        seen: list[str] = []
        listen = lambda *args: seen.append(args[2])  # noqa: E731, B023 - gone before the next round
        event.listen(get_engine(), "before_cursor_execute", listen)
        with transaction() as session, clock.set_to(AFTER):
            funnels_of_programme(session, PROGRAMME, "programme")
            funnels_of_programme(session, PROGRAMME, "bassin")
            found = meetings_of_programme(session, PROGRAMME)
            (heads,) = counted_by_heads(session, PROGRAMME)
        event.remove(get_engine(), "before_cursor_execute", listen)
        counts.append(len([statement for statement in seen if statement.startswith(("SELECT", "WITH"))]))
    assert counts == [6, 6]
    assert (heads.bassin_code, heads.kind, heads.meetings, heads.people) == ("sud", "open_house", 4, 80)
    assert len(found) == 3, "those counted by heads are not among them"
    assert Step(0, 0, 1) in [each.funnel.all_sittings for each in found]


def test_what_is_to_come_or_cancelled_is_not_counted_in_a_programme() -> None:
    trace = Trace(0, 0, invited=True, status="confirmed", walk_in=False, profile="carer", present=(False,))
    with transaction() as session:
        (meeting_id,) = put_into(session, World((("nord", 1),), (trace,)))
        assert funnels_of_programme(session, PROGRAMME, "programme") == {}
        assert funnel_of_meeting(session, meeting_id).confirmed == Step(1, 1, 1)
        with clock.set_to(AFTER):
            assert funnels_of_programme(session, PROGRAMME, "programme")[PROGRAMME].invited == 1
            session.get_one(Meeting, meeting_id).status = "cancelled"
            session.flush()
            assert funnels_of_programme(session, PROGRAMME, "programme") == {}
