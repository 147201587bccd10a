"""A consultation on a questionnaire made for one test."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.consultations.models import Consultation
from app.consultations.open_consultation import open_consultation
from app.kit import clock
from app.questionnaires.publish import publish_version
from app.questionnaires.workbook import Workbook

BOTH = {"fr": "Un essai", "nl": "Een proef"}


def open_book(session: Session, workbook: Workbook, *, code: str = "essai") -> Consultation:
    """Publish a workbook, whose lint must be clean, and put it to citizens."""
    publish_version(session, workbook)
    return open_published(session, workbook.settings["form_id"], code=code)


def open_published(session: Session, questionnaire: str, *, code: str = "essai") -> Consultation:
    """Put a published questionnaire to citizens."""
    return open_consultation(
        session, code=code, programme_code="adc-2022-2023", strand_code="digital-consultation",
        questionnaire_code=questionnaire, audience="citizens", access="open", title=BOTH,
        intro=BOTH, thanks=BOTH, opens_at=clock.now() - timedelta(days=3),
        closes_at=clock.now() + timedelta(days=30),
    )  # fmt: skip
