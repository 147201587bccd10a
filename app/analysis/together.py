"""What is hidden in all the tables of a consultation together, for whoever sees protected figures.

A row on its own is protected by `Sight.row`. But the pages of a consultation show the same people by bassin,
by profile and by language, and with filters: each of these is another row to subtract from. So the tables
that all these pages and filters are rows and columns of are protected together, once for each state of the
counts, and each page hides what they hide.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import combinations
from typing import Final

from sqlalchemy.orm import Session

from app.analysis.crossings import Crossing
from app.analysis.release_counts import BALLOT, BY, PEOPLE, Breakdown, Counter
from app.analysis.sight import Sight
from app.analysis.statistics.tables import Protected, Table, protect_tables
from app.analysis.subjects import Subject

_KEPT: Final = 64
"""How many consultations, each in one state of its counts, are kept: the solver takes up to a second."""


def hidden_actions(
    session: Session, subject: Subject, sight: Sight, *, bassin: str = "", profile: str = ""
) -> frozenset[str]:
    """Return the codes of the actions that are hidden in a bassin, among a profile, or in the Region.

    Nobody from whom small numbers are hidden sees a bassin and a profile at once.
    """
    if not sight.protects or not subject.ballot:
        return frozenset()
    counter = Counter(session, subject)
    sides = [one for one in counter.breakdowns() if one.what == BALLOT]
    if not sides:
        return frozenset()
    found = dict(zip(sides, _together(counter, sides), strict=True))
    asked = Breakdown(BALLOT, "bassin" if bassin else "profile") if bassin or profile else sides[0]
    if asked not in found:
        return frozenset()
    table, shown = found[asked]
    numbers = (
        [line[table.columns.labels.index(bassin or profile)] for line in shown.cells]
        if bassin or profile
        else shown.row_totals or ()
    )
    return frozenset(code for code, n in zip(table.rows.labels, numbers, strict=True) if n is None)


def people_together(session: Session, subject: Subject) -> Mapping[tuple[str, str], Crossing]:
    """Return how many answered by each two of bassin, profile and language, with small numbers hidden."""
    counter = Counter(session, replace(subject, ballot=None))
    pairs = [Breakdown(f"{PEOPLE}:{one}", other) for one, other in combinations(BY, 2)]
    found = {}
    for one, (table, shown) in zip(pairs, _together(counter, pairs), strict=True):
        rows, columns = table.rows.labels, table.columns.labels
        cells = {
            row: dict(zip(columns, line, strict=True)) for row, line in zip(rows, shown.cells, strict=True)
        }
        totals = dict(zip(rows, shown.row_totals or (), strict=True))
        bases = dict(zip(columns, shown.column_totals or (), strict=True))
        whole = Crossing(rows, columns, cells, totals)
        found[one.rows_are, str(one.by)] = whole
        found[str(one.by), one.rows_are] = whole.turned(bases)
    return found


def _together(counter: Counter, sides: list[Breakdown]) -> list[tuple[Table, Protected]]:
    tables = tuple(counter.table(one) for one in sides)
    return list(zip(tables, _protected(tables), strict=True))


@lru_cache(maxsize=_KEPT)
def _protected(tables: tuple[Table, ...]) -> tuple[Protected, ...]:
    try:
        return tuple(protect_tables(tables))
    except ValueError:
        # Somebody answered between two statements, or an older version counted otherwise: nothing is shown.
        return tuple(_nothing(table) for table in tables)


def _nothing(table: Table) -> Protected:
    return Protected(
        tuple((None,) * len(line) for line in table.cells),
        (None,) * len(table.rows.labels),
        (None,) * len(table.columns.labels),
        None,
        mostly_hidden=True,
    )
