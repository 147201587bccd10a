"""An XLSForm as it was written: sheets of rows of text cells, nothing interpreted and nothing lost."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.questionnaires.errors import WorkbookError

SURVEY: Final = "survey"
CHOICES: Final = "choices"
SETTINGS: Final = "settings"
MEDIA: Final = "media"

FIRST_ROW: Final = 2
"""Rows are counted as a spreadsheet counts them: the header is row 1."""

_LANGUAGE_COLUMN: Final = re.compile(r"(?P<base>.+?)::(?P<language>[^:]+)")
_LANGUAGE_CODE: Final = re.compile(r".*\((?P<code>[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)\s*")

_MEDIA_COLUMNS: Final = {f"media::{kind}": kind for kind in ("image", "audio", "video")}

# The older names that XLSForm still accepts, and the ones read here.
COLUMN_ALIASES: Final = {
    SURVEY: {
        "relevance": "relevant",
        "calculate": "calculation",
        "readonly": "read_only",
        "caption": "label",
        "value": "name",
        "command": "type",
        "constraining_message": "constraint_message",
        "requiredmsg": "required_message",
        "jr:count": "repeat_count",
        **_MEDIA_COLUMNS,
    },
    CHOICES: {"list name": "list_name", "value": "name", "caption": "label", **_MEDIA_COLUMNS},
    SETTINGS: {"set_form_id": "form_id", "set_form_title": "form_title"},
}

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. A row is a mapping of column to text; an empty cell is absent, an empty row stays."""

    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """A whole XLSForm: its sheets by name, in the order in which they were written."""

    sheets: Mapping[str, Sheet] = field(default_factory=dict)

    def sheet(self, name: str) -> Sheet:
        """Return a sheet by name; one that does not exist is empty."""
        return self.sheets.get(name, Sheet())

    @property
    def settings(self) -> Row:
        """The row of the settings sheet, empty when there is none."""
        return next((row for row in self.sheet(SETTINGS).rows if row), {})

    def numbered(self, name: str) -> Iterator[tuple[int, Row]]:
        """Give the rows of a sheet that are not empty, with their numbers as in a spreadsheet."""
        return ((number, row) for number, row in enumerate(self.sheet(name).rows, FIRST_ROW) if row)

    def with_sheet(self, name: str, sheet: Sheet) -> "Workbook":
        """Return this workbook with one sheet put in, at its old place or at the end."""
        return Workbook({**self.sheets, name: sheet})

    def to_json(self) -> dict[str, Any]:
        """Return what JSON can keep. Sheets are a list, since a database may reorder an object."""
        return {
            "sheets": [
                {"name": name, "columns": list(sheet.columns), "rows": [dict(row) for row in sheet.rows]}
                for name, sheet in self.sheets.items()
            ]
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Workbook":
        """Read back what `to_json` wrote.

        Raises:
            WorkbookError: the data is not a workbook.
        """
        try:
            return cls({s["name"]: make_sheet(s["rows"], s["columns"]) for s in data["sheets"]})
        except (KeyError, TypeError, AttributeError) as error:
            raise WorkbookError(f"this is not a workbook: {error!r}") from error

    def content_hash(self) -> str:
        """Return a SHA-256 (64 hexadecimal digits) of sheets, columns and cells.

        The order of the sheets counts, and so does the order of the columns; the order in which a row's cells
        happen to be kept does not.
        """
        text = json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def make_sheet(rows: Iterable[Row], columns: Sequence[str] = ()) -> Sheet:
    """Build a sheet: empty cells are left out, columns that `columns` lacks follow in order of appearance.

    Raises:
        WorkbookError: a cell is not text.
    """
    names = dict.fromkeys(columns)
    kept: list[Row] = []
    for number, row in enumerate(rows, FIRST_ROW):
        for column, cell in row.items():
            if not isinstance(cell, str):
                raise WorkbookError(f"the cell {column!r} of row {number} is not text")
        names.update(dict.fromkeys(row))
        kept.append({column: cell for column, cell in row.items() if cell})
    return Sheet(tuple(names), tuple(kept))


def canonical(workbook: Workbook) -> Workbook:
    """Return the workbook with XLSForm's older column names replaced by the ones read here, rows unmoved."""
    sheets = dict(workbook.sheets)
    for name, aliases in COLUMN_ALIASES.items():
        sheet = sheets.get(name)
        if sheet is None or not any(_base(column) in aliases for column in sheet.columns):
            continue
        names = {c: canonical_column(name, c) for c in sheet.columns}
        rows = [{names[column]: cell for column, cell in row.items()} for row in sheet.rows]
        sheets[name] = make_sheet(rows, tuple(names.values()))
    return Workbook(sheets)


def canonical_column(sheet: str, column: str) -> str:
    """Return the name under which a column of a sheet is read: `relevance` → `relevant`."""
    base, language = split_column(column)
    known = COLUMN_ALIASES.get(sheet, {})
    if base not in known:
        return column
    return f"{known[base]}::{language}" if language else known[base]


def split_column(column: str) -> tuple[str, str]:
    """Split `label::Français (fr)` into `label` and `Français (fr)`; a column without language has ''.

    Our own columns (`bx::role`), `media::image` and those that XLSForm nests (`body::accuracyThreshold`) are
    left whole.
    """
    found = _LANGUAGE_COLUMN.fullmatch(column)
    if found is None or found["base"] in {"bx", "media", "body", "bind", "instance", "control"}:
        return column, ""
    return found["base"].strip(), found["language"].strip()


def language_code(language: str) -> str:
    """Return the code in parentheses, `Français (fr)` → `fr`, or '' where there is none."""
    found = _LANGUAGE_CODE.fullmatch(language)
    return found["code"] if found else ""


def language_headers(workbook: Workbook) -> dict[str, str]:
    """Return the languages in order of appearance, code → as written: `fr` → `Français (fr)`."""
    headers: dict[str, str] = {}
    for name in (SURVEY, CHOICES, SETTINGS):
        for column in workbook.sheet(name).columns:
            language = split_column(column)[1]
            code = language_code(language)
            if code:
                headers.setdefault(code, language)
    return headers


def default_language(workbook: Workbook) -> str:
    """Return the code of the language in which columns without a language are written, or ''."""
    return language_code(workbook.settings.get("default_language", ""))


def localized(row: Row, base: str, default: str = "") -> dict[str, str]:
    """Read one text of a row in every language.

    Args:
        row: the row.
        base: the column without its language: `label`.
        default: code of the language in which a plain `label` column is written; without it that column is
            not read.

    Returns:
        Language code → text, filled cells only.
    """
    texts: dict[str, str] = {}
    for column, cell in row.items():
        name, language = split_column(column)
        code = language_code(language) if language else default
        if name == base and code and (language or code not in texts):
            texts[code] = cell
    return texts


def _base(column: str) -> str:
    return split_column(column)[0]
