"""Paper: printing the form, the numbers of copies, how sheets are taken, and filling in for somebody."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.consultations.paper.forms import (
    ENTRIES,
    plan_as_posted,
    read_copies,
    read_plan,
    read_seen,
    shown_plan,
)
from app.consultations.paper.plan import (
    MOST_COPIES,
    numbers_given,
    paper_plan,
    revise_paper_plan,
    run_from,
    take_numbers,
)
from app.consultations.paper.print_form import printed_form
from app.consultations.paper.queries import sheets
from app.consultations.paper.rules import LARGEST_NUMBER, sheet_code
from app.consultations.queries import consultation_by_code, view
from app.consultations.start_assisted import start_assisted
from app.db import ReadSession, WriteSession
from app.kit.addresses import RowNumber
from app.kit.errors import ConflictError, InvalidError, Problem
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.localized import LANGUAGES, Lang, is_language
from app.kit.pages import page
from app.questionnaires.logic import fill_plain
from app.questionnaires.paper.document import EDITIONS, Edition
from app.questionnaires.paper.numbering import left_to_the_web
from app.questionnaires.queries import form_of_version
from app.staff.guard import Member, require
from app.staff.shown import shown_errors

router = APIRouter(prefix="/staff/consultations")

Typist = Annotated[Member, Depends(require("type_answers"))]
Manager = Annotated[Member, Depends(require("manage_consultations"))]
Number = Annotated[int, Query(ge=0, le=LARGEST_NUMBER)]


@router.get("/{code}/paper", name="staff.paper")
def paper(
    *, request: Request, session: ReadSession, member: Typist, code: str, number: Number = 0, saved: str = ""
) -> HTMLResponse:
    """Show what waits to be typed in, the forms to print, and how sheets are taken."""
    return _paper_page(request, session, member, code, number=number, saved=bool(saved))


@router.post("/{code}/paper", name="staff.revise_paper")
def revise(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Manager, code: str,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Save how sheets are taken."""
    row = consultation_by_code(session, code)
    try:
        with session.begin_nested():
            revise_paper_plan(session, row, read_plan(form), seen=read_seen(form))
    except InvalidError as error:
        return _paper_page(request, reader, member, code, posted=form, problems=error.problems)
    except ConflictError as error:
        return _paper_page(request, reader, member, code, posted=form, problems=[Problem("", error.message)])
    record(session, member.id, "revise_paper", f"consultation:{code}")
    return see_other(f"/staff/consultations/{code}/paper?saved=1#settings")


@router.get("/{code}/paper/form/{edition}", name="staff.paper_form")
def form_to_print(session: ReadSession, member: Typist, code: str, edition: Edition) -> Response:  # noqa: ARG001 - the door
    """Give the form without a number, to photocopy."""
    row = consultation_by_code(session, code)
    return pdf(printed_form(session, row, edition), f"{code}-{edition}.pdf")


@router.post("/{code}/paper/numbers", name="staff.paper_numbers")
def give_numbers(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Typist, code: str,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Give out numbers: one to write on a sheet by hand, or those of a set of copies."""
    row = consultation_by_code(session, code)
    by_hand = form.text("by_hand") != ""
    try:
        count, edition = (1, "both") if by_hand else read_copies(form)
        run = take_numbers(session, row, count)
    except InvalidError as error:
        return _paper_page(request, reader, member, code, problems=error.problems, copies=form)
    record(session, member.id, "number_sheets", f"consultation:{code}/sheets:{run.first}-{run.last}")
    if by_hand:
        return see_other(f"/staff/consultations/{code}/paper?number={run.first}#numbers")
    return see_other(f"/staff/consultations/{code}/paper/copies/{run.first}/{edition}")


@router.get("/{code}/paper/copies/{first}/{edition}", name="staff.paper_copies")
def copies(session: ReadSession, member: Typist, code: str, first: RowNumber, edition: Edition) -> Response:  # noqa: ARG001 - the door
    """Give the copies that have the numbers of a run, each with the code that its author keeps."""
    row = consultation_by_code(session, code)
    run = run_from(session, row.id, first)
    name = f"{code}-{edition}-{sheet_code(run.first)}-{sheet_code(run.last)}.pdf"
    return pdf(printed_form(session, row, edition, run), name)


@router.post("/{code}/assisted", name="staff.assisted")
def assisted(session: WriteSession, member: Typist, code: str, form: PostedForm) -> Response:
    """Begin an answer for somebody, in their language, on the public pages."""
    chosen = form.text("language")
    lang: Lang = chosen if is_language(chosen) else member.language
    token = start_assisted(session, consultation_by_code(session, code), lang)
    return see_other(f"/{lang}/c/{code}/resume/{token}")


def pdf(content: bytes, name: str) -> Response:
    """Answer with a PDF to be opened or kept."""
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'inline; filename="{name}"'}
    return Response(content, media_type="application/pdf", headers=headers)


def _paper_page(
    request: Request, session: Session, member: Member, code: str, *, posted: Posted | None = None,
    copies: Posted | None = None, problems: list[Problem] | None = None, **data: Any,  # noqa: ANN401 - for the template
) -> HTMLResponse:  # fmt: skip
    row = consultation_by_code(session, code)
    plan = paper_plan(session, row)
    form = posted or plan_as_posted(plan)
    errors = shown_errors(problems or [], member.language)
    given = data.get("number", 0)
    return page(
        request, "staff/paper/paper.html", member.language, status=422 if problems else 200, user=member,
        consultation=view(row), plan=plan, sheets=sheets(session, row.id, member.id), errors=errors,
        messages={error.field_id: error.message for error in errors}, values=shown_plan(form),
        words={lang: form.text(f"return_words.{lang}") for lang in LANGUAGES}, editions=EDITIONS,
        entries=ENTRIES, most=MOST_COPIES, languages=LANGUAGES, saved=data.get("saved", False),
        given=sheet_code(given) if 0 < given <= numbers_given(session, row.id) else "",
        left_out=[
            fill_plain(question.label.get(member.language, "")) or question.name
            for question in left_to_the_web(form_of_version(session, row.questionnaire_version_id))
        ],
        copies={name: (copies or Posted({})).text(name) for name in ("count", "edition")},
    )  # fmt: skip
