"""The mails that the service sends: what became of each, what it says, and another try."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.audit import record
from app.db import ReadSession, WriteSession, transaction
from app.kit.forms import see_other
from app.kit.outbox.post import retry
from app.kit.pages import page
from app.meetings.notify import titles_about
from app.settings import get_settings
from app.staff.guard import Member, require
from app.staff.outbox_lines import latest, one, source

router = APIRouter()

Reader = Annotated[Member, Depends(require("read_outbox"))]
LAST_PAGE = 100_000


@router.get("/staff/outbox", name="staff.outbox")
def outbox(
    request: Request,
    session: ReadSession,
    member: Reader,
    number: Annotated[int, Query(alias="page", ge=1, le=LAST_PAGE)] = 1,
) -> HTMLResponse:
    """List the mails, newest first, without saying to whom they go."""
    mails, pages = latest(session, number)
    return page(
        request, "staff/outbox.html", member.language, user=member,
        mails=mails, meetings=titles_about(session, [mail.about for mail in mails]), number=number,
        pages=pages, sends=bool(get_settings().smtp_url),
    )  # fmt: skip


@router.get("/staff/outbox/{mail_id}", name="staff.outbox.mail")
def mail(request: Request, session: ReadSession, member: Reader, mail_id: UUID) -> HTMLResponse:
    """Show a mail as it would be sent now, and note who looked: it holds a name and a private link."""
    line, content = one(session, mail_id)
    _note_reading(member, mail_id)
    return page(request, "staff/outbox_mail.html", member.language, user=member, mail=line, content=content)


@router.get("/staff/outbox/{mail_id}/message.eml", name="staff.outbox.source")
def mail_source(session: ReadSession, member: Reader, mail_id: UUID) -> Response:
    """Give the mail as a file that a mail program opens, headers and attachments included."""
    body = source(session, mail_id)
    _note_reading(member, mail_id)
    return Response(
        body,
        media_type="message/rfc822",
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="{mail_id}.eml"',
        },
    )


@router.post("/staff/outbox/{mail_id}/retry", name="staff.outbox.retry")
def try_again(session: WriteSession, member: Reader, mail_id: UUID) -> RedirectResponse:
    """Let the mail be sent now instead of waiting for its next turn."""
    retry(session, mail_id)
    record(session, member.id, "retry_mail", f"mail:{mail_id}")
    return see_other(f"/staff/outbox/{mail_id}")


def _note_reading(member: Member, mail_id: UUID) -> None:
    with transaction() as session:
        record(session, member.id, "read_mail", f"mail:{mail_id}")
