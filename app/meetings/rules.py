"""What holds for meetings: pure functions, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

KINDS: Final = (
    "exploratory",
    "interview",
    "preparatory",
    "presentation",
    "open_house",
    "focus_group",
    "atelier",
)
MODES: Final = ("on_site", "online", "hybrid")
ADMISSIONS: Final = ("order", "selection")
SPOKEN: Final = ("both", "fr", "nl")
PROFILES: Final = ("inhabitant", "beneficiary", "carer", "professional", "other")
NEEDS: Final = (
    "interpretation",
    "sign_language",
    "hearing_loop",
    "large_print",
    "wheelchair",
    "childcare",
    "transport",
    "diet",
    "quiet_place",
)
SECTORS: Final = (
    "mental-health",
    "addictions",
    "social-action",
    "family-planning",
    "community-health-centre",
    "debt-mediation",
    "home-care-coordination",
    "palliative-care",
    "home-help",
    "justice",
    "cpas",
    "sickness-fund",
    "hospital",
    "homelessness",
    "health-promotion",
    "food-aid",
    "housing",
    "youth",
    "early-childhood",
    "disability",
    "older-people",
    "employment",
    "social-cohesion",
    "migrants",
    "independent-practice",
    "users-association",
    "other",
)
"""Where a professional may work; the questionnaires call them the same."""

RETENTION: Final = timedelta(days=183)
"""How long after a meeting the names and addresses of those who registered are kept: six months."""
EVALUATION_PERIOD: Final = timedelta(days=21)
"""How long after a meeting its participants can evaluate it."""
MAIL_PAUSE: Final = timedelta(minutes=5)
"""Asked for again within this time, the confirmation that is already on its way is enough."""
HOLD: Final = timedelta(hours=24)
"""How long a seat waits for its address to be confirmed, or for an answer to its offer."""
DIRECT_UNTIL: Final = timedelta(days=2)
"""How long before a meeting a freed seat is no longer given at once: somebody may have made other plans."""
TAKEN: Final = ("held", "offered", "confirmed")
"""The states of a registration that has a seat."""
ENDS: Final = ("cancelled", "lapsed", "refused")
"""The states in which a registration counts for nothing any more."""

Obstacle = Literal["", "full", "ceiling", "kept"]
"""Why somebody gets no seat, or '': every seat is taken, those of the profile are, the last are kept."""


class Opening(StrEnum):
    """Whether somebody can register, and if not, why. Who comes to a full meeting waits for a seat."""

    OPEN = "open"
    DRAFT = "draft"
    CANCELLED = "cancelled"
    PAST = "past"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    FULL = "full"
    NO_REGISTRATION = "no_registration"


@dataclass(frozen=True)
class MeetingFacts:
    """What decides whether a meeting takes one more registration."""

    status: str
    ends_at: datetime
    capacity: int | None
    taken: int
    """How many seats are taken, those of companions included."""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    """The period in which one can register; None where nobody set a limit."""


def seats_left(capacity: int | None, taken: int) -> int:
    """Return how many seats are free; none when the meeting takes no registrations."""
    return max(0, (capacity or 0) - taken)


def can_register(facts: MeetingFacts, now: datetime) -> Opening:
    """Say whether the meeting takes one more registration at the moment `now`.

    Unless a last moment was set it does until it ends, not until it begins: whoever stands at the door can
    still register.
    """
    reasons = (
        (facts.status == "draft", Opening.DRAFT),
        (facts.status == "cancelled", Opening.CANCELLED),
        (now >= facts.ends_at, Opening.PAST),
        (facts.capacity is None, Opening.NO_REGISTRATION),
        (facts.opens_at is not None and now < facts.opens_at, Opening.NOT_YET),
        (facts.closes_at is not None and now >= facts.closes_at, Opening.CLOSED),
        (seats_left(facts.capacity, facts.taken) == 0, Opening.FULL),
    )
    return next((opening for applies, opening in reasons if applies), Opening.OPEN)


@dataclass(frozen=True)
class Quota:
    """How many people of one profile a meeting takes at most, and for how many of them it keeps a seat."""

    ceiling: int | None = None
    floor: int = 0


@dataclass(frozen=True)
class Room:
    """How the seats of a meeting stand at one moment, under its lock."""

    capacity: int
    taken: int
    """Seats, those of companions included."""
    by_profile: Mapping[str, int]
    """People with a seat by profile; companions count for none."""
    quotas: Mapping[str, Quota]
    floors_until: datetime
    """From when on seats are no longer kept for anybody."""

    @property
    def left(self) -> int:
        """How many seats are free."""
        return max(0, self.capacity - self.taken)

    def with_one(self, profile: str, seats: int) -> "Room":
        """Return the room once somebody of a profile took seats, or gave them back by a negative number."""
        if seats == 0:
            return self
        people = dict(self.by_profile)
        people[profile] = people.get(profile, 0) + (1 if seats > 0 else -1)
        return replace(self, taken=self.taken + seats, by_profile=people)


def seats_for(*, companion: bool, online: bool) -> int:
    """Return how many seats of the room somebody takes: one, two with a companion, none from afar."""
    return 0 if online else 1 + companion


def admit(room: Room, profile: str, seats: int, now: datetime) -> Obstacle:
    """Say what stands between somebody and `seats` seats, or '' when they can have them.

    They can while the total stays under the capacity, the ceiling of their profile is not reached, and the
    seats left after it still cover those owed to other profiles. Who takes no seat is always welcome.
    """
    if seats == 0:
        return ""
    if room.taken + seats > room.capacity:
        return "full"
    ceiling = room.quotas.get(profile, Quota()).ceiling
    if ceiling is not None and room.by_profile.get(profile, 0) >= ceiling:
        return "ceiling"
    if now < room.floors_until and room.left - seats < owed(room, profile):
        return "kept"
    return ""


def owed(room: Room, profile: str = "") -> int:
    """Return how many seats are still to be kept for all profiles but this one."""
    return sum(
        max(0, quota.floor - room.by_profile.get(name, 0))
        for name, quota in room.quotas.items()
        if name != profile
    )


def promotion(now: datetime, starts_at: datetime, *, proven: bool) -> Literal["direct", "offer", "none"]:
    """Say how a seat that came free goes to somebody who waits.

    At once until two days before, when the address is known to be theirs; else as an offer to be accepted.
    Not any more once the meeting has begun: then the door decides.
    """
    if now >= starts_at:
        return "none"
    return "direct" if proven and now < starts_at - DIRECT_UNTIL else "offer"


def deadline(now: datetime, starts_at: datetime) -> datetime:
    """Return until when a seat is kept for an answer: a day, and never beyond the start."""
    return min(now + HOLD, starts_at)


def missing_for_publication(texts: Mapping[str, Mapping[str, str]], languages: Sequence[str]) -> list[str]:
    """Name what keeps a meeting from being published, as `title.nl`, in the order of `texts`.

    Title, description and place are needed in every language. Notes on access and on interpretation may be
    absent, but not in one language only.
    """
    missing = []
    for name, text in texts.items():
        blank = [lang for lang in languages if not text.get(lang, "").strip()]
        if name in {"access", "interpretation"} and len(blank) == len(languages):
            continue
        missing += [f"{name}.{lang}" for lang in blank]
    return missing


SPARE_TICKETS: Final = 12
"""How many evaluation tickets lie beside those that are drawn."""
MOST_SLIPS: Final = 300


def evaluations_left(present: int, handed: int, slips: int, sheets: int) -> int:
    """Return how many more evaluations may be begun: never more in all than people who were present.

    They were handed out on private pages, opened from slips, or typed in from sheets of paper.
    """
    return max(0, present - handed - slips - sheets)


def evaluation_stock(capacity: int | None, headcount: int | None, confirmed: int) -> int:
    """Return how many evaluation tickets a meeting needs: one for everybody who may have come."""
    return max(capacity or 0, headcount or 0, confirmed)


def overlaps(spans: Sequence[tuple[datetime, datetime]]) -> list[int]:
    """Return the places, from 1, of spans of time that begin before another that began earlier has ended."""
    order = sorted(range(len(spans)), key=lambda place: spans[place])
    return sorted(
        later + 1
        for index, later in enumerate(order)
        if any(spans[earlier][1] > spans[later][0] for earlier in order[:index])
    )
