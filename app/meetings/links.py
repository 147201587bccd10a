"""The private link of a registration."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.tokens import make_token, read_token, token_is_for
from app.meetings.errors import NoSuchRegistrationError
from app.meetings.models import Meeting, Registration

_PURPOSE = "registration"


def registration_token(registration: Registration) -> str:
    """Return the token of the private page, the same each time until `generation` is raised."""
    return make_token(_PURPOSE, registration.id, registration.generation)


def registration_address(code: str, registration: Registration, lang: str) -> str:
    """Return the path of the private page."""
    return f"/{lang}/m/{code}/r/{registration_token(registration)}"


def registration_of(session: Session, code: str, token: str) -> Registration:
    """Return the registration that a private link leads to.

    Raises:
        NoSuchRegistrationError: the token is not ours, was revoked, belongs to another meeting, or leads to a
            registration that was erased.
    """
    registration_id = read_token(token)
    registration = None
    if registration_id is not None:
        registration = session.scalars(
            select(Registration)
            .join(Meeting, Meeting.id == Registration.meeting_id)
            .where(
                Registration.id == registration_id,
                Registration.forgotten.is_(False),
                Meeting.code == code,
            )
        ).one_or_none()
    if registration is None or not token_is_for(token, _PURPOSE, registration.id, registration.generation):
        raise NoSuchRegistrationError
    return registration
