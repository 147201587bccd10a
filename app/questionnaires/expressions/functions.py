"""The functions an expression may call: those of the ODK XForms specification that a questionnaire needs.

A subset of the section "XPath Functions" of the specification; names that KoboToolbox or ODK would refuse
(upper-case, index-of) are left out, so that a questionnaire that works here works there.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from app.questionnaires.expressions import patterns
from app.questionnaires.expressions.errors import ExpressionError
from app.questionnaires.expressions.values import (
    Context,
    Value,
    day_fraction,
    from_answer,
    moment,
    nodes,
    to_number,
    to_string,
    trim,
    truth,
    words,
)

Kind = Literal[
    "any",
    "text",
    "number",
    "truth",
    "answer",
    "pattern",
    "date format",
    "time format",
    "question",
    "reference",
]
"""What an argument has to be. `answer` is what somebody answered, hence not a literal; a pattern, format and
the question of `jr:choice-name` are literal texts, so that they can be checked before anybody answers. A
reference is `${…}` and nothing else: it names a question, and its answer is not read."""
Result = Literal["any", "text", "number", "truth"]
Call = Callable[[Context, list[Value]], Value]

ANY_NUMBER = 1_000
DATE_SIGNS = "Yymnde"
TIME_SIGNS = DATE_SIGNS + "HhMS3"


@dataclass(frozen=True, slots=True)
class Function:
    """What a function does and takes. The last of `takes` stands for all further arguments."""

    call: Call
    least: int
    most: int
    takes: tuple[Kind, ...]
    gives: Result

    def kind(self, index: int) -> Kind:
        """Return what the argument at `index`, from 0, has to be."""
        return self.takes[min(index, len(self.takes) - 1)]


def _function(
    call: Call, gives: Result, *takes: Kind, least: int | None = None, most: int | None = None
) -> Function:
    count = len(takes)
    return Function(call, count if least is None else least, count if most is None else most, takes, gives)


def _texts(function: Callable[..., Value]) -> Call:
    """Make a call of a function on texts."""
    return lambda _, values: function(*map(to_string, values))


def _numbers(function: Callable[..., Value]) -> Call:
    """Make a call of a function on numbers."""
    return lambda _, values: function(*map(to_number, values))


def _all_texts(values: list[Value]) -> list[str]:
    return [text for value in values for text in nodes(value)]


def _all_numbers(values: list[Value]) -> list[float]:
    """Return every number in the arguments, each node of a node-set being one."""
    spread: list[Value] = []
    for value in values:
        spread.extend(value if isinstance(value, list) else [value])
    return [to_number(value) for value in spread]


def _whole(number: float, otherwise: int) -> int:
    """Return the whole part of an index, within what a text can have."""
    return otherwise if math.isnan(number) else int(max(-1e9, min(1e9, number)))


def _selected_at(_: Context, values: list[Value]) -> Value:
    names, index = words(values[0]), to_number(values[1])
    return names[int(index)] if 0 <= index < len(names) else ""


def _substr(_: Context, values: list[Value]) -> Value:
    """Cut from one place to before another; negative places count from the end."""
    text = to_string(values[0])
    start, *end = (_whole(to_number(value), 0) for value in values[1:])
    return text[start : end[0] if end else None]


def _translate(text: str, old: str, new: str) -> str:
    """Replace each character of `old` by the one at its place in `new`, or drop it; the first counts."""
    table = {char: new[place : place + 1] for place, char in reversed(list(enumerate(old)))}
    return "".join(table.get(char, char) for char in text)


def _truncate(number: float) -> float:
    return float(math.trunc(number)) if math.isfinite(number) else number


def _round(number: float, digits: float = 0.0) -> float:
    """Round half up, as XPath does: 2.5 to 3 and -2.5 to -2. `digits` goes from -15 to 15."""
    if math.isnan(digits):
        return math.nan
    places = max(-15, min(15, _whole(digits, 0)))
    scale = float(10 ** abs(places))
    scaled = (number * scale if places >= 0 else number / scale) + 0.5
    if not math.isfinite(scaled):
        return number
    return math.floor(scaled) / scale if places >= 0 else math.floor(scaled) * scale


def _power(base: float, exponent: float) -> float:
    """Raise to a power as JavaScript does: NaN wherever an operand is, or the result has no real value."""
    if math.isnan(exponent) or (abs(base) == 1 and math.isinf(exponent)):
        return math.nan
    odd = exponent % 2 == 1
    try:
        return math.nan if math.isnan(base) and exponent else math.pow(base, exponent)
    except OverflowError:
        return -math.inf if base < 0 and odd else math.inf
    except ValueError:
        # Zero to a negative power has no finite value; a negative number to a broken power has no real one.
        if base:
            return math.nan
        return math.copysign(math.inf, base) if odd else math.inf


def _extreme(pick: Callable[[list[float]], float]) -> Call:
    def call(_: Context, values: list[Value]) -> Value:
        numbers = _all_numbers(values)
        return math.nan if not numbers or any(map(math.isnan, numbers)) else pick(numbers)

    return call


def _date(_: Context, values: list[Value]) -> Value:
    day = moment(to_number(values[0]))
    return "" if day is None else day.date().isoformat()


def _format(_: Context, values: list[Value]) -> Value:
    """Write a date in the signs of its format; '' when there is no date."""
    day, form = moment(to_number(values[0])), to_string(values[1])
    wrong = wrong_sign(form, TIME_SIGNS)
    if wrong is not None:
        raise ExpressionError("A date cannot be written with %(sign)s.", code="format", sign=wrong)
    if day is None:
        return ""
    signs = {
        "Y": f"{day.year:04}", "y": f"{day.year % 100:02}", "m": f"{day.month:02}", "n": str(day.month),
        "d": f"{day.day:02}", "e": str(day.day), "H": f"{day.hour:02}", "h": str(day.hour),
        "M": f"{day.minute:02}", "S": f"{day.second:02}", "3": f"{day.microsecond // 1000:03}",
    }  # fmt: skip
    first, *pieces = form.split("%")
    return first + "".join(signs[piece[0]] + piece[1:] for piece in pieces)


def wrong_sign(form: str, signs: str) -> str | None:
    """Return the first `%x` of a date format that is not one of `signs`, or None."""
    return next(
        ("%" + piece[:1] for piece in form.split("%")[1:] if piece[:1] not in signs or not piece), None
    )


def _choice_name(context: Context, values: list[Value]) -> Value:
    value, question = to_string(values[0]), question_of(to_string(values[1]))
    return context.choice_label(value, question) if value else ""


def _once(context: Context, values: list[Value]) -> Value:
    """Keep the answer that is already there."""
    own = from_answer(context.answers.get(context.self_name or ""))
    return own or values[0]


def _sum(_: Context, values: list[Value]) -> Value:
    """Add from left to right, as the phone does: `math.fsum` would round otherwise."""
    total = 0.0
    for number in _all_numbers(values):
        total += number
    return total


def _indexed(_: Context, __: list[Value]) -> Value:
    """Refuse what is no `indexed-repeat(${x}, ${repeat}, n)`: the interpreter reads the names itself."""
    raise ExpressionError(
        "%(name)s() has the wrong number of values.", code="argument_count", name="indexed-repeat"
    )


def question_of(text: str) -> str:
    """Return the question that the second value of `jr:choice-name` names: `'${x}'`, or `'x'`."""
    return trim(text).removeprefix("${").removesuffix("}")


FUNCTIONS: dict[str, Function] = {
    # What was picked. Names are compared whole: `selected('care_home', 'care')` is false.
    "selected": _function(lambda _, v: trim(to_string(v[1])) in words(v[0]), "truth", "answer", "text"),
    "selected-at": _function(_selected_at, "text", "answer", "number"),
    "count-selected": _function(lambda _, v: float(len(words(v[0]))), "number", "answer"),
    "jr:choice-name": _function(_choice_name, "text", "any", "question"),
    # Choosing. `if` reads only the branch it takes: the interpreter sees to that.
    "if": _function(lambda _, v: v[1] if truth(v[0]) else v[2], "any", "truth", "any", "any"),
    "coalesce": _function(lambda _, v: v[0] if to_string(v[0]) else v[1], "any", "any", "any"),
    "once": _function(_once, "any", "any"),
    "true": _function(lambda _, __: True, "truth"),
    "false": _function(lambda _, __: False, "truth"),
    "not": _function(lambda _, v: not truth(v[0]), "truth", "truth"),
    "boolean": _function(lambda _, v: truth(v[0]), "truth", "any"),
    "boolean-from-string": _function(_texts(lambda text: text in {"true", "1"}), "truth", "any"),
    # Texts, counted in characters and not in the halves that JavaScript counts.
    "string": _function(_texts(lambda text: text), "text", "any"),
    "string-length": _function(_texts(lambda text: float(len(text))), "number", "text"),
    "regex": _function(
        _texts(lambda text, pattern: patterns.matches(pattern, text)), "truth", "answer", "pattern"
    ),
    "contains": _function(_texts(lambda text, part: part in text), "truth", "text", "text"),
    "starts-with": _function(_texts(str.startswith), "truth", "text", "text"),
    "ends-with": _function(_texts(str.endswith), "truth", "text", "text"),
    "substr": _function(_substr, "text", "text", "number", "number", least=2),
    "substring-before": _function(
        _texts(lambda text, part: text.partition(part)[0] if part and part in text else ""),
        "text",
        "text",
        "text",
    ),
    "substring-after": _function(
        _texts(lambda text, part: text.partition(part)[2] if part else text), "text", "text", "text"
    ),
    "concat": _function(lambda _, v: "".join(_all_texts(v)), "text", "any", most=ANY_NUMBER),
    "join": _function(
        lambda _, v: to_string(v[0]).join(_all_texts(v[1:])), "text", "text", "any", most=ANY_NUMBER
    ),
    "normalize-space": _function(lambda _, v: " ".join(words(v[0])), "text", "text"),
    "translate": _function(_texts(_translate), "text", "text", "text", "text"),
    # Numbers. One that is none makes the result none (NaN), which compares as false.
    "number": _function(_numbers(lambda number: number), "number", "any"),
    "int": _function(_numbers(_truncate), "number", "number"),
    "round": _function(_numbers(_round), "number", "number", "number", least=1),
    "abs": _function(_numbers(abs), "number", "number"),
    "pow": _function(_numbers(_power), "number", "number", "number"),
    "sum": _function(_sum, "number", "answer"),
    "min": _function(_extreme(min), "number", "number", most=ANY_NUMBER),
    "max": _function(_extreme(max), "number", "number", most=ANY_NUMBER),
    "count": _function(lambda _, v: float(len(nodes(v[0]))), "number", "answer"),
    "count-non-empty": _function(lambda _, v: float(sum(map(bool, nodes(v[0])))), "number", "answer"),
    "indexed-repeat": _function(_indexed, "text", "reference", "reference", "number"),
    "position": _function(lambda c, _: float(c.position), "number"),
    # Days.
    "today": _function(lambda c, _: c.today.isoformat(), "text"),
    "now": _function(lambda c, _: c.now.isoformat(timespec="milliseconds"), "text"),
    "date": _function(_date, "text", "number"),
    "format-date": _function(_format, "text", "number", "date format"),
    "format-date-time": _function(_format, "text", "number", "time format"),
    "decimal-date-time": _function(_numbers(lambda number: number), "number", "number"),
    "decimal-time": _function(_texts(day_fraction), "number", "text"),
}
