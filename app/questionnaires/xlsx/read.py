"""Read a questionnaire from an .xlsx file: every cell as text, and a finding for what is not plain text.

Nothing is computed: a formula gives the value that it had when the file was saved. Comments, colours and
other formats are not read; the words of a cell are, whatever they look like.
"""

import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import ParseError

from openpyxl.utils.cell import get_column_letter, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from app.questionnaires.finding import Finding, Level, refuse_errors
from app.questionnaires.workbook import CHOICES, FIRST_ROW, SETTINGS, SURVEY, Row, Workbook, make_sheet
from app.questionnaires.xlsx.archive import NotXlsxError, check_archive, file_bytes
from app.questionnaires.xlsx.parts import Cell, Part, Parts, merged, open_parts, rows

MAX_ROWS: Final = 20_000
"""Rows of a sheet below its header. A questionnaire has hundreds, a long list of choices some thousands."""
MAX_COLUMNS: Final = 500
MAX_ERRORS: Final = 100
"""Mistakes told of one sheet; who has more has another problem."""

BROKEN: Final = (
    ParseError, zipfile.BadZipFile, zlib.error, struct.error, InvalidFileException, OSError, EOFError,
    ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError,
    NotImplementedError, NameError,
)  # fmt: skip
"""What openpyxl and the XML parser raise over a damaged file."""

_REMARKS: Final[dict[str, tuple[str, str, Level]]] = {
    "date": ("the cell holds a date, read as {0!r}", "format the cell as text and write what is meant",
             "warning"),
    "duration": ("the cell holds a duration, {0}", "format the cell as text and write what is meant",
                 "error"),
    "error": ("the cell holds the error {0}", "correct the formula, or write the text itself", "error"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class XlsxFile:
    """What was read of a file: its workbook, and what has to be said of its cells.

    When a finding is an error the workbook is not complete and must not be used.
    """

    workbook: Workbook
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Reading:
    """A sheet while it is read."""

    file: str
    name: str
    is_chart: bool = False
    headers: dict[int, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    errors: int = 0

    def column(self, number: int) -> str:
        """Return the name of a column, or its letter where it has none."""
        return self.headers.get(number, "") or get_column_letter(number)

    def say(self, code: str, where: tuple[int, str], message: str, fix: str, level: Level = "error") -> None:
        """Add a finding on a row and a column."""
        self.errors += level == "error"
        self.findings.append(Finding(self.file, self.name, *where, message, fix, code, level))


def read_xlsx(data: bytes | Path) -> Workbook:
    """Return the workbook of an .xlsx file.

    Raises:
        FindingsError: the file is not a workbook, or a cell cannot be read; it names sheet, row and column.
        OSError: the file cannot be opened.
    """
    opened = open_xlsx(data)
    refuse_errors(opened.findings)
    return opened.workbook


def open_xlsx(data: bytes | Path, *, file: str = "") -> XlsxFile:
    """Return the workbook of an .xlsx file and what has to be said of it; `file` begins each finding.

    Raises:
        OSError: the file cannot be opened.
    """
    content = data if isinstance(data, bytes) else file_bytes(data)
    readings: list[_Reading] = []
    with warnings.catch_warnings():
        # openpyxl warns of formats and extensions that it leaves aside; none of them is a cell.
        warnings.simplefilter("ignore")
        try:
            check_archive(content)
            _read_sheets(open_parts(content), file, readings)
        except NotXlsxError as error:
            return XlsxFile(Workbook(), (_of_file(file, error.reason, error.fix),))
        except BROKEN as error:
            where = f"{readings[-1].name}, after row {len(readings[-1].rows) + 1}: " if readings else ""
            reason = str(error).partition("\n")[0] or type(error).__name__
            fix = "open it in Excel or LibreOffice and save it as .xlsx"
            return XlsxFile(Workbook(), (_of_file(file, f"{where}the file is damaged ({reason})", fix),))
    sheets = {
        each.name: make_sheet(each.rows, tuple(each.headers.values()))
        for each in readings
        if not each.is_chart
    }
    return XlsxFile(Workbook(sheets), tuple(finding for each in readings for finding in each.findings))


def _read_sheets(parts: Parts, file: str, readings: list[_Reading]) -> None:
    """Read every sheet, adding each to `readings` before it is read."""
    for sheet in parts.sheets:
        if any(each.name == sheet.name for each in readings):
            raise NotXlsxError(f"two sheets are named {sheet.name!r}", "rename one of them")
        reading = _Reading(file, sheet.name, sheet.is_chart)
        readings.append(reading)
        if sheet.is_chart:
            message = "this sheet is a chart, which is not kept"
            reading.say("xlsx-chart", (0, ""), message, "remove it", "warning")
        else:
            _read_sheet(parts, sheet, reading)


def _of_file(file: str, message: str, fix: str) -> Finding:
    return Finding(file, "", 0, "", message, fix, "file")


def _read_sheet(parts: Parts, sheet: Part, reading: _Reading) -> None:
    for row in rows(parts, sheet):
        # An explicit empty text counts: it is how a row without any cell is kept at the end of a sheet.
        cells = [cell for cell in row if cell.text is not None or cell.formula]
        if not cells:
            continue
        number = cells[0].row
        if number > MAX_ROWS + 1 or reading.errors >= MAX_ERRORS:
            limit = f"{MAX_ROWS} rows" if reading.errors < MAX_ERRORS else f"{MAX_ERRORS} mistakes"
            message = f"there are more than {limit} here, and the rest was not read"
            reading.say("xlsx-long", (number, ""), message, "remove what is not of the questionnaire")
            break
        if number == 1:
            _read_header(cells, reading)
            continue
        reading.rows.extend({} for _ in range(FIRST_ROW + len(reading.rows), number))
        reading.rows.append(dict(_cells(cells, reading)))
    else:
        _refuse_merged(parts, sheet, reading)


def _read_header(cells: list[Cell], reading: _Reading) -> None:
    first: dict[str, int] = {}
    for cell in cells:
        _remark(cell, reading)
        if cell.column > MAX_COLUMNS:
            message = f"there are more than {MAX_COLUMNS} columns here, and the rest was not read"
            reading.say("xlsx-wide", (1, reading.column(cell.column)), message, "remove columns")
            break
        if cell.text in first:
            both = f"{get_column_letter(first[cell.text])} and {get_column_letter(cell.column)}"
            message = f"the columns {both} have the same name"
            reading.say("column-twice", (1, cell.text), message, "give each column a name of its own")
        elif cell.text:
            first[cell.text] = cell.column
            reading.headers[cell.column] = cell.text


def _cells(cells: list[Cell], reading: _Reading) -> Iterator[tuple[str, str]]:
    for cell in cells:
        _remark(cell, reading)
        if not cell.text:
            continue
        if cell.column in reading.headers:
            yield reading.headers[cell.column], cell.text
        else:
            message = f"{cell.text[:40]!r} stands in a column without a name"
            fix = "write the name of the column in row 1, or empty the cell"
            reading.say("column-nameless", (cell.row, reading.column(cell.column)), message, fix)


def _remark(cell: Cell, reading: _Reading) -> None:
    where = (cell.row, reading.column(cell.column))
    if cell.remark:
        message, fix, level = _REMARKS[cell.remark]
        reading.say(f"xlsx-{cell.remark}", where, message.format(cell.text), fix, level)
    elif cell.formula and not cell.text:
        fix = "save the file with Excel or LibreOffice, or write the text itself"
        reading.say("xlsx-formula", where, "the cell holds a formula without a result", fix)
    elif cell.formula:
        message = f"the cell holds a formula; its last result is read, {cell.text!r}"
        reading.say("xlsx-formula", where, message, "write the text itself", "warning")


def _refuse_merged(parts: Parts, sheet: Part, reading: _Reading) -> None:
    level: Level = "error" if sheet.name in {SURVEY, CHOICES, SETTINGS} else "warning"
    for reference in merged(parts, sheet):
        column, row, *_ = range_boundaries(reference)
        message = f"the cells {reference} are merged, and only the first of them holds the text"
        reading.say("xlsx-merged", (row, reading.column(column)), message, "unmerge them", level)
