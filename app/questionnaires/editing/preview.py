"""One question alone, compiled as it will be, so that it can be shown while its author writes it."""

import re
from dataclasses import replace

from app.kit import clock
from app.kit.localized import LANGUAGES, Lang, Localized
from app.questionnaires.compile import compile_form
from app.questionnaires.editing.checks import steps_problems
from app.questionnaires.editing.draft import Draft, rows_of
from app.questionnaires.editing.limits import Limits
from app.questionnaires.editing.options import named
from app.questionnaires.editing.rows import REFERENCE, with_rows
from app.questionnaires.editing.save import write_draft
from app.questionnaires.errors import WorkbookError
from app.questionnaires.fields import FieldView, field_views
from app.questionnaires.logic import State
from app.questionnaires.model import SILENT_TYPES, Form
from app.questionnaires.workbook import CHOICES, SETTINGS, SURVEY, Sheet, Workbook

_NAME = "shown"
_LIST = "shown_options"


def fields_shown(workbook: Workbook, draft: Draft, lang: Lang) -> list[FieldView]:
    """Return a question as the fields of a page, in one language; nothing where it cannot be shown yet.

    Conditions and limits are left aside, and `${name}` in a text is an ellipsis.
    """
    form = _form(workbook, draft)
    if form is None or not form.pages:
        return []
    state = State(form, {}, frozenset(form.questions), clock.local(clock.now()), lang)
    views = field_views(form.pages[0], state, {}, {})
    return [
        replace(view, name=f"{lang}-{view.name}", label=_filled(view.label), hint=_filled(view.hint))
        for view in views[:1]
    ]


def _form(workbook: Workbook, draft: Draft) -> Form | None:
    if draft.is_group or draft.kind in SILENT_TYPES or list(steps_problems(draft)):
        return None
    names = [option.name for option in named(draft.options)]
    texts = {**draft.texts, "label": _shown(draft.texts.get("label", {}))}
    bare = replace(
        draft, name=_NAME, texts=texts, clauses=(), relevant="", relevant_as="rows", constraint="",
        limits=Limits(), constraint_as="limits", required_formula="", calculation="", role="",
        ballot="", list_name=_LIST,
        options=tuple(
            replace(option, name=f"{number}-{name}", row=-1, label=_shown(option.label))
            for number, (option, name) in enumerate(zip(named(draft.options), names, strict=True))
        ),
    )  # fmt: skip
    settings = workbook.sheet(SETTINGS)
    small = Workbook(
        {
            SURVEY: Sheet(workbook.sheet(SURVEY).columns, ({"type": draft.kind, "name": _NAME},)),
            CHOICES: Sheet(workbook.sheet(CHOICES).columns),
            SETTINGS: settings,
        }
    )
    blank = Draft(kind=draft.kind, name=_NAME)
    if not bare.options_can_change:
        rows = [{**row, "list_name": _LIST} for row in rows_of(workbook, draft.list_name)]
        small = with_rows(small, CHOICES, rows)
    try:
        return compile_form(write_draft(small, bare, blank))
    except (WorkbookError, ArithmeticError):
        return None


def _shown(texts: Localized) -> Localized:
    """Return a text with an ellipsis where a language is not written yet."""
    return {lang: texts.get(lang) or "…" for lang in LANGUAGES}


def _filled(text: str) -> str:
    """Return a text in which answers stand as an ellipsis."""
    return re.sub(REFERENCE, "…", text)
