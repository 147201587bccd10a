"""Give a seat, or a place in the queue, back."""

from sqlalchemy.orm import Session

from app.kit import clock
from app.meetings.attendance import was_there
from app.meetings.errors import AlreadyPresentError, MeetingOverError
from app.meetings.links import registration_of
from app.meetings.notify import notify
from app.meetings.rules import ENDS
from app.meetings.seats import lock_seat, settle


def cancel(session: Session, code: str, token: str) -> None:
    """Give up the registration of the private link `token`; asked twice, the second time changes nothing.

    A seat that comes free goes to the next in the same transaction.

    Raises:
        NoSuchRegistrationError: the link leads to no registration of this meeting.
        MeetingOverError: there is no seat to free any more.
        AlreadyPresentError: the person has been welcomed at the meeting.
    """
    meeting, registration = lock_seat(session, registration_of(session, code, token))
    if registration.status in ENDS:
        return
    if was_there(session, registration.id):
        raise AlreadyPresentError
    if clock.now() >= meeting.ends_at:
        raise MeetingOverError
    registration.status, registration.waits_for, registration.expires_at = "cancelled", "", None
    registration.to_call = None
    session.flush()
    if registration.email:
        notify(session, registration, "registration_cancelled")
    settle(session, meeting)
