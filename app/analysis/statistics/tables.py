"""Tables of counts whose small cells are hidden, and with them whatever would give these away. Pure.

Tables that are shown together are protected together: they share the totals that mean the same, because a
count is named by what the people counted have in common (a cell by its row and column, a total of a row by
its row). All of them are about the same people, counted at the same moment.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import inf
from typing import Final, Literal

from app.analysis.statistics.disclosure import Key, Pages, Relation, hide
from app.analysis.statistics.suppression import SMALLEST_BASE, SMALLEST_THRESHOLD, THRESHOLD

Adds = Literal["once", "several", "picks"]
"""How people are spread over the labels of a dimension: everybody under exactly one; everybody under one or
more (somebody who acts in two bassins); or each picked up to `pick` of them."""

EVERYBODY: Final[Key] = ()
COST_OF_CELL: Final = 1.0
COST_OF_ZERO: Final = 10.0
COST_OF_TOTAL: Final = 40.0
COST_OF_ALL: Final = 200.0
"""What hiding a cell, a zero, a total and the number of everybody cost. All cells cost the same, small or
large: which ones protect others then says little of what they hold."""


@dataclass(frozen=True)
class Dimension:
    """What rows or columns are: its name, the same wherever it is used, and its labels, without a gap.

    A label for those who are in none of the others (`unknown`, `region`) is one of them: a total that
    exceeds its cells would tell it anyway.
    """

    name: str
    labels: tuple[str, ...]
    adds: Adds = "once"
    pick: int = 1
    """With `picks`: how many labels somebody could pick."""
    opinion: bool = False
    """Whether the labels are answers: then nobody may learn that all of a group gave the same one."""


@dataclass(frozen=True)
class Table:
    """Counts of people, rows × columns, and the totals shown beside them; None where they are not."""

    rows: Dimension
    columns: Dimension
    cells: tuple[tuple[int, ...], ...]
    row_totals: tuple[int, ...] | None = None
    """How many people each row counts, whatever their column; not the sum, where people are in several."""
    column_totals: tuple[int, ...] | None = None
    """The same for columns: the base of each, where the rows are answers."""
    grand_total: int | None = None
    """All the people counted."""


@dataclass(frozen=True)
class Protected:
    """The counts of a table as they may be shown, None where hidden; why would say too much."""

    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...] | None
    column_totals: tuple[int | None, ...] | None
    grand_total: int | None
    mostly_hidden: bool
    """Whether more than half of the cells that hold somebody are hidden: show larger groups instead."""


def protect_table(table: Table, *, threshold: int = THRESHOLD) -> Protected:
    """Return one table as it may be shown alone. Raises ValueError as `protect_tables` does."""
    return protect_tables([table], threshold=threshold)[0]


def protect_tables(tables: Sequence[Table], *, threshold: int = THRESHOLD) -> list[Protected]:
    """Return tables that are shown together as they may be shown.

    Hidden are counts of 1 to threshold - 1, answers that all of a group gave or all but so few, columns of
    answers over a base under ten, and whatever else it takes: for nobody who adds and subtracts, and knows
    that zeros are shown, do the largest and the smallest possible value of a hidden count, or of how many
    of a base did not give an answer of which that is hidden, lie less than the threshold apart.

    Pages of another day cannot be protected together with these: whoever answered in between would be the
    difference. What was published of the same count is the subject of `beside.py`.

    Who knows this procedure as well can sometimes exclude some of these values (Wong et al. 2007), since the
    cells that are hidden to protect others were chosen by their counts: docs/decisions/0031 says how often.

    Raises ValueError where a threshold is under 3, a count negative or not the same wherever it stands, or
    the cells do not add up as their dimensions say.
    """
    if threshold < SMALLEST_THRESHOLD:
        raise ValueError(f"the threshold is at least {SMALLEST_THRESHOLD}")
    pages = pages_of(tables, threshold=threshold)
    hidden = hide(pages, threshold=threshold)
    return [as_shown(table, hidden) for table in tables]


def pages_of(tables: Sequence[Table], *, threshold: int = THRESHOLD) -> Pages:
    """Return all that tables print together, and what it may not tell. Raises ValueError as above."""
    counts: dict[Key, int] = {}
    costs: dict[Key, float] = {}
    for key, n, cost in chain.from_iterable(_printed(table) for table in tables):
        if n < 0 or counts.setdefault(key, n) != n:
            raise ValueError(f"negative, or not the same count wherever it stands: {key}")
        costs[key] = max(cost, costs.get(key, 0))
    secret = {key for key, n in counts.items() if 0 < n < threshold}
    vague: set[Key] = set()
    relations: list[Relation] = []
    for side in chain.from_iterable((table, _turned(table)) for table in tables):
        relations += _sums(side, counts)
        for key, base in _opinions(side):
            n, of = counts[key], counts[base]
            if 0 < of < SMALLEST_BASE:
                secret.add(key)
                vague.add(key)
            if of and of - n < threshold:
                others = (*key, ("", "others"))
                counts[others] = of - n
                secret |= {key, others}
                relations.append(Relation({key: 1, others: 1, base: -1}))
    return Pages(counts, relations, costs, frozenset(secret), frozenset(vague))


def key_of(*conditions: tuple[str, str]) -> Key:
    """Return the name of the count of those who meet all these conditions, `(dimension, label)` each."""
    return tuple(sorted(conditions))


def _turned(table: Table) -> Table:
    """Return the same table with rows as columns."""
    return Table(
        table.columns, table.rows, tuple(zip(*table.cells, strict=True)), table.column_totals,
        table.row_totals, table.grand_total,
    )  # fmt: skip


def _printed(table: Table) -> Iterator[tuple[Key, int, float]]:
    """List every count of a table with its name and what hiding it costs: totals much more than cells."""
    rows, columns = _labels(table.rows), _labels(table.columns)
    for row, line in zip(rows, table.cells, strict=True):
        for column, n in zip(columns, line, strict=True):
            yield key_of(row, column), n, COST_OF_CELL if n else COST_OF_ZERO
    for labels, totals in ((rows, table.row_totals), (columns, table.column_totals)):
        for label, n in zip(labels, totals, strict=True) if totals is not None else ():
            yield key_of(label), n, COST_OF_TOTAL
    if table.grand_total is not None:
        yield EVERYBODY, table.grand_total, COST_OF_ALL


def _labels(dimension: Dimension) -> list[tuple[str, str]]:
    return [(dimension.name, label) for label in dimension.labels]


def _lines(table: Table) -> Iterator[tuple[list[Key], Key | None]]:
    """List the columns of a table, that of the totals last: the names of their cells, and of their total."""
    rows = _labels(table.rows)
    for column in _labels(table.columns):
        yield [key_of(row, column) for row in rows], None if table.column_totals is None else key_of(column)
    if table.row_totals is not None:
        yield [key_of(row) for row in rows], None if table.grand_total is None else EVERYBODY


def _sums(table: Table, counts: Mapping[Key, int]) -> Iterator[Relation]:
    """Say how the cells of each column add up to its total."""
    all_rows = dict.fromkeys((key_of(row) for row in _labels(table.rows)), 1)
    for parts, total in _lines(table):
        if total is None:
            continue
        down = dict.fromkeys(parts, 1)
        if table.rows.adds == "once":
            yield Relation(down | {total: -1})
            continue
        for part in parts:
            yield Relation({total: 1, part: -1}, 0, inf)
        if table.rows.adds == "picks":
            # Nearly everybody picks as many as they may: how many did not is taken as known.
            short = sum(counts[part] for part in parts) - table.rows.pick * counts[total]
            yield Relation(down | {total: -table.rows.pick}, short, short)
        else:
            yield Relation(down | {total: -1}, 0, inf)
            if EVERYBODY in counts and all_rows.keys() <= counts.keys() and total != EVERYBODY:
                # Nobody is counted twice here who is not counted twice among all.
                more = all_rows | {EVERYBODY: -1, total: 1} | dict.fromkeys(parts, -1)
                yield Relation(more, 0, inf)


def _opinions(table: Table) -> Iterator[tuple[Key, Key]]:
    """List each count of an answer with the base that it is out of, where rows are answers."""
    for parts, total in _lines(table):
        if total is not None and table.rows.opinion:
            yield from ((part, total) for part in parts)


def as_shown(table: Table, hidden: Collection[Key]) -> Protected:
    """Return a table without the counts that are hidden."""

    def see(n: int, *conditions: tuple[str, str]) -> int | None:
        return None if key_of(*conditions) in hidden else n

    rows, columns = _labels(table.rows), _labels(table.columns)
    cells = tuple(
        tuple(see(n, row, column) for column, n in zip(columns, line, strict=True))
        for row, line in zip(rows, table.cells, strict=True)
    )
    filled = [shown for n, shown in zip(chain(*table.cells), chain(*cells), strict=True) if n]

    def totals(
        labels: list[tuple[str, str]], numbers: tuple[int, ...] | None
    ) -> tuple[int | None, ...] | None:
        if numbers is None:
            return None
        return tuple(see(n, label) for label, n in zip(labels, numbers, strict=True))

    return Protected(
        cells,
        totals(rows, table.row_totals),
        totals(columns, table.column_totals),
        None if table.grand_total is None else see(table.grand_total),
        mostly_hidden=2 * sum(shown is None for shown in filled) > len(filled),
    )
