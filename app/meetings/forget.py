"""Forget somebody who asks for it, in every meeting that they registered for."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import lock_row
from app.kit import clock
from app.meetings.attendance import was_there
from app.meetings.errors import NoSuchRegistrationError
from app.meetings.models import Meeting, Registration
from app.meetings.purge import BLANK
from app.meetings.rules import ENDS
from app.meetings.seats import settle


def forget_person(session: Session, meeting_id: int, registration_id: UUID) -> int:
    """Blank a person wherever they registered with the same address or telephone; return in how many places.

    Seats of meetings to come go to the next. The rows stay without a name, as after the retention: how many
    were invited and came stays true. Mails that wait find nobody to write to.

    Raises:
        NoSuchRegistrationError: the meeting has no such registration, or it was forgotten.
    """
    asked = session.get(Registration, registration_id)
    if asked is None or asked.meeting_id != meeting_id or asked.forgotten:
        raise NoSuchRegistrationError
    if asked.email:
        same = Registration.email == asked.email
    elif asked.phone:
        same = (Registration.phone == asked.phone) & (Registration.email == "")
    else:
        same = Registration.id == asked.id
    found = session.execute(
        # In the order of the meetings, so that two who forget never wait for each other.
        select(Registration.id, Registration.meeting_id).where(same).order_by(Registration.meeting_id)
    ).all()
    for each, where in found:
        meeting = lock_row(session, Meeting, where)
        registration = session.get(Registration, each, populate_existing=True)
        if meeting is None or registration is None:
            continue
        to_come = clock.now() < meeting.ends_at and not was_there(session, each)
        if to_come and registration.status not in ENDS:
            registration.status, registration.waits_for, registration.expires_at = "cancelled", "", None
        for name, blank in BLANK.items():
            setattr(registration, name, blank)
        session.flush()
        settle(session, meeting)
    return len(found)
