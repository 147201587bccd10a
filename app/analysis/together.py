"""What is hidden in all the tables of a consultation together, for whoever sees protected figures.

A row on its own is protected by `Sight.row`. But the pages of a consultation show the same people by bassin,
by profile and by language, and with filters: each of these is another row to subtract from. So the tables
that all these pages and filters are rows and columns of are protected together, once for each state of the
counts, and each page hides what they hide.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from itertools import combinations
from operator import or_
from typing import Final

from sqlalchemy.orm import Session

from app.analysis.crossings import Crossing
from app.analysis.release_counts import BALLOT, BY, PEOPLE, Breakdown, By, Counter
from app.analysis.sight import Sight
from app.analysis.statistics.tables import Protected, Table, protect_tables
from app.analysis.subjects import Subject
from app.consultations.figures import participation_by

_KEPT: Final = 64
"""How many consultations, each in one state of its counts, are kept: the solver takes up to a second."""
_TABLES: Final = "tables of what was chosen"


@dataclass(frozen=True)
class Hidden:
    """What the tables of a consultation hide of one place or group, besides what its own row hides."""

    actions: frozenset[str] = frozenset()
    base: bool = False
    """Whether even how many chose is hidden: beside the others it would tell how few are left."""

    def __or__(self, other: "Hidden") -> "Hidden":
        """Return what is hidden in either."""
        return Hidden(self.actions | other.actions, self.base or other.base)


def hidden_in(
    session: Session,
    subjects: Iterable[Subject],
    sight: Sight,
    *,
    bassin: str = "",
    profile: str = "",
    language: str = "",
) -> Hidden:
    """Return what is hidden of a bassin, of a profile, of a language, or of everybody where none is given.

    Of several consultations counted together everything is hidden that one of them hides: the others could
    be subtracted. Nobody from whom small numbers are hidden sees two of these at once.
    """
    if not sight.protects:
        return Hidden()
    label = bassin or profile or language
    by: By | None = "bassin" if bassin else "profile" if profile else "language" if language else None
    found = (_hidden(session, subject, by, label) for subject in subjects if subject.ballot)
    return reduce(or_, found, Hidden())


def _hidden(session: Session, subject: Subject, by: By | None, label: str) -> Hidden:
    found = _ballot_tables(session, subject)
    if not found:
        return Hidden()
    first = next(iter(found))
    asked = Breakdown(BALLOT, by) if by else first
    # Where everybody is of one label, this label is everybody.
    table, shown = found.get(asked) or found[first]
    if asked not in found or by is None:
        numbers, base = shown.row_totals or (), shown.grand_total
    elif label not in table.columns.labels:
        # A place that this consultation does not ask about: nobody is there.
        return Hidden()
    else:
        place = table.columns.labels.index(label)
        numbers = tuple(line[place] for line in shown.cells)
        base = shown.column_totals[place] if shown.column_totals is not None else None
    return Hidden(
        frozenset(code for code, n in zip(table.rows.labels, numbers, strict=True) if n is None),
        base is None,
    )


def _ballot_tables(session: Session, subject: Subject) -> dict[Breakdown, tuple[Table, Protected]]:
    """Return what was chosen by bassin, profile and language, read once for each transaction."""
    known = session.info.get(_TABLES)
    if known is None or known[0] is not session.get_transaction():
        known = session.info[_TABLES] = (session.get_transaction(), {})
    tables: dict[int, dict[Breakdown, tuple[Table, Protected]]] = known[1]
    key = subject.consultation.id
    if key not in tables:
        counter = Counter(session, subject)
        sides = [one for one in counter.breakdowns() if one.what == BALLOT]
        tables[key] = dict(zip(sides, _together(counter, sides), strict=True))
    return tables[key]


def people_seen(session: Session, subject: Subject, sight: Sight) -> dict[str, dict[str, int | None]]:
    """Return how many answered by bassin, by profile and by language, hidden as on every other page."""
    if not sight.protects:
        one = [subject.consultation.id]
        return {side: dict(participation_by(session, one, side)) for side in BY}
    found = people_together(session, subject)
    beside = {"bassin": "profile", "profile": "language", "language": "profile"}
    return {
        side: {code: n for code, n in found[side, other].totals.items() if n != 0}
        for side, other in beside.items()
    }


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
