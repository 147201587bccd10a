"""Note who was there, sitting by sitting."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import lock_row
from app.kit import clock
from app.kit.errors import ConflictError
from app.meetings.errors import NoSuchRegistrationError
from app.meetings.models import Attendance, AttendanceState, Meeting, Registration, Sitting


def mark(
    session: Session,
    meeting_id: int,
    registration_id: UUID,
    sitting_id: int,
    state: AttendanceState | None,
) -> None:
    """Note whether somebody was at a sitting; None takes back what was noted.

    Raises:
        NoSuchRegistrationError: the meeting has no such registration or no such sitting.
        ConflictError: the registration was cancelled meanwhile.
    """
    lock_row(session, Meeting, meeting_id)
    registration = session.get(Registration, registration_id, populate_existing=True)
    sitting = session.get(Sitting, sitting_id)
    if registration is None or registration.meeting_id != meeting_id:
        raise NoSuchRegistrationError
    if sitting is None or sitting.meeting_id != meeting_id:
        raise NoSuchRegistrationError
    if registration.status != "confirmed":
        raise ConflictError("This registration has been cancelled meanwhile.")
    row = session.get(Attendance, (registration_id, sitting_id))
    if state is None and row is not None:
        session.delete(row)
    elif state is not None and row is None:
        session.add(Attendance(registration_id=registration_id, sitting_id=sitting_id, state=state))
    elif state is not None and row is not None:
        row.state = state
    session.flush()


def was_there(session: Session, registration_id: UUID) -> bool:
    """Say whether somebody was at one sitting or more. One statement."""
    return (
        session.scalar(
            select(Attendance.sitting_id)
            .where(Attendance.registration_id == registration_id, Attendance.state == "present")
            .limit(1)
        )
        is not None
    )


def mark_present(session: Session, meeting_id: int, registration_id: UUID, *, present: bool) -> None:
    """Note that somebody is at the sitting that is on, the next or else the last, or take it back.

    Raises:
        NoSuchRegistrationError: the meeting has no such registration.
        ConflictError: the registration was cancelled meanwhile.
    """
    sittings = session.scalars(
        select(Sitting).where(Sitting.meeting_id == meeting_id).order_by(Sitting.number)
    ).all()
    now = clock.now()
    sitting = next((each for each in sittings if now < each.ends_at), sittings[-1] if sittings else None)
    if sitting is None:
        raise NoSuchRegistrationError
    mark(session, meeting_id, registration_id, sitting.id, "present" if present else None)
