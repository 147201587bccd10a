"""Never drop anybody who has a seat: what to do when there would be fewer seats than are taken."""

from dataclasses import replace
from typing import Literal

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from app.kit import clock
from app.kit.errors import InvalidError, Message, Problem
from app.meetings.meeting_form import MeetingForm, Quota
from app.meetings.models import Meeting, MeetingQuota, Registration, RegistrationStatus

Below = Literal["keep", "taken", "close"]
"""Leave the numbers as they were, set them to what is taken, or leave them and take no more registrations."""
BELOW: tuple[Below, ...] = ("keep", "taken", "close")
TAKEN: tuple[RegistrationStatus, ...] = ("held", "offered", "confirmed")


class BelowTakenError(InvalidError):
    """There would be fewer seats, in all or for a profile, than are taken: the team has to say what to do."""


def within_what_is_taken(
    session: Session, meeting: Meeting, form: MeetingForm, below: Below | Literal[""]
) -> MeetingForm:
    """Return the form with numbers that drop nobody. The meeting's row is locked.

    Raises:
        BelowTakenError: with each number that is too low, when `below` does not say what to do.
    """
    taken = seats_by_profile(session, meeting.id)
    total = sum(taken.values())
    too_low = []
    if total and (form.capacity is None or form.capacity < total):
        too_low.append(Problem("capacity", _message(total)))
    tight = {
        profile: quota
        for profile, quota in form.quotas.items()
        if quota.ceiling is not None and quota.ceiling < taken.get(profile, 0)
    }
    too_low += [Problem(f"ceiling.{profile}", _message(taken[profile])) for profile in tight]
    if not too_low:
        return form
    if not below:
        raise BelowTakenError(too_low)
    before = {
        row.profile: Quota(row.ceiling, row.floor)
        for row in session.scalars(select(MeetingQuota).where(MeetingQuota.meeting_id == meeting.id))
    }
    quotas = dict(form.quotas)
    for profile, quota in tight.items():
        ceiling = taken[profile] if below == "taken" else before.get(profile, Quota()).ceiling
        quotas[profile] = replace(quota, ceiling=ceiling)
    capacity = form.capacity
    if too_low[0].field == "capacity":
        capacity = total if below == "taken" else max(meeting.capacity or 0, total)
    closes = clock.now() if below == "close" else form.registration_closes_at
    return replace(form, capacity=capacity, quotas=quotas, registration_closes_at=closes)


def seats_by_profile(session: Session, meeting_id: int) -> dict[str, int]:
    """Return how many seats the people of each profile take, companions included. One statement."""
    seats = func.sum(1 + cast(Registration.companion, Integer))
    rows = session.execute(
        select(Registration.profile, seats)
        .where(
            Registration.meeting_id == meeting_id,
            Registration.status.in_(TAKEN),
            Registration.online.is_(False),
        )
        .group_by(Registration.profile)
    )
    return {profile: int(n) for profile, n in rows}


def _message(taken: int) -> Message:
    return Message("This cannot be lower than the seats that are taken: %(n)s.", {"n": taken})
