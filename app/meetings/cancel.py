"""Give a seat back."""

from sqlalchemy.orm import Session

from app.db import lock_row
from app.kit import clock
from app.kit.outbox.post import post
from app.meetings.attendance import was_there
from app.meetings.errors import AlreadyPresentError, MeetingOverError, NoSuchRegistrationError
from app.meetings.links import registration_of
from app.meetings.mails import CANCELLED
from app.meetings.models import Meeting, Registration


def cancel(session: Session, code: str, token: str) -> None:
    """Free the seat that the private link `token` holds; asked twice, the second time changes nothing.

    The seat is free for others in the same transaction.

    Raises:
        NoSuchRegistrationError: the link leads to no registration of this meeting.
        MeetingOverError: there is no seat to free any more.
        AlreadyPresentError: the person has been welcomed at the meeting.
    """
    found = registration_of(session, code, token)
    meeting = lock_row(session, Meeting, found.meeting_id)
    registration = session.get(Registration, found.id, populate_existing=True)
    if meeting is None or registration is None:
        raise NoSuchRegistrationError
    if registration.status == "cancelled":
        return
    if was_there(session, registration.id):
        raise AlreadyPresentError
    if clock.now() >= meeting.ends_at:
        raise MeetingOverError
    registration.status = "cancelled"
    session.flush()
    post(session, CANCELLED, registration.language, {"registration": str(registration.id)})
