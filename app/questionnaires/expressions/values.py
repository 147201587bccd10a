"""The four kinds of value, how one becomes another, and what an expression may look at.

The rules are those of XPath 1.0 (Clark and DeRose 1999, sections 3.4 and 4) with the one extension of
ODK XForms: where a number is wanted, a text that is an ISO date is its number of days since 1970-01-01.
A date with a time counts the fraction of its day **as read on the wall clock**; an offset such as `+01:00`
is left aside, so that `int(now()) = today()` holds at every hour wherever the server stands.
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

Value = str | float | bool | list[str]
"""A text, a number, a truth, or a node-set: the answers to one question across the rounds of a repeat."""

_EPOCH = dt.date(1970, 1, 1).toordinal()
_DAY = 86_400_000
"""Milliseconds in a day."""

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_TIME = r"([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,6}))?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
_MOMENT = re.compile(rf"([0-9]{{4}})-([0-9]{{2}})-([0-9]{{2}})(?:T{_TIME})?")
_HOUR = re.compile(_TIME)
_BLANK = " \t\r\n"
"""Rule 9; `str.strip()` alone would take away what the phone leaves."""


@dataclass(frozen=True, slots=True)
class Context:
    """All that an expression may look at.

    `now` is the moment on the respondent's own clock (Europe/Brussels), as on the wall.
    `choice_label` takes a choice name and a question name, gives the label in the language of the page, and
    must answer for unknown names too.
    """

    answers: Mapping[str, str | list[str] | float | int | None]
    """By question name. A list (multiple choice) reads as its names joined by spaces, an absence as ''."""
    self_name: str | None
    """The question that `.` stands for."""
    today: dt.date
    now: dt.datetime
    choice_label: Callable[[str, str], str]
    position: int = 1
    """Which round of the repeat this is, the first being 1."""
    repeats: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Questions read from outside their repeat: name to the answers of the rounds. They read as node-sets."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """The columns of the choice that a choice filter is looking at."""


def truth(value: Value) -> bool:
    """Tell whether `value` counts as true: anything but '', 0, NaN and an empty node-set."""
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return bool(value)


def to_number(value: Value) -> float:
    """Return `value` as a number: NaN for what is none, 1 and 0 for true and false, days for an ISO date."""
    if isinstance(value, bool | float):
        return float(value)
    text = trim(to_string(value))
    if _NUMBER.fullmatch(text):
        return float(text)
    return day_number(text)


def to_string(value: Value) -> str:
    """Return `value` as text: numbers without exponent or useless decimals, the first node of a node-set."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return value[0] if value else ""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    # Adding 0.0 turns the negative zero into the ordinary one.
    return format(Decimal(repr(value + 0.0)), "f").removesuffix(".0")


def trim(text: str) -> str:
    """Return `text` without the blanks around it."""
    return text.strip(_BLANK)


def nodes(value: Value) -> list[str]:
    """Return the texts in `value`: all of a node-set, or the one that any other value is."""
    return value if isinstance(value, list) else [to_string(value)]


def words(value: Value) -> list[str]:
    """Return the words of `value`, separated by blanks: the names picked in a multiple choice."""
    return [word for word in re.split(f"[{_BLANK}]+", to_string(value)) if word]


def from_answer(answer: object) -> str:
    """Return an answer as the text of its node: '' when absent, names joined by spaces for a list."""
    if answer is None:
        return ""
    if isinstance(answer, list | tuple):
        return " ".join(map(str, answer))
    if isinstance(answer, bool | float):
        return to_string(answer)
    return str(answer)


def day_number(text: str) -> float:
    """Return the days since 1970-01-01 of an ISO date or date-time, or NaN when `text` is neither."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        return math.nan
    year, month, day, *clock = match.groups()
    try:
        days = dt.date(int(year), int(month), int(day)).toordinal() - _EPOCH
    except ValueError:
        return math.nan
    return days + _fraction(clock)


def day_fraction(text: str) -> float:
    """Return which part of the day an ISO time is (noon is 0.5), or NaN when `text` is none."""
    match = _HOUR.fullmatch(trim(text))
    return math.nan if match is None else _fraction(list(match.groups()))


def moment(days: float) -> dt.datetime | None:
    """Return the day and time, to the millisecond, of a number of days, None outside years 1 to 9999."""
    if not abs(days) < _EPOCH * 5:
        return None
    milliseconds = math.floor(days * _DAY + 0.5)
    day, rest = divmod(milliseconds, _DAY)
    if not 1 <= day + _EPOCH <= dt.date.max.toordinal():
        return None
    time = dt.timedelta(milliseconds=rest)
    return dt.datetime.combine(dt.date.fromordinal(day + _EPOCH), dt.time()) + time


def _fraction(clock: list[str | None]) -> float:
    """Return the part of the day in (hours, minutes, seconds, decimals of a second)."""
    hours, minutes, seconds, decimals = (part or "0" for part in clock)
    whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    return (whole * 1000 + int(decimals.ljust(3, "0")[:3])) / _DAY
