"""Rules on what nobody could answer: names that our pages need themselves, ranges that cannot be shown."""

from collections.abc import Iterator
from decimal import Decimal, DecimalException
from typing import Final

from app.questionnaires.finding import Finding
from app.questionnaires.lint.facts import Facts, SurveyRow, found
from app.questionnaires.vocabulary import read_parameters
from app.questionnaires.workbook import SURVEY

RESERVED: Final = frozenset({"go", "shown", "was", "to", "draft", "answer", "main", "toasts"})
"""Names of fields and of places on every page."""
MOST_STEPS: Final = 1000


def answerable(facts: Facts) -> Iterator[Finding]:
    """Give what would keep people from answering."""
    for line in facts.rows:
        if line.is_question and line.name in RESERVED:
            message = f"the name {line.name!r} is used by the pages themselves"
            yield found("name-reserved", (SURVEY, line.number, "name"), message, "choose another name")
        if line.type.kind == "range":
            yield from _range(line)


def _range(line: SurveyRow) -> Iterator[Finding]:
    where = (SURVEY, line.number, "parameters")
    fix = "write start=0 end=10 step=1, or other numbers"
    try:
        given = {"start": "1", "end": "10", "step": "1"} | read_parameters(line.row.get("parameters", "x=x"))
        start, end, step = (Decimal(given[name]) for name in ("start", "end", "step"))
    except (ValueError, DecimalException):
        yield found("range", where, "start, end and step of a range are numbers", fix)
        return
    if not (start.is_finite() and end.is_finite() and step.is_finite()) or step <= 0 or end <= start:
        yield found("range", where, "a range goes up: start below end, and a step above 0", fix)
    elif (end - start) / step > MOST_STEPS:
        yield found("range", where, f"a range has at most {MOST_STEPS} steps", "take a larger step")
