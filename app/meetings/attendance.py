"""Note who was there."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.db import lock_row
from app.kit.errors import ConflictError
from app.meetings.errors import NoSuchRegistrationError
from app.meetings.models import Meeting, Registration


def mark_present(session: Session, meeting_id: int, registration_id: UUID, *, present: bool) -> None:
    """Note that somebody is there, or take it back.

    Raises:
        NoSuchRegistrationError: the meeting has no such registration.
        ConflictError: the registration was cancelled meanwhile.
    """
    lock_row(session, Meeting, meeting_id)
    registration = session.get(Registration, registration_id, populate_existing=True)
    if registration is None or registration.meeting_id != meeting_id:
        raise NoSuchRegistrationError
    if registration.status != "confirmed":
        raise ConflictError("This registration has been cancelled meanwhile.")
    registration.present = present
    session.flush()
