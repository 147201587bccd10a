"""What is typed from a sheet, read as answers: numbers of options, values, words.

A field takes the numbers that are printed beside the boxes. Nothing typed is no answer; a question mark alone
says that something is written there and cannot be read.
"""

import re
from dataclasses import dataclass
from typing import Final

from app.kit.errors import Message
from app.questionnaires.expressions import to_string
from app.questionnaires.model import Question
from app.questionnaires.paper.numbering import option_names
from app.questionnaires.values import Answer, Unreadable, range_steps, read_answer, written

UNREADABLE: Final = "?"
_SEPARATORS: Final = re.compile(r"[\s,;.+/-]+")
_ONE_DIGIT: Final = 9
"""With at most so many options every digit is an option, and 135 means 1, 3 and 5."""


@dataclass(frozen=True, slots=True)
class Typed:
    """One field as it was read. A problem is for whoever types; nothing of the sheet is kept meanwhile."""

    answer: Answer | None = None
    unreadable: bool = False
    problem: Message | None = None


def read_typed(question: Question, text: str) -> Typed:
    """Read what was typed for one question."""
    text = text.strip()
    if text in {"", UNREADABLE}:
        return Typed(unreadable=bool(text))
    if question.type == "range":
        return _step(question, text)
    if question.is_select or question.type == "acknowledge":
        return _options(question, text)
    return _as_read(question, [text])


def _as_read(question: Question, values: list[str]) -> Typed:
    answer = read_answer(question, values)
    return Typed(problem=answer.message) if isinstance(answer, Unreadable) else Typed(answer)


def _step(question: Question, text: str) -> Typed:
    steps = range_steps(question)
    value = text.replace(",", ".")
    if value not in steps:
        values = {"low": steps[0], "high": steps[-1]}
        return Typed(problem=Message("Type the value that is ticked, from %(low)s to %(high)s.", values))
    return _as_read(question, [value])


def _options(question: Question, text: str) -> Typed:
    names = option_names(question)
    parts = [part for part in _SEPARATORS.split(text) if part]
    if len(names) <= _ONE_DIGIT and all(part.isascii() and part.isdigit() for part in parts):
        parts = list("".join(parts))
    numbers = [int(part) if re.fullmatch(r"[0-9]{1,4}", part) else 0 for part in parts]
    if not numbers or not all(0 < number <= len(names) for number in numbers):
        return Typed(problem=Message("Type numbers of options, from 1 to %(last)s.", {"last": len(names)}))
    chosen = [names[number - 1] for number in numbers]
    if question.is_multiple:
        return _as_read(question, chosen)
    if len(set(chosen)) > 1:
        return Typed(
            problem=Message("Only one option can be chosen. If several are ticked, type a question mark.")
        )
    return Typed(chosen[0])


def as_typed(question: Question, answer: Answer | None, *, unreadable: bool = False) -> str:
    """Return what somebody would type to give an answer."""
    if unreadable:
        return UNREADABLE
    if answer is None:
        return ""
    if question.is_select or question.type == "acknowledge":
        names = option_names(question)
        chosen = answer if isinstance(answer, list) else [str(answer)]
        return " ".join(str(names.index(name) + 1) for name in chosen if name in names)
    return to_string(float(answer)) if isinstance(answer, int | float) else written(question, str(answer))
