"""The table of a panel as a file: CSV for every program, XLSX for Excel."""

from collections.abc import Iterator
from csv import writer
from io import StringIO
from typing import Final

from app.analysis.export.xlsx import workbook_chunks
from app.analysis.panels import Line, Panel
from app.consultations.export.words import harmless

MEDIA_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_LONGEST_NAME: Final = 31
_MARK: Final = "\ufeff"


def panel_chunks(panel: Panel, kind: str) -> Iterator[bytes]:
    """Write the table of a panel as `csv` or `xlsx`. Raises KeyError for another kind.

    What the panel says of its basis stands under the table, so that a file that travels alone still says it.
    """
    return {"csv": _csv, "xlsx": _xlsx}[kind](panel)


def _csv(panel: Panel) -> Iterator[bytes]:
    text = StringIO()
    out = writer(text)
    out.writerow([harmless(head) for head in _heads(panel)])
    out.writerows(_rows(panel))
    # Excel takes UTF-8 for what it is when this mark stands first.
    yield (_MARK + text.getvalue()).encode()


def _xlsx(panel: Panel) -> Iterator[bytes]:
    name = panel.key[:_LONGEST_NAME]
    return workbook_chunks([(name, _heads(panel), _rows(panel))])


def _heads(panel: Panel) -> list[str]:
    return [panel.heading, *panel.columns]


def _rows(panel: Panel) -> Iterator[list[str | int | float | None]]:
    for line in (*panel.lines, *([panel.total] if panel.total else [])):
        yield [harmless(line.label), *_cells(line)]
    for said in (panel.title, panel.basis, panel.stability, panel.note):
        if said:
            yield [harmless(said), *[None] * len(panel.columns)]


def _cells(line: Line) -> list[str | int | float | None]:
    """Return numbers where there are any, and the words that stand where there is none."""
    if not line.values:
        return [harmless(cell) for cell in line.cells]
    return [
        harmless(cell) if value is None else value
        for cell, value in zip(line.cells, line.values, strict=True)
    ]
