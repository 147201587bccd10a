"""The states that minutes were in: read one, make the minutes that again, or forget them."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.db import ReadSession, WriteSession
from app.kit.addresses import RowNumber
from app.kit.errors import ConflictError
from app.kit.forms import PostedForm, see_other
from app.kit.pages import page
from app.meetings.minutes.forms import read_number
from app.meetings.minutes.queries import MinutesView, action_names, revision, revisions
from app.meetings.minutes.review import forget_earlier
from app.meetings.minutes.write import restore
from app.staff.guard import Member
from app.staff.minutes import Publisher
from app.staff.minutes_parts import Writer, address, mine

router = APIRouter(prefix="/staff/meetings/{code}/minutes/history")


@router.get("", name="staff.minutes_history")
def history(request: Request, session: ReadSession, member: Writer, code: str) -> HTMLResponse:
    """List the states that are kept, the newest first."""
    view = mine(session, member, code)
    return page(
        request,
        "staff/minutes/history.html",
        member.language,
        user=member,
        view=view,
        address=address(code),
        revisions=revisions(session, view.meeting.id),
        forgotten=request.query_params.get("done", "") == "forgotten",
    )


@router.post("/forget", name="staff.forget_minutes")
def forget(session: WriteSession, reader: ReadSession, member: Publisher, code: str) -> Response:
    """Forget every state but the newest and the public one."""
    forget_earlier(session, mine(reader, member, code).meeting.id, user_id=member.id)
    return see_other(f"{address(code)}/history?done=forgotten")


@router.get("/{number}", name="staff.minutes_revision")
def one(request: Request, session: ReadSession, member: Writer, code: str, number: RowNumber) -> HTMLResponse:
    """Show one state as a whole."""
    return _state_page(request, session, member, mine(session, member, code), number)


@router.post("/{number}/restore", name="staff.restore_minutes")
def bring_back(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Writer, code: str,
    number: RowNumber, form: PostedForm,
) -> Response:  # fmt: skip
    """Make the minutes again what they were, as one more state."""
    view = mine(reader, member, code)
    try:
        restore(session, view.meeting.id, number, seen=read_number(form, "seen"), user_id=member.id)
    except ConflictError as error:
        session.rollback()
        return _state_page(request, reader, member, view, number, error=error)
    return see_other(f"{address(code)}?done=restored")


def _state_page(
    request: Request,
    session: Session,
    member: Member,
    view: MinutesView,
    number: int,
    *,
    error: ConflictError | None = None,
) -> HTMLResponse:
    line, content = revision(session, view.meeting.id, number)
    return page(
        request,
        "staff/minutes/state.html",
        member.language,
        status=error.status if error else 200,
        user=member,
        view=view,
        address=address(view.meeting.code),
        line=line,
        content=content,
        actions=action_names(session, view.meeting.programme_code),
        errors=[{"field_id": "", "message": error.message.text(member.language)}] if error else [],
    )
