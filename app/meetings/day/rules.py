"""What holds on the day of a meeting: pure functions, no database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeVar
from uuid import UUID

PRESSES_KEPT: Final = timedelta(days=14)
"""How long after a meeting a press at the door is remembered; phones give up sooner."""
PHONE_KEEPS_UNTIL: Final = 12
"""The hour, on the day after the last sitting, until which a phone keeps who was expected."""
SEATED: Final = ("confirmed", "held", "offered")
"""Registrations whose seat is taken."""
WAITING: Final = ("waiting", "candidate", "lapsed")
"""Registrations of people who can be let in where a seat stays empty; who never confirmed one may come."""
MARKS: Final = ("present", "absent", "excused")
ARRANGEMENT_STATES: Final = ("to_arrange", "asked", "arranged")
MATERIAL: Final = (
    "attendance_sheet",
    "name_badges",
    "signs",
    "questionnaires",
    "evaluation",
    "pens",
    "flipchart",
    "screen",
    "microphone",
    "headsets",
    "drinks",
    "first_aid",
)


class Timed(Protocol):
    """A sitting, for as much as the hour is concerned."""

    @property
    def ends_at(self) -> datetime:
        """When it is over."""


Sat = TypeVar("Sat", bound=Timed)


@dataclass(frozen=True)
class Person:
    """Somebody of the roster. `states` is what was noted by sitting."""

    id: UUID
    name: str
    profile: str
    language: str
    status: str
    companion: bool
    online: bool
    walk_in: bool
    number: int
    states: Mapping[int, str]

    @property
    def seats(self) -> int:
        """How many seats of the room they take."""
        return 0 if self.online else 1 + self.companion

    @property
    def is_seated(self) -> bool:
        """Whether a seat is theirs."""
        return self.status in SEATED


@dataclass(frozen=True)
class Counts:
    """Who came to one sitting. `taken` are the seats of those who came or may still come."""

    present: int
    expected: int
    taken: int
    capacity: int | None
    by_profile: Mapping[str, tuple[int, int]]
    """Present and expected, by profile, in the order of the profiles that there are."""

    @property
    def free(self) -> int:
        """Seats that are nobody's; 0 where the meeting has no number of seats."""
        return max(0, (self.capacity or 0) - self.taken)

    def has_room(self, seats: int) -> bool:
        """Whether that many seats are free; always where the meeting has no number of seats."""
        return self.capacity is None or self.taken + seats <= self.capacity


def sitting_of_the_moment(sittings: Sequence[Sat], now: datetime) -> Sat | None:
    """Return the sitting that is on, else the next, else the last; None where there is none."""
    return next((each for each in sittings if now < each.ends_at), sittings[-1] if sittings else None)


def count(
    people: Collection[Person], sitting_id: int, capacity: int | None, profiles: Sequence[str]
) -> Counts:
    """Count one sitting. The seat of somebody absent or excused is free for whoever stands at the door."""
    seated = [person for person in people if person.is_seated]
    here = [person for person in seated if person.states.get(sitting_id) == "present"]
    gone = ("absent", "excused")
    return Counts(
        present=len(here),
        expected=len(seated),
        taken=sum(person.seats for person in seated if person.states.get(sitting_id) not in gone),
        capacity=capacity,
        by_profile={
            profile: (_of(here, profile), _of(seated, profile))
            for profile in profiles
            if _of(seated, profile)
        },
    )


def _of(people: Collection[Person], profile: str) -> int:
    return sum(person.profile == profile for person in people)
