"""The parts of an .xlsx file: its sheets by name, and their cells one row after the other.

openpyxl finds the parts, knows which formats are dates and turns numbers into dates. The rest is read here,
because its read-only mode believes what a file says of its own size, skips rows that come out of order, gives
either a formula or its value and never both, and stops at a colour that it does not understand.
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import IO, Any, Final
from xml.etree.ElementTree import Element

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS, STYLES_TYPE
from openpyxl.xml.functions import iterparse

from app.questionnaires.xlsx.archive import NotXlsxError
from app.questionnaires.xlsx.cells import moment_as_text, number_as_text, unescape

_CELL, _FORMULA, _INLINE, _MERGED, _ROW, _RUN, _STRING, _TEXT, _VALUE = (
    f"{{{SHEET_MAIN_NS}}}{name}" for name in ("c", "f", "is", "mergeCell", "row", "r", "si", "t", "v")
)
_NUMBER_FORMAT, _STYLES = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("numFmt", "cellXfs"))
_TEXT_TYPES: Final = frozenset({"s", "inlineStr", "str"})


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it was found: row and column from 1, and its text; None where there is nothing.

    `formula` says that the text is what was last computed, `remark` that it is not what was written but a
    "date", a "duration" or an "error".
    """

    row: int
    column: int
    text: str | None
    formula: bool = False
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet: its name and where it is in the file; `is_chart` when it holds a chart instead of rows."""

    name: str
    path: str
    is_chart: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """An opened workbook: its sheets, the texts that they share, and openpyxl's reader of single cells."""

    archive: zipfile.ZipFile
    sheets: tuple[Part, ...]
    strings: tuple[str, ...]
    decoder: Any


def open_parts(data: bytes) -> Parts:
    """Open a file that `check_archive` let pass.

    What openpyxl or the XML parser trips over is raised as it is; `read.BROKEN` lists what that can be.
    """
    reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    reader.read_manifest()
    reader.read_workbook()
    sheets = []
    for sheet in reader.parser.sheets:
        relation = reader.parser.rels[sheet.id]
        sheets.append(Part(unescape(sheet.name), relation.target, "chartsheet" in relation.Type))
    formats = list(_shared(reader, STYLES_TYPE, _formats))
    decoder = WorkSheetParser(
        None, (), data_only=True, epoch=reader.wb.epoch,
        date_formats={n for n, code in enumerate(formats) if is_date_format(code)},
        timedelta_formats={n for n, code in enumerate(formats) if is_timedelta_format(code)},
    )  # fmt: skip
    return Parts(reader.archive, tuple(sheets), tuple(_shared(reader, SHARED_STRINGS, _strings)), decoder)


def rows(parts: Parts, sheet: Part) -> Iterator[list[Cell]]:
    """Give the cells of each row of a sheet that is written in the file; nothing is read ahead.

    Raises:
        NotXlsxError: a cell comes twice or not in its place.
    """
    number, last = 0, (0, 0)
    with parts.archive.open(sheet.path) as source:
        for _, element in iterparse(source):
            if element.tag != _ROW:
                continue
            number = int(element.get("r", number + 1))
            row: list[Cell] = []
            for each in element.iterfind(_CELL):
                place = _place(each, number, row)
                if place <= last or place[0] != number:
                    reason = f"{sheet.name}, row {place[0]}: the cells of the file are not in their order"
                    raise NotXlsxError(reason)
                row.append(_cell(parts, each, place))
                last = place
            yield row
            element.clear()


def merged(parts: Parts, sheet: Part) -> Iterator[str]:
    """Give the ranges of merged cells of a sheet, such as `B5:C5`."""
    with parts.archive.open(sheet.path) as source:
        for _, element in iterparse(source):
            if element.tag == _MERGED:
                yield element.attrib["ref"]
            elif element.tag == _ROW:
                element.clear()


def _shared(reader: ExcelReader, kind: str, read: Callable[[IO[bytes]], Iterator[str]]) -> Iterator[str]:
    """Give what `read` finds in the part of a kind, nothing where there is no such part."""
    part = reader.package.find(kind)
    if part is not None:
        with reader.archive.open(part.PartName.removeprefix("/")) as source:
            yield from read(source)


def _strings(source: IO[bytes]) -> Iterator[str]:
    for _, element in iterparse(source):
        if element.tag == _STRING:
            yield _words(element)
            element.clear()


def _formats(source: IO[bytes]) -> Iterator[str]:
    """Give the number format of each style of cells, in their order."""
    own: dict[str, str] = {}
    for _, element in iterparse(source):
        if element.tag == _NUMBER_FORMAT:
            own[element.attrib["numFmtId"]] = element.attrib["formatCode"]
        elif element.tag == _STYLES:
            for style in element:
                number = style.get("numFmtId", "0")
                yield own.get(number) or BUILTIN_FORMATS.get(int(number), "General")


def _place(element: Element, row: int, before: list[Cell]) -> tuple[int, int]:
    written = element.get("r")
    if written is None:
        return row, before[-1].column + 1 if before else 1
    number, column = coordinate_to_tuple(written)
    return int(number), int(column)


def _cell(parts: Parts, element: Element, place: tuple[int, int]) -> Cell:
    has_formula = element.find(_FORMULA) is not None
    kind = element.get("t", "n")
    if kind in _TEXT_TYPES:
        return Cell(*place, _text(parts, kind, element), has_formula)
    found = parts.decoder.parse_cell(element)
    text, remark = _as_text(found["value"], found["data_type"])
    return Cell(*place, text, has_formula, remark)


def _text(parts: Parts, kind: str, element: Element) -> str | None:
    if kind == "inlineStr":
        inline = element.find(_INLINE)
        return "" if inline is None else _words(inline)
    value = element.findtext(_VALUE)
    if kind == "s":
        return parts.strings[int(value)] if value else None
    return None if value is None else unescape(value)


def _as_text(value: object, kind: str) -> tuple[str | None, str]:
    if value is None:
        return None, ""
    if kind == "e":
        return str(value), "error"
    if isinstance(value, bool | int | float):
        return number_as_text(value), ""
    if isinstance(value, date | time):
        return moment_as_text(value), "date"
    return str(value), "duration"


def _words(element: Element) -> str:
    """Return a text whose pieces may each look different; how Japanese is pronounced is not of the text."""
    pieces = [
        piece if piece.tag == _TEXT else piece.find(_TEXT) for piece in element if piece.tag in {_TEXT, _RUN}
    ]
    return "".join(unescape(piece.text or "") for piece in pieces if piece is not None)
