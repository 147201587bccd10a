"""What the page of a bassin may show of a consultation of which figures were released before.

It is what the released tables show of this bassin, and no more: two ways of counting or of hiding the same
people would give away what each of them hides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.analysis.priorities import Priorities
from app.analysis.statistics.suppression import SMALLEST_BASE

Frozen = dict[str, Any]
_BY_PEOPLE: Final = "people:bassin"


@dataclass(frozen=True)
class FromTables:
    """One bassin in the released tables of one consultation; counts are None where they are hidden."""

    base: int | None
    """None where its shares cannot be shown."""
    actions: Mapping[str, int | None]
    profiles: list[Frozen]
    languages: list[Frozen]


def from_tables(tables: Sequence[Mapping[str, Any]], bassin: str, today: Priorities) -> FromTables:
    """Return what released tables show of a bassin.

    Its shares are shown only while the counts of `today` are still those that were released: the words and
    the stability beside them are worked out from these.
    """
    shown = [table for table in tables if not table["withheld"]]
    parts = {table["by"]: _line(table, bassin) for table in shown if table["what"] == _BY_PEOPLE}
    ballots = next((one for one in shown if (one["what"], one["by"]) == ("ballot", "bassin")), None)
    base: int | None = None
    actions: dict[str, int | None] = {}
    place = _place(ballots["columns"], bassin) if ballots else None
    if ballots is not None and place is not None and (ballots["bases"][place] or 0) >= SMALLEST_BASE:
        base = ballots["bases"][place]
        actions = {
            code: line[place] for (code, _), line in zip(ballots["rows"], ballots["counts"], strict=True)
        }
        now = {row.action.code: row.n for row in today.rows}
        if base != today.base or any(n is not None and n != now.get(code) for code, n in actions.items()):
            base, actions = None, {}
    return FromTables(base, actions, parts.get("profile", []), parts.get("language", []))


def _line(table: Mapping[str, Any], bassin: str) -> list[Frozen]:
    place = _place(table["rows"], bassin)
    if place is None:
        return []
    return [
        {"code": code, "n": n} for (code, _), n in zip(table["columns"], table["counts"][place], strict=True)
    ]


def _place(labels: Sequence[Sequence[Any]], code: str) -> int | None:
    return next((place for place, label in enumerate(labels) if label[0] == code), None)
