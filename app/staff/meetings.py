"""The meetings of the team: their list, and the page of each from which everything else is reached."""

from dataclasses import asdict, fields
from typing import Annotated, get_args
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.db import ReadSession, WriteSession
from app.kit import clock
from app.kit.errors import InvalidError
from app.kit.forms import PostedForm, see_other
from app.kit.pages import page
from app.meetings.attendance import mark_present
from app.meetings.evaluation import evaluation_state, open_evaluation
from app.meetings.lists import REGION, Wanted, When, series_of, staff_list
from app.meetings.models import MeetingStatus
from app.meetings.queries import MeetingView, registrations
from app.meetings.rules import KINDS
from app.meetings.schedule import problems_before_publication, publish
from app.programmes.queries import programme_names
from app.staff.guard import Member
from app.staff.own_meetings import Manager, bassins_of, meeting_of

router = APIRouter(prefix="/staff/meetings")

LAST_PAGE = 100_000


@router.get("", name="staff.meetings")
def meetings(
    request: Request,
    session: ReadSession,
    member: Manager,
    number: Annotated[int, Query(alias="page", ge=1, le=LAST_PAGE)] = 1,
) -> HTMLResponse:
    """List the meetings that this member may see, narrowed as the address says."""
    wanted = _wanted(request)
    mine = member.bassins if member.role == "facilitator" else None
    return page(
        request,
        "staff/meetings/list.html",
        member.language,
        user=member,
        listed=staff_list(session, wanted, mine, number),
        wanted=wanted,
        query=urlencode({name: value for name, value in asdict(wanted).items() if value}),
        kinds=KINDS,
        statuses=get_args(MeetingStatus),
        bassins=bassins_of(session, member),
        region=REGION if member.may_see(None) else None,
        programmes=programme_names(session),
    )


@router.get("/{code}", name="staff.meeting")
def meeting(request: Request, session: ReadSession, member: Manager, code: str) -> HTMLResponse:
    """Show a meeting, what it lacks to be published, and who comes."""
    return _meeting_page(request, session, member, meeting_of(session, member, code))


@router.post("/{code}/publish", name="staff.publish_meeting")
def make_public(
    request: Request, session: WriteSession, reader: ReadSession, member: Manager, code: str
) -> Response:
    """Publish a meeting, or say what it lacks."""
    found = meeting_of(reader, member, code)
    try:
        # A savepoint, so that a refusal leaves no trace.
        with session.begin_nested():
            publish(session, found.id)
    except InvalidError as error:
        return _meeting_page(request, reader, member, found, error)
    record(session, member.id, "publish_meeting", f"meeting:{code}")
    return see_other(f"/staff/meetings/{code}")


@router.post("/{code}/registrations/{registration_id}/presence", name="staff.mark_present")
def presence(
    *,
    session: WriteSession,
    reader: ReadSession,
    member: Manager,
    code: str,
    registration_id: UUID,
    form: PostedForm,
) -> Response:
    """Note that somebody is there, or take it back."""
    found = meeting_of(reader, member, code)
    mark_present(session, found.id, registration_id, present=form.text("present") == "yes")
    record(session, member.id, "mark_present", f"meeting:{code}")
    return see_other(f"/staff/meetings/{code}#registrations")


@router.post("/{code}/evaluation", name="staff.open_evaluation")
def evaluation(session: WriteSession, reader: ReadSession, member: Manager, code: str) -> Response:
    """Open the evaluation of a meeting."""
    found = meeting_of(reader, member, code)
    open_evaluation(session, found.id)
    record(session, member.id, "open_evaluation", f"meeting:{code}")
    return see_other(f"/staff/meetings/{code}#evaluation")


def _meeting_page(
    request: Request, session: Session, member: Member, found: MeetingView, error: InvalidError | None = None
) -> HTMLResponse:
    series = series_of(session, found.series) if found.series else []
    return page(
        request,
        "staff/meetings/meeting.html",
        member.language,
        status=error.status if error else 200,
        user=member,
        meeting=found,
        registrations=registrations(session, found.id),
        missing=[
            (problem.field, problem.message.text(member.language))
            for problem in problems_before_publication(found)
        ],
        refused=error is not None,
        evaluation=evaluation_state(session, found.evaluation_id),
        series=[one for one in series if member.may_see(one.bassin_code)],
        over=clock.now() >= found.ends_at,
    )


def _wanted(request: Request) -> Wanted:
    """Read what the address narrows the list to."""
    asked = {field.name: request.query_params.get(field.name, "") for field in fields(Wanted)}
    typed = asked.pop("when")
    when: When = next((one for one in get_args(When) if one == typed), "")
    return Wanted(when, **asked)
