"""What holds for a vote with dots: pure functions, no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

MOST_VOTERS: Final = 2_000
MOST_EACH: Final = 20
MOST_DOTS: Final = 9_999


@dataclass(frozen=True)
class Excess:
    """More dots than there can be: `found` where there are `most` at best. `action` is '' for the whole."""

    action: str
    found: int
    most: int


def excesses(voters: int | None, dots_each: int, dots: Mapping[str, int]) -> list[Excess]:
    """List what cannot be: an action, or all of them together, with more dots than the people were given.

    Somebody may put several dots on one action. Where nobody counted the people, nothing can be said.
    """
    if voters is None:
        return []
    most = voters * dots_each
    found = [Excess(action, n, most) for action, n in dots.items() if n > most]
    total = sum(dots.values())
    # One action with too many already says it.
    return found or ([Excess("", total, most)] if total > most else [])


def may_vote(status: str, first_day: date, today: date) -> bool:
    """Say whether a meeting can have voted: it is not cancelled, and its day has come."""
    return status != "cancelled" and first_day <= today
