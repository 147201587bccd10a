"""Rules on spelling: names that are read only in small letters, names given twice, and stray characters."""

import re
from collections.abc import Iterator
from typing import Final

from app.questionnaires.finding import Finding
from app.questionnaires.lint.facts import Facts, found
from app.questionnaires.vocabulary import (
    COLUMNS,
    EXTRAS,
    IGNORED_COLUMNS,
    NOT_YET_COLUMNS,
    SHOWN_BESIDE,
)
from app.questionnaires.workbook import (
    CHOICES,
    COLUMN_ALIASES,
    FIRST_ROW,
    SETTINGS,
    SURVEY,
    Workbook,
    canonical_column,
    split_column,
)  # fmt: skip

_SHEETS: Final = (SURVEY, CHOICES, SETTINGS)
_OWN: Final = {
    CHOICES: frozenset({"list_name", "name", "label"}) | SHOWN_BESIDE,
    SETTINGS: frozenset({"form_title"}),
}
_KNOWN: Final = {
    sheet: frozenset().union(
        *(names.get(sheet, ()) for names in (COLUMNS, IGNORED_COLUMNS, NOT_YET_COLUMNS, EXTRAS, _OWN)),
        COLUMN_ALIASES[sheet],
    )
    for sheet in _SHEETS
}
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def spelling(facts: Facts) -> Iterator[Finding]:
    """Give the names that differ from a known one by their letters or blanks, and the control characters."""
    sheets = facts.book.sheets
    for name in sheets:
        small = name.strip().lower()
        if name != small and small in _SHEETS:
            message = f"a sheet is read only under the name {small!r}, in small letters"
            yield found("sheet-letters", (name, 0, ""), message, "rename it")
    for name in (SURVEY, SETTINGS):
        if name not in sheets:
            names = ", ".join(map(repr, sheets)) or "none"
            fix = f"add it, or rename one; the sheets are: {names}"
            yield found("sheet-missing", (name, 0, ""), "there is no sheet of this name", fix)
    for sheet in _SHEETS:
        for column in facts.book.sheet(sheet).columns:
            yield from _letters(sheet, column)
    yield from _control_characters(facts.book)


def columns_twice(workbook: Workbook) -> Iterator[Finding]:
    """Give the columns of a workbook as it was written that have two names for the same thing."""
    for sheet in _SHEETS:
        seen: dict[str, str] = {}
        for column in workbook.sheet(sheet).columns:
            other = seen.setdefault(canonical_column(sheet, column), column)
            if other != column:
                message = f"this is the older name of a column that is there as {other!r} as well"
                yield found("column-twice", (sheet, 1, column), message, "keep one of the two columns")


def _letters(sheet: str, column: str) -> Iterator[Finding]:
    for name in dict.fromkeys([column, split_column(column)[0]]):
        small = " ".join(name.lower().split())
        if name != small and small in _KNOWN[sheet]:
            fix = f"write {COLUMN_ALIASES[sheet].get(small, small)}"
            yield found("column-letters", (sheet, 1, column), f"the column {name!r} is not read", fix)
            return


def _control_characters(workbook: Workbook) -> Iterator[Finding]:
    for name, sheet in workbook.sheets.items():
        cells = [(1, column, column) for column in sheet.columns]
        cells += [
            (number, column, cell)
            for number, row in enumerate(sheet.rows, FIRST_ROW)
            for column, cell in row.items()
        ]
        for number, column, cell in cells:
            stray = _CONTROL.search(cell)
            if stray:
                message = f"the control character U+{ord(stray[0]):04X} is in the text"
                yield found("control-character", (name, number, column), message, "remove it")
