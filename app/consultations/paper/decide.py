"""Decide what a sheet says where the entries differ, or where everybody typed what breaks a rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from app.consultations.models import Consultation
from app.consultations.paper.compare import LANGUAGE, Comparison, Typing, broken_rules, compare
from app.consultations.paper.errors import NoSuchSheetError, SheetDoneError
from app.consultations.paper.models import PaperSheet
from app.consultations.paper.plan import paper_plan, require_accepted
from app.consultations.paper.type_in import TYPISTS, count_sheet, entries_of, find_sheet, typing_of
from app.db import lock_row
from app.kit import clock
from app.kit.errors import InvalidError, Message, Problem
from app.kit.localized import Lang
from app.questionnaires.model import Form
from app.questionnaires.paper.typed import read_typed
from app.questionnaires.queries import form_of_version
from app.questionnaires.values import Answer

Pick = Literal["first", "second", "blank", "other"]
PICKS: tuple[Pick, ...] = ("first", "second", "blank", "other")


@dataclass(frozen=True)
class Choice:
    """What a person decided about one question: one of the entries, no answer, or what they typed anew."""

    pick: Pick
    typed: str = ""


@dataclass(frozen=True)
class Case:
    """A sheet that waits for a decision."""

    sheet: PaperSheet
    form: Form
    entries: list[Typing]
    comparison: Comparison


def case_of(session: Session, consultation: Consultation, number: int) -> Case:
    """Return what has to be decided about a sheet. Five statements.

    Raises:
        NoSuchSheetError: nothing was typed in from it.
        SheetDoneError: it counts already, or it has to be typed a second time first.
    """
    sheet = find_sheet(session, consultation.id, number)
    if sheet is None:
        raise NoSuchSheetError("Nothing was typed in from this sheet.")
    if sheet.standing == "done":
        raise SheetDoneError("This sheet is done: it counts already.")
    entries = [typing_of(entry) for entry in entries_of(session, sheet.id)]
    if len(entries) < TYPISTS[paper_plan(session, consultation).entries]:
        raise SheetDoneError("This sheet has to be typed in by a second person first.")
    form = form_of_version(session, sheet.questionnaire_version_id)
    return Case(sheet, form, entries, compare(form, entries, clock.today()))


def decide(session: Session, consultation: Consultation, number: int, chosen: Mapping[str, Choice]) -> None:
    """Complete a sheet with what a person decided, by question name, and count it.

    Raises:
        InvalidError: something is not decided, cannot be read, or breaks a rule; nothing was changed.
        NoSuchSheetError, SheetDoneError, PaperClosedError: there is nothing to decide now.
    """
    require_accepted(paper_plan(session, consultation), consultation)
    sheet = find_sheet(session, consultation.id, number)
    if sheet is not None:
        lock_row(session, PaperSheet, sheet.id)
    case = case_of(session, consultation, number)
    answers, language, problems = _decided(case, chosen)
    if not problems:
        problems = broken_rules(case.form, answers, clock.today(), language)
    if problems:
        raise InvalidError(problems)
    count_sheet(session, case.sheet, case.form, language, answers)


def _decided(case: Case, chosen: Mapping[str, Choice]) -> tuple[dict[str, Answer], Lang, list[Problem]]:
    answers = dict(case.comparison.agreed)
    language = case.comparison.language
    problems = []
    for name in dict.fromkeys([*case.comparison.open, *(n for n in case.form.questions if n in chosen)]):
        choice = chosen.get(name)
        if choice is None or (choice.pick == "second" and len(case.entries) < len(PICKS[:2])):
            problems.append(Problem(name, Message("Say what the sheet says here.")))
        elif name == LANGUAGE:
            language = case.entries[0 if choice.pick == "first" else -1].language
        elif choice.pick == "other":
            read = read_typed(case.form.questions[name], choice.typed)
            if read.problem:
                problems.append(Problem(name, read.problem))
            _put(answers, name, read.answer)
        else:
            entry = case.entries[1 if choice.pick == "second" else 0]
            _put(answers, name, None if choice.pick == "blank" else entry.answers.get(name))
    return answers, language, problems


def _put(answers: dict[str, Answer], name: str, answer: Answer | None) -> None:
    if answer is None:
        answers.pop(name, None)
    else:
        answers[name] = answer


def drop_sheet(session: Session, consultation: Consultation, number: int) -> None:
    """Forget everything that was typed from a sheet that does not count yet, so that it can be typed anew.

    Raises:
        NoSuchSheetError: nothing was typed in from it.
        SheetDoneError: it counts already.
    """
    sheet = find_sheet(session, consultation.id, number)
    locked = lock_row(session, PaperSheet, sheet.id) if sheet else None
    if locked is None:
        raise NoSuchSheetError("Nothing was typed in from this sheet.")
    if locked.standing == "done":
        raise SheetDoneError("This sheet is done: it counts already.")
    for entry in entries_of(session, locked.id):
        session.delete(entry)
    session.flush()
    session.delete(locked)
    session.flush()
