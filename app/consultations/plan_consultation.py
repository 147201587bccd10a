"""Prepare a consultation, which the public does not see until it is published."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.consultations.models import Access, Audience, Consultation
from app.kit.errors import InvalidError, Message, NotFoundError, Problem
from app.kit.localized import Localized
from app.questionnaires.queries import latest_version_id


@dataclass(frozen=True)
class Texts:
    """What people read before and after the questions. A language may lack until the publication."""

    title: Localized
    intro: Localized
    thanks: Localized


@dataclass(frozen=True)
class Plan:
    """What the team decides about a consultation."""

    programme_code: str
    strand_code: str
    questionnaire_code: str
    audience: Audience
    access: Access
    texts: Texts
    opens_at: datetime
    closes_at: datetime


def plan_consultation(session: Session, code: str, plan: Plan) -> Consultation:
    """Create a consultation as a draft, on the newest version of its questionnaire.

    Raises:
        NotFoundError: there is no such questionnaire.
        InvalidError: the code is taken, the period is no period, or there is no title at all.
    """
    taken = session.scalar(select(Consultation.id).where(Consultation.code == code)) is not None
    problems = [Problem("code", Message("This address is taken: choose another one."))] if taken else []
    problems += plan_problems(plan)
    if problems:
        raise InvalidError(problems)
    consultation = Consultation(code=code, status="draft", **values_of(session, plan))
    session.add(consultation)
    session.flush()
    return consultation


def values_of(session: Session, plan: Plan) -> dict[str, object]:
    """Return the columns of a consultation that a plan decides.

    Raises:
        NotFoundError: there is no such questionnaire.
    """
    version_id = latest_version_id(session, plan.questionnaire_code)
    if version_id is None:
        raise NotFoundError("There is no questionnaire with this code.")
    return {
        "programme_code": plan.programme_code,
        "strand_code": plan.strand_code,
        "questionnaire_version_id": version_id,
        "audience": plan.audience,
        "access": plan.access,
        "opens_at": plan.opens_at,
        "closes_at": plan.closes_at,
        **asdict(plan.texts),
    }


def plan_problems(plan: Plan) -> list[Problem]:
    """Say what even a draft may not be."""
    problems = []
    if not any(plan.texts.title.values()):
        problems.append(Problem("title.fr", Message("Give the title in at least one language.")))
    if plan.closes_at <= plan.opens_at:
        problems.append(Problem("closes_day", Message("It must close after it opens.")))
    return problems
