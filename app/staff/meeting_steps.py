"""What happens to a meeting as a whole: it is published, called off, copied, held as a series."""

from datetime import date, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.db import ReadSession, WriteSession
from app.kit import clock
from app.kit.errors import ConflictError, InvalidError
from app.kit.forms import FieldReader, Posted, PostedForm, see_other
from app.kit.localized import LANGUAGES
from app.kit.pages import page
from app.meetings.cancel_meeting import cancel_meeting
from app.meetings.copy_meeting import copy_meeting, publish_series
from app.meetings.forms import shown_errors
from app.meetings.lists import series_of
from app.meetings.queries import MeetingView
from app.meetings.read_meeting import press, read_day, rows_of
from app.meetings.tell_everybody import audience
from app.staff.guard import Member
from app.staff.own_meetings import Manager, meeting_of, must_see

router = APIRouter(prefix="/staff/meetings/{code}")

_WEEK = timedelta(days=7)


@router.get("/cancel", name="staff.cancel_meeting")
def ask(request: Request, session: ReadSession, member: Manager, code: str) -> HTMLResponse:
    """Ask whether a meeting is to be called off, and say who will be told."""
    return _cancel_page(
        request=request, session=session, member=member, found=meeting_of(session, member, code)
    )


@router.post("/cancel", name="staff.call_off")
def call_off(
    *,
    request: Request,
    session: WriteSession,
    reader: ReadSession,
    member: Manager,
    code: str,
    form: PostedForm,
) -> Response:
    """Call a meeting off and tell everybody."""
    found = meeting_of(reader, member, code)
    fields = FieldReader(form)
    try:
        with session.begin_nested():
            reason = fields.bilingual("reason", longest=1_000)
            fields.check()
            cancel_meeting(session, found.id, reason)
    except InvalidError as error:
        return _cancel_page(
            request=request, session=reader, member=member, found=found, posted=form, error=error
        )
    record(session, member.id, "cancel_meeting", f"meeting:{code}")
    return see_other(f"/staff/meetings/{code}")


@router.get("/copy", name="staff.copy_meeting")
def ask_days(request: Request, session: ReadSession, member: Manager, code: str) -> HTMLResponse:
    """Ask on which days a meeting is to be held again: in a week, for a start."""
    found = meeting_of(session, member, code)
    first = max(clock.local(found.starts_at).date(), clock.today()) + _WEEK
    return _copy_page(request, member, found, Posted({"rows": ["1"], "day.1": [first.isoformat()]}))


@router.post("/copy", name="staff.make_copies")
def copy(
    *,
    request: Request,
    session: WriteSession,
    reader: ReadSession,
    member: Manager,
    code: str,
    form: PostedForm,
) -> Response:
    """Make a draft for each day, or show the form again after one of its buttons."""
    found = meeting_of(reader, member, code)
    if pressed := press(form, _WEEK):
        return _copy_page(request, member, found, pressed)
    try:
        with session.begin_nested():
            made = copy_meeting(session, found.id, _days(form))
    except InvalidError as error:
        return _copy_page(request, member, found, form, error)
    for one in made:
        record(session, member.id, "copy_meeting", f"meeting:{one.code}")
    series = made[0].series
    return see_other(f"/staff/meetings?series={series}" if series else f"/staff/meetings/{made[0].code}")


@router.post("/publish-series", name="staff.publish_series")
def make_series_public(session: WriteSession, reader: ReadSession, member: Manager, code: str) -> Response:
    """Publish every draft of the series that a meeting belongs to."""
    found = meeting_of(reader, member, code)
    if found.series is None:
        raise ConflictError("This meeting belongs to no series.")
    for one in series_of(reader, found.series):
        must_see(member, one.bassin_code)
    for meeting in publish_series(session, found.series):
        record(session, member.id, "publish_meeting", f"meeting:{meeting.code}")
    return see_other(f"/staff/meetings?series={found.series}")


def _days(form: Posted) -> list[date]:
    """Read the days of the copies.

    Raises:
        InvalidError: one is no day, or stands there twice.
    """
    fields = FieldReader(form)
    days: list[date] = []
    for number in range(1, rows_of(form) + 1):
        day = read_day(fields, f"day.{number}")
        if day in days:
            fields.problem(f"day.{number}", "This day stands there already.")
        elif day is not None:
            days.append(day)
    fields.check()
    return sorted(days)


def _cancel_page(
    *,
    request: Request,
    session: Session,
    member: Member,
    found: MeetingView,
    posted: Posted | None = None,
    error: InvalidError | None = None,
) -> HTMLResponse:
    lines, messages = shown_errors(error, member.language) if error else ([], {})
    return page(
        request,
        "staff/meetings/cancel.html",
        member.language,
        status=error.status if error else 200,
        user=member,
        meeting=found,
        people=audience(session, found.id),
        reason={lang: posted.text(f"reason.{lang}") if posted else "" for lang in LANGUAGES},
        reason_messages={lang: messages.get(f"reason.{lang}", "") for lang in LANGUAGES},
        errors=lines,
        over=clock.now() >= found.ends_at,
    )


def _copy_page(
    request: Request, member: Member, found: MeetingView, posted: Posted, error: InvalidError | None = None
) -> HTMLResponse:
    lines, messages = shown_errors(error, member.language) if error else ([], {})
    return page(
        request,
        "staff/meetings/copy.html",
        member.language,
        status=error.status if error else 200,
        user=member,
        meeting=found,
        days=[posted.text(f"day.{number}") for number in range(1, rows_of(posted) + 1)],
        errors=lines,
        messages=messages,
    )
