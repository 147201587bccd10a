"""Tables shown beside others that were published before: what was hidden stays hidden, what was shown stands.

Pure. All tables are of the same people counted at the same moment: whoever calls this checks that first.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.analysis.statistics.disclosure import Key, Pages, audit, hide
from app.analysis.statistics.suppression import THRESHOLD
from app.analysis.statistics.tables import Protected, Table, as_shown, pages_of

COST_OF_SHOWN: Final = 1e6
"""What it would cost to hide what has been read already: more than everything else together."""


@dataclass(frozen=True)
class Known:
    """What readers have seen of some counts before: those that were printed, and those that were hidden."""

    shown: frozenset[Key] = frozenset()
    hidden: frozenset[Key] = frozenset()

    def and_of(self, table: Table, protected: Protected) -> "Known":
        """Return the same with what a table that was published says."""
        keys = set(pages_of([table]).costs)
        gone = {key for key in keys if key in _hidden_of(table, protected)}
        return Known(self.shown | (keys - gone), self.hidden | gone)


class SaysTooMuchError(ValueError):
    """Beside what was published before, these tables cannot be shown whatever is hidden in them."""


def protect_beside(
    tables: Sequence[Table],
    *,
    context: Sequence[Table] = (),
    known: Known | None = None,
    threshold: int = THRESHOLD,
) -> list[Protected]:
    """Return `tables` as they may be shown beside what readers know already.

    `context` are the whole tables of which `known` holds some counts; what of them was never printed is
    printed by nobody, and may not be worked out where it is small. What was hidden is hidden here too.

    Raises:
        SaysTooMuchError: only by hiding what was shown before could something small be kept.
        ValueError: the counts do not fit together, as `protect_tables` says.
    """
    known = known or Known()
    whole = pages_of([*tables, *context], threshold=threshold)
    printed = pages_of(tables, threshold=threshold).costs.keys() | known.shown | known.hidden
    costs = {
        key: COST_OF_SHOWN if key in known.shown else cost
        for key, cost in whole.costs.items()
        if key in printed
    }
    pages = replace(whole, costs=costs, secret=(whole.secret | known.hidden & costs.keys()) - known.shown)
    told = _told_before(pages, known, threshold)
    hidden = hide(replace(pages, known=pages.known | told.keys()), threshold=threshold)
    if hidden & known.shown or _tells_more(pages, hidden, told, threshold):
        raise SaysTooMuchError("something small could be worked out from what was published before")
    return [as_shown(table, hidden) for table in tables]


def _told_before(pages: Pages, known: Known, threshold: int) -> dict[Key, tuple[int, int]]:
    """Return what could be worked out before, between which numbers: an older rule may have been weaker."""
    seen = known.shown | known.hidden
    before = replace(pages, costs={key: cost for key, cost in pages.costs.items() if key in seen})
    found = audit(before, known.hidden, threshold=threshold)
    return {one.key: (one.low, one.high) for one in found}


def _tells_more(
    pages: Pages, hidden: Collection[Key], told: Mapping[Key, tuple[int, int]], threshold: int
) -> bool:
    """Say whether anything small is better known than before."""
    return any(
        one.key not in told or one.high - one.low < told[one.key][1] - told[one.key][0]
        for one in audit(pages, hidden, threshold=threshold)
    )


def _hidden_of(table: Table, protected: Protected) -> frozenset[Key]:
    """Return the names of the counts that a protected table hides."""
    blank = _names(table)
    found = set()
    for row, line in zip(blank.cells, protected.cells, strict=True):
        found |= {key for key, n in zip(row, line, strict=True) if n is None}
    for keys, totals in ((blank.rows, protected.row_totals), (blank.columns, protected.column_totals)):
        found |= {key for key, n in zip(keys, totals or (0,) * len(keys), strict=True) if n is None}
    if table.grand_total is not None and protected.grand_total is None:
        found.add(())
    return frozenset(found)


@dataclass(frozen=True)
class _Names:
    """The names of the counts of a table, in its order."""

    cells: tuple[tuple[Key, ...], ...]
    rows: tuple[Key, ...]
    columns: tuple[Key, ...]


def _names(table: Table) -> _Names:
    rows = [(table.rows.name, label) for label in table.rows.labels]
    columns = [(table.columns.name, label) for label in table.columns.labels]
    return _Names(
        tuple(tuple(tuple(sorted((row, column))) for column in columns) for row in rows),
        tuple((row,) for row in rows),
        tuple((column,) for column in columns),
    )
