"""Find conditions that no combination of answers can make true.

Every question of one choice that a condition names is tried with each of its options and with no answer; all
other answers are unknown, and logic has three values. What is said never to hold therefore never holds; the
reverse is not promised.
"""

import itertools
import math
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from app.questionnaires.expressions.check import references
from app.questionnaires.expressions.values import Value, to_number, to_string, truth
from app.questionnaires.model import Tree

MAX_COMBINATIONS: Final = 5_000

_Known = Mapping[str, str]
_Options = Mapping[str, Collection[str]]


def never_true(conditions: Sequence[Tree], options: _Options, types: Mapping[str, str]) -> bool:
    """Say whether the conditions can never hold together.

    Args:
        conditions: trees that must all hold; none at all always hold.
        options: names of the options, by select question.
        types: type of every question.
    """
    if not conditions:
        return False
    named = sorted(frozenset().union(*(references(tree) for tree in conditions)))
    tried = [name for name in named if types.get(name) == "select_one"]
    answers = [sorted({"", *options.get(name, ())}) for name in tried]
    if math.prod(len(each) for each in answers) > MAX_COMBINATIONS:
        return False
    return all(
        any(_holds(tree, dict(zip(tried, each, strict=True)), options) is False for tree in conditions)
        for each in itertools.product(*answers)
    )


def _holds(tree: Tree, known: _Known, options: _Options) -> bool | None:
    value = _value(tree, known, options)
    return None if value is None else truth(value)


def _value(tree: Tree, known: _Known, options: _Options) -> Value | None:  # noqa: PLR0911 - one per case
    match tree:
        case ["str", text]:
            return str(text)
        case ["num", number]:
            return float(number)
        case ["ref", name]:
            return known.get(str(name))
        case ["and" | "or" as word, left, right]:
            return _logic(word, _holds(left, known, options), _holds(right, known, options))
        case ["call", "not", inner]:
            held = _holds(inner, known, options)
            return None if held is None else not held
        case ["call", "true" | "false" as word]:
            return str(word) == "true"
        case ["call", "selected", ["ref", name], ["str", option]]:
            if name in options and option.strip() not in options[name]:
                return False
            return known[name] == option.strip() if name in known else None
        case ["=" | "!=" | "<" | "<=" | ">" | ">=" as sign, left, right]:
            return _compared(sign, _value(left, known, options), _value(right, known, options))
    return None


def _logic(word: str, left: bool | None, right: bool | None) -> bool | None:  # noqa: FBT001 - three values
    decisive = word == "or"
    if decisive in {left, right}:
        return decisive
    return None if None in {left, right} else not decisive


def _compared(sign: str, left: Value | None, right: Value | None) -> bool | None:
    if left is None or right is None or isinstance(left, list) or isinstance(right, list):
        return None
    if sign in {"=", "!="}:
        if isinstance(left, bool) or isinstance(right, bool):
            equal = truth(left) == truth(right)
        elif isinstance(left, float) or isinstance(right, float):
            equal = to_number(left) == to_number(right)
            if sign == "!=" and math.isnan(to_number(left) + to_number(right)):
                return True
        else:
            equal = to_string(left) == to_string(right)
        return equal == (sign == "=")
    first, second = to_number(left), to_number(right)
    return {"<": first < second, "<=": first <= second, ">": first > second, ">=": first >= second}[sign]
