"""Keep what a page posted, valid or not, and say where to go next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from app.consultations.counting import state_at_sending
from app.consultations.defaults import defaults_of_round
from app.consultations.errors import AlreadySentError, ChangedFormError, NoDraftError
from app.consultations.files import forget_unused, strange_names
from app.consultations.models import Draft, Response
from app.consultations.rounds import Change, change_rounds
from app.consultations.visits import footprint_of_draft, frontier, move
from app.db import lock_row
from app.kit import clock
from app.kit.errors import InvalidError, Message, Problem
from app.kit.forms import Posted
from app.kit.localized import Lang
from app.questionnaires import logic
from app.questionnaires.logic import State
from app.questionnaires.model import FILE_TYPES, Form, Page
from app.questionnaires.queries import form_of_version
from app.questionnaires.repeats import BETWEEN, every_round, unrolled
from app.questionnaires.values import (
    SHOWN_SEPARATOR,
    Answer,
    TamperedError,
    Unreadable,
    mark,
    read_answer,
)

CONTROLS = frozenset({"go", "shown", "to", "draft", "was"})
"""Fields of the form that are not answers: the button, what was shown and held, and where it returns to."""


@dataclass(frozen=True)
class Saved:
    """What came of a posted page."""

    state: State
    page: Page
    problems: list[Problem] = field(default_factory=list)
    revealed: str = ""
    """Name of the first question that the posted answers have made relevant on this very page."""
    one: str = ""
    """The round that was added, removed or put back."""

    @property
    def is_gone(self) -> bool:
        """Whether the page belongs to a round that is not there any more; what was typed on it is kept."""
        return all(page.name != self.page.name for page in self.state.form.pages)


def locked_draft(session: Session, draft_id: UUID) -> Draft:
    """Lock a draft.

    Raises:
        AlreadySentError: it is a response by now.
        NoDraftError: there is none.
    """
    return _there(session, draft_id, lock_row(session, Draft, draft_id))


def existing_draft(session: Session, draft_id: UUID) -> Draft:
    """Return a draft as it was when this session first saw it.

    Raises:
        AlreadySentError: it is a response by now.
        NoDraftError: there is none.
    """
    return _there(session, draft_id, session.get(Draft, draft_id))


def _there(session: Session, draft_id: UUID, draft: Draft | None) -> Draft:
    if draft is not None:
        return draft
    if session.get(Response, draft_id) is not None:
        raise AlreadySentError
    raise NoDraftError


def save_page(
    session: Session,
    draft_id: UUID,
    page_name: str,
    posted: Posted,
    lang: Lang,
    *,
    validate: bool,
    change: Change | None = None,
) -> Saved:
    """Write what `posted` says about the questions of a page into the draft.

    What is typed is kept even where it cannot stand; with `validate`, the problems come back to be shown.
    Only the questions that the form showed are touched, so that an unticked box empties its question and a
    hidden one keeps what it had. A `change` of the rounds of a repeat comes after what was typed.

    Raises:
        NoDraftError, AlreadySentError: there is nothing to save into.
        ChangedFormError: the form is not one that we gave out; nothing was changed.
        InvalidError: an option that was never offered; nothing was changed.
    """
    before = existing_draft(session, draft_id)
    form = form_of_version(session, before.questionnaire_version_id)
    page = page_of_draft(form, before, page_name)
    shown = _names_shown(page, posted)
    # Read before anything is locked, so that a form which we never gave out leaves no trace at all.
    readings = _read(page, _touched(page, shown, posted), posted)
    if change is not None:
        change_rounds(form, before.answers, before.unfinished, change)
    draft = locked_draft(session, draft_id)
    visited = footprint_of_draft(draft)
    draft.answers, draft.unfinished = _merge(draft, _without_strange_files(session, draft, page, readings))
    changed = change and change_rounds(form, draft.answers, draft.unfinished, change)
    if changed:
        draft.answers, draft.unfinished = changed.answers, changed.unfinished
    if change and change.verb == "add" and changed:
        filled_in = defaults_of_round(form, draft.answers, changed.one, clock.local(clock.now()), lang)
        draft.answers = filled_in | draft.answers
    draft.language = lang
    draft.updated_on = clock.today()
    state = state_of(draft, form, lang)
    page = page_as_it_is(page, state)
    asked = logic.shown_questions(page, state)
    revealed = next((q.name for q in asked if q.takes_answer and q.name not in shown), "")
    found = page_problems(draft, page, state, only=shown if revealed else None) if validate else []
    found += [changed.problem] if changed and changed.problem else []
    if validate and not found and not revealed and page_name not in draft.reached:
        draft.reached = [*draft.reached, page_name]
    draft.at_page = frontier(state, draft.reached)
    session.flush()
    move(session, visited, footprint_of_draft(draft))
    if any(question.type in FILE_TYPES for question in page.questions):
        forget_unused(session, draft_id)
    return Saved(state, page, found, revealed, changed.one if changed else "")


def page_of_draft(form: Form, draft: Draft, name: str) -> Page:
    """Return a page that somebody may be typing on: it may belong to a round that is not there any more.

    Raises:
        ChangedFormError: the questionnaire has no such page.
    """
    if BETWEEN in name:
        form = unrolled(form, every_round(form, draft.answers))
    return page_named(form, name)


def page_as_it_is(page: Page, state: State) -> Page:
    """Return a page as it stands now: the place of a round changes when one before it is removed."""
    return next((one for one in state.form.pages if one.name == page.name), page)


def page_named(form: Form, name: str) -> Page:
    """Return a page by its name.

    Raises:
        ChangedFormError: the questionnaire has no such page.
    """
    page = next((page for page in form.pages if page.name == name), None)
    if page is None:
        raise ChangedFormError("This page does not exist in this questionnaire.")
    return page


def state_of(draft: Draft, form: Form, lang: Lang) -> State:
    """Return where the author of a draft stands now.

    Somebody who corrects stands where the answer was first sent: conditions on the date see that day again.
    """
    if draft.sent_on is not None:
        return state_at_sending(form, draft.answers, draft.sent_on, lang)
    return logic.settle(form, draft.answers, clock.local(clock.now()), lang)


def page_problems(draft: Draft, page: Page, state: State, only: list[str] | None = None) -> list[Problem]:
    """Say what is wrong on a page, in the order of its questions."""
    questions = [q for q in logic.shown_questions(page, state) if only is None or q.name in only]
    unreadable = {
        q.name: Problem(q.name, _reason(q.name, draft.unfinished, state))
        for q in questions
        if q.name in draft.unfinished
    }
    others = logic.problems([q for q in questions if q.name not in unreadable], state)
    by_name = unreadable | {problem.field: problem for problem in others}
    return [by_name[q.name] for q in questions if q.name in by_name]


def _reason(name: str, unfinished: Mapping[str, Any], state: State) -> Message:
    """Read what was typed once more, to say why it cannot stand."""
    reading = read_answer(state.form.questions[name], [str(unfinished[name])])
    return reading.message if isinstance(reading, Unreadable) else Message("Please check this answer.")


def _names_shown(page: Page, posted: Posted) -> list[str]:
    on_page = {question.name for question in page.questions if question.takes_answer}
    shown = posted.text("shown").split(SHOWN_SEPARATOR) if posted.text("shown") else []
    answered = [name for name in posted.names() if name not in CONTROLS]
    if not on_page.issuperset(shown) or not on_page.issuperset(answered):
        raise ChangedFormError
    return list(dict.fromkeys([*shown, *answered]))


def _touched(page: Page, names: list[str], posted: Posted) -> list[str]:
    """Leave out the fields that hold what they held when the form was shown.

    A tab that was open all along must not take back what was typed in another one since.
    """
    was = dict(pair.split(":", 1) for pair in posted.text("was").split(SHOWN_SEPARATOR) if ":" in pair)
    ordered = {question.name for question in page.questions if question.type == "rank"}
    return [name for name in names if was.get(name) != mark(posted.many(name), ordered=name in ordered)]


Reading = tuple[Literal["answer", "unfinished", "blank"], Answer | str | None]


def _read(page: Page, names: list[str], posted: Posted) -> dict[str, Reading]:
    readings: dict[str, Reading] = {}
    tampered = []
    questions = {question.name: question for question in page.questions}
    for name in names:
        question = questions[name]
        if question.read_only:
            continue
        try:
            answer = read_answer(question, posted.many(name))
        except TamperedError:
            tampered.append(Problem(name, Message("Please choose one of the options shown.")))
            continue
        if isinstance(answer, Unreadable):
            readings[name] = ("unfinished", answer.raw)
        else:
            readings[name] = ("blank", None) if answer is None else ("answer", answer)
    if tampered:
        raise InvalidError(tampered)
    return readings


def _without_strange_files(
    session: Session, draft: Draft, page: Page, readings: Mapping[str, Reading]
) -> Mapping[str, Reading]:
    """Leave out the fields that name a file which is none of this answer's: they stay as they are."""
    files = {
        question.name: str(readings[question.name][1])
        for question in page.questions
        if question.type in FILE_TYPES and readings.get(question.name, ("", None))[0] == "answer"
    }
    strange = strange_names(session, draft.id, files.values()) if files else set()
    return {name: reading for name, reading in readings.items() if files.get(name) not in strange}


def _merge(draft: Draft, readings: Mapping[str, Reading]) -> tuple[dict[str, Any], dict[str, Any]]:
    answers, unfinished = dict(draft.answers), dict(draft.unfinished)
    for name, (kind, value) in readings.items():
        answers.pop(name, None)
        unfinished.pop(name, None)
        if kind == "answer":
            answers[name] = value
        elif kind == "unfinished":
            unfinished[name] = value
    return answers, unfinished
