"""The meetings of 2022-2023 with their headcounts, and the focus groups that people can register for now."""

from collections.abc import Collection
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.consultations import PROGRAMME
from app.demo.files import read
from app.kit import clock
from app.kit.outbox.models import OutboxMail
from app.kit.tokens import read_token
from app.meetings.register import RegistrationForm, register
from app.meetings.rules import Quota
from app.meetings.schedule import MeetingForm, SittingTimes, publish, schedule

_ANNOUNCED_DAYS_AGO = 18
_EVENING = 21


def hold_past(session: Session) -> None:
    """Enter the meetings that took place, each in the evening of its day."""
    for row in _meetings():
        if "date" in row:
            day = date.fromisoformat(row["date"])
            with clock.set_to(clock.at_brussels(day, _EVENING)):
                _enter(session, row, day)


def announce(session: Session, random: Random) -> None:
    """Publish the meetings to come, and register invented people for them in the days after."""
    today = clock.today()
    announced = today - timedelta(days=_ANNOUNCED_DAYS_AGO)
    seats: list[str] = []
    for row in _meetings():
        if "in_days" in row:
            with clock.set_to(clock.at_brussels(announced, 9)):
                _enter(session, row, today + timedelta(days=row["in_days"]))
            seats += [row["code"]] * row.get("registered", 0)
    random.shuffle(seats)
    invented = set()
    for number, (code, person) in enumerate(zip(seats, read("people")["people"], strict=True)):
        day = announced + timedelta(days=1 + number * (_ANNOUNCED_DAYS_AGO - 2) // len(seats))
        with clock.set_to(clock.at_brussels(day, 10, number)):
            invented.add(_seat(session, code, person))
    invented |= _crowd(session, announced)
    _post_nothing(session, invented)


def _crowd(session: Session, announced: date) -> set[str]:
    """Let more people ask for a seat than there are, and return the ids of their registrations."""
    wishes = [
        (row["code"], person)
        for row in _meetings()
        for person in read("people")["people"][: row.get("crowd", 0)]
    ]
    found = set()
    for number, (code, person) in enumerate(wishes):
        day = announced + timedelta(days=1 + number * (_ANNOUNCED_DAYS_AGO - 2) // len(wishes))
        with clock.set_to(clock.at_brussels(day, 18, number)):
            found.add(_seat(session, code, person))
    return found


def _meetings() -> list[dict[str, Any]]:
    meetings: list[dict[str, Any]] = read("meetings")["meetings"]
    return meetings


def _enter(session: Session, row: dict[str, Any], day: date) -> None:
    released = day - timedelta(days=row["floors_days_before"]) if "floors_days_before" in row else None
    meeting = schedule(
        session,
        MeetingForm(
            programme_code=PROGRAMME,
            strand_code=row["strand"],
            kind=row["kind"],
            bassin_code=row["bassin"],
            title=row["title"],
            description=row["description"],
            place=row["place"],
            access=row["access"],
            interpretation=row.get("interpretation", {"fr": "", "nl": ""}),
            sittings=_sittings(row, day),
            capacity=row.get("capacity"),
            headcount=row.get("headcount"),
            quotas={profile: Quota(**numbers) for profile, numbers in row.get("quotas", {}).items()},
            floors_until=clock.at_brussels(released) if released else None,
            reminders=tuple(row.get("reminders", (48,))),
            invented=row["invented"],
        ),
        code=row["code"],
    )
    publish(session, meeting.id)


def _sittings(row: dict[str, Any], first: date) -> tuple[SittingTimes, ...]:
    """Return one sitting a day, in a row, as many days as the meeting has."""
    days = [first + timedelta(days=number) for number in range(row.get("days", 1))]
    starts, ends = _hour(row["starts"]), _hour(row["ends"])
    return tuple(SittingTimes(clock.at_brussels(day, *starts), clock.at_brussels(day, *ends)) for day in days)


def _hour(text: str) -> tuple[int, int]:
    hour, _, minute = text.partition(":")
    return int(hour), int(minute)


def _seat(session: Session, code: str, person: dict[str, Any]) -> str:
    """Register an invented person and return the id of the registration."""
    form = RegistrationForm(
        name=person["name"],
        email=person["email"],
        language=person["language"],
        organisation=person["organisation"],
        profile=person["profile"],
        needs=tuple(person.get("ticks", [])),
        needs_note=person["needs"],
        # The id of a registration follows from the attempt, so the same demonstration gives the same ids.
        attempt="demo",
    )
    return str(read_token(register(session, code, form, address_confirmed=True).token or ""))


def _post_nothing(session: Session, invented: Collection[str]) -> None:
    """Take the confirmations of invented people out of the outbox, in the transaction that put them there.

    No worker ever sees them, and mails to anybody else stay.
    """
    for mail in session.scalars(select(OutboxMail).where(OutboxMail.state == "waiting")):
        if mail.params.get("registration") in invented:
            session.delete(mail)
    session.flush()
