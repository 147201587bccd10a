"""What can be said of an expression before anybody answers: what it refers to, and what is wrong with it."""

import difflib
import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from app.kit.errors import Message
from app.questionnaires.expressions import patterns
from app.questionnaires.expressions.errors import ExpressionError
from app.questionnaires.expressions.functions import (
    ANY_NUMBER,
    DATE_SIGNS,
    FUNCTIONS,
    TIME_SIGNS,
    Function,
    Kind,
    question_of,
    wrong_sign,
)
from app.questionnaires.expressions.grammar import OPERATORS, children
from app.questionnaires.expressions.values import to_number
from app.questionnaires.model import SELECT_TYPES, Tree

_NUMERIC = frozenset({"<", "<=", ">", ">=", "+", "-", "*", "div", "mod"})


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an expression. `code` is stable; `message` is translated when shown."""

    code: str
    message: Message

    def __str__(self) -> str:
        """Return the message in English."""
        return self.message.id % self.message.values if self.message.values else self.message.id


@dataclass(frozen=True)
class _Scope:
    known: Mapping[str, str]
    self_name: str | None
    columns: Collection[str]


def references(tree: Tree) -> frozenset[str]:
    """Return the names of all `${…}` in `tree`."""
    found, stack = set(), [tree]
    while stack:
        node = stack.pop()
        if node[0] == "ref":
            found.add(node[1])
        stack.extend(children(node))
    return frozenset(found)


def check(
    tree: Tree, known: Mapping[str, str], *, self_name: str | None = None, columns: Collection[str] = ()
) -> list[Problem]:
    """Return all that is wrong with `tree`, from left to right; an empty list means it has a value.

    Args:
        tree: What `parse` returned.
        known: Every question that `${…}` may name, with its type (`select_one`, `integer` …).
        self_name: The question that `.` stands for, None where there is none.
        columns: The columns of the choices, in a choice filter: `name` and `label` among them.
    """
    return list(
        {str(problem): problem for problem in _check(tree, _Scope(known, self_name, columns))}.values()
    )


def find_cycle(dependencies: Mapping[str, frozenset[str]]) -> list[str] | None:
    """Return a way from a name back to itself (`["a", "b", "a"]`), or None when every name can be computed.

    `dependencies` gives for each name those its expression refers to; others depend on nothing.
    """
    done: set[str] = set()
    for start in dependencies:
        path = [start]
        waiting = [iter(sorted(dependencies[start]))] if start not in done else []
        while waiting:
            following = next(waiting[-1], None)
            if following is None:
                waiting.pop()
                done.add(path.pop())
            elif following in path:
                return [*path[path.index(following) :], following]
            elif following in dependencies and following not in done:
                path.append(following)
                waiting.append(iter(sorted(dependencies[following])))
    return None


def _problem(code: str, message: str, **values: object) -> Problem:
    return Problem(code, Message(message, values))


def _check(tree: Tree, scope: _Scope) -> Iterator[Problem]:
    match tree:
        case ["ref", name] if name not in scope.known:
            yield _unknown_question(name, scope)
        case ["self"] if scope.self_name is None:
            yield _problem("no_self", "“.” stands for the answer to this very question; here, write ${name}.")
        case ["col", name] if name not in scope.columns:
            yield _unknown_column(name, scope)
        case ["call", name, *arguments]:
            yield from _check_call(name, arguments, scope)
        case [sign, *operands] if sign in OPERATORS or sign == "neg":
            yield from _check_operator(sign, operands, scope)
    for child in children(tree):
        yield from _check(child, scope)


def _nearest(name: str, names: Collection[str]) -> str | None:
    """Return the name most like a mistyped one, if any is near."""
    found = difflib.get_close_matches(name.lower(), names, n=1, cutoff=0.6)
    return found[0] if found else None


def _unknown_question(name: str, scope: _Scope) -> Problem:
    near = _nearest(name, scope.known)
    if near:
        return _problem(
            "unknown_question",
            "There is no question ${%(name)s}. Did you mean ${%(near)s}?",
            name=name,
            near=near,
        )
    return _problem("unknown_question", "There is no question ${%(name)s}. Check its name.", name=name)


def _unknown_column(name: str, scope: _Scope) -> Problem:
    if name in scope.known:
        return _problem("bare_name", "Write ${%(name)s} for the answer to the question %(name)s.", name=name)
    near = _nearest(name, scope.columns)
    if near:
        return _problem(
            "unknown_column",
            "The choices have no column %(name)s. Did you mean %(near)s?",
            name=name,
            near=near,
        )
    return _problem(
        "bare_name",
        "“%(name)s” is not a question. Write ${…} around a question, and quotes around a text: '%(name)s'.",
        name=name,
    )


def _is_wordy(tree: Tree) -> bool:
    """Tell whether a tree is a literal text that is neither a number nor a date."""
    return bool(tree[0] == "str" and math.isnan(to_number(tree[1])))


def _gives_truth(tree: Tree) -> bool:
    if tree[0] == "call":
        return tree[1] in FUNCTIONS and FUNCTIONS[tree[1]].gives == "truth"
    return tree[0] in {"and", "or", "=", "!=", "<", "<=", ">", ">="}


def _check_operator(sign: str, operands: list[Tree], scope: _Scope) -> Iterator[Problem]:
    if sign in {"and", "or"}:
        for operand in operands:
            yield from _check_truth(operand)
    elif sign in {"=", "!="}:
        if any(map(_gives_truth, operands)) and any(operand[0] == "str" for operand in operands):
            yield _problem(
                "truth_as_text", "A condition is compared with true() or false(), not with a text."
            )
    else:
        for operand in operands:
            yield from _check_number(operand, scope)


def _check_truth(tree: Tree) -> Iterator[Problem]:
    """Find `${x} = 'a' or 'b'`, which is always true."""
    if tree[0] in {"str", "num"}:
        yield _problem(
            "always_same",
            "A text or number alone is not a condition. Write all of it: ${x} = 'a' or ${x} = 'b'.",
        )


def _check_number(tree: Tree, scope: _Scope) -> Iterator[Problem]:
    if _is_wordy(tree):
        yield _problem(
            "not_a_number", "'%(found)s' is not a number, and a number is needed here.", found=tree[1]
        )
    elif tree[0] == "ref" and scope.known.get(tree[1]) in {"select_multiple", "rank"}:
        yield _problem(
            "list_as_number",
            "${%(name)s} holds several choices; a number is needed here. Use count-selected(${%(name)s}).",
            name=tree[1],
        )


def _check_call(name: str, arguments: list[Tree], scope: _Scope) -> Iterator[Problem]:
    function = FUNCTIONS.get(name)
    if function is None:
        near = _nearest(name, FUNCTIONS)
        if near:
            yield _problem(
                "unknown_function",
                "There is no function %(name)s(). Did you mean %(near)s()?",
                name=name,
                near=near,
            )
        else:
            yield _problem("unknown_function", "There is no function %(name)s(). Check its name.", name=name)
        return
    if not function.least <= len(arguments) <= function.most:
        yield _wrong_count(name, function, len(arguments))
        return
    for index, argument in enumerate(arguments):
        yield from _check_argument(name, function.kind(index), argument, scope)


def _wrong_count(name: str, function: Function, given: int) -> Problem:
    if function.most == ANY_NUMBER:
        message = "%(name)s() takes at least %(least)s values, not %(given)s."
    elif function.least == function.most:
        message = "%(name)s() takes %(least)s values, not %(given)s."
    else:
        message = "%(name)s() takes %(least)s to %(most)s values, not %(given)s."
    values = {"name": name, "least": function.least, "most": function.most, "given": given}
    return _problem("argument_count", message, **values)


def _check_argument(name: str, kind: Kind, argument: Tree, scope: _Scope) -> Iterator[Problem]:
    match kind:
        case "truth":
            yield from _check_truth(argument)
        case "number":
            yield from _check_number(argument, scope)
        case "answer" if argument[0] in {"str", "num"} or _gives_truth(argument):
            yield _problem(
                "not_an_answer", "The first value of %(name)s() is a question: write ${…}.", name=name
            )
        case "reference" if argument[0] != "ref":
            yield _problem(
                "not_a_reference", "%(name)s() takes the names of questions: write ${…}.", name=name
            )
        case "pattern" | "date format" | "time format" | "question" if argument[0] != "str":
            yield _problem("not_literal", "Write the last value of %(name)s() between quotes.", name=name)
        case "pattern":
            yield from _check_pattern(argument[1])
        case "date format" | "time format":
            yield from _check_format(kind, argument[1])
        case "question":
            yield from _check_question(question_of(argument[1]), scope)


def _check_pattern(pattern: str) -> Iterator[Problem]:
    try:
        patterns.compiled(pattern)
    except ExpressionError as error:
        yield Problem(error.code, error.message)


def _check_format(kind: Kind, form: str) -> Iterator[Problem]:
    sign = wrong_sign(form, DATE_SIGNS if kind == "date format" else TIME_SIGNS)
    if sign is None:
        return
    if kind == "date format" and sign[1:] and sign[1:] in TIME_SIGNS:
        yield _problem("format", "A date has no %(sign)s. Use format-date-time() to write hours.", sign=sign)
    else:
        yield _problem(
            "format", "A date cannot be written with %(sign)s. Use %%Y, %%m, %%d, %%n, %%e.", sign=sign
        )


def _check_question(name: str, scope: _Scope) -> Iterator[Problem]:
    if name not in scope.known:
        yield _unknown_question(name, scope)
    elif scope.known[name] not in SELECT_TYPES:
        yield _problem("no_choices", "${%(name)s} has no choices, hence no choice name.", name=name)
