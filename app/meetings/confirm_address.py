"""Confirm that an address is one's own, by the link in a mail to it."""

from sqlalchemy.orm import Session

from app.meetings.links import registration_of_address
from app.meetings.models import RegistrationStatus
from app.meetings.register import tell
from app.meetings.seats import give, lock_seat


def confirm_address(session: Session, code: str, token: str) -> RegistrationStatus:
    """Note that the address is proven, make a held or offered seat certain, and return how it stands then.

    A seat whose time is over has lapsed and stays so: the page says it and offers to register again. Who
    waits keeps the place, and is given a freed seat without being asked.

    Raises:
        NoSuchRegistrationError: the link is not one that we mailed for this meeting.
    """
    _, registration = lock_seat(session, registration_of_address(session, code, token))
    registration.address_confirmed = True
    if registration.status in {"held", "offered"}:
        give(session, registration)
        tell(session, registration)
    session.flush()
    return registration.status
