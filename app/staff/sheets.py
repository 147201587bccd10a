"""Deciding what a sheet says, where two people have typed something else or what breaks a rule."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.consultations.paper.compare import LANGUAGE, Typing
from app.consultations.paper.decide import Case, Choice, case_of, decide, drop_sheet
from app.consultations.paper.errors import NoSuchSheetError
from app.consultations.paper.forms import read_choices
from app.consultations.paper.rules import LARGEST_NUMBER, sheet_code
from app.consultations.queries import consultation_by_code, view
from app.db import ReadSession, WriteSession
from app.kit.errors import InvalidError, Problem
from app.kit.forms import PostedForm, see_other
from app.kit.i18n import gettext
from app.kit.localized import Lang
from app.kit.pages import page
from app.questionnaires.model import Question
from app.questionnaires.paper.numbering import numbers
from app.questionnaires.paper.typed import as_typed
from app.staff.guard import Member, require
from app.staff.shown import shown_errors
from app.staff.typed_fields import TypedField, typed_field

router = APIRouter(prefix="/staff/consultations")

Typist = Annotated[Member, Depends(require("type_answers"))]


@dataclass(frozen=True)
class OpenField:
    """A question that waits for a decision."""

    field: TypedField
    values: tuple[str, ...]
    """What each entry says, in words; '' is no answer."""
    problem: str
    pick: str
    typed: str


@router.get("/{code}/paper/sheets/{number}", name="staff.sheet")
def sheet(request: Request, session: ReadSession, member: Typist, code: str, number: int) -> HTMLResponse:
    """Show where the entries of a sheet differ, and what breaks a rule."""
    return _case_page(request, session, member, code, number)


@router.post("/{code}/paper/sheets/{number}", name="staff.decide_sheet")
def decided(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Typist, code: str, number: int,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Complete a sheet as somebody decided, and count it."""
    row = consultation_by_code(session, code)
    chosen = read_choices(form, case_of(reader, row, _known(number)).form)
    try:
        with session.begin_nested():
            decide(session, row, number, chosen)
    except InvalidError as error:
        return _case_page(request, reader, member, code, number, chosen=chosen, problems=error.problems)
    record(session, member.id, "count_sheet", f"consultation:{code}/sheet:{number}")
    return see_other(f"/staff/consultations/{code}/paper#sheets")


@router.post("/{code}/paper/sheets/{number}/drop", name="staff.drop_sheet")
def drop(session: WriteSession, member: Typist, code: str, number: int) -> Response:
    """Forget what was typed from a sheet, so that it can be typed anew."""
    drop_sheet(session, consultation_by_code(session, code), _known(number))
    record(session, member.id, "drop_sheet", f"consultation:{code}/sheet:{number}")
    return see_other(f"/staff/consultations/{code}/paper#sheets")


def _known(number: int) -> int:
    """Return a number that the database can look for.

    Raises:
        NoSuchSheetError: it is beyond all that are given out.
    """
    if not 0 < number <= LARGEST_NUMBER:
        raise NoSuchSheetError("No sheet of this consultation has this number.")
    return number


def _case_page(
    request: Request, session: Session, member: Member, code: str, number: int, *,
    chosen: dict[str, Choice] | None = None, problems: list[Problem] | None = None,
) -> HTMLResponse:  # fmt: skip
    row = consultation_by_code(session, code)
    case = case_of(session, row, _known(number))
    errors = shown_errors(problems or [], member.language)
    messages = {error.field_id: error.message for error in errors}
    names = [*case.comparison.open, *(error.field_id for error in errors)]
    return page(
        request, "staff/paper/sheet.html", member.language, status=422 if problems else 200, user=member,
        consultation=view(row), number=number, code=sheet_code(number), errors=errors, messages=messages,
        fields=open_fields(case, dict.fromkeys(names), chosen or {}, member.language),
    )  # fmt: skip


def open_fields(case: Case, names: dict[str, None], chosen: dict[str, Choice], lang: Lang) -> list[OpenField]:
    """Return what has to be decided, in words."""
    numbered = numbers(case.form)
    found = []
    for name in names:
        choice = chosen.get(name)
        values: tuple[str, ...]
        if name == LANGUAGE:
            field = TypedField(LANGUAGE, 0, "", "language", ())
            values = tuple(entry.language for entry in case.entries)
        elif name in numbered:
            question = case.form.questions[name]
            field = typed_field(question, numbered[name], lang)
            values = tuple(_said(question, field, entry, lang) for entry in case.entries)
        else:
            continue
        problem = case.comparison.broken.get(name)
        found.append(
            OpenField(
                field,
                values,
                problem.text(lang) if problem else "",
                choice.pick if choice else "",
                choice.typed if choice else "",
            )
        )
    return found


def _said(question: Question, field: TypedField, entry: Typing, lang: Lang) -> str:
    """Return what an entry says, with the words of the options; '' is no answer."""
    if question.name in entry.unreadable:
        return gettext(lang, "not readable")
    typed = as_typed(question, entry.answers.get(question.name))
    if field.kind not in {"one", "many", "rank"}:
        return typed
    labels = dict(field.options)
    return ", ".join(f"{code} {labels[int(code)]}" for code in typed.split())
