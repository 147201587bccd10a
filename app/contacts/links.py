"""The links that mails and slips carry. The database alone can make none of them."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.consultations.models import Consultation
from app.contacts.errors import NoSuchLinkError
from app.contacts.models import Invitation
from app.kit.localized import Lang
from app.kit.tokens import derived_id, make_token, read_token, token_is_for
from app.settings import get_settings

_INVITATION = "invitation"
_NO_MAIL = "no-mail"


def invitation_link(code: str, invitation_id: UUID, lang: Lang) -> str:
    """Return the whole address by which somebody who was invited answers."""
    return f"{get_settings().base_url}/{lang}/c/{code}/i/{make_token(_INVITATION, invitation_id)}"


def no_mail_link(contact_id: UUID, lang: Lang) -> str:
    """Return the whole address of the page on which somebody asks not to be written to."""
    return f"{get_settings().base_url}/{lang}/no-mail/{make_token(_NO_MAIL, contact_id)}"


def entry_of(invitation_id: UUID) -> UUID:
    """Return the id of the entry that an invitation opens; only the secret leads from one to the other."""
    return derived_id(_INVITATION, invitation_id)


def entry_of_link(session: Session, code: str, token: str) -> UUID:
    """Return the id of the entry that a link opens. One statement, which locks and changes nothing.

    Raises:
        NoSuchLinkError: the link is not ours, is for another consultation, or its invitation was erased.
    """
    invitation_id = read_token(token)
    if invitation_id is not None and token_is_for(token, _INVITATION, invitation_id):
        found = session.scalar(
            select(Invitation.id)
            .join(Consultation, Consultation.id == Invitation.consultation_id)
            .where(Invitation.id == invitation_id, Consultation.code == code)
        )
        if found is not None:
            return entry_of(found)
    raise NoSuchLinkError


def contact_of_link(token: str) -> UUID:
    """Return the id of the contact that a link `no_mail_link` is for. It may have been erased since.

    Raises:
        NoSuchLinkError: the link is not ours.
    """
    contact_id = read_token(token)
    if contact_id is None or not token_is_for(token, _NO_MAIL, contact_id):
        raise NoSuchLinkError
    return contact_id
