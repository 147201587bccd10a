"""What is accepted as an answer, as a least, a most and a pattern; the rest stays an expression."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from app.questionnaires.editing.conditions import ValueProblem, day_of, day_tree, number_of, number_tree
from app.questionnaires.model import Tree

Measure = Literal["number", "day", "length", "count"]
"""What is measured: the answer itself, the length of a text, or how many options are chosen."""

MEASURES: Final[Mapping[str, Measure]] = {
    "integer": "number", "decimal": "number", "date": "day", "text": "length", "select_multiple": "count",
}  # fmt: skip
"""By type of a question; other types have no simple limits."""
MEASURED_BY_COLUMN: Final = frozenset({"text", "select_multiple"})
"""Types whose most is written in `bx::max`, which people see while they answer."""
SIGNS: Final = {">=": "least", "<=": "most"}


@dataclass(frozen=True, slots=True)
class Limits:
    """Texts as they are typed, '' for none."""

    least: str = ""
    most: str = ""
    pattern: str = ""


class LimitProblem(Exception):  # noqa: N818 - it is a remark on a field, not a failure
    """One of the limits is not what it should be. `field` is least, most or pattern."""

    def __init__(self, field: str, need: str) -> None:
        super().__init__(field, need)
        self.field = field
        self.need = need


def to_tree(limits: Limits, kind: str) -> Tree | None:
    """Return the constraint that says the limits of a question of this type, None for no limit at all.

    The most characters of a text are no constraint: `bx::max` alone says them.

    Raises:
        LimitProblem: a limit is not of its kind.
    """
    measure = MEASURES[kind]
    parts: list[Tree] = []
    if limits.least:
        parts.append([">=", _measured(measure), _value("least", limits.least, measure)])
    if limits.most and kind != "text":
        parts.append(["<=", _measured(measure), _value("most", limits.most, measure)])
    if limits.pattern and measure == "length":
        if "'" in limits.pattern and '"' in limits.pattern:
            raise LimitProblem("pattern", "quotes")
        parts.append(["call", "regex", ["self"], ["str", limits.pattern]])
    joined: Tree | None = None
    for part in parts:
        joined = part if joined is None else ["and", joined, part]
    return joined


def from_tree(tree: Tree | None, kind: str) -> Limits | None:
    """Return the limits that a constraint says, or None where limits cannot say it."""
    if tree is None:
        return Limits()
    measure = MEASURES.get(kind)
    if measure is None:
        return None
    found: dict[str, str] = {}
    for part in _parts(tree):
        limit = _limit(part, measure)
        if limit is None or limit[0] in found or (kind == "text" and limit[0] == "most"):
            return None
        found[limit[0]] = limit[1]
    limits = Limits(**found)
    try:
        written = to_tree(limits, kind)
    except LimitProblem:
        return None
    return limits if written is not None else None


def _limit(part: Tree, measure: Measure) -> tuple[str, str] | None:
    match part:
        case [sign, subject, value] if sign in SIGNS and subject == _measured(measure):
            text = day_of(value) if measure == "day" else number_of(value)
            return (SIGNS[sign], text) if text else None
        case ["call", "regex", ["self"], ["str", pattern]] if pattern and measure == "length":
            return "pattern", pattern
    return None


def _parts(tree: Tree) -> list[Tree]:
    return [*_parts(tree[1]), *_parts(tree[2])] if tree[0] == "and" else [tree]


def _measured(measure: Measure) -> Tree:
    call = {"length": "string-length", "count": "count-selected"}.get(measure)
    return ["call", call, ["self"]] if call else ["self"]


def _value(field: str, text: str, measure: Measure) -> Tree:
    try:
        value = day_tree(text) if measure == "day" else number_tree(text)
    except ValueProblem as problem:
        raise LimitProblem(field, problem.need) from problem
    if measure in {"length", "count"} and not text.strip().isdecimal():
        raise LimitProblem(field, "whole")
    return value
