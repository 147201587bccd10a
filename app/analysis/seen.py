"""The priorities as somebody may see them: with everything, or without what few people said.

What is hidden from a reader is left out here, before a word, a chart or a file is made of it.
"""

from dataclasses import dataclass
from typing import Literal

from app.analysis.priorities import ActionRow, Priorities
from app.analysis.sight import Sight
from app.analysis.statistics.priorities import BestSets, Word
from app.analysis.statistics.suppression import SMALLEST_BASE, THRESHOLD, hide_small
from app.analysis.together import Hidden
from app.programmes.queries import ActionView

Withheld = Literal["", "none", "few", "others", "alike"]
"""Why no share is shown: nobody answered, too few did, it would tell how few others did, or nearly all chose
alike; '' where some are."""


@dataclass(frozen=True)
class SeenAction:
    """One action as it may be seen; every figure is None where it is hidden, or where there is none."""

    action: ActionView
    n: int | None
    share: float | None
    low: float | None
    high: float | None
    p_top2: float | None
    word: Word | None
    candidate: bool
    rank: int | None
    """Shared by ties: 1, 2, 2, 4. None where it would narrow a hidden number."""
    tied: bool


@dataclass(frozen=True)
class Seen:
    """The priorities of a place as they may be seen."""

    base: int | None
    """People who chose at least one action; None where they are too few to be told."""
    blanks: int | None
    pick: int
    withheld: Withheld
    rows: tuple[SeenAction, ...]
    """In the order of the ballot; those that are withheld too, without figures."""
    best: BestSets | None
    protects: bool

    @property
    def ranked(self) -> list[SeenAction]:
        """The same rows, most picked first, ties and hidden ones in the order of the ballot."""
        last = len(self.rows) + 1
        return sorted(self.rows, key=lambda row: row.rank or last)

    @property
    def candidates(self) -> list[SeenAction]:
        """The actions that the bassin chooses among, as far as they may be told, most picked first."""
        return [row for row in self.ranked if row.candidate]

    @property
    def hidden(self) -> int:
        """How many actions have their figures hidden, where others are shown."""
        return 0 if self.withheld else sum(row.n is None for row in self.rows)

    @property
    def same_best(self) -> tuple[frozenset[str], ...]:
        """The sets that are best in all three ways of counting, in the order of the ballot; perhaps none."""
        if self.best is None:
            return ()
        others = set(self.best.pav.sets) & set(self.best.coverage.sets)
        return tuple(one for one in self.best.approval.sets if one in others)


def seen(found: Priorities, sight: Sight, *, hidden: Hidden) -> Seen:
    """Return priorities as this reader may see them.

    `hidden` is what the tables of several places or groups hide here besides what this row does. For
    somebody from whom small numbers are hidden there is no best pair either: how many find a choice in it
    would tell how many picked both.
    """
    if not sight.protects:
        rows = [
            SeenAction(
                row.action, row.n, row.share, row.low, row.high, row.p_top2, row.word, row.candidate,
                row.rank, row.tied,
            )
            for row in found.rows
        ]  # fmt: skip
        why: Withheld = "" if found.base else "none"
        return Seen(found.base, found.blanks, found.pick, why, tuple(rows), found.best, protects=False)
    why = _withheld(found, hidden)
    counts = sight.row({row.action.code: row.n for row in found.rows}) if not why else {}
    shown = {code for code, n in counts.items() if n is not None and code not in hidden.actions}
    return Seen(
        base=None if hidden.base else hide_small(found.base),
        blanks=None if hidden.base or found.base < SMALLEST_BASE else hide_small(found.blanks),
        pick=found.pick,
        withheld=why,
        rows=tuple(_protected(row, found, shown, sight) for row in found.rows),
        best=None,
        protects=True,
    )


def _withheld(found: Priorities, hidden: Hidden) -> Withheld:
    if found.base == 0:
        return "none"
    if found.base < SMALLEST_BASE:
        return "few"
    if hidden.base:
        return "others"
    # Where fewer than five did not choose an action, its share would speak of these few.
    return "alike" if any(found.base - row.n < THRESHOLD for row in found.rows) else ""


def _protected(row: ActionRow, found: Priorities, shown: set[str], sight: Sight) -> SeenAction:
    if row.action.code not in shown:
        return SeenAction(
            row.action, None, None, None, None, None, None, candidate=False, rank=None, tied=False
        )
    beside = [other.n for other in found.rows if other.action.code in shown]
    return SeenAction(
        action=row.action,
        n=row.n,
        share=sight.share(row.n, found.base),
        low=row.low,
        high=row.high,
        # How often an action would come first depends on every ballot, the rarest too: its word is enough.
        p_top2=None,
        word=row.word,
        candidate=row.candidate,
        rank=1 + sum(n > row.n for n in beside),
        tied=beside.count(row.n) > 1,
    )
