"""The form of one question: from what was posted to a draft."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.kit.forms import Posted
from app.kit.localized import LANGUAGES, Localized
from app.questionnaires.editing.conditions import Clause, Join
from app.questionnaires.editing.draft import MOST_OPTIONS, STEPS, Draft, Option, options_of
from app.questionnaires.editing.kinds import APPEARANCES, KINDS, REQUIRABLE, texts_of
from app.questionnaires.editing.limits import MEASURES, Limits
from app.questionnaires.editing.names import from_label
from app.questionnaires.editing.options import lists, named
from app.questionnaires.editing.rows import all_nodes
from app.questionnaires.editing.words import told
from app.questionnaires.vocabulary import ROLES
from app.questionnaires.workbook import Workbook

_MOST_ROWS: Final = 400


def read_form(form: Posted, workbook: Workbook, before: Draft) -> Draft:
    """Return what a form holds. What it does not show stays as it is in `before`."""
    kind = before.kind
    if not before.is_group and before.kind in KINDS and form.text("kind") in KINDS:
        kind = form.text("kind")
    texts = dict(before.texts)
    for base in texts_of(kind):
        if any(f"{base}.{lang}" in form for lang in LANGUAGES):
            texts[base] = {lang: form.text(f"{base}.{lang}") for lang in LANGUAGES}
    draft = replace(
        before,
        kind=kind,
        name=form.text("name"),
        texts=texts,
        calculation=form.text("calculation") if kind == "calculate" else before.calculation,
        appearance=_one_of(form.text("appearance"), APPEARANCES.get(kind, ())),
        role=_one_of(form.text("role"), {*ROLES, before.role}),
        pii=form.flag("pii"),
        retention_days=form.text("retention_days"),
    )
    if kind in REQUIRABLE:
        formula = form.text("required_formula")
        draft = replace(draft, required=form.flag("required") and not formula, required_formula=formula)
    if kind == "range":
        draft = replace(draft, steps={name: form.text(f"steps.{name}") for name in STEPS})
    if draft.has_options:
        draft = _with_options(form, workbook, draft, before)
    return _with_limits(form, _with_condition(form, draft))


def _one_of(value: str, allowed: Sequence[str] | set[str]) -> str:
    return value if value in allowed else ""


def _with_options(form: Posted, workbook: Workbook, draft: Draft, before: Draft) -> Draft:
    draft = replace(draft, shuffle=form.flag("shuffle"), other=form.flag("other"))
    if before.ballot:
        return draft
    wanted = _one_of(form.text("list"), set(lists(workbook)))
    shown = form.text("options.list")
    if wanted and wanted != shown:
        return replace(draft, list_name=wanted, options=options_of(workbook, wanted))
    if wanted and len(options_of(workbook, wanted)) > MOST_OPTIONS:
        return replace(draft, list_name=wanted, options=options_of(workbook, wanted))
    # A list that is no longer shared becomes one of its own, which begins with the same options.
    return replace(draft, list_name=wanted, options=_options(form))


def _options(form: Posted) -> tuple[Option, ...]:
    found = []
    for number in range(1, _MOST_ROWS):
        start = f"option.{number}"
        if not any(f"{start}.{part}" in form for part in ("name", "row", *LANGUAGES)):
            break
        row = form.text(f"{start}.row")
        label: Localized = {lang: form.text(f"{start}.{lang}") for lang in LANGUAGES}
        at = int(row) if row.isascii() and row.isdecimal() and len(row) < len(str(_MOST_ROWS)) + 1 else -1
        found.append(Option(form.text(f"{start}.name"), label, at))
    return tuple(found)


def _with_condition(form: Posted, draft: Draft) -> Draft:
    if form.text("relevant_as") == "formula":
        return replace(draft, relevant_as="formula", relevant=form.text("relevant"), clauses=())
    found = []
    for number in range(1, _MOST_ROWS):
        start = f"relevant.{number}"
        if f"{start}.question" not in form:
            break
        question, comparison = form.text(f"{start}.question"), form.text(f"{start}.comparison")
        found.append(Clause(question, comparison, form.text(f"{start}.value")))
    join: Join = "any" if form.text("join") == "any" else "all"
    return replace(draft, relevant_as="rows", relevant="", join=join, clauses=tuple(found))


def _with_limits(form: Posted, draft: Draft) -> Draft:
    if draft.ballot or (draft.kind not in MEASURES and "constraint_as" not in form):
        return draft
    if form.text("constraint_as") == "formula":
        return replace(draft, constraint_as="formula", constraint=form.text("constraint"), limits=Limits())
    limits = Limits(*(form.text(f"limits.{name}") for name in ("least", "most", "pattern")))
    return replace(draft, constraint_as="limits", constraint="", limits=limits)


def complete(draft: Draft, workbook: Workbook, before: Draft) -> Draft:
    """Return the draft as it will be written: empty rows gone, names and usual words proposed."""
    taken = {node.name for node in all_nodes(workbook)}
    name = draft.name or before.name or from_label(draft.texts.get("label", {}), taken, otherwise="question")
    clauses = tuple(clause for clause in draft.clauses if clause.question)
    texts = {**draft.texts, "constraint_message": _message(draft, before)}
    options = named(draft.options) if draft.options_can_change else draft.options
    return replace(draft, name=name, clauses=clauses, texts=texts, options=options)


def _message(draft: Draft, before: Draft) -> Localized:
    """Return the message for the limits: the author's own, or the usual words, which follow the limits."""
    message = draft.texts.get("constraint_message", {})
    same = (draft.limits, draft.constraint_as) == (before.limits, before.constraint_as)
    usual = told(before.kind, before.limits)
    if same or draft.constraint_as == "formula" or (any(message.values()) and message != usual):
        return message
    return told(draft.kind, draft.limits) or dict.fromkeys(LANGUAGES, "")
