"""Excel workbooks (ISO/IEC 29500), written sheet by sheet into a stream.

The usual libraries take twenty seconds for 20,000 answers, and keep the file on disk until it is whole. A
sheet of texts, numbers and days needs little: cells in order, and three styles.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.analysis.export.drain import Drain

LONGEST_CELL: Final = 32_767
"""Characters that Excel shows of one cell; longer texts are cut, with an ellipsis at the end."""
ROWS_AT_A_TIME: Final = 500
_DAY_ZERO: Final = date(1899, 12, 30)
_HEAD, _DAY = 1, 2
"""Styles, by their place in STYLES."""
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES: Final = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)

Sheet = tuple[str, Sequence[str], Iterable[Sequence[Any]]]
"""Its name (at most 31 characters), the heads of its columns, and its rows: texts, numbers, days or None."""


def workbook_chunks(sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """Write a workbook; every sheet has a bold first line that stays in view.

    Texts are written as texts, so that none is a formula; whoever saves the sheet as CSV later is protected
    by what `words.harmless` did before. The same sheets give the same bytes.
    """
    drain = Drain()
    with ZipFile(drain, "w") as archive:
        for name, text in _frame([sheet[0] for sheet in sheets]).items():
            archive.writestr(_part(name), text)
        for number, (_name, heads, rows) in enumerate(sheets, 1):
            with archive.open(_part(f"xl/worksheets/sheet{number}.xml"), "w", force_zip64=True) as part:
                for piece in _sheet(heads, rows, shown=number == 1):
                    part.write(piece.encode())
                    if taken := drain.take():
                        yield taken
    yield drain.take()


def _part(name: str) -> ZipInfo:
    """Return a part of the archive, compressed and without the time of writing."""
    part = ZipInfo(name)
    part.compress_type = ZIP_DEFLATED
    return part


def _sheet(heads: Sequence[str], rows: Iterable[Sequence[Any]], *, shown: bool) -> Iterator[str]:
    letters = [_letters(place) for place in range(len(heads))]
    yield (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"'
        f'{" tabSelected=" + quoteattr("1") if shown else ""}><pane ySplit="1" topLeftCell="A2"'
        ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr'
        f' defaultRowHeight="15"/><cols><col min="1" max="{len(heads)}" width="18" customWidth="1"/></cols>'
        "<sheetData>"
    )
    head = "".join(
        f'<c r="{letter}1" s="{_HEAD}" t="inlineStr"><is><t>{_text(text)}</t></is></c>'
        for letter, text in zip(letters, heads, strict=True)
    )
    yield f'<row r="1">{head}</row>'
    line = 1
    remaining = iter(rows)
    while batch := list(islice(remaining, ROWS_AT_A_TIME)):
        lines = []
        for row in batch:
            line += 1
            lines.append(f'<row r="{line}">{_cells(letters, line, row)}</row>')
        yield "".join(lines)
    yield "</sheetData></worksheet>"


def _cells(letters: Sequence[str], line: int, row: Sequence[Any]) -> str:
    cells = []
    for letter, value in zip(letters, row, strict=True):
        if value is None:
            continue
        if isinstance(value, str):
            cells.append(
                f'<c r="{letter}{line}" t="inlineStr"><is><t xml:space="preserve">{_text(value)}</t></is></c>'
            )
        elif isinstance(value, date):
            cells.append(f'<c r="{letter}{line}" s="{_DAY}"><v>{(value - _DAY_ZERO).days}</v></c>')
        else:
            cells.append(f'<c r="{letter}{line}"><v>{value}</v></c>')
    return "".join(cells)


def _text(value: str) -> str:
    """Return a text as XML, without what neither XML nor Excel can hold."""
    if len(value) > LONGEST_CELL:
        value = value[: LONGEST_CELL - 1] + "…"
    return escape(_NO_XML.sub("", value))


def _letters(place: int) -> str:
    """Return the letters of a column counted from 0: A, B … Z, AA and so on."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _frame(names: Sequence[str]) -> dict[str, str]:
    """Return the parts of a workbook around its sheets."""
    numbered = list(enumerate(names, 1))
    sheets = "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in numbered)
    targets = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n, _ in numbered
    )
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_KIND}.worksheet+xml"/>'
        for n, _ in numbered
    )
    styles = len(names) + 1
    return {
        "[Content_Types].xml": (
            f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>{overrides}'
            f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
            f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{targets}'
            f'<Relationship Id="rId{styles}" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
        ),
        "xl/styles.xml": _STYLES,
    }
