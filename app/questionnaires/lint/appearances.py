"""Rules on appearances: those that mean something here, those that change nothing, those that mislead."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from app.questionnaires.finding import Finding
from app.questionnaires.lint.facts import Facts, SurveyRow, found
from app.questionnaires.workbook import SURVEY

_SELECT: Final = frozenset({
    "minimal", "autocomplete", "horizontal", "horizontal-compact", "compact", "columns", "likert",
    "table-list", "list-nolabel",
})  # fmt: skip
_PAGE: Final = frozenset({"field-list", "table-list"})
HONOURED: Final[Mapping[str, frozenset[str]]] = {
    "begin_group": _PAGE,
    "begin_repeat": _PAGE,
    "text": frozenset({"multiline", "email", "url", "numbers"}),
    "select_one": _SELECT,
    "select_multiple": _SELECT,
    "date": frozenset({"month-year", "year"}),
}
"""By type: the appearances that change something here."""

HARMLESS: Final = frozenset({
    "quick", "quickcompact", "columns-pack", "no-calendar", "no-buttons", "thousands-sep", "picker", "rating",
    "vertical", "counter", "randomized", "new-front", "new",
})  # fmt: skip
"""Appearances of other tools that only change how a field is tapped: it is as good without them here."""
_COLUMNS: Final = re.compile(r"columns-[1-9][0-9]?|w[0-9]{1,2}")

REFUSED: Final[Mapping[str, str]] = {
    "label": "remove the row, and write table-list in the appearance of the group: its labels stand above",
    "image-map": "ask with an ordinary select_one; its choices may have images",
    "map": "ask with an ordinary select_one, or with autocomplete for a long list",
    "signature": "remove it: nobody signs an answer here",
    "draw": "remove it, or ask for a photograph of a drawing",
    "annotate": "remove it, or ask for a photograph of a drawing",
    "bearing": "ask with a number question",
    "masked": "remove it: what should not be read should not be asked",
}
"""Appearances without which the question would be another one, each with what to do instead."""


def appearances(facts: Facts) -> Iterator[Finding]:
    """Give the appearances that change nothing here, and those that are refused."""
    for line in facts.rows:
        for word in line.row.get("appearance", "").split():
            yield from _word(line, word)


def _word(line: SurveyRow, word: str) -> Iterator[Finding]:
    where = (SURVEY, line.number, "appearance")
    honoured = HONOURED.get(line.type.kind, frozenset())
    if word in REFUSED or word.startswith(("ex:", "printer:")):
        fix = REFUSED.get(word, "remove it: no other program is opened from a questionnaire")
        yield found("appearance-refused", where, f"the appearance {word!r} is refused", fix)
    elif word not in honoured | HARMLESS and not _COLUMNS.fullmatch(word):
        fix = f"use one of: {', '.join(sorted(honoured)) or 'none'}; or remove it"
        message = f"the appearance {word!r} changes nothing for {line.type.kind}"
        yield found("appearance-ignored", where, message, fix, "warning")
