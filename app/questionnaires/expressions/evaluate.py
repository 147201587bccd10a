"""The interpreter, the authority on what an expression is worth; the phone follows the same rules."""

import math
import operator
from collections.abc import Callable
from typing import Any

from app.questionnaires.expressions.errors import ExpressionError
from app.questionnaires.expressions.functions import FUNCTIONS
from app.questionnaires.expressions.values import (
    Context,
    Value,
    from_answer,
    to_number,
    to_string,
    truth,
)
from app.questionnaires.model import Tree

__all__ = ["Context", "Value", "evaluate", "to_number", "to_string", "truth"]


def evaluate(tree: Tree, context: Context) -> Value:
    """Return what `tree` is worth in `context`.

    A tree in which `check` found no problem always has a value.

    Raises:
        ExpressionError: `.` outside a question, or a tree that `check` would have refused.
    """
    match tree:
        case ["neg", operand]:
            return -to_number(evaluate(operand, context))
        case ["call", "indexed-repeat", ["ref", str(name)], ["ref", str(repeat)], index]:
            return _in_round(name, repeat, to_number(evaluate(index, context)), context)
        case ["call", str(name), *arguments]:
            return _call(name, arguments, context)
        case [str(sign), left, right]:
            return _binary(sign, left, right, context)
    return _leaf(tree, context)


def _leaf(tree: Tree, context: Context) -> Value:
    match tree:
        case ["num", float(value) | int(value)]:
            return float(value)
        case ["str", str(text)]:
            return text
        case ["ref", str(name)]:
            return _read(name, context)
        case ["col", str(name)]:
            return context.columns.get(name, "")
        case ["self"]:
            if context.self_name is None:
                raise ExpressionError("There is no question here for “.” to stand for.", code="no_self")
            return _read(context.self_name, context)
    raise ExpressionError("This is not an expression.", code="malformed")


def _read(name: str, context: Context) -> Value:
    if name in context.repeats:
        return list(context.repeats[name])
    return from_answer(context.answers.get(name))


def _in_round(name: str, repeat: str, number: float, context: Context) -> Value:
    """Return the answer to a question in a round of its repeat, counted from 1; '' where there is none."""
    rounds = context.answers.get(repeat)
    if not isinstance(rounds, list) or number not in range(1, len(rounds) + 1):
        return ""
    return from_answer(context.answers.get(f"{name}@{rounds[int(number) - 1]}"))


def _call(name: str, arguments: list[Tree], context: Context) -> Value:
    function = FUNCTIONS.get(name)
    if function is None:
        raise ExpressionError("There is no function %(name)s().", code="unknown_function", name=name)
    if not function.least <= len(arguments) <= function.most:
        raise ExpressionError("%(name)s() has the wrong number of values.", code="argument_count", name=name)
    if name == "if":
        return evaluate(arguments[1 if truth(evaluate(arguments[0], context)) else 2], context)
    return function.call(context, [evaluate(argument, context) for argument in arguments])


def _binary(sign: str, left: Tree, right: Tree, context: Context) -> Value:
    if sign in {"and", "or"}:
        first = truth(evaluate(left, context))
        return first if first is (sign == "or") else truth(evaluate(right, context))
    a, b = evaluate(left, context), evaluate(right, context)
    if sign in _ARITHMETIC:
        return _ARITHMETIC[sign](to_number(a), to_number(b))
    if sign in {"=", "!="}:
        return _compare(a, b, _EQUALITY[sign], equality=True)
    if sign in _ORDER:
        return _compare(a, b, _ORDER[sign], equality=False)
    raise ExpressionError("This is not an expression.", code="malformed")


def _compare(a: Value, b: Value, holds: Callable[[Any, Any], bool], *, equality: bool) -> bool:
    """Compare as XPath 1.0, section 3.4, does: a node-set compares as true if any of its nodes does."""
    if isinstance(a, bool) or isinstance(b, bool):
        if equality:
            return holds(truth(a), truth(b))
        a, b = (truth(value) if isinstance(value, list) else value for value in (a, b))
    elif isinstance(a, list) or isinstance(b, list):
        return any(_compare(x, y, holds, equality=equality) for x in _each(a) for y in _each(b))
    elif equality and not (isinstance(a, float) or isinstance(b, float)):
        return holds(to_string(a), to_string(b))
    return holds(to_number(a), to_number(b))


def _each(value: Value) -> list[Value]:
    return [*value] if isinstance(value, list) else [value]


def _divide(a: float, b: float) -> float:
    if b:
        return a / b
    if not a or math.isnan(a):
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1, b)


def _remainder(a: float, b: float) -> float:
    """Return the remainder with the sign of `a`, as XPath and JavaScript do."""
    return math.nan if not b or math.isinf(a) else math.fmod(a, b)


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "div": _divide, "mod": _remainder,
}  # fmt: skip
_EQUALITY = {"=": operator.eq, "!=": operator.ne}
_ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
