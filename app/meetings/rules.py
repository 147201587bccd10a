"""What holds for meetings: pure functions, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

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
NEEDS: Final = ("wheelchair", "hearing_loop", "sign_language", "large_print", "companion", "quiet_place")

RETENTION: Final = timedelta(days=183)
"""How long after a meeting the names and addresses of those who registered are kept: six months."""
EVALUATION_PERIOD: Final = timedelta(days=21)
"""How long after a meeting its participants can evaluate it."""
MAIL_PAUSE: Final = timedelta(minutes=5)
"""Asked for again within this time, the confirmation that is already on its way is enough."""


class Opening(StrEnum):
    """Whether somebody can register, and if not, why."""

    OPEN = "open"
    DRAFT = "draft"
    CANCELLED = "cancelled"
    PAST = "past"
    FULL = "full"
    NO_REGISTRATION = "no_registration"


@dataclass(frozen=True)
class MeetingFacts:
    """What decides whether a meeting takes one more registration."""

    status: str
    ends_at: datetime
    capacity: int | None
    confirmed: int


def seats_left(capacity: int | None, confirmed: int) -> int:
    """Return how many seats are free; none when the meeting takes no registrations."""
    return max(0, (capacity or 0) - confirmed)


def can_register(facts: MeetingFacts, now: datetime) -> Opening:
    """Say whether the meeting takes one more registration at the moment `now`.

    It does until it ends, not until it begins: whoever stands at the door can still register.
    """
    if facts.status == "draft":
        return Opening.DRAFT
    if facts.status == "cancelled":
        return Opening.CANCELLED
    if now >= facts.ends_at:
        return Opening.PAST
    if facts.capacity is None:
        return Opening.NO_REGISTRATION
    if seats_left(facts.capacity, facts.confirmed) == 0:
        return Opening.FULL
    return Opening.OPEN


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
