"""Forget addresses when the time that people were told is over."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.consultations.models import Consultation
from app.contacts.models import ContactImport, ContactList, ResultsList, ResultsWish
from app.contacts.rules import IMPORT_KEPT
from app.kit import clock

KEPT_AFTER_CLOSING = timedelta(days=365)
"""How long after the closing the addresses are kept that wait for results: a year."""


def purge_results_wishes(session: Session) -> int:
    """Delete the addresses kept for consultations that closed over a year ago; return how many there were."""
    over = select(Consultation.id).where(Consultation.closes_at < clock.now() - KEPT_AFTER_CLOSING)
    gone = session.connection().execute(delete(ResultsWish).where(ResultsWish.consultation_id.in_(over)))
    session.execute(delete(ResultsList).where(ResultsList.consultation_id.in_(over)))
    session.expire_all()
    return gone.rowcount


def purge_lists(session: Session) -> int:
    """Delete the lists whose last day is over, with their people and invitations; return how many lists."""
    gone = session.connection().execute(delete(ContactList).where(ContactList.kept_until < clock.today()))
    session.expire_all()
    return gone.rowcount


def purge_uploads(session: Session) -> int:
    """Delete the uploads that nobody has confirmed within a day; return how many there were."""
    gone = session.connection().execute(
        delete(ContactImport).where(ContactImport.created_at < clock.now() - IMPORT_KEPT)
    )
    session.expire_all()
    return gone.rowcount
