"""The list of people to call: those whom no mail reaches, with what to say in their language."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.db import ReadSession, WriteSession
from app.kit.errors import ForbiddenError
from app.kit.forms import PostedForm, see_other
from app.kit.pages import page
from app.meetings.calls import bassin_of_call, calls, note_called, take_back
from app.meetings.mail_examples import event_named
from app.meetings.notify import EVENTS
from app.staff.guard import Member, require

router = APIRouter(prefix="/staff/calls")

Manager = Annotated[Member, Depends(require("manage_meetings"))]


@router.get("", name="staff.calls")
def show(
    request: Request, session: ReadSession, member: Manager, done: UUID | None = None, event: str = ""
) -> HTMLResponse:
    """List whom to call for the meetings that this member may see; `done` is who was called just now."""
    return page(
        request, "staff/calls.html", member.language, user=member,
        calls=[call for call in calls(session) if member.may_see(call.bassin_code)],
        done=done if event in EVENTS else None, event=event,
    )  # fmt: skip


@router.post("/{registration_id}/done", name="staff.called")
def called(
    *, session: WriteSession, reader: ReadSession, member: Manager, registration_id: UUID, form: PostedForm
) -> RedirectResponse:
    """Take somebody off the list who was told."""
    _must_see(reader, member, registration_id)
    event = event_named(form.text("event"))
    note_called(session, registration_id, event)
    record(session, member.id, "called", "calls")
    return see_other(f"/staff/calls?done={registration_id}&event={event}")


@router.post("/{registration_id}/undo", name="staff.call_again")
def undo(
    *, session: WriteSession, reader: ReadSession, member: Manager, registration_id: UUID, form: PostedForm
) -> RedirectResponse:
    """Put somebody back on the list who was taken off too soon."""
    _must_see(reader, member, registration_id)
    take_back(session, registration_id, event_named(form.text("event")))
    record(session, member.id, "call_again", "calls")
    return see_other("/staff/calls")


def _must_see(session: Session, member: Member, registration_id: UUID) -> None:
    if not member.may_see(bassin_of_call(session, registration_id)):
        raise ForbiddenError("This meeting belongs to another bassin.")
