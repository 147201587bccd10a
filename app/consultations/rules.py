"""What does not depend on the database: phases, and how a response spreads over the counts."""

from collections.abc import Iterable
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
