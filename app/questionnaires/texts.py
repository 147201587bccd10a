"""Every text of a questionnaire in every language, as a table that translators fill in.

A row is one text (the label of a question, a hint, the name of an option, the title); a cell is that text in
one language. A row is known by a key that no other text has and that stays when rows move.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.kit.localized import LANGUAGE_NAMES, LANGUAGES
from app.questionnaires.ballot import FILLED_FROM
from app.questionnaires.model import SILENT_TYPES
from app.questionnaires.vocabulary import QUESTION_TYPES, TRANSLATED, WORDS, read_type
from app.questionnaires.workbook import (
    CHOICES,
    FIRST_ROW,
    SETTINGS,
    SURVEY,
    Row,
    Sheet,
    Workbook,
    canonical,
    canonical_column,
    default_language,
    language_code,
    language_headers,
    localized,
    make_sheet,
    split_column,
)  # fmt: skip

Cell = tuple[str, str]
"""The key of a row and the code of a language."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text in all its languages. `row` is its row in the sheet, the header being 1."""

    key: str
    sheet: str
    row: int
    name: str
    """The question, the option or the setting that it belongs to."""
    base: str
    """What it is: label, hint, guidance_hint, constraint_message, required_message, bx::alt or form_title."""
    list_name: str
    words: Mapping[str, str]
    """Language code → text, filled cells only."""
    fixed: bool = False
    """Whether it comes from the programme's ballot and is changed there."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a workbook, in its order."""

    languages: Mapping[str, str]
    """Code → as written in column names; the platform's languages are always among them."""
    source: str
    """Code of the language that translators start from."""
    rows: tuple[Text, ...]

    def word(self, cell: Cell) -> str:
        """Return what stands in a cell, '' where nothing does or no such row exists."""
        row = self.by_key().get(cell[0])
        return row.words.get(cell[1], "") if row else ""

    def by_key(self) -> dict[str, Text]:
        """Return the rows by key."""
        return {row.key: row for row in self.rows}

    def filled(self, code: str) -> int:
        """Count the rows that have a text in a language."""
        return sum(bool(row.words.get(code, "").strip()) for row in self.rows)


def header_of(code: str) -> str:
    """Return how a language of the platform is written in column names: `Français (fr)`."""
    return f"{LANGUAGE_NAMES.get(code, code)} ({code})"


def texts_of(workbook: Workbook) -> Texts:
    """Return every text of a workbook: all that exist in a language, and the labels that should."""
    book = canonical(workbook)
    default = default_language(book)
    headers = language_headers(book)
    ours: dict[str, str] = {code: headers.get(code, header_of(code)) for code in LANGUAGES}
    rows = tuple(row for row in _rows(book, default) if row.words or row.base in {"label", "form_title"})
    return Texts({**ours, **headers}, default or LANGUAGES[0], rows)


def with_texts(workbook: Workbook, cells: Mapping[Cell, str], languages: Mapping[str, str]) -> Workbook:
    """Return the workbook with some texts replaced and nothing else touched; '' empties a cell.

    `languages` says how a language that has no column yet is written. Cells of texts that do not exist, or
    that come from a ballot, are left aside.
    """
    table = texts_of(workbook)
    places = {row.key: row for row in table.rows if not row.fixed}
    default = default_language(canonical(workbook))
    sheets: dict[str, tuple[list[str], list[dict[str, str]]]] = {}
    for (key, code), text in cells.items():
        place = places.get(key)
        if place is None or place.words.get(code, "") == text:
            continue
        sheet = workbook.sheet(place.sheet)
        columns, rows = sheets.setdefault(
            place.sheet, (list(sheet.columns), [dict(row) for row in sheet.rows])
        )
        column = _column(place, columns, code, default, languages)
        row = rows[place.row - FIRST_ROW]
        row.pop(column, None)
        if text:
            row[column] = text
    for name, (columns, filled) in sheets.items():
        workbook = workbook.with_sheet(name, _in_order(columns, filled))
    return workbook


def _in_order(columns: list[str], rows: list[dict[str, str]]) -> Sheet:
    return make_sheet([{c: row[c] for c in columns if c in row} for row in rows], columns)


def _column(
    place: Text, columns: list[str], code: str, default: str, languages: Mapping[str, str]
) -> str:  # fmt: skip
    """Return the column of a text in a language, put in beside its sisters if it is not there yet."""
    sisters = [column for column in columns if _base(place.sheet, column) == place.base]
    for column in sisters:
        if language_code(split_column(column)[1]) == code:
            return column
    plain = next((column for column in sisters if not split_column(column)[1]), "")
    if plain and code == default:
        return plain
    column = f"{place.base}::{languages.get(code) or header_of(code)}"
    at = columns.index(sisters[-1]) + 1 if sisters else len(columns)
    columns.insert(at, column)
    return column


def _base(sheet: str, column: str) -> str:
    return split_column(canonical_column(sheet, column))[0]


def _rows(book: Workbook, default: str) -> Iterator[Text]:
    for number, row in book.numbered(SETTINGS):
        words = localized(row, "form_title", default)
        yield Text("settings/form_title", SETTINGS, number, "form_title", "form_title", "", words)
        break
    for number, row in book.numbered(SURVEY):
        name = row.get("name", "")
        if name:
            for base in (*TRANSLATED, *WORDS):
                words = localized(row, base, default)
                if words or (base == "label" and _needs_label(row)):
                    yield Text(f"survey/{name}/{base}", SURVEY, number, name, base, "", words)
    for number, row in book.numbered(CHOICES):
        list_name, name = row.get("list_name", ""), row.get("name", "")
        if list_name and name:
            for base in ("label", *WORDS):
                yield Text(
                    f"choices/{list_name}/{name}/{base}", CHOICES, number, name, base, list_name,
                    localized(row, base, default), fixed=bool(row.get(FILLED_FROM)),
                )  # fmt: skip


def _needs_label(row: Row) -> bool:
    kind: Final = read_type(row.get("type", "")).kind
    return kind in QUESTION_TYPES and kind not in SILENT_TYPES
