"""What does not depend on the database: phases, and how a response spreads over the counts."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

Phase = Literal["before", "open", "closed"]

EVERYWHERE = "_all"
"""Stands in the bassin column for everyone once.

A total cannot be summed from the bassins, because some people act in several.
"""
ASKED, ANSWERED, BLANK = "_asked", "_answered", "_blank"
"""Reserved options of a question that give its bases."""
UNKNOWN = "unknown"
SLOTS = 16
GONE = SLOTS
"""The slot of page visits whose drafts were purged: nothing is left to count them again from."""
CHECK, SENT = ":check", ":sent"
"""Places beyond the last page; no page can be called so."""
LONGEST_MINUTES = 120
"""Answers that took longer, a night's sleep included, count as this long."""


def phase(opens_at: datetime, closes_at: datetime, now: datetime) -> Phase:
    """Say where a consultation stands: it is open from `opens_at` until just before `closes_at`."""
    if now < opens_at:
        return "before"
    return "open" if now < closes_at else "closed"


def slot_of(response_id: UUID) -> int:
    """Return the slot of a response: writers spread over 16 rows, so that none is hot."""
    return response_id.int % SLOTS


def counted_places(bassins: Iterable[str]) -> list[str]:
    """Return where a response counts: once everywhere, and once in each bassin named.

    A response that names none counts as unknown.
    """
    return [EVERYWHERE, *(sorted(set(bassins)) or [UNKNOWN])]


def minutes_between(start: datetime, end: datetime) -> int:
    """Return the minutes from a start known to the minute to an end, at most the longest told apart.

    What goes beyond a whole minute is dropped: the seconds missing from the start make up for it.
    """
    return min(max(int((end - start).total_seconds() // 60), 0), LONGEST_MINUTES)


def median_minutes(histogram: Mapping[int, int]) -> int | None:
    """Return the median of minutes counted by `histogram`, the lower one of two; None where nothing is."""
    left = (sum(histogram.values()) + 1) // 2
    for minutes, n in sorted(histogram.items()):
        left -= n
        if left <= 0 < n:
            return minutes
    return None
