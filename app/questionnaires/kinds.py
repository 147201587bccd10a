"""How a question is shown: which macro of the templates, by its type and its appearance."""

from collections.abc import Callable, Mapping
from typing import Final

from app.questionnaires.model import FILE_TYPES, REPEAT, Question
from app.questionnaires.values import SCALE_LIMIT, range_steps


def kind_of(question: Question) -> str:
    """Return the name of the macro that shows a question."""
    if question.read_only and question.takes_answer:
        return "shown"
    kind = _KINDS[question.type]
    return kind if isinstance(kind, str) else kind(question)


LONG_LIST: Final = 25
"""Of so many options or more a single choice is made in a list, and the list can be searched."""


def is_searched(question: Question) -> bool:
    """Say whether the options of a question can be shortened by typing."""
    return question.type in {"select_one", "select_multiple"} and (
        "autocomplete" in question.appearance or len(question.choices) >= LONG_LIST
    )


def _one(question: Question) -> str:
    return "select" if "minimal" in question.appearance or is_searched(question) else "radios"


def _range(question: Question) -> str:
    return "scale" if len(range_steps(question)) <= SCALE_LIMIT else "range"


def _text(question: Question) -> str:
    return next((kind for kind in ("email", "url") if kind in question.appearance), "text")


def _date(question: Question) -> str:
    if "year" in question.appearance:
        return "number"
    return "month" if "month-year" in question.appearance else "date"


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
    "date": _date,
    "time": "time",
    "dateTime": "datetime-local",
    REPEAT: "rounds",
    **dict.fromkeys(FILE_TYPES, "file"),
}
