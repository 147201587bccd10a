"""People counted by two dimensions, as somebody may see them: the same cells are hidden on every screen.

Whoever sees protected figures sees no more than two dimensions at once, and what a filter shows is a row or
a column of one of these tables. So no combination of filters shows a number that another one hides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.analysis.frames import TOTAL, participation_frame
from app.analysis.sight import Counts, Sight

Shown = Mapping[str, Mapping[str, int | None]]


@dataclass(frozen=True)
class Crossing:
    """Counts by row and column, None where hidden."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Shown
    totals: Mapping[str, int | None]
    """Of each row. Rows of bassins may add up to more than everybody: some people act in several."""

    @property
    def hides(self) -> bool:
        """Whether any number is hidden."""
        every = [n for row in self.cells.values() for n in row.values()]
        return None in every or None in self.totals.values()

    def only(self, *, row: str = "", column: str = "") -> "Crossing":
        """Return one row, or one column as the totals of a table without columns, hidden as in the whole."""
        rows = (row,) if row else self.rows
        totals = {code: self.cells[code].get(column) for code in rows} if column else self.totals
        return Crossing(
            rows,
            () if column else self.columns,
            {code: {} if column else self.cells[code] for code in rows},
            {code: totals[code] for code in rows},
        )

    def turned(self, totals: Mapping[str, int | None]) -> "Crossing":
        """Return the same with rows and columns exchanged; `totals` are those of the columns."""
        cells = {column: {row: self.cells[row][column] for row in self.rows} for column in self.columns}
        return Crossing(self.columns, self.rows, cells, totals)


def crossing(
    session: Session,
    consultation_id: int,
    rows: str,
    columns: str,
    *,
    row_codes: Sequence[str],
    column_codes: Sequence[str],
    sight: Sight,
    bassin: str = "",
    profile: str = "",
) -> Crossing:
    """Return how many people answered, by codes of `rows` and of `columns`. One statement per column.

    `bassin` and `profile` narrow the figures: only for somebody who sees every number.
    """
    frame = participation_frame(
        session, consultation_id, rows, columns, row_codes=row_codes, column_codes=column_codes,
        bassin=bassin, profile=profile,
    )  # fmt: skip
    codes = tuple(str(code) for code in frame.index)
    names = tuple(str(code) for code in frame.columns if code != TOTAL)
    counts: Counts = {
        code: {name: int(n) for name, n in zip(names, row, strict=True)}
        for code, row in zip(codes, frame[list(names)].to_numpy().tolist(), strict=True)
    }
    cells, totals = sight.table(counts)
    return Crossing(codes, names, cells, totals)
