"""Stop writing to somebody who asks for it, or whose address does not exist."""

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.contacts.errors import NoSuchListError
from app.contacts.models import Contact, NoMail
from app.db import insert_for
from app.kit.tokens import derived_id

_PURPOSE = "no-mail"


def fingerprint_of(email: str) -> UUID:
    """Return what stays of an address that we may not write to; without the secret nobody can make it."""
    return derived_id(_PURPOSE, email.lower())


def stop_writing(session: Session, contact_id: UUID) -> None:
    """Never write again to the address of a contact, in no list, now or after another import.

    Harmless when repeated, and when the contact was erased: then we do not know the address any more.
    """
    contact = session.get(Contact, contact_id)
    if contact is None or not contact.email:
        return
    row = {"id": fingerprint_of(contact.email)}
    session.execute(insert_for(session)(NoMail).values(row).on_conflict_do_nothing())
    session.execute(update(Contact).where(Contact.email == contact.email).values(no_mail=True))
    session.expire_all()


def mark_bounced(session: Session, list_id: int, contact_id: UUID, *, bounced: bool) -> None:
    """Note that mails to a contact come back, or that they arrive again.

    Raises:
        NoSuchListError: there is no such contact in this list.
    """
    contact = session.get(Contact, contact_id)
    if contact is None or contact.list_id != list_id:
        raise NoSuchListError
    contact.bounced = bounced
    session.flush()
