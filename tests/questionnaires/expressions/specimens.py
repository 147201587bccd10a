"""Values of every kind and on every edge, each with the tree that gives it."""

import datetime as dt
import math

from app.questionnaires.expressions import Context
from app.questionnaires.model import Tree
from tests.questionnaires.expressions.twins import label

TEXTS = [
    "", "a", "care_home", "home_care care_home", " \t\r\n3.50 ", "3.", ".5", "-.5", "-0", "+1", "1e3", ".",
    "-", "0x10", "Infinity", "NaN", "true", "1", "false", "\u00a05", "\x1f5", "\ufeff5", "٣", "2.5", "-2.5",
    "2024-02-29", "2023-02-29", "2023-02-30", "2023-04-31", "2023-13-01", "2023-00-10", "2023-01-00",
    "0000-01-01", "0001-01-01", "0099-12-31", "1969-12-31T23:59:59.9996", "9999-12-31T23:59:59.999Z",
    "2023-01-12T24:00", "2023-01-12T10:15+99:99", "2023-01-12 10:15", "2023-01-12T10:15:59.25Z",
    "2023-01-12T10:15:59.1234567",
    " 18:30 ", "18:30:05.25", "24:00", "7:30", "é\u0301", "a😀b", "😀", "%Y%y-%m/%n %d.%e %H%h:%M:%S,%3",
    " ${obstacles} ", "${a}}", "\u00a0${a}", "[a-z]+|\\d{2,}", "[^\\s]*", "[\\S-]+", "x" * 2_001,
]  # fmt: skip
NUMBERS = [
    0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.5, -2.5, 1.005, 0.1, 1 / 3, 19369.75, 2.0**53,
    # The last and the first day of the calendar, and what lies beyond.
    2932896.0, 2932897.0, -719162.0, -719162.0000001,
    # Less than a millisecond; then what is written with an exponent elsewhere, and the ends of the doubles.
    8.1e-9, -8.1e-9, 123456789012345680000.0, 1e21, 1.5e21, 1e-6, 1e-7, 5e-324, 1.7976931348623157e308,
    math.inf, -math.inf, math.nan,
]  # fmt: skip
LISTS = [[], [""], ["3", "5", "4"], ["a", "", "2023-01-01"]]
# Every object of JavaScript already has something by these names.
INHERITED = ["constructor", "toString", "__proto__"]

_TEXT_NAMES = {f"t{place}": text for place, text in enumerate(TEXTS)}
_LIST_NAMES = {f"l{place}": texts for place, texts in enumerate(LISTS)}
_NOW = dt.datetime(2023, 1, 12, 10, 15, tzinfo=dt.timezone(dt.timedelta(hours=1)))
CONTEXT = Context(_TEXT_NAMES, "t1", _NOW.date(), _NOW, label, 3, _LIST_NAMES, {"name": "a"})


def number(value: float) -> Tree:
    """The tree of any number; literals are neither negative nor infinite."""
    if math.isnan(value):
        return ["div", ["num", 0.0], ["num", 0.0]]
    if math.copysign(1, value) < 0:
        return ["neg", number(-value)]
    return ["div", ["num", 1.0], ["num", 0.0]] if math.isinf(value) else ["num", value]


LEAVES: list[Tree] = [
    *(["ref", name] for name in (*_TEXT_NAMES, *_LIST_NAMES, *INHERITED)),
    *map(number, NUMBERS),
    ["call", "true"],
    ["call", "false"],
]
"""A tree for each specimen."""
SOME: list[Tree] = [*LEAVES[1::7], ["ref", "l2"], ["call", "true"]]
"""A few of them, for what takes three."""
