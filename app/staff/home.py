"""The overview: where a member can go, and what is going on."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from app.consultations.queries import consultations_overview
from app.db import ReadSession
from app.information.queries import waiting_requests
from app.kit.pages import page
from app.meetings.queries import upcoming
from app.staff.guard import Member, require
from app.staff.outbox_lines import counts
from app.staff.sights import sight_of
from app.territory.queries import all_bassins

router = APIRouter()

NEXT_MEETINGS = 6


@router.get("/staff", name="staff.home.short", include_in_schema=False)
@router.get("/staff/", name="staff.home")
def home(
    request: Request, session: ReadSession, member: Annotated[Member, Depends(require("enter"))]
) -> HTMLResponse:
    """Show the rooms that the member may enter, with a few live numbers. At most ten statements."""
    consultations = consultations_overview(session) if member.may("read_figures") else []
    meetings = upcoming(session) if member.may("manage_meetings") else []
    waiting = waiting_requests(session) if member.may("manage_requests") else None
    return page(
        request,
        "staff/home.html",
        member.language,
        user=member,
        sight=sight_of(member),
        consultations=[line for line in consultations if line.consultation.phase == "open"],
        meetings=[meeting for meeting in meetings if member.may_see(meeting.bassin_code)][:NEXT_MEETINGS],
        bassins=[bassin for bassin in all_bassins(session) if member.may_see(bassin.code)],
        waiting=None if waiting is None else sum(member.may_see(bassin) for bassin in waiting),
        mails=counts(session) if member.may("read_outbox") else None,
    )
