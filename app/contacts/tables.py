"""Read a list of people from a CSV file or a workbook, however it was saved, as rows of plain texts."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from app.contacts.errors import UnreadableListError
from app.contacts.rules import MOST_CONTACTS

MAX_COLUMNS: Final = 50
LONGEST_CELL: Final = 1_000
_SEPARATORS: Final = (";", ",", "\t")
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BINARY: Final = 0
_CONTROL: Final = dict.fromkeys((*range(32), 127), " ")

Row = tuple[int, list[str]]
"""The number of a row in its file, from 1, and its texts."""


@dataclass(frozen=True)
class Table:
    """What a file holds: the texts of its first row, and every row below that is not blank."""

    header: list[str]
    rows: list[Row]


def read_table(content: bytes) -> Table:
    """Return the table of a CSV file (UTF-8, UTF-16, Windows-1252; `;`, `,` or tab) or of an .xlsx workbook.

    Raises:
        UnreadableListError: it is something else, damaged, empty or too long.
    """
    if not content.strip():
        raise UnreadableListError("This file is empty.")
    rows = _of_workbook(content) if content.startswith((_ZIP, _OLE)) else _of_csv(_decoded(content))
    filled = ((number, cells) for number, cells in _clean(rows) if any(cells))
    found = list(islice(filled, MOST_CONTACTS + 2))
    if not found:
        raise UnreadableListError("This file is empty.")
    if len(found) > MOST_CONTACTS + 1:
        raise UnreadableListError(
            "This file has more than %(most)s rows. Divide it into several lists.", most=MOST_CONTACTS
        )
    (_, header), *people = found
    if not people:
        raise UnreadableListError(
            "This file has one row only. The headings come first, and the people below."
        )
    if len(header) > MAX_COLUMNS:
        raise UnreadableListError(
            "This file has more than %(most)s columns. Keep those that are needed.", most=MAX_COLUMNS
        )
    width = len(header)
    return Table(header, [(number, [*cells, *[""] * width][:width]) for number, cells in people])


def _clean(rows: Iterable[Row]) -> Iterator[Row]:
    for number, cells in rows:
        texts = [" ".join(cell.translate(_CONTROL).split()) for cell in cells]
        if any(len(text) > LONGEST_CELL for text in texts):
            raise UnreadableListError(
                "Row %(row)s has a cell of more than %(most)s characters: is this a list of people?",
                row=number, most=LONGEST_CELL,
            )  # fmt: skip
        while texts and not texts[-1]:
            texts.pop()
        yield number, texts


def _decoded(content: bytes) -> str:
    encoding = next((name for bom, name in _BOMS if content.startswith(bom)), "")
    try:
        if encoding:
            return content.decode(encoding)
        if _BINARY in content:
            raise UnreadableListError("This is neither a CSV file nor an .xlsx workbook.")
        return content.decode("utf-8")
    except UnicodeDecodeError:
        if encoding:
            raise UnreadableListError("This is neither a CSV file nor an .xlsx workbook.") from None
    # Programs of before Unicode write so, and Excel on Windows still does when it saves as CSV.
    return content.decode("cp1252", errors="replace")


def _of_csv(text: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        yield from enumerate(reader, 1)
    except csv.Error:
        raise UnreadableListError(
            "Row %(row)s cannot be read: perhaps a quotation mark is missing.", row=reader.line_num
        ) from None


def _separator(text: str) -> str:
    """Return the sign that divides the first row most often, quoted texts left aside."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    bare = "".join(first.split('"')[::2])
    return max(_SEPARATORS, key=bare.count)


def _of_workbook(content: bytes) -> list[Row]:
    """Return the rows of the first sheet. A formula gives the value that it had when the file was saved."""
    # openpyxl is heavy, and a service that starts has no use for it.
    from app.questionnaires.xlsx.archive import NotXlsxError, check_archive  # noqa: PLC0415
    from app.questionnaires.xlsx.parts import open_parts, rows  # noqa: PLC0415
    from app.questionnaires.xlsx.read import BROKEN  # noqa: PLC0415

    found: list[Row] = []
    try:
        check_archive(content)
        parts = open_parts(content)
        sheet = next((part for part in parts.sheets if not part.is_chart), None)
        if sheet is None:
            raise UnreadableListError("This workbook has no sheet with rows.")
        for row in islice(rows(parts, sheet), 2 * MOST_CONTACTS):
            cells = [cell for cell in row if cell.text and cell.column <= MAX_COLUMNS + 1]
            texts = [""] * max((cell.column for cell in cells), default=0)
            for cell in cells:
                texts[cell.column - 1] = "" if cell.remark == "error" else cell.text or ""
            found.append((row[0].row if row else len(found) + 1, texts))
    except NotXlsxError:
        raise UnreadableListError(
            "We cannot read this workbook. Open it in Excel or LibreOffice and save it as .xlsx, without "
            "a password."
        ) from None
    except BROKEN:
        raise UnreadableListError(
            "This workbook is damaged. Open it in Excel or LibreOffice and save it as .xlsx."
        ) from None
    return found
