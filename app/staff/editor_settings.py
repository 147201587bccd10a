"""What holds for a whole questionnaire on the screen: its title, and how long it takes."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from app.db import ReadSession, WriteSession
from app.kit.errors import ConflictError, InvalidError, Problem
from app.kit.forms import FieldReader, Posted, PostedForm, see_other
from app.kit.localized import LANGUAGES
from app.kit.pages import page
from app.questionnaires.change_copy import change_copy
from app.questionnaires.editing.settings import MOST_MINUTES, read_settings, with_settings
from app.questionnaires.working_copy import CopyView, the_copy
from app.staff.editor import LONGEST_TITLE, attempt, seen_revision
from app.staff.editor_view import shown_errors
from app.staff.guard import Member, require

router = APIRouter(prefix="/staff/questionnaires")

Manager = Annotated[Member, Depends(require("manage_consultations"))]


@router.get("/{code}/edit/settings", name="staff.questionnaire_settings")
def settings(request: Request, session: ReadSession, member: Manager, code: str) -> HTMLResponse:
    """Show the title and the duration of a working copy."""
    copy = the_copy(session, code)
    title, minutes = read_settings(copy.workbook)
    fields = {f"title.{lang}": [title.get(lang, "")] for lang in LANGUAGES}
    return _page(request, member, copy, Posted({**fields, "minutes": [minutes]}), seen=copy.revision)


@router.post("/{code}/edit/settings", name="staff.change_questionnaire_settings")
def change_settings(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Manager, code: str,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Save the title and the duration."""
    copy = the_copy(reader, code)
    fields = FieldReader(form)
    title = fields.bilingual("title", longest=LONGEST_TITLE, required="Write the title in both languages.")
    minutes = fields.integer("minutes", low=1, high=MOST_MINUTES)
    try:
        fields.check()
    except InvalidError as error:
        return _page(
            request, member, copy, form, error.problems, seen=seen_revision(form), status=error.status
        )
    workbook = with_settings(copy.workbook, title, str(minutes or ""))
    refused = attempt(
        session,
        lambda: change_copy(
            session, code, workbook, seen=seen_revision(form), author_id=member.id, verb="settings"
        ),
    )
    if isinstance(refused, ConflictError):
        said = [Problem("", refused.message)]
        return _page(request, member, copy, form, said, seen=copy.revision, status=refused.status)
    return see_other(f"/staff/questionnaires/{code}/edit")


def _page(
    request: Request, member: Member, copy: CopyView, posted: Posted,
    problems: list[Problem] | None = None, *, seen: int, status: int = 200,
) -> HTMLResponse:  # fmt: skip
    return page(
        request, "staff/editor/settings.html", member.language, status=status, user=member, copy=copy,
        seen=seen,
        title={lang: posted.text(f"title.{lang}") for lang in LANGUAGES}, minutes=posted.text("minutes"),
        errors=shown_errors(problems or [], member.language),
        messages={problem.field: problem.message.text(member.language) for problem in problems or []},
    )  # fmt: skip
