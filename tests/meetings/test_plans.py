"""Planning meetings: their days, their quotas, what is told when they change, copies and series."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.db import reading, transaction
from app.kit import clock
from app.kit.errors import ConflictError, InvalidError
from app.kit.outbox.models import OutboxMail
from app.meetings.attendance import mark
from app.meetings.cancel_meeting import cancel_meeting
from app.meetings.copy_meeting import copy_meeting, publish_series
from app.meetings.errors import MeetingOverError
from app.meetings.models import Meeting, Registration
from app.meetings.queries import SittingView, sittings_of, staff_meeting
from app.meetings.room_kept import Below, BelowTakenError
from app.meetings.rules import overlaps
from app.meetings.schedule import Quota, SittingTimes, publish, revise, schedule
from tests.meetings.factories import AFTER, FORM, committed_meeting, make_form, seated

BLANK = {"fr": "", "nl": ""}


def day(number: int, start: int = 9, end: int = 12, known: SittingView | None = None) -> SittingTimes:
    """A sitting on a day of March 2030, at hours of Brussels."""
    of = date(2030, 3, number)
    return SittingTimes(clock.at_brussels(of, start), clock.at_brussels(of, end), known.id if known else None)


def days_of(meeting_id: int) -> list[SittingView]:
    with reading() as session:
        return sittings_of(session, meeting_id)


def posted(event: str) -> int:
    with reading() as session:
        return len(session.scalars(select(OutboxMail.id).where(OutboxMail.template == event)).all())


def problems(error: pytest.ExceptionInfo[InvalidError]) -> list[str]:
    return [problem.field for problem in error.value.problems]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 8)), max_size=6))
def test_days_overlap_exactly_when_two_of_them_share_a_moment(raw: list[tuple[int, int]]) -> None:
    noon = FORM.starts_at
    spans = [(noon + timedelta(hours=a), noon + timedelta(hours=a + length)) for a, length in raw]
    apart = all(first[1] <= second[0] for first, second in pairwise(sorted(spans)))
    assert (overlaps(spans) == []) is apart


@pytest.mark.usefixtures("database")
def test_a_meeting_has_its_days_in_the_order_of_time_and_begins_and_ends_with_them() -> None:
    meeting_id = committed_meeting(sittings=(day(14), day(12), day(13, 10, 16)))
    with reading() as session:
        meeting = staff_meeting(session, "nord-1")
    assert [one.number for one in meeting.sittings] == [1, 2, 3]
    assert [clock.local(one.starts_at).day for one in meeting.sittings] == [12, 13, 14]
    assert (meeting.starts_at, meeting.ends_at) == (day(12).starts_at, day(14).ends_at)
    first, second, third = days_of(meeting_id)
    with transaction() as session:
        mark(session, meeting_id, session.get_one(Registration, seat()).id, second.id, "present")
    # The day at which somebody was noted moves to the end, one goes, one comes: the note stays with its day.
    with transaction() as session:
        revise(session, meeting_id, make_form(sittings=(day(20, known=second), day(12, known=first))))
    moved = days_of(meeting_id)
    assert [(one.id, one.number, clock.local(one.starts_at).day) for one in moved] == [
        (first.id, 1, 12),
        (second.id, 2, 20),
    ]
    assert third.id not in {one.id for one in moved}
    with pytest.raises(InvalidError) as error, transaction() as session:
        revise(session, meeting_id, make_form(sittings=(day(12, known=first),)))
    assert problems(error) == ["sittings"]
    assert days_of(meeting_id) == moved


def seat() -> UUID:
    """Register somebody and return the id of the registration."""
    seated()
    with reading() as session:
        return session.scalars(select(Registration.id)).one()


@pytest.mark.usefixtures("database")
def test_what_can_never_be_is_refused_beside_its_field() -> None:
    wrong: dict[tuple[str, ...], dict[str, Any]] = {
        ("end.2",): {"sittings": (day(12), day(13, 15, 14))},
        ("day.2",): {"sittings": (day(12), day(12, 11, 15))},
        ("sittings",): {"sittings": tuple(day(number) for number in range(1, 12))},
        ("closes_day",): {
            "registration_opens_at": FORM.starts_at,
            "registration_closes_at": FORM.starts_at - timedelta(days=1),
        },
        ("opens_day",): {"registration_opens_at": AFTER},
        ("floor.carer", "quotas"): {"quotas": {"carer": Quota(2, 3), "other": Quota(None, 3)}},
    }
    for fields, changes in wrong.items():
        with pytest.raises(InvalidError) as error, transaction() as session:
            schedule(session, make_form(**changes))
        assert tuple(problems(error)) == fields


@pytest.mark.usefixtures("database")
def test_what_one_follows_from_afar_needs_an_address_and_interpretation_both_languages() -> None:
    meeting_id = committed_meeting(
        public=False, mode="online", interpretation={"fr": "Langue des signes", "nl": ""}
    )
    with pytest.raises(InvalidError) as error, transaction() as session:
        publish(session, meeting_id)
    assert problems(error) == ["interpretation.nl", "online_address"]


@pytest.mark.usefixtures("database")
def test_fewer_seats_than_are_taken_ask_what_to_do_and_drop_nobody() -> None:
    quotas = {"carer": Quota(4, 1)}
    meeting_id = committed_meeting(capacity=5, quotas=quotas)
    for number in range(3):
        seated(number=number)
    lower = make_form(capacity=2, quotas={"carer": Quota(1, 1)})
    with pytest.raises(BelowTakenError) as error, transaction() as session:
        revise(session, meeting_id, lower)
    assert problems(error) == ["capacity", "ceiling.carer"]
    wanted: dict[Below, tuple[int, int, bool]] = {
        "keep": (5, 4, False),
        "close": (5, 4, True),
        "taken": (3, 3, False),
    }
    for below, (capacity, ceiling, closed) in wanted.items():
        with transaction() as session:
            revise(session, meeting_id, lower, below=below)
        with reading() as session:
            meeting = staff_meeting(session, "nord-1")
        assert (meeting.capacity, meeting.quotas[0].ceiling) == (capacity, ceiling)
        assert (meeting.registration_closes_at is not None) is closed
        assert meeting.taken == meeting.confirmed == 3


@pytest.mark.usefixtures("database")
def test_seats_that_are_added_go_to_those_who_wait_in_the_same_transaction() -> None:
    meeting_id = committed_meeting(capacity=1)
    for number in range(3):
        seated(number=number)
    with transaction() as session:
        revise(session, meeting_id, make_form(capacity=2))
    with reading() as session:
        states = session.scalars(select(Registration.status).order_by(Registration.queue_number)).all()
    assert states == ["confirmed", "confirmed", "waiting"]
    assert posted("seat_promoted") == 1


@pytest.mark.usefixtures("database")
def test_who_followed_from_afar_has_a_seat_of_the_room_once_there_is_no_other_way() -> None:
    meeting_id = committed_meeting(capacity=1, mode="hybrid", online_address="https://example.org/salle")
    for number in range(3):
        seated(number=number, online=number > 0)
    with pytest.raises(BelowTakenError) as error, transaction() as session:
        revise(session, meeting_id, make_form(capacity=2))
    assert problems(error) == ["capacity"]
    with transaction() as session:
        revise(session, meeting_id, make_form(capacity=2), below="taken")
    with reading() as session:
        meeting = staff_meeting(session, "nord-1")
    assert (meeting.capacity, meeting.taken, meeting.confirmed) == (3, 3, 3)


@pytest.mark.usefixtures("database")
def test_whoever_comes_is_told_of_another_day_or_place_and_on_request_of_other_words() -> None:
    meeting_id = committed_meeting(capacity=5)
    for number in range(2):
        seated(number=number)

    def revised(*, tell: bool = False, **changes: Any) -> tuple[int, int]:  # noqa: ANN401 - the fields of the form
        with transaction() as session:
            sequence = revise(session, meeting_id, make_form(**changes), tell=tell).sequence
        return sequence, posted("meeting_changed")

    assert revised(capacity=6) == (0, 0)
    assert revised(description={"fr": "Venez !", "nl": "Kom!"}) == (1, 0)
    assert revised(tell=True) == (2, 2)
    assert revised(starts_at=FORM.starts_at + timedelta(hours=1)) == (3, 4)
    with clock.set_to(AFTER + timedelta(days=1)):
        # When it is over nobody writes any more that it began at another hour.
        assert revised() == (4, 4)


@pytest.mark.usefixtures("database")
def test_a_meeting_is_called_off_once_with_its_reason_and_everybody_is_told() -> None:
    meeting_id = committed_meeting(capacity=5)
    for number in range(2):
        seated(number=number)
    reason = {"fr": "La salle est inondée.", "nl": "De zaal staat onder water."}
    with pytest.raises(InvalidError) as error, transaction() as session:
        cancel_meeting(session, meeting_id, reason | {"nl": " "})
    assert problems(error) == ["reason.nl"]
    with pytest.raises(MeetingOverError), clock.set_to(AFTER), transaction() as session:
        cancel_meeting(session, meeting_id, BLANK)
    for _ in range(2):
        with transaction() as session:
            cancel_meeting(session, meeting_id, reason)
    with reading() as session:
        meeting = staff_meeting(session, "nord-1")
    assert (meeting.status, meeting.cancel_reason, meeting.sequence) == ("cancelled", reason, 1)
    assert posted("meeting_cancelled") == 2
    with pytest.raises(ConflictError), transaction() as session:
        revise(session, meeting_id, FORM)
    draft = committed_meeting(code="draft", public=False)
    with pytest.raises(ConflictError), transaction() as session:
        cancel_meeting(session, draft, BLANK)


@pytest.mark.usefixtures("database")
def test_a_copy_is_a_draft_at_the_same_hours_and_several_are_a_series_published_together() -> None:
    meeting_id = committed_meeting(
        sittings=(day(12), day(14)),
        quotas={"carer": Quota(2, 1)},
        registration_closes_at=day(11).starts_at,
        headcount=4,
    )
    seated()
    with transaction() as session:
        (copy,) = copy_meeting(session, meeting_id, [date(2030, 7, 1)])
        code = copy.code
    with reading() as session:
        meeting = staff_meeting(session, code)
    assert (meeting.status, meeting.series, meeting.taken, meeting.noted_headcount) == (
        "draft",
        None,
        0,
        None,
    )
    hours = [(clock.local(one.starts_at), clock.local(one.ends_at)) for one in meeting.sittings]
    # In summer it is 9 o'clock as in winter.
    assert [(a.isoformat()[:16], b.hour) for a, b in hours] == [
        ("2030-07-01T09:00", 12),
        ("2030-07-03T09:00", 12),
    ]
    assert meeting.registration_closes_at == clock.at_brussels(date(2030, 6, 30), 9)
    assert meeting.quotas[0].ceiling == 2
    with transaction() as session:
        series = {
            one.series for one in copy_meeting(session, meeting_id, [date(2030, 4, 2), date(2030, 4, 9)])
        }
        assert series == {"nord-1"}
        assert session.get_one(Meeting, meeting_id).series == "nord-1"
        made = publish_series(session, "nord-1")
        assert [one.status for one in made] == ["published", "published"]
    with transaction() as session:
        (last,) = copy_meeting(session, meeting_id, [date(2030, 4, 16)])
        last.series, last.title = "nord-1", {"fr": "Titre", "nl": ""}
    with pytest.raises(ConflictError), transaction() as session:
        publish_series(session, "nord-1")
