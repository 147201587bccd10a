"""The mails of one meeting: what went out, what each says, and one to oneself to see."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.db import ReadSession, WriteSession
from app.kit.errors import ForbiddenError, NotFoundError
from app.kit.forms import see_other
from app.kit.localized import LANGUAGES, is_language
from app.kit.outbox.post import retry
from app.kit.pages import page
from app.meetings.calls import calls, unreachable
from app.meetings.mail_examples import event_named, example, send_trial
from app.meetings.notify import EVENTS, about_meeting
from app.meetings.queries import MeetingView, staff_meeting
from app.settings import get_settings
from app.staff.guard import Member, require
from app.staff.outbox_lines import counts_about, is_about, stuck_about

router = APIRouter(prefix="/staff/meetings/{code}/mails")

Manager = Annotated[Member, Depends(require("manage_meetings"))]


@router.get("", name="staff.meeting_mails")
def mails(request: Request, session: ReadSession, member: Manager, code: str) -> HTMLResponse:
    """Show which mails went out for a meeting, which could not, and who is reached by none."""
    found = _mine(session, member, code)
    about = about_meeting(found.id)
    return page(
        request, "staff/meetings/mails.html", member.language, user=member, meeting=found,
        counts=counts_about(session, about), stuck=stuck_about(session, about), events=EVENTS,
        unreachable=unreachable(session, found.id),
        to_call=sum(call.meeting_code == code for call in calls(session)),
        sends=bool(get_settings().smtp_url),
    )  # fmt: skip


@router.get("/{event}", name="staff.meeting_mail")
def preview(request: Request, session: ReadSession, member: Manager, code: str, event: str) -> HTMLResponse:
    """Show what a mail says, in both languages, to somebody made up."""
    found, chosen = _mine(session, member, code), event_named(event)
    asked = request.query_params.get("show", "")
    return page(
        request, "staff/meetings/mail.html", member.language, user=member, meeting=found, event=chosen,
        events=EVENTS, languages=LANGUAGES, show=asked if is_language(asked) else member.language,
        mails={lang: example(session, found.id, chosen, lang) for lang in LANGUAGES},
        sent=request.query_params.get("sent") == "1",
    )  # fmt: skip


@router.post("/{event}/trial", name="staff.meeting_trial")
def trial(
    session: WriteSession, reader: ReadSession, member: Manager, code: str, event: str
) -> RedirectResponse:
    """Send a mail to whoever presses, in both languages."""
    found, chosen = _mine(reader, member, code), event_named(event)
    send_trial(session, found.id, chosen, member.id)
    record(session, member.id, "meeting_trial", f"meeting:{code}")
    return see_other(f"/staff/meetings/{code}/mails/{chosen}?sent=1")


@router.post("/{mail_id}/retry", name="staff.retry_meeting_mail")
def try_again(
    session: WriteSession, reader: ReadSession, member: Manager, code: str, mail_id: UUID
) -> RedirectResponse:
    """Let a mail of this meeting be sent now instead of waiting for its next turn."""
    found = _mine(reader, member, code)
    if not is_about(reader, mail_id, about_meeting(found.id)):
        raise NotFoundError("There is no such mail.")
    retry(session, mail_id)
    record(session, member.id, "retry_mail", f"mail:{mail_id}")
    return see_other(f"/staff/meetings/{code}/mails")


def _mine(session: Session, member: Member, code: str) -> MeetingView:
    found = staff_meeting(session, code)
    if not member.may_see(found.bassin_code):
        raise ForbiddenError("This meeting belongs to another bassin.")
    return found
