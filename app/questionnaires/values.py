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
from app.questionnaires.model import FILE_TYPES, Question

Answer = str | int | float | list[str]

SHOWN_SEPARATOR = " "
"""Between the names of questions that a form carries."""
MAX_LINE = 300
MAX_TEXT = 5_000
MAX_DIGITS = 15
DECEMBER = 12
SCALE_LIMIT = 12
"""A range of at most so many steps is a scale to tap, a longer one a number to type."""
_WHOLE = re.compile(r"[+-]?\d{1,15}")
_DECIMAL = re.compile(r"[+-]?\d{1,15}([.,]\d{1,10})?")
_ADDRESS = re.compile(r"(https?://)?[^\s/.]+(\.[^\s/.]+)+(/\S*)?")
_FILE_NAME = re.compile(r"[0-9a-f]{32}\.[a-z0-9]{2,4}")
_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})|(?P<first>\d{1,2})[/.-](?P<then>\d{4})")
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
    if "url" in question.appearance and not _ADDRESS.fullmatch(value):
        return Unreadable(
            value, Message("This does not look like an address. It should look like www.example.be.")
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


def _range(question: Question, value: str) -> Answer | Unreadable:
    steps = range_steps(question)
    compact = _SPACES.sub("", value).replace(",", ".")
    if _DECIMAL.fullmatch(compact):
        compact = format(Decimal(compact).normalize(), "f")
    if compact in steps:
        return float(compact) if "." in compact else int(compact)
    if len(steps) <= SCALE_LIMIT:
        raise TamperedError(question.name)
    values = {"low": steps[0], "high": steps[-1], "step": question.parameters["step"]}
    return Unreadable(
        value, Message("Please give a number from %(low)s to %(high)s, in steps of %(step)s.", values)
    )


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


def _date(question: Question, value: str) -> Answer | Unreadable:
    """Read a day; a month or a year, where the question asks for no more, is kept as its first day."""
    if "year" in question.appearance:
        if _YEAR.fullmatch(value) and value != "0000":
            return f"{value}-01-01"
        return Unreadable(value, Message("Please give a year, such as 2023."))
    if "month-year" in question.appearance:
        return _month(value)
    return _any_day(question, value)


def _month(value: str) -> Answer | Unreadable:
    """Read 2023-06, which browsers send, or 06/2023, which people type."""
    if found := _MONTH.fullmatch(value):
        year, month = int(found["year"] or found["then"]), int(found["month"] or found["first"])
        if year and 1 <= month <= DECEMBER:
            return date(year, month, 1).isoformat()
    return Unreadable(value, Message("Please give a month, such as 06/2023."))


def written(question: Question, answer: str) -> str:
    """Return a date as its field takes it: all of it, or its month or its year where no more is asked."""
    if question.type != "date":
        return answer
    if "year" in question.appearance:
        return answer[:4]
    return answer[:7] if "month-year" in question.appearance else answer


def _day(value: str) -> date:
    """Read 2023-01-31, which browsers send, or 31/01/2023, which people type."""
    if typed := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", value):
        day, month, year = map(int, typed.groups())
        return date(year, month, day)
    return date.fromisoformat(value)


def _file(question: Question, value: str) -> Answer:
    if not _FILE_NAME.fullmatch(value):
        raise TamperedError(question.name)
    return value


def _acknowledge(question: Question, value: str) -> Answer:
    if value != "OK":
        raise TamperedError(question.name)
    return value


_any_day = _moment(_day, "Please give a date, such as 31/01/2023.")
_READERS: dict[str, Callable[[Question, str], Answer | Unreadable]] = {
    "text": _text,
    "integer": _integer,
    "decimal": _decimal,
    "select_one": _one,
    "range": _range,
    "date": _date,
    "time": _moment(time.fromisoformat, "Please give an hour, such as 14:30."),
    "dateTime": _moment(datetime.fromisoformat, "Please give a date and an hour."),
    "acknowledge": _acknowledge,
    **dict.fromkeys(FILE_TYPES, _file),
}
