"""What the buttons of a question's form do to what was typed. Nothing is saved by them."""

from dataclasses import replace
from typing import TypeVar

from app.kit.errors import Message, Problem
from app.questionnaires.editing.conditions import Clause, Rule, ValueProblem, from_tree, to_tree
from app.questionnaires.editing.draft import Draft, Option, families
from app.questionnaires.editing.limits import LimitProblem
from app.questionnaires.editing.limits import from_tree as limits_from_tree
from app.questionnaires.editing.limits import to_tree as limits_to_tree
from app.questionnaires.expressions import ExpressionError, parse, render
from app.questionnaires.workbook import Workbook

Item = TypeVar("Item")
_MORE = Message("Rows cannot say all that this formula says. Change it here, or empty it first.")


def press(  # noqa: PLR0911 - one per kind of button
    button: str, draft: Draft, workbook: Workbook
) -> tuple[Draft, list[Problem]]:
    """Return the draft after a button of the form was pressed, and what kept the button from doing its work.

    Buttons: `option:add`, `option:up:2`, `option:down:2`, `option:remove:2`, `clause:add`, `clause:remove:2`,
    `relevant:formula`, `relevant:rows`, `constraint:formula`, `constraint:limits`. Others change nothing.
    """
    match button.split(":"):
        case ["option", "add"]:
            return replace(draft, options=(*draft.options, Option())), []
        case ["option", what, number]:
            return replace(draft, options=_rearranged(draft.options, what, number)), []
        case ["clause", "add"]:
            return replace(draft, clauses=(*draft.clauses, Clause("", ""))), []
        case ["clause", what, number]:
            return replace(draft, clauses=_rearranged(draft.clauses, what, number)), []
        case ["relevant" | "constraint" as field, "formula"]:
            return _as_formula(field, draft, workbook)
        case ["relevant" | "constraint" as field, "rows" | "limits"]:
            return _as_rows(field, draft, workbook)
    return draft, []


def _rearranged(items: tuple[Item, ...], what: str, number: str) -> tuple[Item, ...]:
    at = int(number) - 1 if number.isascii() and number.isdecimal() and len(number) < len("1000") else -1
    if not 0 <= at < len(items):
        return items
    left = [*items[:at], *items[at + 1 :]]
    if what == "up":
        left.insert(max(at - 1, 0), items[at])
    elif what == "down":
        left.insert(at + 1, items[at])
    return tuple(left)


def _as_formula(field: str, draft: Draft, workbook: Workbook) -> tuple[Draft, list[Problem]]:
    """Write rows, or limits, as the formula that says the same."""
    try:
        if field == "relevant":
            rows = tuple(clause for clause in draft.clauses if clause.question)
            tree = to_tree(Rule(draft.join, rows), families(workbook))
            return replace(draft, relevant_as="formula", relevant=render(tree) if tree else ""), []
        tree = limits_to_tree(draft.limits, draft.kind)
        return replace(draft, constraint_as="formula", constraint=render(tree) if tree else ""), []
    except (ValueProblem, LimitProblem, KeyError):
        at = "relevant.rows" if field == "relevant" else "limits.least"
        return draft, [Problem(at, Message("Complete what is there first."))]


def _as_rows(field: str, draft: Draft, workbook: Workbook) -> tuple[Draft, list[Problem]]:
    """Write a formula as rows, or as limits, where those can say it."""
    text = draft.relevant if field == "relevant" else draft.constraint
    try:
        tree = parse(text) if text else None
    except ExpressionError as error:
        return draft, [Problem(field, error.message)]
    if field == "constraint":
        limits = limits_from_tree(tree, draft.kind)
        if limits is None:
            return draft, [Problem(field, _MORE)]
        return replace(draft, constraint_as="limits", limits=limits), []
    rule = from_tree(tree, families(workbook)) if tree else Rule("all", ())
    if rule is None:
        return draft, [Problem(field, _MORE)]
    return replace(draft, relevant_as="rows", join=rule.join, clauses=rule.clauses), []
