"""The texts of a version as files for translators: one table in .xlsx, or one .po for each language.

What is read back is only what differs from the version that the file was made from.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final

from babel.core import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from app.questionnaires.errors import SurveyFileError
from app.questionnaires.finding import refuse_errors
from app.questionnaires.texts import Cell, Texts, header_of
from app.questionnaires.workbook import Workbook, language_code, make_sheet

SHEET: Final = "texts"
ABOUT: Final = "about"
KEY: Final = "key"
WHAT: Final = "what"
_LARGEST: Final = 10_000_000
_VERSION: Final = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file holds: every text in it by cell, and what it says of where it comes from."""

    code: str
    """The questionnaire that it was made from, '' where it does not say."""
    number: int
    """The version, 0 where it does not say."""
    cells: Mapping[Cell, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)
    """The languages of the file, as they are written in column names."""


def write_table(texts: Texts, code: str, number: int) -> bytes:
    """Return the table of every text as an .xlsx file, without those of a ballot, which change elsewhere.

    Raises:
        WorkbookError: a spreadsheet cannot hold it.
    """
    from app.questionnaires.xlsx import write_xlsx  # noqa: PLC0415 - imports openpyxl, which starting must not

    rows = [
        {
            KEY: row.key,
            WHAT: row.base,
            **{texts.languages[lang]: word for lang, word in row.words.items() if lang in texts.languages},
        }
        for row in texts.rows
        if not row.fixed
    ]
    sheets = {
        SHEET: make_sheet(rows, (KEY, WHAT, *texts.languages.values())),
        ABOUT: make_sheet([{"questionnaire": code, "version": str(number)}]),
    }
    return write_xlsx(Workbook(sheets))


def read_table(data: bytes) -> Brought:
    """Read the table that `write_table` wrote and that somebody filled in.

    Raises:
        FindingsError: it is no workbook, or a cell cannot be read.
        SurveyFileError: it is not such a table.
    """
    from app.questionnaires.xlsx import open_xlsx  # noqa: PLC0415 - imports openpyxl, which starting must not

    opened = open_xlsx(data)
    refuse_errors(opened.findings)
    sheet = opened.workbook.sheet(SHEET)
    if KEY not in sheet.columns:
        raise SurveyFileError("", [(1, f"there is no sheet {SHEET!r} with a column {KEY!r}")])
    about = next(iter(opened.workbook.sheet(ABOUT).rows), {})
    headers = {language_code(column): column for column in sheet.columns if language_code(column)}
    cells = {
        (row[KEY], lang): row.get(column, "")
        for row in sheet.rows
        if row.get(KEY)
        for lang, column in headers.items()
    }
    return Brought(about.get("questionnaire", ""), _number(about.get("version", "")), cells, {}, headers)


def write_translations(texts: Texts, code: str, number: int, lang: str) -> bytes:
    """Return one language as a .po file, each text beside the one that it is translated from.

    The key of a text is its context. A text that the source language lacks is not in the file.
    """
    catalogue = Catalog(locale=_locale(lang), project=code, version=str(number), charset="utf-8", fuzzy=False)
    for row in texts.rows:
        source = row.words.get(texts.source, "")
        if source and not row.fixed:
            catalogue.add(source, row.words.get(lang, ""), context=row.key, auto_comments=[row.base])
    buffer = BytesIO()
    write_po(buffer, catalogue, width=0, omit_header=False)
    return buffer.getvalue()


def read_translations(data: bytes) -> Brought:
    """Read a .po file that `write_translations` wrote and that somebody filled in.

    What is left empty, or marked as fuzzy, is no translation.

    Raises:
        SurveyFileError: it is no such file, or does not say its language.
    """
    if len(data) > _LARGEST:
        raise SurveyFileError("", [(1, "the file is too large")])
    try:
        catalogue = read_po(BytesIO(data), abort_invalid=True)
        data.decode(catalogue.charset or "utf-8")
        lang = str(catalogue.locale_identifier or "").replace("_", "-")
    except (PoFileError, ValueError, LookupError, UnknownLocaleError, TypeError, IndexError) as error:
        raise SurveyFileError("", [(1, f"this is not a .po file: {error}")]) from error
    if not lang:
        raise SurveyFileError("", [(1, "the header does not say the language")])
    cells: dict[Cell, str] = {}
    sources: dict[str, str] = {}
    for message in catalogue:
        if message.id and message.context and isinstance(message.id, str) and message.string:
            if message.fuzzy or not isinstance(message.string, str):
                continue
            cells[message.context, lang] = message.string
            sources[message.context] = message.id
    return Brought(
        catalogue.project or "",
        _number(catalogue.version or ""),
        cells,
        sources,
        {lang: language_header(lang)},
    )


def language_header(lang: str) -> str:
    """Return how a language is written in column names, in itself: `English (en)`."""
    if header_of(lang) != f"{lang} ({lang})":
        return header_of(lang)
    locale = _locale(lang)
    name = (locale.get_display_name(locale) or lang) if locale else lang
    plain = re.sub(r"[():]", "", name)
    return f"{plain[:1].upper()}{plain[1:]} ({lang})"


def _locale(lang: str) -> Locale | None:
    try:
        return Locale.parse(lang, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def _number(text: str) -> int:
    return int(text) if _VERSION.fullmatch(text) else 0
