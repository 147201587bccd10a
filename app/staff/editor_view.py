"""What the page of one question shows: its fields, what can be chosen, and how people will see it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from app.kit.errors import Problem
from app.kit.localized import LANGUAGES, Lang
from app.kit.pages import render_text
from app.questionnaires.editing.conditions import (
    FAMILIES,
    WITHOUT_VALUE,
    Clause,
    Family,
    Rule,
    ValueProblem,
    to_tree,
)
from app.questionnaires.editing.draft import Draft, families
from app.questionnaires.editing.kinds import REQUIRABLE, SHUFFLED, texts_of
from app.questionnaires.editing.limits import MEASURES
from app.questionnaires.editing.options import also_used_by, lists
from app.questionnaires.editing.outline import condition_in_words, loose_form
from app.questionnaires.editing.preview import fields_shown
from app.questionnaires.editing.rows import Node, all_nodes
from app.questionnaires.expressions import render
from app.questionnaires.logic import fill_plain
from app.questionnaires.model import Form
from app.questionnaires.workbook import Workbook, localized
from app.staff.editor_words import Choosable, appearances, comparisons, kind_note, kind_word, kinds, roles

_LONGEST = 90
"""Characters of a question that are shown where it is to be chosen."""


@dataclass(frozen=True)
class ShownError:
    """A line of the error summary, and the control it leads to; '' where it is about none."""

    field_id: str
    message: str


@dataclass(frozen=True)
class ClauseRow:
    """One row of a condition, with what can be chosen in it. `control` says how its value is given."""

    clause: Clause
    questions: list[Choosable]
    comparisons: list[Choosable]
    control: str
    options: list[Choosable]


def shown_errors(problems: Collection[Problem], lang: Lang) -> list[ShownError]:
    """Return the lines of an error summary."""
    return [ShownError(problem.field, problem.message.text(lang)) for problem in problems]


def question_data(
    workbook: Workbook, draft: Draft, *, index: int, node: Node | None, lang: Lang,
    problems: Collection[Problem],
) -> dict[str, Any]:  # fmt: skip
    """Return everything that the template of a question shows.

    Args:
        workbook: the working copy.
        draft: what the form holds.
        index: the place of the question in the survey sheet; conditions look at what comes before it.
        node: the question as it is kept, None for a new one.
        lang: the language of the reader.
        problems: what is wrong with the form.
    """
    form = loose_form(workbook)
    known = families(workbook)
    earlier = [
        Choosable(one.name, question_label(form, one.name, lang))
        for one in all_nodes(workbook)
        if one.index < index and one.type.kind in FAMILIES and one.name not in {"", draft.name}
    ]
    shared = also_used_by(workbook, draft.list_name, node.name if node else "")
    return {
        "draft": draft,
        "errors": shown_errors(problems, lang),
        "messages": {problem.field: problem.message.text(lang) for problem in problems},
        "texts": texts_of(draft.kind),
        "kind_word": kind_word(draft.kind, lang),
        "kind_note": kind_note(draft.kind, lang),
        "kinds": kinds(lang),
        "roles": roles(lang, draft.role),
        "appearances": appearances(draft.kind, lang),
        "can_require": draft.kind in REQUIRABLE,
        "can_shuffle": draft.kind in SHUFFLED,
        "measure": MEASURES.get(draft.kind, ""),
        "rows": [_row(clause, earlier, known, form, lang) for clause in draft.clauses],
        "lists": [Choosable(name, _list_label(workbook, name, lang)) for name in lists(workbook)],
        "shared": [question_label(form, other.name, lang) for other in shared],
        "condition": _condition(draft, workbook, form, lang),
        "screens": {code: _screen(workbook, draft, code) for code in LANGUAGES},
    }


def _screen(workbook: Workbook, draft: Draft, lang: Lang) -> Markup:
    """Return a question as people see it, in one language."""
    fields = fields_shown(workbook, draft, lang)
    # The template escapes what it is given: only its own markup is left.
    return Markup(render_text("staff/editor/screen.html", lang, {"fields": fields}))  # noqa: S704


def _row(
    clause: Clause, earlier: list[Choosable], known: Mapping[str, Family], form: Form, lang: Lang
) -> ClauseRow:
    family = known.get(clause.question)
    asked = form.questions.get(clause.question)
    options = [
        Choosable(choice.name, fill_plain(choice.label.get(lang, "")) or choice.name)
        for choice in (asked.choices if asked else ())
    ]
    # A question that stands later can be there from before: it stays, so that nothing changes by itself.
    stray = clause.question and all(one.value != clause.question for one in earlier)
    further = [Choosable(clause.question, question_label(form, clause.question, lang))] if stray else []
    said = comparisons(family, lang) if family else []
    control = _control(clause, family)
    if control == "options" and not options:
        control = "text"
    return ClauseRow(clause, [*earlier, *further], said, control, options)


def _control(clause: Clause, family: Family | None) -> str:
    if family is None or clause.comparison in WITHOUT_VALUE:
        return ""
    if family == "one" or clause.comparison in {"has", "has_not"}:
        return "options"
    if family in {"number", "several"}:
        return "number"
    return "date" if family == "day" else "text"


def question_label(form: Form, name: str, lang: Lang) -> str:
    """Return a question by its words, cut between two words where they are many; by its name without any."""
    question = form.questions.get(name)
    label = question.label if question else {}
    text = fill_plain(label.get(lang) or next((text for text in label.values() if text), "") or name)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rpartition(' ')[0]} …"


def group_label(node: Node, lang: Lang) -> str:
    """Return a group by its title, or by its name where it has none."""
    label = localized(node.row, "label")
    return label.get(lang) or next(iter(label.values()), node.name)


def _list_label(workbook: Workbook, name: str, lang: Lang) -> str:
    """Return a list by its first options, which say more than its name."""
    form = loose_form(workbook)
    users: Sequence[Node] = also_used_by(workbook, name, "")
    question = form.questions.get(users[0].name) if users else None
    first = [choice.label.get(lang, choice.name) for choice in question.choices[:3]] if question else []
    return f"{name} ({', '.join(first)} …)" if first else name


def _condition(draft: Draft, workbook: Workbook, form: Form, lang: Lang) -> str:
    """Return when the question is shown, in plain words; '' where it always is, or where it is unfinished."""
    if draft.relevant_as == "formula":
        said = condition_in_words(draft.relevant, form, lang)
        return said if said != draft.relevant else ""
    rule = Rule(draft.join, tuple(clause for clause in draft.clauses if clause.question))
    try:
        tree = to_tree(rule, families(workbook))
    except (ValueProblem, KeyError):
        return ""
    return condition_in_words(render(tree), form, lang) if tree else ""
