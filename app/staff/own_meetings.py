"""The meetings that a member of the team may see and change: those of their bassins."""

from typing import Annotated

from fastapi import Depends
from sqlalchemy.orm import Session

from app.kit.errors import ForbiddenError
from app.kit.localized import Localized
from app.meetings.queries import MeetingView, staff_meeting
from app.staff.guard import Member, require
from app.territory.queries import all_bassins

Manager = Annotated[Member, Depends(require("manage_meetings"))]


def meeting_of(session: Session, member: Member, code: str) -> MeetingView:
    """Return a meeting that this member may see. Three statements.

    Raises:
        NoSuchMeetingError: there is none.
        ForbiddenError: it belongs to another bassin.
    """
    found = staff_meeting(session, code)
    must_see(member, found.bassin_code)
    return found


def must_see(member: Member, bassin_code: str | None) -> None:
    """Let a member pass who may see the meetings of a bassin; None is the whole Region.

    Raises:
        ForbiddenError: they may not.
    """
    if not member.may_see(bassin_code):
        raise ForbiddenError("This meeting belongs to another bassin.")


def bassins_of(session: Session, member: Member) -> dict[str, Localized]:
    """Return the names of the bassins that a member works for, by code. One statement."""
    return {bassin.code: bassin.name for bassin in all_bassins(session) if member.may_see(bassin.code)}
