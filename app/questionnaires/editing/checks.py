"""What is wrong with a form before anything is written, each problem at its field."""

import math
from collections.abc import Iterator, Mapping
from typing import Final

from app.kit.errors import Message, Problem
from app.kit.localized import LANGUAGES
from app.questionnaires.editing.conditions import (
    COMPARISONS,
    MOST_CLAUSES,
    Family,
    Rule,
    ValueProblem,
    clause_tree,
    to_tree,
)
from app.questionnaires.editing.draft import STEPS, Draft, families
from app.questionnaires.editing.kinds import TEXTS
from app.questionnaires.editing.limits import MEASURES, LimitProblem
from app.questionnaires.editing.limits import to_tree as limits_to_tree
from app.questionnaires.editing.names import NAME, OPTION_NAME
from app.questionnaires.editing.rows import Node, all_nodes
from app.questionnaires.expressions import ExpressionError, check, parse, render, to_number
from app.questionnaires.lint.answerable import MOST_STEPS, RESERVED
from app.questionnaires.lint.expressions import expressions
from app.questionnaires.lint.facts import read_facts
from app.questionnaires.model import SILENT_TYPES
from app.questionnaires.vocabulary import OTHER, OTHER_SUFFIX
from app.questionnaires.workbook import Workbook, canonical

LONGEST_TEXT: Final = 5_000
LONGEST_LABEL: Final = 500
LONGEST_NAME: Final = 60
LONGEST_FORMULA: Final = 5_000
MOST_DAYS: Final = 99_999

_NEEDS: Final = {
    "number": Message("Give a number, such as 3 or 2.5."),
    "whole": Message("Give a whole number, such as 3."),
    "day": Message("Give a day, such as 2023-01-31."),
    "value": Message("Say what it is compared with."),
    "quotes": Message("Use one kind of quotation mark only, single or double."),
}
_TOO_LONG: Final = "Please keep this under %(longest)s characters: it has %(length)s now."


def problems_of(workbook: Workbook, draft: Draft, node: Node | None) -> list[Problem]:
    """Return every problem of a form; `node` is the question that it changes, None for a new one."""
    found = [*_name(workbook, draft, node), *_texts(draft), *_options(draft), *_details(draft)]
    return [*found, *_condition(workbook, draft, node), *_limits(workbook, draft, node)]


def circle(workbook: Workbook) -> list[str]:
    """Return the names of questions that wait for each other, in a ring; nothing where there is none."""
    findings = expressions(read_facts(canonical(workbook)))
    said = next((finding.message for finding in findings if finding.code == "cycle"), "")
    return said.partition(": ")[2].split(" → ") if said else []


def _problem(field: str, message: str, **values: object) -> Problem:
    return Problem(field, Message(message, values))


def _length(field: str, text: str, longest: int) -> Iterator[Problem]:
    if len(text) > longest:
        yield _problem(field, _TOO_LONG, longest=longest, length=len(text))


def _name(workbook: Workbook, draft: Draft, node: Node | None) -> Iterator[Problem]:
    own = node.names() if node and not node.is_group else {node.name} if node else set()
    taken = {name for one in all_nodes(workbook) for name in _names(one)} - own
    if len(draft.name) > LONGEST_NAME:
        yield from _length("name", draft.name, LONGEST_NAME)
    elif not NAME.fullmatch(draft.name):
        yield Problem("name", Message(
            "Begin with a letter, then use letters without accents, digits and _ only. No spaces."
        ))  # fmt: skip
    elif draft.name in RESERVED:
        yield Problem("name", Message("The pages use this name themselves. Please choose another one."))
    elif draft.name in taken or (draft.other and draft.name + OTHER_SUFFIX in taken):
        yield Problem("name", Message("Another question or group has this name. Please choose another one."))


def _names(node: Node) -> set[str]:
    return {node.name, *([node.name + OTHER_SUFFIX] if node.type.or_other else [])}


def _texts(draft: Draft) -> Iterator[Problem]:
    label = draft.texts.get("label", {})
    if not any(label.values()) and not draft.is_group and draft.kind not in SILENT_TYPES:
        yield Problem("label.fr", Message("Write the question, in one language at least."))
    for base in TEXTS:
        for lang in LANGUAGES:
            yield from _length(f"{base}.{lang}", draft.texts.get(base, {}).get(lang, ""), LONGEST_TEXT)


def _options(draft: Draft) -> Iterator[Problem]:
    if not draft.options_can_change:
        return
    if not draft.options and not draft.list_name:
        yield Problem("options", Message("Write the first option: people need something to choose."))
    seen: set[str] = set()
    for number, option in enumerate(draft.options, 1):
        field = f"option.{number}.name"
        if len(option.name) > LONGEST_NAME:
            yield from _length(field, option.name, LONGEST_NAME)
        elif not OPTION_NAME.fullmatch(option.name):
            yield Problem(field, Message("A code has no spaces and no quotation marks."))
        elif option.name in seen:
            yield Problem(field, Message("Another option has this code. Please give each its own."))
        elif draft.other and option.name == OTHER:
            yield Problem(field, Message("The option “Other” is added already. Please take this one away."))
        seen.add(option.name)
        for lang in LANGUAGES:
            yield from _length(f"option.{number}.{lang}", option.label.get(lang, ""), LONGEST_LABEL)


def _details(draft: Draft) -> Iterator[Problem]:
    days = draft.retention_days
    if days and not (days.isascii() and days.isdecimal() and 0 < int(days[:9]) <= MOST_DAYS):
        yield _problem(
            "retention_days",
            "Please give a whole number between %(low)s and %(high)s.",
            low=1,
            high=MOST_DAYS,
        )
    yield from steps_problems(draft)


def steps_problems(draft: Draft) -> Iterator[Problem]:
    """Give what is wrong with the numbers of a scale; other types have none."""
    if draft.kind != "range":
        return
    numbers = {name: to_number(draft.steps.get(name, "")) for name in STEPS}
    for name, number in numbers.items():
        if math.isnan(number):
            yield Problem(f"steps.{name}", _NEEDS["number"])
    if numbers["end"] <= numbers["start"]:
        yield Problem("steps.end", Message("The end must be higher than the beginning."))
    elif numbers["step"] <= 0:
        yield Problem("steps.step", Message("The step must be more than 0."))
    elif (numbers["end"] - numbers["start"]) / numbers["step"] > MOST_STEPS:
        yield _problem("steps.step", "Please take larger steps: at most %(most)s of them.", most=MOST_STEPS)


def _formula(workbook: Workbook, draft: Draft, node: Node | None, field: str, text: str) -> Iterator[Problem]:
    if len(text) > LONGEST_FORMULA:
        yield from _length(field, text, LONGEST_FORMULA)
        return
    try:
        tree = parse(text)
    except ExpressionError as error:
        yield Problem(field, error.message)
        return
    types = dict(read_facts(canonical(workbook)).types)
    if node:
        types.pop(node.name, None)
    if not draft.is_group:
        types[draft.name] = draft.kind
    if node and node.name != draft.name:
        # The old name is written anew wherever it stands, here too.
        types[node.name] = draft.kind
    self_name = None if draft.is_group else draft.name
    for problem in check(tree, types, self_name=self_name):
        yield Problem(field, problem.message)


def _condition(workbook: Workbook, draft: Draft, node: Node | None) -> Iterator[Problem]:
    if draft.kind == "calculate":
        if not draft.calculation:
            yield Problem("calculation", Message("Write what is calculated."))
        else:
            yield from _formula(workbook, draft, node, "calculation", draft.calculation)
    if draft.required_formula:
        yield from _formula(workbook, draft, node, "required_formula", draft.required_formula)
    if draft.relevant_as == "formula":
        if draft.relevant:
            yield from _formula(workbook, draft, node, "relevant", draft.relevant)
        return
    known = families(workbook)
    problems = list(_clauses(draft, known))
    yield from problems
    if not problems and draft.clauses:
        tree = to_tree(Rule(draft.join, draft.clauses), known)
        yield from _formula(workbook, draft, node, "relevant.rows", render(tree) if tree else "true()")


def _clauses(draft: Draft, known: Mapping[str, Family]) -> Iterator[Problem]:
    if len(draft.clauses) > MOST_CLAUSES:
        yield _problem("relevant.rows", "Please keep to %(most)s conditions.", most=MOST_CLAUSES)
    for number, clause in enumerate(draft.clauses, 1):
        family = known.get(clause.question)
        if family is None or clause.question == draft.name:
            yield Problem(f"relevant.{number}.question", Message("Please choose another question."))
        elif clause.comparison not in COMPARISONS[family]:
            yield Problem(f"relevant.{number}.comparison", Message("Please choose how to compare."))
        elif len(clause.value) > LONGEST_LABEL:
            yield from _length(f"relevant.{number}.value", clause.value, LONGEST_LABEL)
        else:
            try:
                clause_tree(clause, family)
            except ValueProblem as problem:
                yield Problem(f"relevant.{number}.value", _NEEDS[problem.need])


def _limits(workbook: Workbook, draft: Draft, node: Node | None) -> Iterator[Problem]:
    if draft.constraint_as == "formula":
        if draft.constraint:
            yield from _formula(workbook, draft, node, "constraint", draft.constraint)
        return
    if draft.kind not in MEASURES:
        return
    if draft.kind == "text" and draft.limits.most and not draft.limits.most.isdecimal():
        yield Problem("limits.most", _NEEDS["whole"])
        return
    for field in ("least", "most", "pattern"):
        yield from _length(f"limits.{field}", getattr(draft.limits, field), LONGEST_LABEL)
    try:
        tree = limits_to_tree(draft.limits, draft.kind)
    except LimitProblem as problem:
        yield Problem(f"limits.{problem.field}", _NEEDS[problem.need])
        return
    if tree:
        field = "limits.pattern" if draft.limits.pattern else "limits.least"
        yield from _formula(workbook, draft, node, field, render(tree))
