"""Remove drafts that nobody will send any more."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.consultations.models import Consultation, Draft, Entry
from app.consultations.visits import leave_behind
from app.kit import clock

KEPT_AFTER_CLOSING = timedelta(days=30)


def purge_drafts(session: Session) -> int:
    """Delete the drafts of consultations that closed more than 30 days ago; return how many there were.

    How far they had come stays, as counts. That somebody had begun with a link of their own goes with the
    draft: an entry that led nowhere would say that an answer was sent.
    """
    over = select(Consultation.id).where(Consultation.closes_at < clock.now() - KEPT_AFTER_CLOSING)
    drafts = select(Draft.id).where(Draft.consultation_id.in_(over))
    session.execute(
        delete(Entry).where(Entry.draft_id.in_(drafts)).execution_options(synchronize_session=False)
    )
    gone = session.scalars(
        delete(Draft)
        .where(Draft.consultation_id.in_(over))
        .returning(Draft)
        .execution_options(synchronize_session=False)
    ).all()
    leave_behind(session, gone)
    session.expire_all()
    return len(gone)
