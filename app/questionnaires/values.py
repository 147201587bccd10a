"""From what a form posted to an answer: one reader per type, each with its limits.

An answer is a text, a whole number, a decimal number, or a list of option names; no answer is absent.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from hashlib import sha256

from app.kit.errors import Message
from app.questionnaires.model import Question

Answer = str | int | float | list[str]

SHOWN_SEPARATOR = " "
"""Between the names of questions that a form carries."""
MAX_LINE = 300
MAX_TEXT = 5_000
MAX_DIGITS = 15
_WHOLE = re.compile(r"[+-]?\d{1,15}")
_DECIMAL = re.compile(r"[+-]?\d{1,15}([.,]\d{1,10})?")
_SPACES = re.compile("[\\s\u00a0\u202f]+")


class TamperedError(Exception):
    """The form was changed on its way: a name that was never offered. Nothing of it is kept."""


@dataclass(frozen=True)
class Unreadable:
    """What was typed cannot be an answer of this type; it is kept as typed and `message` says what to do."""

    raw: str
    message: Message


def mark(values: Iterable[str], *, ordered: bool = False) -> str:
    """Return a short mark of what a field holds, by which a form tells later what was typed into it.

    `ordered` tells a ranking from another one of the same options.
    """
    plain = [value.replace("\r\n", "\n").replace("\r", "\n").strip() for value in values]
    if not ordered:
        plain.sort()
    return sha256("\x1f".join(filter(None, plain)).encode()).hexdigest()[:8]


def longest(question: Question) -> int:
    """Return how many characters a text answer may have."""
    if limit := question.extras.get("max"):
        return int(limit)
    return MAX_TEXT if "multiline" in question.appearance else MAX_LINE


def read_answer(question: Question, raw: Sequence[str]) -> Answer | Unreadable | None:
    """Turn the values posted for a question into its answer, or None when it was left blank.

    Raises:
        TamperedError: an option that the question does not have, or two answers to a single choice.
    """
    values = [value.replace("\r\n", "\n").replace("\r", "\n").strip() for value in raw]
    values = [value for value in values if value]
    if not values:
        return None
    if question.is_multiple:
        return _several(question, values)
    if len(values) > 1:
        raise TamperedError(question.name)
    return _READERS[question.type](question, values[0])


def _several(question: Question, values: list[str]) -> list[str]:
    offered = [choice.name for choice in question.choices]
    if any(value not in offered for value in values):
        raise TamperedError(question.name)
    if question.type == "rank":
        return list(dict.fromkeys(values))
    return [name for name in offered if name in values]


def _one(question: Question, value: str) -> Answer:
    if all(choice.name != value for choice in question.choices):
        raise TamperedError(question.name)
    return value


def _text(question: Question, value: str) -> Answer | Unreadable:
    limit = longest(question)
    if len(value) > limit:
        return Unreadable(
            value,
            Message(
                "Please keep this under %(longest)s characters: it has %(length)s now.",
                {"longest": limit, "length": len(value)},
            ),
        )
    if "email" in question.appearance and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        return Unreadable(
            value, Message("This does not look like an e-mail address. It should look like name@example.be.")
        )
    return value


def _integer(_: Question, value: str) -> Answer | Unreadable:
    compact = _SPACES.sub("", value)
    if not _WHOLE.fullmatch(compact):
        return Unreadable(value, Message("Please give a whole number, in figures."))
    return int(compact)


def _decimal(_: Question, value: str) -> Answer | Unreadable:
    compact = _SPACES.sub("", value)
    if not _DECIMAL.fullmatch(compact):
        return Unreadable(value, Message("Please give a number, in figures."))
    return float(compact.replace(",", "."))


def range_steps(question: Question) -> list[str]:
    """Return the values that a range offers, as they are written."""
    start, end, step = (Decimal(question.parameters[name]) for name in ("start", "end", "step"))
    count = int((end - start) / step) + 1 if step else 1
    return [format((start + index * step).normalize(), "f") for index in range(count)]


def _range(question: Question, value: str) -> Answer:
    if value not in range_steps(question):
        raise TamperedError(question.name)
    return float(value) if "." in value else int(value)


def _moment(
    parse: Callable[[str], date | time], message: str
) -> Callable[[Question, str], Answer | Unreadable]:
    def read(_: Question, value: str) -> Answer | Unreadable:
        try:
            parsed = parse(value)
        except ValueError:
            return Unreadable(value, Message(message))
        return (
            parsed.isoformat(timespec="minutes")
            if isinstance(parsed, datetime | time)
            else parsed.isoformat()
        )

    return read


def _day(value: str) -> date:
    """Read 2023-01-31, which browsers send, or 31/01/2023, which people type."""
    if typed := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", value):
        day, month, year = map(int, typed.groups())
        return date(year, month, day)
    return date.fromisoformat(value)


def _acknowledge(question: Question, value: str) -> Answer:
    if value != "OK":
        raise TamperedError(question.name)
    return value


_READERS: dict[str, Callable[[Question, str], Answer | Unreadable]] = {
    "text": _text,
    "integer": _integer,
    "decimal": _decimal,
    "select_one": _one,
    "range": _range,
    "date": _moment(_day, "Please give a date, such as 31/01/2023."),
    "time": _moment(time.fromisoformat, "Please give an hour, such as 14:30."),
    "dateTime": _moment(datetime.fromisoformat, "Please give a date and an hour."),
    "acknowledge": _acknowledge,
}
