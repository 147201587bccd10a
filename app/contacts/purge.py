"""Forget addresses when the time that people were told is over."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.consultations.models import Consultation
from app.contacts.models import ResultsList, ResultsWish
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
