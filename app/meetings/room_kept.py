"""Never drop anybody who has a seat: what to do when there would be fewer seats than are taken."""

from dataclasses import replace
from typing import Literal

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.kit import clock
from app.kit.errors import InvalidError, Message, Problem
from app.meetings.meeting_form import MeetingForm
from app.meetings.models import Meeting, Registration
from app.meetings.rules import ENDS, Quota
from app.meetings.seats import settle

Below = Literal["keep", "taken", "close"]
"""Leave the numbers as they were, set them to what is taken, or leave them and take no more registrations."""
BELOW: tuple[Below, ...] = ("keep", "taken", "close")


class BelowTakenError(InvalidError):
    """There would be fewer seats, in all or for a profile, than are taken: the team has to say what to do."""


def within_what_is_taken(
    session: Session, meeting: Meeting, form: MeetingForm, below: Below | Literal[""]
) -> MeetingForm:
    """Return the form with numbers that drop nobody. The meeting's row is locked.

    Raises:
        BelowTakenError: with each number that is too low, when `below` does not say what to do.
    """
    if meeting.mode == "hybrid" and form.mode != "hybrid":
        _seat_those_afar(session, meeting)
    room = settle(session, meeting)
    total, people = room.taken, room.by_profile
    too_low = []
    if total and (form.capacity is None or form.capacity < total):
        too_low.append(Problem("capacity", _message(total)))
    tight = {
        profile: quota
        for profile, quota in form.quotas.items()
        if quota.ceiling is not None and quota.ceiling < people.get(profile, 0)
    }
    too_low += [Problem(f"ceiling.{profile}", _message(people[profile])) for profile in tight]
    if not too_low:
        return form
    if not below:
        raise BelowTakenError(too_low)
    quotas = dict(form.quotas)
    for profile, quota in tight.items():
        ceiling = people[profile] if below == "taken" else room.quotas.get(profile, Quota()).ceiling
        quotas[profile] = replace(quota, ceiling=ceiling)
    capacity = form.capacity
    if too_low[0].field == "capacity":
        capacity = total if below == "taken" else max(meeting.capacity or 0, total)
    closes = clock.now() if below == "close" else form.registration_closes_at
    return replace(form, capacity=capacity, quotas=quotas, registration_closes_at=closes)


def _seat_those_afar(session: Session, meeting: Meeting) -> None:
    """Give those who were to follow from afar a seat each: there is one way to come now."""
    session.execute(
        update(Registration)
        .where(
            Registration.meeting_id == meeting.id,
            Registration.online.is_(True),
            Registration.status.not_in(ENDS),
        )
        .values(online=False)
        .execution_options(synchronize_session="fetch")
    )


def _message(taken: int) -> Message:
    return Message("This cannot be lower than the seats that are taken: %(n)s.", {"n": taken})
