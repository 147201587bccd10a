"""Write what a form says into the rows of a questionnaire; only cells whose field has changed are touched."""

from dataclasses import replace

from app.kit.errors import InvalidError, Message, Problem
from app.kit.localized import LANGUAGES
from app.questionnaires.editing.checks import circle, problems_of
from app.questionnaires.editing.conditions import Rule, to_tree
from app.questionnaires.editing.draft import STEPS, Draft, families, parameters_of, read_draft
from app.questionnaires.editing.kinds import APPEARANCES, texts_of, with_appearance
from app.questionnaires.editing.limits import MEASURED_BY_COLUMN, MEASURES
from app.questionnaires.editing.limits import to_tree as limits_to_tree
from app.questionnaires.editing.names import free
from app.questionnaires.editing.options import lists, own_rows_gone, write_options
from app.questionnaires.editing.rows import Node, find, insert, put, rename, text_column
from app.questionnaires.expressions import render
from app.questionnaires.vocabulary import OTHER_SUFFIX
from app.questionnaires.workbook import SURVEY, Workbook


def add_question(workbook: Workbook, draft: Draft, index: int) -> Workbook:
    """Put a new question, or a new group with its end, at a place of the survey sheet.

    Raises:
        InvalidError: fields of the form are wrong.
    """
    refuse(problems_of(workbook, draft, None))
    rows = [{"type": draft.kind, "name": draft.name}]
    if draft.is_group:
        rows.append({"type": draft.kind.replace("begin_", "end_")})
    changed = write_draft(insert(workbook, index, rows), draft, Draft(kind=draft.kind, name=draft.name))
    return _without_new_circle(changed, workbook, draft)


def change_question(workbook: Workbook, node: Node, draft: Draft) -> Workbook:
    """Write a form into the question that it shows. A form that was not touched changes no cell.

    A new name is written wherever the old one is referred to.

    Raises:
        InvalidError: fields of the form are wrong.
    """
    refuse(problems_of(workbook, draft, node))
    before = read_draft(workbook, node)
    changed = workbook
    if draft.name != before.name:
        names = {before.name: draft.name}
        if before.other:
            names[before.name + OTHER_SUFFIX] = draft.name + OTHER_SUFFIX
        changed = rename(changed, names)
        changed = put(changed, SURVEY, node.index, {"name": draft.name})
        # What was typed may name the question itself, or come from a page that still said the old name.
        before = read_draft(changed, _there(changed, draft.name))
    return _without_new_circle(write_draft(changed, draft, before), workbook, draft)


def refuse(problems: list[Problem]) -> None:
    """Let nothing pass that is wrong.

    Raises:
        InvalidError: there is a problem.
    """
    if problems:
        raise InvalidError(problems)


def write_draft(workbook: Workbook, draft: Draft, before: Draft) -> Workbook:
    """Write what differs from `before` into the rows of the question of that name, nothing being checked."""
    draft = _with_list(workbook, draft, before)
    changed = write_options(workbook, draft, before)
    node = _there(changed, draft.name)
    changed = put(changed, SURVEY, node.index, _cells(changed, node, draft, before))
    if before.list_name and before.list_name != (draft.list_name if draft.has_options else ""):
        changed = own_rows_gone(changed, before.list_name)
    return changed


def _without_new_circle(changed: Workbook, as_it_was: Workbook, draft: Draft) -> Workbook:
    ring = circle(changed)
    if ring and ring != circle(as_it_was):
        message = Message(
            "This goes round in a circle: %(ring)s. Let one of them stand without the others.",
            {"ring": " → ".join(ring)},
        )
        as_formula = "calculation" if draft.kind == "calculate" else "relevant"
        field = "relevant.rows" if draft.relevant_as == "rows" and draft.clauses else as_formula
        refuse([Problem(field, message)])
    return changed


def _there(workbook: Workbook, name: str) -> Node:
    node = find(workbook, name)
    if node is None:
        raise LookupError(name)
    return node


def _with_list(workbook: Workbook, draft: Draft, before: Draft) -> Draft:
    """Give a list of its own to a question that has none yet."""
    if not draft.has_options or draft.list_name:
        return draft
    taken = {*lists(workbook), before.list_name}
    return replace(draft, list_name=free(draft.name, taken))


def _cells(workbook: Workbook, node: Node, draft: Draft, before: Draft) -> dict[str, str]:
    cells: dict[str, str] = {}
    if (draft.kind, draft.list_name, draft.other) != (before.kind, before.list_name, before.other):
        listed = f" {draft.list_name}" if draft.has_options else ""
        cells["type"] = f"{draft.kind}{listed}{' or_other' if draft.has_options and draft.other else ''}"
    for base in texts_of(draft.kind):
        for lang in LANGUAGES:
            text = draft.texts.get(base, {}).get(lang, "")
            if plain(text) != plain(before.texts.get(base, {}).get(lang, "")):
                cells[text_column(workbook, SURVEY, base, lang)] = text
    cells |= _behaviour(node, draft, before)
    cells |= _rules(workbook, draft, before)
    return cells


def _behaviour(node: Node, draft: Draft, before: Draft) -> dict[str, str]:
    cells: dict[str, str] = {}
    if (draft.required, draft.required_formula) != (before.required, before.required_formula):
        cells["required"] = "yes" if draft.required else draft.required_formula
    cell = node.row.get("appearance", "")
    if draft.kind != before.kind:
        cell = " ".join(word for word in cell.split() if word not in APPEARANCES.get(before.kind, ()))
        cells["appearance"] = with_appearance(draft.kind, cell, draft.appearance)
    elif draft.appearance != before.appearance:
        cells["appearance"] = with_appearance(draft.kind, cell, draft.appearance)
    if (dict(draft.steps), draft.shuffle) != (dict(before.steps), before.shuffle):
        parameters = parameters_of(node.row)
        given = {"randomize": "true" if draft.shuffle else "", **{s: draft.steps.get(s, "") for s in STEPS}}
        parameters = {key: value for key, value in (parameters | given).items() if value}
        cells["parameters"] = " ".join(f"{key}={value}" for key, value in parameters.items())
    plain_cells = (
        ("calculation", draft.calculation, plain(before.calculation)),
        ("bx::role", draft.role, before.role),
        ("bx::retention_days", draft.retention_days, before.retention_days),
        ("bx::pii", "yes" if draft.pii else "", "yes" if before.pii else ""),
    )
    return cells | {column: now for column, now, then in plain_cells if now != then}


def _rules(workbook: Workbook, draft: Draft, before: Draft) -> dict[str, str]:
    """Return the cells of the condition and of the limits, rows written as expressions."""
    cells: dict[str, str] = {}
    if draft.relevant_as == "formula":
        if draft.relevant != plain(before.relevant):
            cells["relevant"] = draft.relevant
    elif (draft.clauses, draft.relevant_as) != (before.clauses, before.relevant_as) or (
        len(draft.clauses) > 1 and draft.join != before.join
    ):
        tree = to_tree(Rule(draft.join, draft.clauses), families(workbook))
        cells["relevant"] = render(tree) if tree else ""
    if draft.constraint_as == "formula":
        if draft.constraint != plain(before.constraint):
            cells["constraint"] = draft.constraint
    elif draft.kind in MEASURES and (draft.limits, draft.constraint_as) != (
        before.limits, before.constraint_as,
    ):  # fmt: skip
        tree = limits_to_tree(draft.limits, draft.kind)
        cells["constraint"] = render(tree) if tree else ""
        if draft.kind in MEASURED_BY_COLUMN:
            cells["bx::max"] = draft.limits.most
    return cells


def plain(text: str) -> str:
    """Return a text as a form gives it back: plain line ends, no blanks around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
