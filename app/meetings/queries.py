"""What screens read of meetings."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import clock
from app.meetings.attendance import was_there
from app.meetings.errors import NoSuchMeetingError
from app.meetings.meeting_views import (
    BassinName,
    MeetingView,
    QuotaView,
    SittingView,
    meeting_views,
    meetings_query,
    sittings_by_meeting,
)
from app.meetings.models import Attendance, Meeting, Registration
from app.meetings.rules import ENDS

__all__ = ["BassinName", "MeetingView", "QuotaView", "SittingView"]


@dataclass(frozen=True)
class RegistrationView:
    """Somebody's registration, as staff and the person see it."""

    id: UUID
    queue_number: int
    name: str
    email: str
    phone: str
    organisation: str
    sector: str
    profile: str
    language: str
    needs: tuple[str, ...]
    needs_note: str
    companion: bool
    online: bool
    walk_in: bool
    status: str
    waits_for: str
    expires_at: datetime | None
    """Until when a held or offered seat is kept."""
    address_confirmed: bool
    bounced: bool
    """Whether the address does not exist."""
    present: bool
    evaluation_issued: bool


def upcoming(session: Session, bassin_code: str | None = None) -> list[MeetingView]:
    """List public meetings that are not over, of all bassins or one, the next first. Three statements."""
    query = (
        meetings_query()
        .where(Meeting.status == "published", Meeting.ends_at > clock.now())
        .order_by(Meeting.starts_at, Meeting.code)
    )
    if bassin_code is not None:
        query = query.where(Meeting.bassin_code == bassin_code)
    return meeting_views(session, query)


def past(session: Session, bassin_code: str | None = None) -> list[MeetingView]:
    """List public meetings that are over, of all bassins or of one, the earliest first. Three statements."""
    query = (
        meetings_query()
        .where(Meeting.status == "published", Meeting.ends_at <= clock.now())
        .order_by(Meeting.starts_at, Meeting.code)
    )
    if bassin_code is not None:
        query = query.where(Meeting.bassin_code == bassin_code)
    return meeting_views(session, query)


def public_meeting(session: Session, code: str) -> MeetingView:
    """Return a meeting that the public may see, cancelled ones included. Three statements.

    Raises:
        NoSuchMeetingError: there is none, or it is still a draft.
    """
    meeting = staff_meeting(session, code)
    if meeting.status == "draft":
        raise NoSuchMeetingError
    return meeting


def staff_meeting(session: Session, code: str) -> MeetingView:
    """Return a meeting, drafts included. Three statements.

    Raises:
        NoSuchMeetingError: there is none.
    """
    found = meeting_views(session, meetings_query().where(Meeting.code == code))
    if not found:
        raise NoSuchMeetingError
    return found[0]


def meeting_of_registration(session: Session, registration: Registration) -> MeetingView:
    """Return the meeting of a registration. Three statements."""
    return meeting_views(session, meetings_query().where(Meeting.id == registration.meeting_id))[0]


def staff_meetings(session: Session) -> list[MeetingView]:
    """List every meeting with its counts, the latest first. Three statements."""
    return meeting_views(session, meetings_query().order_by(Meeting.starts_at.desc(), Meeting.code))


def sittings_of(session: Session, meeting_id: int) -> list[SittingView]:
    """List the days of a meeting in the order of time. One statement."""
    return list(sittings_by_meeting(session, [meeting_id]).get(meeting_id, ()))


def registrations(session: Session, meeting_id: int) -> list[RegistrationView]:
    """List the registrations of a meeting as they came, those that are over last. Two statements."""
    rows = session.scalars(
        select(Registration)
        .where(Registration.meeting_id == meeting_id)
        .order_by(Registration.status.in_(ENDS), Registration.queue_number)
    )
    there = set(
        session.scalars(
            select(Attendance.registration_id)
            .join(Registration, Registration.id == Attendance.registration_id)
            .where(Registration.meeting_id == meeting_id, Attendance.state == "present")
        )
    )
    return [_registration_view(row, present=row.id in there) for row in rows]


def registration_view(session: Session, row: Registration) -> RegistrationView:
    """Return a registration as screens show it. One statement."""
    return _registration_view(row, present=was_there(session, row.id))


def _registration_view(row: Registration, *, present: bool) -> RegistrationView:
    return RegistrationView(
        id=row.id,
        queue_number=row.queue_number,
        name=row.name,
        email=row.email,
        phone=row.phone,
        organisation=row.organisation,
        sector=row.sector,
        profile=row.profile,
        language=row.language,
        needs=tuple(row.needs),
        needs_note=row.needs_note,
        companion=row.companion,
        online=row.online,
        walk_in=row.walk_in,
        status=row.status,
        waits_for=row.waits_for,
        expires_at=row.expires_at,
        address_confirmed=row.address_confirmed,
        bounced=row.bounced,
        present=present,
        evaluation_issued=row.evaluation_issued,
    )
