"""Rules on what people read: every text in every language, its references, and its typography."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from app.kit.localized import is_language
from app.questionnaires.finding import Finding, Level
from app.questionnaires.lint.facts import Facts, SurveyRow, found
from app.questionnaires.model import SILENT_TYPES
from app.questionnaires.vocabulary import BEGINS, TRANSLATED
from app.questionnaires.workbook import (
    CHOICES,
    FIRST_ROW,
    SETTINGS,
    SURVEY,
    Row,
    language_code,
    localized,
    split_column,
)  # fmt: skip

REFERENCE: Final = re.compile(r"\$\{([^}]*)\}")

_FRENCH: Final = (
    (re.compile(r" [?!;]"), "a plain space before {0}", "write a narrow no-break space (U+202F) before {0}"),
    (re.compile(r" :"), "a plain space before {0}", "write a no-break space (U+00A0) before {0}"),
    (re.compile(r"(?<=\w)[?!;](?=\s|$)"), "no space before {0}", "write a narrow no-break space (U+202F)"),
    (re.compile(r"(?<=\w):(?=\s|$)"), "no space before {0}", "write a no-break space (U+00A0)"),
    (re.compile(r"«(?![\u00a0\u202f])"), "no no-break space after {0}", "write a no-break space (U+00A0)"),
    (re.compile(r"(?<![\u00a0\u202f])»"), "no no-break space before {0}", "write a no-break space (U+00A0)"),
)
_DOUBLED: Final = re.compile(r"  ")


def texts(facts: Facts) -> Iterator[Finding]:
    """Give every text that is missing, badly typed, or that names a question that does not exist."""
    for line in facts.rows:
        yield from _survey_row(facts, line)
    for number, row in facts.book.numbered(CHOICES):
        yield from _missing(facts, CHOICES, number, row, "label", needed=True)
    yield from _missing(facts, SETTINGS, FIRST_ROW, facts.book.settings, "form_title", needed=True)
    for sheet, columns in ((SURVEY, TRANSLATED), (CHOICES, ("label",)), (SETTINGS, ("form_title",))):
        for number, row in facts.book.numbered(sheet):
            for column, cell in row.items():
                base, language = split_column(column)
                if base in columns:
                    code = language_code(language) if language else facts.default
                    yield from _cell(facts, (sheet, number, column), cell, code)


def _survey_row(facts: Facts, line: SurveyRow) -> Iterator[Finding]:
    if not (line.is_question or line.type.kind in BEGINS):
        return
    for base in TRANSLATED:
        is_read = line.is_question or line.type.kind == "begin_repeat"
        needed = base == "label" and is_read and line.type.kind not in SILENT_TYPES
        if base == "constraint_message" and line.row.get("constraint", "").strip():
            needed = True
        yield from _missing(facts, SURVEY, line.number, line.row, base, needed=needed)


def _missing(
    facts: Facts, sheet: str, number: int, row: Row, base: str, *, needed: bool
) -> Iterator[Finding]:
    filled = localized(row, base, facts.default)
    if not (filled or needed):
        return
    for code, header in facts.languages.items():
        if not filled.get(code, "").strip():
            rule = "constraint-message" if base == "constraint_message" and not filled else "text-missing"
            message = f"the {base.replace('_', ' ')} is missing in {header}"
            # People answer in the languages of the platform; another one may be translated bit by bit.
            level: Level = "error" if is_language(code) else "warning"
            where = (sheet, number, f"{base}::{header}")
            yield found(rule, where, message, "write it in this language too", level)


def _cell(facts: Facts, where: tuple[str, int, str], cell: str, code: str) -> Iterator[Finding]:
    for name in REFERENCE.findall(cell):
        if name.strip() not in facts.types:
            yield found(
                "reference-unknown", where, f"no question is named {name!r}", _near(name, facts.types)
            )
    if _DOUBLED.search(cell):
        yield found("space-doubled", where, "two spaces follow each other", "keep one", "warning")
    if cell != cell.strip():
        yield found("space-around", where, "a space begins or ends the text", "remove it", "warning")
    if code == "fr":
        bare = REFERENCE.sub("x", cell)
        for pattern, message, fix in _FRENCH:
            sign = pattern.search(bare)
            if sign:
                mark = sign[0].strip()
                yield found("french-spacing", where, message.format(mark), fix.format(mark), "warning")


def _near(name: str, names: Mapping[str, str]) -> str:
    alike = [known for known in names if known.lower() == name.strip().lower()]
    return f"write ${{{alike[0]}}}" if alike else "use the name of a question of this form"
