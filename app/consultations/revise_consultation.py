"""Change a consultation: everything while it is a draft, its texts and its closing afterwards."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from app.consultations.errors import NoSuchConsultationError
from app.consultations.models import Consultation
from app.consultations.plan_consultation import Plan, Texts, plan_problems, values_of
from app.consultations.publish_consultation import text_gaps
from app.consultations.rules import phase
from app.db import lock_row
from app.kit import clock
from app.kit.errors import ConflictError, InvalidError, Message, Problem


def revise_plan(session: Session, consultation_id: int, plan: Plan, *, seen: int) -> Consultation:
    """Change a draft as a whole; it moves to the newest version of its questionnaire.

    `seen` is the version of the row that the change was made from.

    Raises:
        NoSuchConsultationError: it was removed meanwhile.
        ConflictError: it was published, or somebody else saved it, meanwhile.
        NotFoundError: there is no such questionnaire.
        InvalidError: the period is no period, or there is no title at all.
    """
    consultation = _locked(session, consultation_id, seen)
    if consultation.status != "draft":
        raise ConflictError("This consultation is public: only its texts and its closing can still change.")
    if problems := plan_problems(plan):
        raise InvalidError(problems)
    _write(consultation, values_of(session, plan))
    session.flush()
    return consultation


def revise_public(
    session: Session, consultation_id: int, texts: Texts, closes_at: datetime, *, seen: int
) -> Consultation:
    """Change the texts and the closing of a published consultation. A later closing opens it again.

    Raises:
        NoSuchConsultationError: it was removed meanwhile.
        ConflictError: it is a draft, or somebody else saved it meanwhile.
        InvalidError: a text would be missing in a language, or the closing is past or before the opening.
    """
    consultation = _locked(session, consultation_id, seen)
    if consultation.status != "published":
        raise ConflictError("This consultation is not public yet.")
    problems = text_gaps(asdict(texts))
    if _to_the_minute(closes_at) == _to_the_minute(consultation.closes_at):
        closes_at = consultation.closes_at
    elif closes_at <= consultation.opens_at:
        problems.append(Problem("closes_day", Message("It must close after it opens.")))
    elif closes_at <= clock.now():
        problems.append(Problem("closes_day", Message("The closing date is past: choose a later one.")))
    if problems:
        raise InvalidError(problems)
    _write(consultation, {**asdict(texts), "closes_at": closes_at})
    session.flush()
    return consultation


def close_now(session: Session, consultation_id: int) -> Consultation:
    """Close a consultation that is open, from this moment on. What was sent stays; what was begun waits.

    Raises:
        NoSuchConsultationError: it was removed meanwhile.
        ConflictError: it is not open.
    """
    consultation = lock_row(session, Consultation, consultation_id)
    if consultation is None:
        raise NoSuchConsultationError
    now = clock.now()
    where = phase(consultation.opens_at, consultation.closes_at, now)
    if consultation.status != "published" or where != "open":
        raise ConflictError("This consultation is not open.")
    # Forms show minutes; a consultation that opened this very minute closes as it opens.
    consultation.closes_at = max(_to_the_minute(now), consultation.opens_at)
    session.flush()
    return consultation


def _locked(session: Session, consultation_id: int, seen: int) -> Consultation:
    consultation = lock_row(session, Consultation, consultation_id)
    if consultation is None:
        raise NoSuchConsultationError
    # Taking the lock has raised the number by one.
    if consultation.version != seen + 1:
        raise ConflictError(
            "Somebody else saved this consultation meanwhile. Open the page again to see it as it is now."
        )
    return consultation


def _to_the_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _write(consultation: Consultation, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(consultation, name, value)
