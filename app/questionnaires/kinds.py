"""How a question is shown: which macro of the templates, by its type and its appearance."""

from collections.abc import Callable, Mapping
from typing import Final

from app.questionnaires.model import Question
from app.questionnaires.values import range_steps

SCALE_LIMIT: Final = 12
"""A range of at most so many steps is shown as a scale to tap, a longer one as a list to choose from."""


def kind_of(question: Question) -> str:
    """Return the name of the macro that shows a question."""
    kind = _KINDS[question.type]
    return kind if isinstance(kind, str) else kind(question)


def _one(question: Question) -> str:
    return "select" if "minimal" in question.appearance else "radios"


def _range(question: Question) -> str:
    return "scale" if len(range_steps(question)) <= SCALE_LIMIT else "select"


def _text(question: Question) -> str:
    return "email" if "email" in question.appearance else "text"


_KINDS: Final[Mapping[str, str | Callable[[Question], str]]] = {
    "note": "note",
    "acknowledge": "acknowledge",
    "select_one": _one,
    "select_multiple": "checkboxes",
    "rank": "rank",
    "range": _range,
    "text": _text,
    "integer": "number",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "dateTime": "datetime-local",
}
