"""Let those who were there evaluate a meeting, without anybody knowing who wrote what."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.consultations.models import Consultation, Participation
from app.consultations.open_consultation import open_consultation
from app.consultations.rules import EVERYWHERE
from app.consultations.tickets import create_tickets
from app.db import lock_row
from app.kit import clock
from app.kit.errors import ConflictError
from app.kit.i18n import gettext
from app.kit.localized import LANGUAGES, Localized
from app.meetings.errors import NoSuchMeetingError
from app.meetings.models import Meeting
from app.meetings.rules import EVALUATION_PERIOD, evaluation_stock
from app.meetings.seats import count_confirmed

QUESTIONNAIRE = "evaluation"


def open_evaluation(session: Session, meeting_id: int) -> Consultation:
    """Put the newest evaluation form to the participants of a meeting; asked twice, the first one stays.

    It opens now and closes three weeks after the meeting. A ticket is laid ready for everybody who may have
    come.

    Raises:
        NoSuchMeetingError: there is no such meeting.
        ConflictError: the meeting is not public, or nobody knows how many people may have come.
        NotFoundError: there is no evaluation form.
    """
    meeting = lock_row(session, Meeting, meeting_id)
    if meeting is None:
        raise NoSuchMeetingError
    if meeting.evaluation_id is not None:
        return session.get_one(Consultation, meeting.evaluation_id)
    if meeting.status != "published":
        raise ConflictError("Publish the meeting before opening its evaluation.")
    stock = evaluation_stock(meeting.capacity, meeting.headcount, count_confirmed(session, meeting.id))
    if stock == 0:
        raise ConflictError("Give the meeting a capacity or a headcount before opening its evaluation.")
    now = clock.now()
    consultation = open_consultation(
        session,
        code=f"evaluation-{meeting.code}",
        programme_code=meeting.programme_code,
        strand_code=meeting.strand_code,
        questionnaire_code=QUESTIONNAIRE,
        audience="participants",
        access="ticket",
        title={lang: gettext(lang, "Evaluation: %(title)s", title=meeting.title[lang]) for lang in LANGUAGES},
        intro=_everywhere("Tell us how the meeting went. Nobody can see which answer is yours."),
        thanks=_everywhere("Thank you. Your answer helps to prepare the next meeting."),
        opens_at=now,
        closes_at=max(meeting.ends_at, now) + EVALUATION_PERIOD,
        invented=meeting.invented,
    )
    create_tickets(session, consultation.id, stock)
    meeting.evaluation_id = consultation.id
    session.flush()
    return consultation


@dataclass(frozen=True)
class EvaluationState:
    """How the evaluation of a meeting stands, for the team."""

    code: str
    closes_at: datetime
    is_open: bool
    answers: int


def evaluation_state(session: Session, evaluation_id: int | None) -> EvaluationState | None:
    """Return how many answers came in; None where no evaluation was opened. Two statements."""
    if evaluation_id is None:
        return None
    consultation = session.get_one(Consultation, evaluation_id)
    answers = session.scalar(
        select(func.sum(Participation.n)).where(
            Participation.consultation_id == evaluation_id, Participation.bassin == EVERYWHERE
        )
    )
    closes_at = consultation.closes_at
    return EvaluationState(consultation.code, closes_at, clock.now() < closes_at, int(answers or 0))


def is_open(session: Session, evaluation_id: int | None) -> bool:
    """Say whether the evaluation of a meeting takes answers now."""
    if evaluation_id is None:
        return False
    return clock.now() < session.get_one(Consultation, evaluation_id).closes_at


def _everywhere(message: str) -> Localized:
    return {lang: gettext(lang, message) for lang in LANGUAGES}
