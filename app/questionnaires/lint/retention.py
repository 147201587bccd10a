"""Rules on what is forgotten after some days: only texts and files, and nothing else may depend on them."""

from collections.abc import Iterator
from typing import Final

from app.questionnaires.expressions import ExpressionError, parse, references
from app.questionnaires.finding import Finding
from app.questionnaires.lint.facts import Facts, SurveyRow, found
from app.questionnaires.model import FILE_TYPES
from app.questionnaires.vocabulary import EXPRESSIONS, OTHER_SUFFIX
from app.questionnaires.workbook import SURVEY

COLUMN: Final = "bx::retention_days"


def retention(facts: Facts) -> Iterator[Finding]:
    """Give what keeps a text from being forgotten without changing anything else."""
    forgotten: set[str] = set()
    for line in facts.rows:
        if not line.row.get(COLUMN):
            continue
        if line.type.or_other:
            forgotten.add(line.name + OTHER_SUFFIX)
        elif line.type.kind in {"text", *FILE_TYPES}:
            forgotten.add(line.name)
        else:
            fix = "remove it: choices, numbers and days are kept as counts"
            where = (SURVEY, line.number, COLUMN)
            yield found("retention", where, "only texts and files are forgotten after some days", fix)
    for line in facts.rows:
        for column in EXPRESSIONS:
            for name in sorted(_named(line, column) & forgotten - {line.name}):
                fix = "let it depend on another question, or keep this one"
                message = f"{name!r} is forgotten after some days, and this would change with it"
                yield found("retention", (SURVEY, line.number, column), message, fix)


def _named(line: SurveyRow, column: str) -> frozenset[str]:
    try:
        return references(parse(line.row[column])) if line.row.get(column, "").strip() else frozenset()
    except ExpressionError:
        # The rules on expressions say what is wrong with it.
        return frozenset()
