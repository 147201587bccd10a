"""Who looks at live figures, and what they may see of small numbers.

Analysts see every count, and what they looked at is noted. Partners and facilitators see counts protected
row by row. The public sees no live figure at all, only what was frozen: its pages never come here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.analysis.statistics.suppression import SMALLEST_BASE, hide_small, protect, rounded_share

Counts = Mapping[str, Mapping[str, int]]
"""Whole numbers by row and by column; every row has the same columns."""


@dataclass(frozen=True)
class Sight:
    """How somebody sees figures. Everything that leaves this package for a screen has gone through one."""

    protects: bool
    """Whether counts from 1 to 4, and what would reveal them, are hidden."""

    def row(self, counts: Mapping[str, int], *, known_total: bool = True) -> dict[str, int | None]:
        """Return a row of counts as it may be seen, None where hidden."""
        if not self.protects:
            return dict(counts)
        return protect(counts, known_total=known_total)

    def table(self, counts: Counts) -> tuple[dict[str, dict[str, int | None]], dict[str, int | None]]:
        """Return a table of counts and the totals of its rows as they may be seen, None where hidden."""
        totals = {row: sum(cells.values()) for row, cells in counts.items()}
        if not self.protects:
            return {row: dict(cells) for row, cells in counts.items()}, dict(totals)
        shown = {row: self.row(cells) for row, cells in counts.items()}
        return shown, {row: hide_small(n) for row, n in totals.items()}

    def number(self, n: int) -> int | None:
        """Return one number as it may be seen, None where hidden."""
        return hide_small(n) if self.protects else n

    def share(self, n: int | None, base: int) -> float | None:
        """Return n of base as a share between 0 and 1, None where n is hidden or the base too small.

        For somebody from whom small numbers are hidden it is rounded, in steps of 5 per cent under thirty.
        """
        if n is None or base == 0:
            return None
        if not self.protects:
            return n / base
        rounded = rounded_share(n, base)
        return None if rounded is None else rounded / 100

    def tells(self, base: int) -> bool:
        """Say whether shares of a base may be seen at all."""
        return base > 0 and (base >= SMALLEST_BASE or not self.protects)


EVERYTHING = Sight(protects=False)
PROTECTED = Sight(protects=True)
