"""Typing in what stands on a sheet, without seeing what somebody else has typed from it."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.consultations.paper.errors import NoSuchSheetError, SheetDoneError
from app.consultations.paper.forms import FIELD, read_sheet, read_typing
from app.consultations.paper.plan import paper_plan
from app.consultations.paper.rules import read_sheet_code, sheet_code
from app.consultations.paper.type_in import check_sheet, type_in
from app.consultations.queries import consultation_by_code, view
from app.db import ReadSession, WriteSession
from app.kit.errors import InvalidError, Problem
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.localized import LANGUAGES
from app.kit.pages import page
from app.meetings.errors import EvaluationsUsedUpError
from app.meetings.hand_out import require_room_for_paper
from app.questionnaires.paper.numbering import paper_questions
from app.questionnaires.queries import form_of_version
from app.staff.guard import Member, require
from app.staff.shown import shown_errors
from app.staff.typed_fields import typed_fields

router = APIRouter(prefix="/staff/consultations")

Typist = Annotated[Member, Depends(require("type_answers"))]
_ASKED = ("sheet", "language", "batch")


@router.get("/{code}/paper/type", name="staff.type_in")
def ask(request: Request, session: ReadSession, member: Typist, code: str) -> HTMLResponse:
    """Ask which sheet it is; with a sheet that can be typed in now, show its fields."""
    asked = Posted({name: request.query_params.getlist(name) for name in _ASKED})
    if "step" not in request.query_params:
        return _ask_page(request, session, member, code, asked)
    return _form_page(request, session, member, code, asked)


@router.post("/{code}/paper/type", name="staff.typed_in")
def typed(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Typist, code: str,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Keep what was typed from a sheet, and ask for the next one."""
    row = consultation_by_code(session, code)
    try:
        with session.begin_nested():
            typed_sheet = read_typing(form)
            require_room_for_paper(session, row.id, typed_sheet.number)
            state = type_in(session, row, member.id, typed_sheet)
    except InvalidError as error:
        return _form_page(request, reader, member, code, form, problems=error.problems)
    except (NoSuchSheetError, SheetDoneError, EvaluationsUsedUpError) as error:
        return _ask_page(request, reader, member, code, form, problems=[Problem("sheet", error.message)])
    number = typed_sheet.number
    record(session, member.id, "type_in_sheet", f"consultation:{code}/sheet:{number}")
    if state == "done":
        record(session, member.id, "count_sheet", f"consultation:{code}/sheet:{number}")
    after = {
        "done": sheet_code(number),
        "state": state,
        "language": typed_sheet.language,
        "batch": typed_sheet.batch,
    }
    return see_other(f"/staff/consultations/{code}/paper/type?{urlencode(after)}")


def _ask_page(
    request: Request, session: Session, member: Member, code: str, asked: Posted, *,
    problems: list[Problem] | None = None,
) -> HTMLResponse:  # fmt: skip
    row = consultation_by_code(session, code)
    errors = shown_errors(problems or [], member.language)
    done = read_sheet_code(request.query_params.get("done", ""))
    return page(
        request, "staff/paper/ask.html", member.language, status=422 if problems else 200, user=member,
        consultation=view(row), plan=paper_plan(session, row), errors=errors,
        messages={error.field_id: error.message for error in errors},
        values={name: asked.text(name) for name in _ASKED}, languages=LANGUAGES,
        done=sheet_code(done) if done else "", state=request.query_params.get("state", ""),
    )  # fmt: skip


def _form_page(
    request: Request, session: Session, member: Member, code: str, asked: Posted, *,
    problems: list[Problem] | None = None,
) -> HTMLResponse:  # fmt: skip
    """Show the fields of a sheet, or the question which sheet it is while that cannot be answered."""
    row = consultation_by_code(session, code)
    try:
        sheet_asked = read_sheet(asked)
        version_id = check_sheet(session, row, sheet_asked.number, member.id)
    except InvalidError as error:
        return _ask_page(request, session, member, code, asked, problems=error.problems)
    except (NoSuchSheetError, SheetDoneError) as error:
        return _ask_page(request, session, member, code, asked, problems=[Problem("sheet", error.message)])
    form = form_of_version(session, version_id)
    errors = shown_errors(problems or [], member.language)
    return page(
        request, "staff/paper/type.html", member.language, status=422 if problems else 200, user=member,
        consultation=view(row), fields=typed_fields(form, sheet_asked.language), asked=sheet_asked,
        code=sheet_code(sheet_asked.number), errors=errors,
        messages={error.field_id: error.message for error in errors},
        typed={name: asked.text(f"{FIELD}{name}") for name in paper_questions(form)},
    )  # fmt: skip
