"""Tables of small groups against a reader who adds, subtracts, and owns a solver."""

import os
from collections.abc import Sequence
from math import inf
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.analysis.statistics.beside import Known, protect_beside
from app.analysis.statistics.disclosure import audit
from app.analysis.statistics.suppression import SMALLEST_BASE
from app.analysis.statistics.tables import (
    Dimension,
    Protected,
    Table,
    pages_of,
    protect_table,
    protect_tables,
)
from tests.analysis.statistics.crowds import (
    ACTIONS,
    BASSINS,
    LANGUAGES,
    ONE_BASSIN,
    PROFILES,
    Person,
    crowd,
    table_of,
    under,
)
from tests.support.reader import Reader

THRESHOLD = 5


def numbers_of(table: Table, shown: Protected) -> list[tuple[str, int | None, int | None, int | None]]:
    """List every number with its name, its truth, what is printed, and its base."""
    rows, columns, everybody = table.rows.labels, table.columns.labels, table.grand_total
    bases, below = table.column_totals or (), shown.column_totals or ()
    cells = [
        (f"{row} {column}", n, seen, base)
        for row, line, see in zip(rows, table.cells, shown.cells, strict=True)
        for column, n, seen, base in zip(columns, line, see, bases, strict=True)
    ]
    beside = zip(rows, table.row_totals or (), shown.row_totals or (), strict=True)
    return [
        *cells,
        *((row, n, seen, everybody) for row, n, seen in beside),
        *((column, n, seen, None) for column, n, seen in zip(columns, bases, below, strict=True)),
        ("everybody", everybody, shown.grand_total, None),
    ]


def read(reader: Reader, table: Table, shown: Protected, people: Sequence[Person]) -> list[str]:
    """Hand a page to a reader, and return the names of what may not be worked out.

    The reader also knows which hidden numbers are zero, save where a base is so small that all is hidden,
    and how many people picked one action only.
    """
    kept = []
    for name, n, seen, base in numbers_of(table, shown):
        assert n is not None
        assert seen in (None, n)
        assert seen is None or not 0 < seen < THRESHOLD
        reader.reads(name, seen, least=1 if n and (base is None or base >= SMALLEST_BASE) else 0)
        kept += [name] if seen is None else []
        if base is not None:
            others = f"not {name}"
            reader.reads(others, None)
            kept += [others] if 0 < base < n + THRESHOLD else []
            assert seen is None or base == 0 or base - n >= THRESHOLD
    across(reader, table)
    down(reader, table, people)
    return kept


def across(reader: Reader, table: Table) -> None:
    """Tell how the columns of each row add up."""
    columns = table.columns.labels
    twice = dict.fromkeys(columns, 1.0) | {"everybody": -1.0}
    for row, total in [*((f"{row} ", row) for row in table.rows.labels), ("", "everybody")]:
        parts = [f"{row}{column}" for column in columns]
        if table.columns.adds == "once":
            reader.adds(parts, total)
            continue
        reader.adds(parts, total, 0, inf)
        for part in parts:
            reader.adds([total], part, 0, inf)
        if row:
            # Whoever counts twice under an answer counts twice among all.
            reader.knows_of(twice | {total: 1.0} | dict.fromkeys(parts, -1.0), 0, inf)


def down(reader: Reader, table: Table, people: Sequence[Person]) -> None:
    """Tell how the answers of each column add up."""
    groups = [under(people, table.columns, place) for place in range(len(table.columns.labels))]
    for base, here in zip([*table.columns.labels, "everybody"], [*groups, people], strict=True):
        parts = [row if base == "everybody" else f"{row} {base}" for row in table.rows.labels]
        short = sum(len(one.picks) for one in here) - 2 * len(here)
        reader.adds(parts, base, short, short, times=2)
        for part in parts:
            reader.adds([part, f"not {part}"], base)


CROWDS = st.tuples(
    st.integers(0, 10**6),
    st.lists(st.one_of(st.integers(0, 12), st.integers(10, 90)), min_size=5, max_size=5),
    st.sampled_from((0.0, 0.1, 0.5)),
    st.sampled_from((0.0, 0.1)),
)
# Making a failing crowd smaller would take longer than understanding it.
SAMPLE = settings(
    max_examples=6, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip


def attack(people: Sequence[Person], *dimensions: Dimension) -> None:
    tables = [table_of(people, ACTIONS, columns) for columns in dimensions]
    reader, kept = Reader(), set[str]()
    for table, shown in zip(tables, protect_tables(tables), strict=True):
        kept.update(read(reader, table, shown, people))
    assert reader.pins(sorted(kept), THRESHOLD) == []


@SAMPLE
@given(CROWDS)
def test_no_hidden_cell_of_a_table_can_be_pinned(case: tuple[int, list[int], float, float]) -> None:
    attack(crowd(*case), BASSINS if case[2] else ONE_BASSIN)


@settings(SAMPLE, max_examples=3)
@given(CROWDS)
def test_nor_with_the_same_people_by_profile_and_by_language_beside_it(
    case: tuple[int, list[int], float, float],
) -> None:
    attack(crowd(*case), BASSINS if case[2] else ONE_BASSIN, PROFILES, LANGUAGES)


def test_the_reader_pins_cells_where_only_the_small_ones_are_hidden() -> None:
    people = crowd(7, [60, 45, 30, 80, 50], 0, 0)
    table = table_of(people, ACTIONS, ONE_BASSIN)
    assert table.row_totals
    small = [[None if 0 < n < THRESHOLD else n for n in line] for line in (*table.cells, table.row_totals)]
    naive = Protected(
        tuple(map(tuple, small[:-1])), tuple(small[-1]), table.column_totals, table.grand_total,
        mostly_hidden=False,
    )  # fmt: skip
    reader = Reader()
    names = [name for name in read(reader, table, naive, people) if not name.startswith("not ")]
    pinned = reader.pins(names, THRESHOLD)
    assert len(pinned) > 5
    # Our own audit says the same of it, count by count.
    pages = pages_of([table])
    hidden = {key for key in pages.costs if 0 < pages.counts[key] < THRESHOLD}
    found = [one for one in audit(pages, hidden, threshold=THRESHOLD) if one.key in pages.costs]
    assert sorted((one.low, one.high) for one in found) == sorted((low, high) for _, low, high in pinned)


def test_a_later_page_of_the_same_count_gives_nothing_more_away() -> None:
    people = crowd(11, [40, 12, 30, 8, 50], 0, 0.1)
    first = table_of(people, ACTIONS, ONE_BASSIN)
    shown = protect_table(first)
    second = table_of(people, ACTIONS, PROFILES)
    known = Known().and_of(first, shown)
    (later,) = protect_beside([second], context=[first], known=known)
    reader = Reader()
    kept = {*read(reader, first, shown, people), *read(reader, second, later, people)}
    assert reader.pins(sorted(kept), THRESHOLD) == []


def test_what_everybody_chose_is_hidden_and_an_empty_bassin_is_not() -> None:
    yes = Dimension("answer", ("yes", "no"), opinion=True)
    table = Table(yes, ONE_BASSIN, ((20, 12, 0, 6, 15), (0, 9, 0, 1, 15)), (53, 25), (20, 21, 0, 7, 30), 78)
    shown = protect_table(table)
    assert shown.cells[0][0] is None
    assert [line[2] for line in shown.cells] == [0, 0]
    # Under ten people no answer is shown.
    assert [line[3] for line in shown.cells] == [None, None]
    assert shown.grand_total == 78
    assert protect_table(table) == shown
    alone = Table(yes, Dimension("bassin", ("nord",)), ((3,), (0,)), (3, 0), (3,), 3)
    assert protect_table(alone).cells == ((None,), (None,))
    assert protect_table(alone).mostly_hidden


def test_it_refuses_counts_that_contradict_each_other() -> None:
    yes, one = Dimension("answer", ("yes", "no")), Dimension("bassin", ("nord",))
    with pytest.raises(ValueError, match="add up"):
        protect_table(Table(yes, one, ((3,), (4,)), column_totals=(8,)))
    with pytest.raises(ValueError, match="negative"):
        protect_table(Table(yes, one, ((-3,), (4,))))
    with pytest.raises(ValueError, match="not the same"):
        protect_tables([Table(yes, one, ((3,), (4,))), Table(yes, one, ((4,), (4,)))])
    with pytest.raises(ValueError, match="threshold"):
        protect_table(Table(yes, one, ((3,), (4,))), threshold=2)


@pytest.mark.proof
@pytest.mark.skipif(not os.environ.get("PROOF"), reason="exhaustive; make proof runs it")
@pytest.mark.parametrize("seed", range(40))
def test_no_hidden_cell_of_many_tables_can_be_pinned(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - invented people
    for _ in range(5):
        sizes = [random.choice((random.randrange(13), random.randrange(10, 90))) for _ in range(5)]
        several = random.choice((0.0, 0.1, 0.5))
        people = crowd(random.randrange(10**6), sizes, several, random.choice((0.0, 0.1)))
        attack(people, BASSINS if several else ONE_BASSIN, PROFILES, LANGUAGES)
