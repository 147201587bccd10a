"""Who is expected at the door, as pages and phones show it."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.meetings.day.rules import SEATED, WAITING, Counts, Person, count
from app.meetings.meeting_views import SittingView
from app.meetings.models import Attendance, Registration
from app.meetings.queries import sittings_of
from app.meetings.rules import PROFILES

_SHOWN: Final = (*SEATED, *WAITING)


@dataclass(frozen=True)
class Roster:
    """Everybody with a seat or a place in the queue, by name, and the days of the meeting."""

    sittings: tuple[SittingView, ...]
    people: tuple[Person, ...]
    capacity: int | None

    @property
    def confirmed(self) -> list[Person]:
        """Those who are expected, by name."""
        return [person for person in self.people if person.status == "confirmed"]

    @property
    def unanswered(self) -> list[Person]:
        """Those whose seat is kept until they confirm it, by name."""
        return [person for person in self.people if person.status in ("held", "offered")]

    @property
    def waiting(self) -> list[Person]:
        """Those without a seat, in the order of arrival."""
        return sorted((p for p in self.people if p.status in WAITING), key=lambda p: p.number)

    def counts(self, sitting_id: int) -> Counts:
        """Count one sitting."""
        return count(self.people, sitting_id, self.capacity, PROFILES)

    def as_json(self) -> dict[str, Any]:
        """Return what a phone keeps: no more of anybody than finding and welcoming them takes."""
        return {
            "capacity": self.capacity,
            "sittings": [
                {"id": each.id, "number": each.number, "ends": each.ends_at.isoformat()}
                for each in self.sittings
            ],
            "people": [
                {
                    "id": str(person.id),
                    "name": person.name,
                    "profile": person.profile,
                    "language": person.language,
                    "status": person.status,
                    "seats": person.seats,
                    "walkIn": person.walk_in,
                    "number": person.number,
                    "states": {str(sitting): state for sitting, state in person.states.items()},
                }
                for person in self.people
            ],
        }

    def find(self, key: str) -> Person | None:
        """Return somebody by id, written as text."""
        return next((person for person in self.people if str(person.id) == key), None)


def roster(session: Session, meeting_id: int, capacity: int | None) -> Roster:
    """Return who is expected at a meeting and what was noted of them. Three statements."""
    sittings = sittings_of(session, meeting_id)
    rows = session.scalars(
        select(Registration).where(
            Registration.meeting_id == meeting_id,
            Registration.status.in_(_SHOWN),
            Registration.forgotten.is_(False),
        )
    ).all()
    # Whose seat lapsed and who registered once more is expected under the newer registration.
    active = {(row.email, row.phone) for row in rows if row.status != "lapsed"}
    rows = [row for row in rows if row.status != "lapsed" or (row.email, row.phone) not in active]
    noted: dict[object, dict[int, str]] = {}
    for row in session.execute(
        select(Attendance.registration_id, Attendance.sitting_id, Attendance.state).where(
            Attendance.sitting_id.in_([sitting.id for sitting in sittings])
        )
    ):
        noted.setdefault(row.registration_id, {})[row.sitting_id] = row.state
    people = [
        Person(
            id=row.id,
            name=row.name,
            profile=row.profile,
            language=row.language,
            status=row.status,
            companion=row.companion,
            online=row.online,
            walk_in=row.walk_in,
            number=row.queue_number,
            states=noted.get(row.id, {}),
        )
        for row in rows
    ]
    # Without a name comes last, in the order of arrival.
    people.sort(key=lambda person: (not person.name, plain(person.name), person.number))
    return Roster(tuple(sittings), tuple(people), capacity)


def plain(text: str) -> str:
    """Return a text in small letters without accents, for finding and sorting names."""
    parts = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def named(people: Sequence[Person], wanted: str) -> list[Person]:
    """Return those whose name holds every word of `wanted`, in any order; everybody when it is blank."""
    words = plain(wanted).split()
    return [person for person in people if all(word in plain(person.name) for word in words)]
