"""What follows when the address of somebody who registered turns out not to exist."""

from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import lock_row
from app.kit import clock
from app.meetings.models import Meeting, Registration, RegistrationStatus
from app.meetings.notify import Event
from app.meetings.rules import ENDS
from app.meetings.seats import settle

_NEWS: Final[Mapping[RegistrationStatus, Event]] = {
    "confirmed": "registration_confirmed",
    "waiting": "seat_waiting",
    "offered": "seat_offered",
    "candidate": "candidate_noted",
}
"""What to tell by telephone, whichever mail it was that came back."""


def address_refused(session: Session, params: Mapping[str, Any]) -> None:
    """Note that a mail server does not know the address of a registration. See `note_bounced`."""
    registration = session.get(Registration, UUID(params["registration"]))
    if registration is not None and not registration.forgotten:
        note_bounced(session, registration)


def mark_bounced(session: Session, addresses: Collection[str]) -> int:
    """Note which of these addresses (in small letters) registered for meetings to come; return how many."""
    found = session.scalars(
        select(Registration)
        .join(Meeting, Meeting.id == Registration.meeting_id)
        .where(
            Registration.email.in_(sorted(addresses)),
            Registration.bounced.is_(False),
            Registration.status.not_in(ENDS),
            Meeting.ends_at > clock.now(),
        )
        .order_by(Registration.meeting_id, Registration.queue_number)
    ).all()
    for registration in found:
        note_bounced(session, registration)
    return len(found)


def note_bounced(session: Session, registration: Registration) -> None:
    """Note that an address does not exist, so that no more mail goes there.

    A seat that waits for an answer by mail can only wait in vain: it lapses at once and goes to the next.
    Whoever left a telephone as well is to be called.
    """
    meeting = lock_row(session, Meeting, registration.meeting_id)
    session.refresh(registration)
    registration.bounced = True
    by_mail_alone = registration.status == "offered" and not registration.phone
    if meeting is not None and (registration.status == "held" or by_mail_alone):
        registration.expires_at = clock.now()
        session.flush()
        settle(session, meeting)
    elif registration.phone and registration.status in _NEWS:
        registration.to_call = _NEWS[registration.status]
    session.flush()
