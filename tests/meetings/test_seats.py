"""Never over, never under, fair: whatever people do, the seats are those of a model written apart.

The model is slow and plain: after each event it looks for the first in the queue who fits, gives them a seat,
and begins again at the head of the queue.
"""

import os
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import lock_row, transaction
from app.kit import clock
from app.kit.errors import ConflictError, InvalidError
from app.meetings.accept_offer import accept_offer
from app.meetings.cancel import cancel
from app.meetings.change import ChangeForm, change
from app.meetings.confirm_address import confirm_address
from app.meetings.links import confirmation_address, registration_token
from app.meetings.models import Meeting, MeetingQuota, Registration
from app.meetings.register import register
from app.meetings.seats import settle
from tests.meetings.factories import FORM, make_meeting, make_wish

PROFILES = ("carer", "professional", "beneficiary")
SEATED = {"held", "offered", "confirmed"}
ENDS = {"cancelled", "lapsed"}
START = FORM.starts_at


class UndoneError(Exception):
    """Takes back what an example wrote."""


@dataclass
class Person:
    """Somebody of the model. Nothing in it comes from the code that it is held against."""

    profile: str
    pair: bool
    proven: bool
    state: str = "new"
    until: datetime | None = None

    @property
    def size(self) -> int:
        return 2 if self.pair else 1


@dataclass
class Model:
    """A meeting as its promises describe it."""

    capacity: int
    ceilings: dict[str, int]
    floors: dict[str, int]
    released: datetime
    people: list[Person] = field(default_factory=list)

    def fits(self, person: Person, now: datetime) -> bool:
        seated = [other for other in self.people if other.state in SEATED and other is not person]
        free = self.capacity - sum(other.size for other in seated) - person.size
        same = sum(other.profile == person.profile for other in seated)
        still_kept = 0
        for profile, floor in self.floors.items():
            if profile != person.profile:
                there = sum(other.profile == profile for other in seated)
                still_kept += floor - there if there < floor else 0
        if now >= self.released:
            still_kept = 0
        return free >= still_kept and same < self.ceilings.get(person.profile, 999)

    def lapse(self, now: datetime) -> None:
        for person in self.people:
            if person.state in {"held", "offered"} and person.until is not None and person.until <= now:
                person.state = "lapsed"

    def promote(self, now: datetime) -> None:
        while now < START:
            first = next((p for p in self.people if p.state == "waiting" and self.fits(p, now)), None)
            if first is None:
                return
            if first.proven and now < START - timedelta(days=2):
                first.state = "confirmed"
            else:
                first.state, first.until = "offered", min(now + timedelta(days=1), START)

    def fits_behind_the_queue(self, person: Person, now: datetime, *, was: Person | None = None) -> bool:
        """Whether somebody fits once those who wait were seated: after the start nobody is, but all the same.

        `was` is how the person came so far.
        """
        guests = [person if other is was else other for other in self.people]
        table = Model(self.capacity, self.ceilings, self.floors, self.released, list(self.people))
        before_them = [] if now < START else [p for p in self.people if p.state == "waiting"]
        seated = []
        for each in before_them:
            if table.fits(each, now):
                each.state = "confirmed"
                seated.append(each)
        table.people = guests
        fits = table.fits(person, now)
        for each in seated:
            each.state = "waiting"
        return fits

    def add(self, person: Person, now: datetime) -> None:
        fits = self.fits_behind_the_queue(person, now)
        self.people.append(person)
        if not fits:
            person.state = "waiting"
        elif person.proven or now >= START:
            person.state = "confirmed"
        else:
            person.state, person.until = "held", min(now + timedelta(days=1), START)

    def change(self, person: Person, profile: str, now: datetime, *, pair: bool) -> None:
        if person.state in ENDS:
            return
        asks_for_more = profile != person.profile or (pair and not person.pair)
        wished = replace(person, profile=profile, pair=pair)
        seated = person.state in SEATED
        if seated and asks_for_more and not self.fits_behind_the_queue(wished, now, was=person):
            return
        person.profile, person.pair = profile, pair

    def settle(self, now: datetime) -> None:
        self.lapse(now)
        self.promote(now)


events = st.lists(
    st.tuples(
        st.sampled_from(["add", "add", "add", "confirm", "cancel", "accept", "change", "wait"]),
        st.integers(0, 7),
        st.sampled_from(PROFILES),
        st.booleans(),
        st.booleans(),
    ),
    min_size=4,
    max_size=16,
)
rooms = st.tuples(
    st.integers(1, 5),
    st.dictionaries(st.sampled_from(PROFILES), st.integers(1, 3), max_size=2),
    st.dictionaries(st.sampled_from(PROFILES), st.integers(1, 2), max_size=2),
    st.booleans(),
)


def play(session: Session, code: str, room: Any, story: list[Any]) -> None:  # noqa: ANN401 - drawn
    """Do the same in the service and in the model, and compare everybody's state after each event."""
    capacity, ceilings, floors, early = room
    ceilings = {profile: max(ceiling, floors.get(profile, 0)) for profile, ceiling in ceilings.items()}
    meeting = make_meeting(session, code=code, capacity=capacity)
    now = START - timedelta(days=5)
    released = START - timedelta(days=3) if early else START
    meeting.floors_until = released if early else None
    for profile in {*ceilings, *floors}:
        session.add(
            MeetingQuota(
                meeting_id=meeting.id,
                profile=profile,
                ceiling=ceilings.get(profile),
                floor=floors.get(profile, 0),
            )
        )
    session.flush()
    model = Model(capacity, ceilings, floors, released)
    for number, event in enumerate(story):
        now += timedelta(hours=1)
        if event[0] == "wait":
            now += timedelta(hours=(1, 6, 20, 30, 40, 50, 70, 90)[event[1]])
        with clock.set_to(min(now, START + timedelta(hours=1))):
            happen(session, meeting.id, model, number, event)
        found = session.scalars(
            select(Registration)
            .where(Registration.meeting_id == meeting.id)
            .order_by(Registration.queue_number)
            .execution_options(populate_existing=True)
        ).all()
        assert [row.status for row in found] == [person.state for person in model.people]
        seats = [row for row in found if row.status in SEATED]
        assert sum(1 + row.companion for row in seats) <= capacity
        for profile, ceiling in ceilings.items():
            assert sum(row.profile == profile for row in seats) <= ceiling


def happen(session: Session, meeting_id: int, model: Model, number: int, event: Any) -> None:  # noqa: ANN401
    """Let one thing happen in both."""
    what, who, profile, pair, proven = event
    now = clock.now()
    code = session.get_one(Meeting, meeting_id).code
    model.settle(now)
    if what == "add":
        model.add(Person(profile, pair, proven), now)
        register(session, code, make_wish(number, profile=profile, companion=pair), address_confirmed=proven)
    elif what == "wait" or not model.people:
        settle(session, lock_row(session, Meeting, meeting_id) or pytest.fail("it is gone"))
    else:
        index = who % len(model.people)
        person = model.people[index]
        row = session.scalars(
            select(Registration).where(
                Registration.meeting_id == meeting_id, Registration.queue_number == index + 1
            )
        ).one()
        token = registration_token(row)
        if what == "cancel":
            cancel(session, code, token)
            person.state = person.state if person.state in ENDS else "cancelled"
        elif what == "confirm":
            confirm_address(session, code, confirmation_address(code, row, "fr").rpartition("/")[2])
            person.proven = True
            person.state = "confirmed" if person.state in SEATED else person.state
        elif what == "accept":
            with suppress(ConflictError):
                accept_offer(session, code, token)
            person.state = "confirmed" if person.state == "offered" and person.proven else person.state
        else:
            with suppress(ConflictError, InvalidError):
                change(session, code, token, change_form(profile, pair=pair))
            model.change(person, profile, now, pair=pair)
    model.promote(now)


def change_form(profile: str, *, pair: bool) -> ChangeForm:
    return ChangeForm("Amina", "fr", "", "", profile, (), "", companion=pair, online=False)


def example(room: Any, story: list[Any]) -> None:  # noqa: ANN401 - drawn
    """Play a story and take back what it wrote."""
    with suppress(UndoneError), transaction() as session:
        play(session, "essai", room, story)
        raise UndoneError


WHATEVER = settings(
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@settings(WHATEVER, max_examples=25)
@given(room=rooms, story=events)
@pytest.mark.usefixtures("database")
def test_never_over_never_under_and_fair_whatever_people_do(room: Any, story: list[Any]) -> None:  # noqa: ANN401
    example(room, story)


@pytest.mark.proof
@pytest.mark.skipif(not os.environ.get("PROOF"), reason="exhaustive; make proof runs it")
@settings(WHATEVER, max_examples=1_500)
@given(room=rooms, story=events)
@pytest.mark.usefixtures("database")
def test_never_over_never_under_and_fair_in_many_stories(room: Any, story: list[Any]) -> None:  # noqa: ANN401
    example(room, story)
