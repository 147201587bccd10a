"""The mails that go out by the clock: reminders before a meeting, and thanks after it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.db import lock_row
from app.kit import clock
from app.meetings.evaluation import is_open
from app.meetings.minutes.queries import published_minutes
from app.meetings.models import Attendance, Meeting, Registration, RegistrationNotice
from app.meetings.notify import Event, notify
from app.meetings.rules import EVALUATION_PERIOD

LATE: Final = timedelta(hours=3)
"""A service that was down may remind people this much later than planned, and no more."""
RECENT: Final = timedelta(hours=12)
"""Whoever was written to within this time before the reminder needs none."""
EARLIEST: Final = timedelta(days=31)
"""No reminder is planned longer before a meeting than this."""


def due_hours(starts_at: datetime, hours: Sequence[int], now: datetime) -> list[int]:
    """Return which reminders, planned so many hours before a meeting, are to go out at the moment `now`."""
    if now >= starts_at:
        return []
    moments = {hour: starts_at - timedelta(hours=hour) for hour in hours}
    return sorted(hour for hour, moment in moments.items() if moment <= now < moment + LATE)


def meetings_to_remind(session: Session) -> list[int]:
    """List the meetings of which somebody is to be reminded now. A statement for each that is near."""
    now = clock.now()
    near = session.scalars(
        select(Meeting).where(
            Meeting.status == "published",
            Meeting.invented.is_(False),
            Meeting.starts_at > now,
            Meeting.starts_at <= now + EARLIEST,
        )
    )
    return [meeting.id for meeting in near if _to_remind(session, meeting)]


def remind(session: Session, meeting_id: int) -> int:
    """Remind everybody with a seat, once for each moment planned; return how many were told.

    A meeting that is moved is another moment, of which people are reminded anew.
    """
    meeting = lock_row(session, Meeting, meeting_id)
    if meeting is None or meeting.status != "published":
        return 0
    return _tell(session, "meeting_reminder", _to_remind(session, meeting))


def meetings_to_thank(session: Session) -> list[int]:
    """List the meetings of which somebody is to be thanked now. A statement for each that ended lately."""
    now = clock.now()
    ended = session.scalars(
        select(Meeting).where(
            Meeting.status == "published",
            Meeting.invented.is_(False),
            Meeting.ends_at <= now,
            Meeting.ends_at > now - EVALUATION_PERIOD,
        )
    ).all()
    readable = published_minutes(session, [meeting.id for meeting in ended])
    return [
        meeting.id
        for meeting in ended
        if (meeting.id in readable or is_open(session, meeting.evaluation_id)) and _to_thank(session, meeting)
    ]


def thank(session: Session, meeting_id: int) -> int:
    """Thank everybody who was there, once; return how many were told."""
    meeting = lock_row(session, Meeting, meeting_id)
    if meeting is None or meeting.status != "published":
        return 0
    return _tell(session, "meeting_thanks", _to_thank(session, meeting))


def _to_remind(session: Session, meeting: Meeting) -> list[tuple[Registration, str]]:
    found = []
    for hour in due_hours(meeting.starts_at, meeting.reminders, clock.now()):
        planned = meeting.starts_at - timedelta(hours=hour)
        name = f"reminder-{hour}-{meeting.starts_at:%Y%m%d%H%M}"
        people = session.scalars(
            select(Registration).where(
                Registration.meeting_id == meeting.id,
                Registration.status == "confirmed",
                Registration.forgotten.is_(False),
                Registration.mailed_at < planned - RECENT,
                Registration.id.not_in(_noted(name)),
            )
        )
        found += [(person, name) for person in people]
    return found


def _to_thank(session: Session, meeting: Meeting) -> list[tuple[Registration, str]]:
    name = "thanks"
    there = select(Attendance.registration_id).where(Attendance.state == "present")
    people = session.scalars(
        select(Registration).where(
            Registration.meeting_id == meeting.id,
            Registration.status == "confirmed",
            Registration.forgotten.is_(False),
            # Nobody is rung up to be thanked.
            Registration.email != "",
            Registration.id.in_(there),
            Registration.id.not_in(_noted(name)),
        )
    )
    return [(person, name) for person in people]


def _noted(name: str) -> Select[UUID]:
    return select(RegistrationNotice.registration_id).where(RegistrationNotice.event == name)


def _tell(session: Session, event: Event, people: Sequence[tuple[Registration, str]]) -> int:
    """Tell each of them in the transaction that notes it, so that whoever comes next finds it done."""
    for person, name in people:
        session.add(RegistrationNotice(registration_id=person.id, event=name))
        notify(session, person, event)
    session.flush()
    return len(people)
