"""Take a seat that came free and was offered."""

from sqlalchemy.orm import Session

from app.meetings.errors import AddressNotProvenError
from app.meetings.links import registration_of
from app.meetings.models import RegistrationStatus
from app.meetings.register import tell
from app.meetings.seats import give, is_proven, lock_seat


def accept_offer(session: Session, code: str, token: str) -> RegistrationStatus:
    """Make the offered seat of the private link `token` certain, and return how the registration stands then.

    An offer whose time is over has lapsed and stays so: the seat is somebody else's.

    Raises:
        NoSuchRegistrationError: the link leads to no registration of this meeting.
        AddressNotProvenError: nobody knows yet whether the address is theirs; the link in the mail shows it.
    """
    _, registration = lock_seat(session, registration_of(session, code, token))
    if registration.status == "offered":
        if not is_proven(registration):
            raise AddressNotProvenError
        give(session, registration)
        tell(session, registration)
    return registration.status
