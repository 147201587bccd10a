"""The one door to pyxform, which knows the structure of an XLSForm better than anybody else.

pyxform stops at its first error, so there is at most one; its warnings all come along. It is imported when
it is used and not before, because it costs a second.
"""

import re
from typing import Any, Final

from app.questionnaires.finding import Finding
from app.questionnaires.vocabulary import WORDS
from app.questionnaires.workbook import (
    CHOICES,
    FIRST_ROW,
    SETTINGS,
    SURVEY,
    Workbook,
    default_language,
    language_code,
    make_sheet,
    split_column,
)  # fmt: skip

_ROW: Final = re.compile(r"^\[row : (?P<row>\d+)\]\s*")
_SHEET: Final = re.compile(r"[Oo]n the '(?P<sheet>\w+)' sheet, ")
_COLUMN: Final = re.compile(r"^the '(?P<column>[\w:]+)' value (?:'[^']*' )?is invalid\.\s*")
_NAMED: Final = re.compile(r"named '(?P<name>[^']+)'")
_LEARN_MORE: Final = re.compile(r"\s*Learn more: \S+$")

# What pyxform warns of and this platform settles by itself or checks more closely.
_SETTLED: Final = ("This form uses or_other and translations", "is missing", "has no label")


def structural_findings(workbook: Workbook) -> list[Finding]:
    """Return what pyxform finds in a workbook: its first error, if any, or else its warnings.

    Rows and columns are those of `workbook`; the file name is left to the caller.
    """
    from pyxform.errors import PyXFormError  # noqa: PLC0415 - a second of import that only authors should pay
    from pyxform.xls2xform import convert  # noqa: PLC0415

    standard = for_other_tools(workbook)
    sheets: dict[str, Any] = {
        name: [dict(row) for row in standard.sheet(name).rows]
        for name in (SURVEY, CHOICES, SETTINGS)
        if standard.sheet(name).rows
    }
    # Without the header pyxform takes the cells of the first row for all the columns there are.
    sheets["survey_header"] = [dict.fromkeys(standard.sheet(SURVEY).columns)]
    warnings: list[str] = []
    try:
        convert(sheets, warnings=warnings)
    except PyXFormError as error:
        return [_finding(workbook, str(error), code="pyxform")]
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
        # pyxform trips over some forms instead of refusing them; the author has to know of those as well.
        return [_finding(workbook, f"pyxform cannot read this form ({error!r})", code="pyxform-trips")]
    return [
        _finding(workbook, text, code="pyxform-warning")
        for text in warnings
        if not any(settled in text for settled in _SETTLED)
    ]


def for_other_tools(workbook: Workbook) -> Workbook:
    """Return the workbook as strict XLSForm, which has one form title: that of the default language.

    Our own columns that hold a text in each language are left out, because other tools stumble over them;
    everything else, our other columns included, is read by them as it stands.
    """
    workbook = _without_words(workbook)
    settings = workbook.sheet(SETTINGS)
    titles = [column for column in settings.columns if split_column(column)[0] == "form_title"]
    if not any("::" in column for column in titles):
        return workbook
    preferred = default_language(workbook)
    rows = []
    for row in settings.rows:
        texts = {language_code(split_column(column)[1]): row[column] for column in titles if column in row}
        title = texts.get("") or texts.get(preferred) or next(iter(texts.values()), "")
        rows.append({"form_title": title, **{c: cell for c, cell in row.items() if c not in titles}})
    columns = ["form_title" if column == titles[0] else column for column in settings.columns]
    return workbook.with_sheet(
        SETTINGS, make_sheet(rows, [c for c in columns if c not in titles or c == "form_title"])
    )


def _without_words(workbook: Workbook) -> Workbook:
    for name in (SURVEY, CHOICES):
        sheet = workbook.sheet(name)
        kept = [column for column in sheet.columns if split_column(column)[0] not in WORDS]
        if len(kept) < len(sheet.columns):
            rows = [{column: row[column] for column in kept if column in row} for row in sheet.rows]
            workbook = workbook.with_sheet(name, make_sheet(rows, kept))
    return workbook


def _finding(workbook: Workbook, text: str, *, code: str) -> Finding:
    row, text = _taken(_ROW, text, "row")
    sheet, text = _taken(_SHEET, text, "sheet")
    column, text = _taken(_COLUMN, text, "column")
    named = _NAMED.search(text)
    number = int(row) if row else 0
    if not number and named:
        rows = workbook.numbered(SURVEY)
        number = next((n for n, cells in rows if cells.get("name") == named["name"]), 0)
    message = _LEARN_MORE.sub("", text).strip().rstrip(".")
    return Finding(
        file="",
        sheet=sheet or (SURVEY if number >= FIRST_ROW else ""),
        row=number,
        column=column,
        message=message[:1].lower() + message[1:] if message[:2].istitle() else message,
        fix="correct the row as XLSForm asks, or remove it"
        if number
        else "complete the sheets as XLSForm asks",
        code=code,
        level="warning" if code == "pyxform-warning" else "error",
    )


def _taken(pattern: re.Pattern[str], text: str, group: str) -> tuple[str, str]:
    found = pattern.search(text)
    if found is None:
        return "", text
    return found[group], (text[: found.start()] + text[found.end() :]).strip()
