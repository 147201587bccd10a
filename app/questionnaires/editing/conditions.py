"""Conditions as rows: a question, a comparison, a value; all of them or any of them.

`to_tree` writes rows as an expression, `from_tree` reads them back where the expression has that shape. What
rows cannot say stays an expression, which its author edits as it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from app.questionnaires.model import Tree

Family = Literal["one", "several", "number", "day", "text", "computed"]
"""What kind of answer a question has, as far as comparing goes."""
Join = Literal["all", "any"]

FAMILIES: Final[Mapping[str, Family]] = {
    "select_one": "one", "select_one_from_file": "one", "acknowledge": "one",
    "select_multiple": "several", "select_multiple_from_file": "several", "rank": "several",
    "integer": "number", "decimal": "number", "range": "number", "date": "day",
    "text": "text", "hidden": "text", "time": "text", "dateTime": "text", "calculate": "computed",
}  # fmt: skip
"""By type of a question. Others (a note, a file) cannot be asked about in a row."""

COMPARISONS: Final[Mapping[Family, tuple[str, ...]]] = {
    "one": ("is", "is_not", "answered", "blank"),
    "several": ("has", "has_not", "least", "over", "most", "answered", "blank"),
    "number": ("is", "is_not", "over", "least", "under", "most", "answered", "blank"),
    "day": ("is", "over", "least", "under", "most", "answered", "blank"),
    "text": ("is", "is_not", "holds", "answered", "blank"),
    "computed": ("is", "is_not", "over", "least", "under", "most", "answered", "blank"),
}
"""What can be said of an answer. For several choices `least` and `most` count them."""
WITHOUT_VALUE: Final = frozenset({"answered", "blank"})
MOST_CLAUSES: Final = 30

_SIGNS: Final = {"over": ">", "least": ">=", "under": "<", "most": "<="}
_WORDS: Final = {sign: word for word, sign in _SIGNS.items()}
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(?:[.,][0-9]{1,10})?")
_DAY: Final = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")


@dataclass(frozen=True, slots=True)
class Clause:
    """One row. `value` is an option's name, a number, a day as 2023-01-31, a text, or ''."""

    question: str
    comparison: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows, and whether all must hold or one is enough. A single row has `all`."""

    join: Join
    clauses: tuple[Clause, ...]


class ValueProblem(Exception):  # noqa: N818 - it is a remark on a field, not a failure
    """The value of a row is not what its comparison needs: `need` is number, day, value or quotes."""

    def __init__(self, need: Literal["number", "day", "value", "quotes"]) -> None:
        super().__init__(need)
        self.need = need


def to_tree(rule: Rule, families: Mapping[str, Family]) -> Tree | None:
    """Return the expression of a rule, None for a rule without rows.

    Raises:
        ValueProblem: a value is missing or is not of its kind; `clause_tree` says for which row.
        KeyError: a question that has no family.
    """
    trees = [clause_tree(clause, families[clause.question]) for clause in rule.clauses]
    word = "and" if rule.join == "all" else "or"
    joined: Tree | None = None
    for one in trees:
        joined = one if joined is None else [word, joined, one]
    return joined


def clause_tree(clause: Clause, family: Family) -> Tree:  # noqa: PLR0911 - one per comparison
    """Return the expression of one row.

    Raises:
        ValueProblem: its value is missing or is not of its kind.
    """
    asked: Tree = ["ref", clause.question]
    match clause.comparison:
        case "answered":
            return ["!=", asked, ["str", ""]]
        case "blank":
            return ["=", asked, ["str", ""]]
        case "has":
            return ["call", "selected", asked, _text(clause.value)]
        case "has_not":
            return ["call", "not", ["call", "selected", asked, _text(clause.value)]]
        case "holds":
            return ["call", "contains", asked, _text(clause.value)]
        case "is" | "is_not" as word:
            return ["=" if word == "is" else "!=", asked, _equal_to(clause.value, family)]
        case _:
            counted = ["call", "count-selected", asked] if family == "several" else asked
            value = day_tree(clause.value) if family == "day" else number_tree(clause.value)
            return [_SIGNS[clause.comparison], counted, value]


def from_tree(tree: Tree, families: Mapping[str, Family]) -> Rule | None:
    """Return the rows that say what an expression says, or None where rows cannot say it."""
    word = tree[0] if tree[0] in {"and", "or"} else "and"
    clauses = [_clause(part, families) for part in _parts(tree, word)]
    found = tuple(clause for clause in clauses if clause is not None)
    if len(found) < len(clauses) or len(found) > MOST_CLAUSES:
        return None
    return Rule("any" if word == "or" else "all", found)


def number_tree(text: str) -> Tree:
    """Return a number as an expression; a comma is a point.

    Raises:
        ValueProblem: it is no number.
    """
    written = text.strip().replace(",", ".")
    if not _NUMBER.fullmatch(text.strip()):
        raise ValueProblem("number" if written else "value")
    value = float(written)
    return ["neg", ["num", -value]] if value < 0 else ["num", abs(value)]


def day_tree(text: str) -> Tree:
    """Return a day as an expression.

    Raises:
        ValueProblem: it is not written as 2023-01-31.
    """
    if not _DAY.fullmatch(text.strip()):
        raise ValueProblem("day" if text.strip() else "value")
    return ["call", "date", ["str", text.strip()]]


def number_of(tree: Tree) -> str | None:
    """Return the number that an expression is, as people write it, or None."""
    match tree:
        case ["num", value]:
            return _digits(value)
        case ["neg", ["num", value]]:
            return f"-{_digits(value)}"
    return None


def day_of(tree: Tree) -> str | None:
    """Return the day that an expression is, or None."""
    match tree:
        case ["call", "date", ["str", day]] | ["str", day] if _DAY.fullmatch(day):
            return str(day)
    return None


def _digits(value: float) -> str:
    return format(Decimal(repr(float(value))), "f").removesuffix(".0")


def _text(value: str) -> Tree:
    if not value:
        raise ValueProblem("value")
    if "'" in value and '"' in value:
        raise ValueProblem("quotes")
    return ["str", value]


def _equal_to(value: str, family: Family) -> Tree:
    if family == "number" or (family == "computed" and _NUMBER.fullmatch(value)):
        return number_tree(value)
    if family == "day":
        day_tree(value)
    return _text(value)


def _parts(tree: Tree, word: str) -> list[Tree]:
    """Return the operands of a chain of `and`, or of `or`."""
    if tree[0] != word:
        return [tree]
    return [*_parts(tree[1], word), *_parts(tree[2], word)]


def _clause(tree: Tree, families: Mapping[str, Family]) -> Clause | None:
    """Return the row that an expression on one question is, or None."""
    found = _shape(tree)
    if found is None:
        return None
    family = families.get(found.question)
    # `selected` on a question of one choice is the same as an equality, and many authors write it.
    if family == "one" and found.comparison in {"has", "has_not"}:
        found = Clause(found.question, "is" if found.comparison == "has" else "is_not", found.value)
    if family is None or found.comparison not in COMPARISONS[family]:
        return None
    counts = tree[0] in _WORDS and tree[1][0] == "call"
    if counts != (family == "several" and found.comparison in _SIGNS):
        return None
    return found if _has_its_kind(found, tree, family) else None


def _shape(tree: Tree) -> Clause | None:  # noqa: PLR0911 - one per comparison
    match tree:
        case ["=", ["ref", name], ["str", ""]]:
            return Clause(name, "blank")
        case ["!=", ["ref", name], ["str", ""]]:
            return Clause(name, "answered")
        case ["=" | "!=" as sign, ["ref", name], value]:
            text = number_of(value) or (value[1] if value[0] == "str" else "")
            return Clause(name, "is" if sign == "=" else "is_not", text)
        case ["call", "selected", ["ref", name], ["str", value]]:
            return Clause(name, "has", value)
        case ["call", "contains", ["ref", name], ["str", value]]:
            return Clause(name, "holds", value)
        case ["call", "not", ["call", "selected", ["ref", name], ["str", value]]]:
            return Clause(name, "has_not", value)
        case ["call", "not", ["=", ["ref", name], ["str", value]]] if value:
            return Clause(name, "is_not", value)
        case [sign, ["ref", name] | ["call", "count-selected", ["ref", name]], value] if sign in _WORDS:
            return Clause(name, _WORDS[sign], number_of(value) or day_of(value) or "")
    return None


def _has_its_kind(clause: Clause, tree: Tree, family: Family) -> bool:
    """Say whether the row, written again, compares with a value of the same kind."""
    if clause.comparison in WITHOUT_VALUE:
        return True
    try:
        written = clause_tree(clause, family)
    except ValueProblem:
        return False
    if tree[0] in {"=", "!="}:
        return bool(written[2] == tree[2])
    # not(${x} = '3') compares texts, and a row on a number would compare numbers.
    return clause.comparison != "is_not" or family in {"one", "text"}
