"""The minutes of a meeting as the team sees them: side by side, what they lack, and their publication."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.db import ReadSession, WriteSession
from app.kit.errors import ConflictError, InvalidError, Problem
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.localized import LANGUAGES
from app.kit.pages import page
from app.meetings.minutes.errors import OpeningChangedError
from app.meetings.minutes.forms import opening_as_posted, read_number, read_opening, shown_problems
from app.meetings.minutes.queries import MinutesView, all_minutes
from app.meetings.minutes.review import ask_for_review, back_to_draft, publish, take_back
from app.meetings.minutes.write import save_opening
from app.staff.guard import Member, require
from app.staff.minutes_parts import Difference, Writer, address, mine, minutes_page, opening_differences

router = APIRouter(prefix="/staff")

Publisher = Annotated[Member, Depends(require("publish"))]


@router.get("/minutes", name="staff.all_minutes")
def everything(request: Request, session: ReadSession, member: Writer) -> HTMLResponse:
    """List the minutes that this member may see, with how far they have come."""
    found = [view for view in all_minutes(session) if member.may_see(view.meeting.bassin_code)]
    return page(request, "staff/minutes/list.html", member.language, user=member, minutes=found)


@router.get("/meetings/{code}/minutes", name="staff.minutes")
def minutes(request: Request, session: ReadSession, member: Writer, code: str) -> HTMLResponse:
    """Show the minutes of a meeting, both languages side by side."""
    return minutes_page(request, session, member, mine(session, member, code))


@router.get("/meetings/{code}/minutes/opening", name="staff.minutes_opening")
def opening(request: Request, session: ReadSession, member: Writer, code: str) -> HTMLResponse:
    """Show the form of the introduction and the facts of the day."""
    view = mine(session, member, code)
    return _opening_page(request, member, view, opening_as_posted(view.content, view.opening_revision))


@router.post("/meetings/{code}/minutes/opening", name="staff.save_minutes_opening")
def change_opening(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Writer, code: str,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Save the introduction and the facts of the day, or show what somebody else wrote meanwhile."""
    view = mine(reader, member, code)
    try:
        introduction, facts = read_opening(form)
        save_opening(
            session, view.meeting.id, introduction, facts, seen=read_number(form, "seen"), user_id=member.id
        )
    except InvalidError as error:
        return _opening_page(request, member, view, form, error=error)
    except OpeningChangedError as error:
        session.rollback()
        differing = opening_differences(error.theirs, introduction, facts)
        return _opening_page(request, member, view, form, differing=differing, seen=error.revision)
    return see_other(f"{address(code)}?done=saved#opening")


@router.post("/meetings/{code}/minutes/review", name="staff.review_minutes")
def review(
    session: WriteSession, reader: ReadSession, member: Writer, code: str, form: PostedForm
) -> Response:
    """Ask somebody to read the minutes again, or give them back to be changed."""
    meeting = mine(reader, member, code).meeting
    asked = form.text("to") != "draft"
    (ask_for_review if asked else back_to_draft)(session, meeting.id, user_id=member.id)
    return see_other(f"{address(code)}?done={'review' if asked else 'returned'}#publication")


@router.post("/meetings/{code}/minutes/publish", name="staff.publish_minutes")
def make_public(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Publisher, code: str,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Publish the minutes, or say what they lack."""
    view = mine(reader, member, code)
    seen, checked = read_number(form, "seen"), form.flag("checked")
    try:
        publish(session, view.meeting.id, seen=seen, checked=checked, user_id=member.id)
    except (InvalidError, ConflictError) as error:
        session.rollback()
        return _refused(request, reader, member, view, error)
    return see_other(f"{address(code)}#publication")


@router.post("/meetings/{code}/minutes/withdraw", name="staff.withdraw_minutes")
def withdraw(
    request: Request, session: WriteSession, reader: ReadSession, member: Publisher, code: str
) -> Response:
    """Take the minutes back from the public page."""
    view = mine(reader, member, code)
    try:
        take_back(session, view.meeting.id, user_id=member.id)
    except ConflictError as error:
        session.rollback()
        return _refused(request, reader, member, view, error)
    return see_other(f"{address(code)}?done=back#publication")


def _refused(
    request: Request,
    reader: Session,
    member: Member,
    view: MinutesView,
    error: InvalidError | ConflictError,
) -> HTMLResponse:
    """Show the minutes as they are with what stands against it."""
    problems = error.problems if isinstance(error, InvalidError) else [Problem("", error.message)]
    return minutes_page(request, reader, member, view, status=error.status, problems=problems)


def _opening_page(
    request: Request,
    member: Member,
    view: MinutesView,
    posted: Posted,
    *,
    error: InvalidError | None = None,
    differing: list[Difference] | None = None,
    seen: int | None = None,
) -> HTMLResponse:
    lines, messages = shown_problems(error, member.language) if error else ([], {})
    names = ("introduction", "facts")
    return page(
        request,
        "staff/minutes/opening.html",
        member.language,
        status=error.status if error else 200 if differing is None else 409,
        user=member,
        view=view,
        address=address(view.meeting.code),
        errors=lines,
        texts={name: {lang: posted.text(f"{name}.{lang}") for lang in LANGUAGES} for name in names},
        messages={name: {lang: messages.get(f"{name}.{lang}", "") for lang in LANGUAGES} for name in names},
        seen=read_number(posted, "seen") if seen is None else seen,
        differing=differing,
    )
