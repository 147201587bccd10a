"""Write a workbook as the YAML of surveys/, so that a diff of it can be read.

`yaml_file.read_workbook` gives the same workbook back. What is not of the workbook is not kept: the comments
and the blank lines of a file that was read are lost.
"""

import re
from collections.abc import Iterator
from typing import Final

import yaml

from app.questionnaires.errors import WorkbookError
from app.questionnaires.workbook import CHOICES, FIRST_ROW, SETTINGS, SURVEY, Row, Sheet, Workbook
from app.questionnaires.yaml_file import MAX_BYTES

_CODE: Final = re.compile(r"(?:[A-Za-z_]|[0-9]+-)[A-Za-z0-9_-]*(?: [A-Za-z0-9_-]+)*")
_COLUMN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:::[^\W\d_](?:[\w ()-]*[\w)])?)?")
_LONGEST_KEY: Final = 1_000
"""YAML wants a longer key to be announced by a question mark."""

_NAMED: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
# Control characters, the line breaks that only YAML knows, what is not a character, and a byte order mark.
_TO_ESCAPE: Final = re.compile('["\\\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]')
_RESOLVER: Final = yaml.resolver.Resolver()
_TEXT: Final = "tag:yaml.org,2002:str"


def write_yaml(workbook: Workbook) -> str:
    """Return the YAML of a workbook: sheets, rows and cells in their order, one cell a line.

    Codes (a type, a name, an appearance) stand bare; settings, texts for people and expressions are quoted.
    A sheet whose columns cannot be told from its rows begins with the list of them.

    Raises:
        WorkbookError: the file would be larger than is read.
    """
    written = "\n".join("".join(_sheet(name, sheet)) for name, sheet in workbook.sheets.items()) or "{}\n"
    if len(written.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise WorkbookError(f"the file would be larger than {MAX_BYTES} bytes; write it as .xlsx")
    return written


def _sheet(name: str, sheet: Sheet) -> Iterator[str]:
    told = tuple(dict.fromkeys(column for row in sheet.rows for column in row)) == sheet.columns
    if told and not sheet.rows:
        yield f"{_key(name)} []\n"
        return
    yield f"{_key(name)}\n"
    if not told:
        yield f"  - [{', '.join(_scalar(column, _COLUMN) for column in sheet.columns)}]\n"
    before: Row = {}
    for number, row in enumerate(sheet.rows, FIRST_ROW):
        if number > FIRST_ROW and _parted(name, before, row):
            yield "\n"
        yield from _row(name, row)
        before = row


def _parted(sheet: str, before: Row, row: Row) -> bool:
    """Say whether a blank line helps the eye: after a group, between two choice lists."""
    if sheet == SURVEY:
        return before.get("type") == "end_group"
    return sheet == CHOICES and before.get("list_name") != row.get("list_name")


def _row(sheet: str, row: Row) -> Iterator[str]:
    if not row:
        yield "  - {}\n"
    dash = "- "
    for column, cell in row.items():
        is_code = sheet != SETTINGS and (column.startswith("bx::") or "::" not in column)
        value = _scalar(cell, _CODE) if is_code else _quoted(cell)
        yield f"  {dash}{_key(column, indent=4)} {value}\n"
        dash = "  "


def _key(text: str, indent: int = 0) -> str:
    key = _scalar(text, _COLUMN)
    return f"{key}:" if len(key) <= _LONGEST_KEY else f"? {key}\n{' ' * indent}:"


def _scalar(text: str, bare: re.Pattern[str]) -> str:
    """Return the text as it is where YAML would read just that, else in quotes."""
    return text if bare.fullmatch(text) and _reads_as_text(text) else _quoted(text)


def _reads_as_text(text: str) -> bool:
    """Say whether every YAML takes a bare word for text: not `yes`, `null` or `on`, nor `y`."""
    tag = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return bool(tag == _TEXT) and text.lower() not in {"y", "n"}


def _quoted(text: str) -> str:
    return f'"{_TO_ESCAPE.sub(_escaped, text)}"'


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    return _NAMED.get(character) or f"\\u{ord(character):04x}"
