"""Erase what we know of somebody who asks for it."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.contacts.errors import NoSuchListError
from app.contacts.models import Contact, ContactImport, Invitation, ResultsWish
from app.kit.outbox.models import OutboxMail


def erase_person(session: Session, list_id: int, contact_id: UUID) -> None:
    """Erase somebody from every list where their address stands, with all that hangs on it.

    Their invitations go, so that their links open nothing and mails that wait are dropped; so do uploads that
    name them, which are to be made again, and the wish to receive results. That they asked us not to write
    is kept, as a fingerprint. An answer that they sent stays: nothing tells which it is, and their code
    withdraws it. Registrations belong to their meetings.

    Raises:
        NoSuchListError: they were erased.
    """
    contact = session.get(Contact, contact_id)
    if contact is None or contact.list_id != list_id:
        raise NoSuchListError
    name, email = contact.name.casefold(), contact.email
    if contact.email:
        doomed = select(Contact.id).where(Contact.email == contact.email)
        session.execute(delete(ResultsWish).where(ResultsWish.email == contact.email))
    else:
        doomed = select(Contact.id).where(Contact.id == contact.id)
    ids = session.scalars(doomed).all()
    mails = session.scalars(select(Invitation.mail_id).where(Invitation.contact_id.in_(ids))).all()
    session.execute(delete(Contact).where(Contact.id.in_(ids)))
    # What a failed mail says of its failure names nobody, but it leads to an invitation that is no more.
    session.execute(
        delete(OutboxMail).where(
            OutboxMail.id.in_([mail for mail in mails if mail]), OutboxMail.state != "sent"
        )
    )
    for upload in session.scalars(select(ContactImport)):
        cells = [cell.casefold() for _, row in upload.cells["rows"] for cell in row]
        if any((email and email in cell) or (name and name == cell) for cell in cells):
            session.delete(upload)
    session.flush()
    session.expire_all()
