"""Write a questionnaire as an .xlsx file that opens well: every cell is text and stays text."""

import io
import re
from collections.abc import Iterator
from typing import Any, Final

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.utils.cell import get_column_letter

from app.questionnaires.errors import WorkbookError
from app.questionnaires.workbook import FIRST_ROW, Sheet, Workbook
from app.questionnaires.xlsx.archive import NotXlsxError, check_archive
from app.questionnaires.xlsx.cells import escape, utf16_length
from app.questionnaires.xlsx.read import MAX_COLUMNS, MAX_ROWS

MAX_NAME: Final = 31
"""Characters in the name of a sheet."""
MAX_CELL: Final = 32_767
"""Characters in a cell, as a spreadsheet counts them once written."""

_AS_TEXT: Final = "@"
_NARROWEST, _WIDEST = 10, 60
_NOT_IN_A_NAME: Final = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff\[\]:*?/\\]|^'|'$")


def write_xlsx(workbook: Workbook) -> bytes:
    """Return the .xlsx file of a workbook; `read_xlsx` gives the same workbook back.

    Every cell is written as text in a column formatted as text, so that nothing becomes a number or a date
    and what begins with `=`, `+`, `-` or `@` is never computed.

    Raises:
        WorkbookError: a spreadsheet cannot hold it (the name of a sheet, a cell that is too long, too many
            rows or columns); it names sheet, row and column.
    """
    _check_names(workbook)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, sheet in workbook.sheets.items():
        _check_size(name, sheet)
        _fill(book.create_sheet(name), name, sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    try:
        check_archive(buffer.getvalue())
    except NotXlsxError as error:
        raise WorkbookError(f"the workbook is too large to be read again: {error.reason}") from error
    return buffer.getvalue()


def _check_names(workbook: Workbook) -> None:
    if not workbook.sheets:
        raise WorkbookError("an .xlsx file needs a sheet")
    seen: dict[str, str] = {}
    for name in workbook.sheets:
        if not _is_text(name) or not name or utf16_length(name) > MAX_NAME or _NOT_IN_A_NAME.search(name):
            reason = f"a sheet cannot be named so: 1 to {MAX_NAME} characters, none of [ ] : * ? / \\"
            raise WorkbookError(reason, sheet=repr(name))
        other = seen.setdefault(name.lower(), name)
        if other != name:
            raise WorkbookError(f"the sheet {other!r} has the same name but for its letters", sheet=name)


def _check_size(name: str, sheet: Sheet) -> None:
    if len(sheet.rows) > MAX_ROWS:
        raise WorkbookError(f"a sheet holds at most {MAX_ROWS} rows", sheet=name, row=len(sheet.rows) + 1)
    if len(sheet.columns) > MAX_COLUMNS:
        column = sheet.columns[MAX_COLUMNS]
        raise WorkbookError(f"a sheet holds at most {MAX_COLUMNS} columns", sheet=name, column=column)
    if "" in sheet.columns:
        raise WorkbookError("a column has no name", sheet=name, row=1)


def _fill(page: Any, name: str, sheet: Sheet) -> None:  # noqa: ANN401 - openpyxl has no types
    page.freeze_panes = "A2"
    for number, column in enumerate(sheet.columns, 1):
        dimension = page.column_dimensions[get_column_letter(number)]
        dimension.width = _width(sheet, column)
        # The whole column, so that what is typed below stays text as well.
        dimension.number_format = _AS_TEXT
        _put(page, (1, number), column, (name, column)).font = Font(name="Calibri", size=11, bold=True)
    numbers = {column: number for number, column in enumerate(sheet.columns, 1)}
    for row, cells in enumerate(sheet.rows, FIRST_ROW):
        for column, text in cells.items():
            _put(page, (row, numbers[column]), text, (name, column))
    if sheet.rows and not sheet.rows[-1]:
        # A row without cells at the end would be lost; an empty text keeps it.
        _put(page, (len(sheet.rows) + 1, 1), "", (name, ""))


def _put(page: Any, place: tuple[int, int], text: str, told: tuple[str, str]) -> Any:  # noqa: ANN401
    sheet, column = told
    if not _is_text(text):
        raise WorkbookError("half a character is in the text", sheet=sheet, row=place[0], column=column)
    written = escape(text)
    if utf16_length(written) > MAX_CELL:
        reason = f"a cell holds at most {MAX_CELL} characters"
        raise WorkbookError(reason, sheet=sheet, row=place[0], column=column)
    cell = page.cell(*place)
    cell.value = written
    # openpyxl takes `=1+1` for a formula and `#N/A` for an error; both are texts here.
    cell.data_type = "s"
    cell.number_format = _AS_TEXT
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _is_text(text: str) -> bool:
    """Say whether a text can be written at all: a lone surrogate is half a character."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _width(sheet: Sheet, column: str) -> int:
    return max(_NARROWEST, min(_WIDEST, 2 + max(_lengths(sheet, column))))


def _lengths(sheet: Sheet, column: str) -> Iterator[int]:
    yield len(column)
    yield from (len(row[column]) for row in sheet.rows if column in row)
