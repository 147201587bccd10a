"""Register again, with one press and what was told before."""

from sqlalchemy.orm import Session

from app.meetings.errors import NotRegisteredError
from app.meetings.links import registration_of, registration_of_address
from app.meetings.models import Registration
from app.meetings.register import Outcome, RegistrationForm, register


def register_again(session: Session, code: str, token: str) -> Outcome:
    """Register whoever holds the private link `token` of a seat that lapsed or was given back.

    Pressed twice it is one registration.

    Raises:
        NoSuchRegistrationError: the link leads to no registration of this meeting.
        NotRegisteredError: the team has refused it. And whatever `register` raises.
    """
    before = registration_of(session, code, token)
    return _again(session, code, before, address_confirmed=before.address_confirmed)


def register_again_by_mail(session: Session, code: str, token: str) -> Outcome:
    """Register the reader of a mail once more: its link proves the address, so the seat is certain at once.

    Raises:
        NoSuchRegistrationError: the link is not one that we mailed for this meeting.
        NotRegisteredError: the team has refused it. And whatever `register` raises.
    """
    before = registration_of_address(session, code, token)
    return _again(session, code, before, address_confirmed=True)


def _again(session: Session, code: str, before: Registration, *, address_confirmed: bool) -> Outcome:
    if before.status == "refused":
        raise NotRegisteredError
    form = RegistrationForm(
        name=before.name,
        email=before.email,
        phone=before.phone,
        language=before.language,
        organisation=before.organisation,
        sector=before.sector,
        profile=before.profile,
        needs=tuple(before.needs),
        needs_note=before.needs_note,
        companion=before.companion,
        online=before.online,
        attempt=f"after {before.id}",
    )
    return register(session, code, form, address_confirmed=address_confirmed)
