"""The links of a registration: the private page, and the one that proves an address."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.errors import InvalidError, Message, Problem
from app.kit.tokens import code_fingerprint, human_code, make_token, read_token, token_is_for
from app.meetings.errors import NoSuchRegistrationError
from app.meetings.models import Meeting, Registration

_PURPOSE = "registration"
_ADDRESS = "registration-address"
"""Only mails hold such links: whoever opens one reads the mails of that address."""


def registration_token(registration: Registration) -> str:
    """Return the token of the private page, the same each time until `generation` is raised."""
    return make_token(_PURPOSE, registration.id, registration.generation)


def registration_address(code: str, registration: Registration, lang: str) -> str:
    """Return the path of the private page."""
    return f"/{lang}/m/{code}/r/{registration_token(registration)}"


def confirmation_address(code: str, registration: Registration, lang: str) -> str:
    """Return the path of the page on which the reader of a mail confirms the address or accepts an offer."""
    return f"/{lang}/m/{code}/a/{make_token(_ADDRESS, registration.id, registration.generation)}"


def registration_code(registration: Registration) -> str:
    """Return the code that opens the private page, for somebody without an address."""
    return human_code(_PURPOSE, registration.id, registration.generation)


def registration_of(session: Session, code: str, token: str) -> Registration:
    """Return the registration that a private link leads to.

    Raises:
        NoSuchRegistrationError: the token is not ours, was revoked, belongs to another meeting, or leads to a
            registration that was erased.
    """
    return _found(session, code, token, _PURPOSE)


def registration_of_address(session: Session, code: str, token: str) -> Registration:
    """Return the registration whose address is proven by the link of a mail.

    Raises:
        NoSuchRegistrationError: as in `registration_of`.
    """
    return _found(session, code, token, _ADDRESS)


def private_page_of(session: Session, typed: str, lang: str) -> str:
    """Return the path of the private page that a code opens, however it was typed.

    Raises:
        InvalidError: nobody was given such a code.
    """
    fingerprint = code_fingerprint(typed)
    found = None
    if fingerprint is not None:
        found = session.execute(
            select(Registration, Meeting.code)
            .join(Meeting, Meeting.id == Registration.meeting_id)
            .where(Registration.code_fingerprint == fingerprint, Registration.forgotten.is_(False))
        ).one_or_none()
    if found is None:
        raise InvalidError(
            [Problem("code", Message("We do not know this code. Please check every letter and number."))]
        )
    registration, code = found
    return registration_address(code, registration, lang)


def _found(session: Session, code: str, token: str, purpose: str) -> Registration:
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
    if registration is None or not token_is_for(token, purpose, registration.id, registration.generation):
        raise NoSuchRegistrationError
    return registration
