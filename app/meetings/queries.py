"""What screens read of meetings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from app.kit import clock
from app.kit.localized import Localized
from app.meetings.attendance import was_there
from app.meetings.errors import NoSuchMeetingError
from app.meetings.models import Attendance, Meeting, Registration
from app.meetings.rules import MeetingFacts, Opening, can_register, seats_left
from app.territory.models import Bassin


@dataclass(frozen=True)
class BassinName:
    """The bassin of a meeting, as a tag shows it."""

    code: str
    name: Localized


@dataclass(frozen=True)
class MeetingView:
    """A meeting as pages show it, with what is counted about it at this moment."""

    id: int
    code: str
    programme_code: str
    strand_code: str
    kind: str
    bassin: BassinName | None
    """None for a meeting of the whole Region."""
    title: Localized
    description: Localized
    place: Localized
    access: Localized
    spoken: str
    starts_at: datetime
    ends_at: datetime
    capacity: int | None
    headcount: int | None
    """What was noted, else how many were marked present; None when nobody counted."""
    noted_headcount: int | None
    status: str
    invented: bool
    evaluation_id: int | None
    confirmed: int
    present: int
    seats_left: int
    opening: Opening

    @property
    def bassin_code(self) -> str | None:
        """The code of its bassin, None for the whole Region."""
        return self.bassin.code if self.bassin else None


@dataclass(frozen=True)
class RegistrationView:
    """Somebody's registration, as staff and the person see it."""

    id: UUID
    queue_number: int
    name: str
    email: str
    organisation: str
    profile: str
    language: str
    needs: tuple[str, ...]
    needs_note: str
    status: str
    present: bool
    evaluation_issued: bool


def upcoming(session: Session, bassin_code: str | None = None) -> list[MeetingView]:
    """List public meetings that are not over, of all bassins or of one, the next one first. One statement."""
    query = (
        _meetings()
        .where(Meeting.status == "published", Meeting.ends_at > clock.now())
        .order_by(Meeting.starts_at, Meeting.code)
    )
    if bassin_code is not None:
        query = query.where(Meeting.bassin_code == bassin_code)
    return _views(session, query)


def past(session: Session, bassin_code: str | None = None) -> list[MeetingView]:
    """List public meetings that are over, of all bassins or of one, the earliest first. One statement."""
    query = (
        _meetings()
        .where(Meeting.status == "published", Meeting.ends_at <= clock.now())
        .order_by(Meeting.starts_at, Meeting.code)
    )
    if bassin_code is not None:
        query = query.where(Meeting.bassin_code == bassin_code)
    return _views(session, query)


def public_meeting(session: Session, code: str) -> MeetingView:
    """Return a meeting that the public may see, cancelled ones included. One statement.

    Raises:
        NoSuchMeetingError: there is none, or it is still a draft.
    """
    meeting = staff_meeting(session, code)
    if meeting.status == "draft":
        raise NoSuchMeetingError
    return meeting


def staff_meeting(session: Session, code: str) -> MeetingView:
    """Return a meeting, drafts included. One statement.

    Raises:
        NoSuchMeetingError: there is none.
    """
    found = _views(session, _meetings().where(Meeting.code == code))
    if not found:
        raise NoSuchMeetingError
    return found[0]


def meeting_of_registration(session: Session, registration: Registration) -> MeetingView:
    """Return the meeting of a registration. One statement."""
    return _views(session, _meetings().where(Meeting.id == registration.meeting_id))[0]


def staff_meetings(session: Session) -> list[MeetingView]:
    """List every meeting with its counts, the latest first. One statement."""
    return _views(session, _meetings().order_by(Meeting.starts_at.desc(), Meeting.code))


def registrations(session: Session, meeting_id: int) -> list[RegistrationView]:
    """List the registrations of a meeting, cancelled ones last, in the order of arrival. Two statements."""
    rows = session.scalars(
        select(Registration)
        .where(Registration.meeting_id == meeting_id)
        .order_by(Registration.status.desc(), Registration.queue_number)
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
        organisation=row.organisation,
        profile=row.profile,
        language=row.language,
        needs=tuple(row.needs),
        needs_note=row.needs_note,
        status=row.status,
        present=present,
        evaluation_issued=row.evaluation_issued,
    )


def _meetings() -> Select[Any]:
    seat_taken = case((Registration.status == "confirmed", 1), else_=0)
    there = select(Attendance.registration_id).where(Attendance.state == "present").distinct().subquery()
    counted = (
        select(
            Registration.meeting_id,
            func.sum(seat_taken).label("confirmed"),
            func.count(there.c.registration_id).label("present"),
        )
        .outerjoin(there, there.c.registration_id == Registration.id)
        .group_by(Registration.meeting_id)
        .subquery()
    )
    return (
        select(Meeting, Bassin.name, counted.c.confirmed, counted.c.present)
        .outerjoin(Bassin, Bassin.code == Meeting.bassin_code)
        .outerjoin(counted, counted.c.meeting_id == Meeting.id)
    )


def _views(session: Session, query: Select[Any]) -> list[MeetingView]:
    now = clock.now()
    return [
        _view(meeting, bassin_name, int(confirmed or 0), int(present or 0), now)
        for meeting, bassin_name, confirmed, present in session.execute(query)
    ]


def _view(
    meeting: Meeting, bassin_name: Localized | None, confirmed: int, present: int, now: datetime
) -> MeetingView:
    facts = MeetingFacts(meeting.status, meeting.ends_at, meeting.capacity, confirmed)
    return MeetingView(
        id=meeting.id,
        code=meeting.code,
        programme_code=meeting.programme_code,
        strand_code=meeting.strand_code,
        kind=meeting.kind,
        bassin=BassinName(meeting.bassin_code, bassin_name) if meeting.bassin_code and bassin_name else None,
        title=meeting.title,
        description=meeting.description,
        place=meeting.place,
        access=meeting.access,
        spoken=meeting.spoken,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        capacity=meeting.capacity,
        headcount=meeting.headcount if meeting.headcount is not None else present or None,
        noted_headcount=meeting.headcount,
        status=meeting.status,
        invented=meeting.invented,
        evaluation_id=meeting.evaluation_id,
        confirmed=confirmed,
        present=present,
        seats_left=seats_left(meeting.capacity, confirmed),
        opening=can_register(facts, now),
    )
