"""Forget what was typed from sheets that never counted."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.consultations.models import Consultation
from app.consultations.paper.models import PaperEntry, PaperSheet
from app.consultations.paper.plan import paper_plan
from app.consultations.paper.rules import KEPT_DAYS
from app.kit import clock


def purge_sheets(session: Session) -> int:
    """Remove what was typed from sheets that do not count, 30 days after the last day of typing in.

    It returns how many sheets there were. Those that count hold no words and keep their numbers.
    """
    waiting = select(PaperSheet.consultation_id).where(PaperSheet.standing != "done")
    over = [
        consultation.id
        for consultation in session.scalars(select(Consultation).where(Consultation.id.in_(waiting)))
        if paper_plan(session, consultation).last_day + timedelta(days=KEPT_DAYS) < clock.today()
    ]
    sheets = session.scalars(
        select(PaperSheet.id).where(PaperSheet.consultation_id.in_(over), PaperSheet.standing != "done")
    ).all()
    session.execute(delete(PaperEntry).where(PaperEntry.sheet_id.in_(sheets)))
    session.execute(delete(PaperSheet).where(PaperSheet.id.in_(sheets)))
    session.expire_all()
    return len(sheets)
