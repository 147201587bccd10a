"""Where the versions of a questionnaire are put to people."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.consultations.models import Consultation, Participation
from app.consultations.rules import EVERYWHERE
from app.kit.localized import Localized


@dataclass(frozen=True)
class Use:
    """A consultation that takes a version."""

    version_id: int
    code: str
    title: Localized
    is_draft: bool


def uses_of(session: Session, version_ids: Collection[int]) -> list[Use]:
    """Return the consultations that take one of these versions, by title. One statement."""
    rows = session.scalars(
        select(Consultation)
        .where(Consultation.questionnaire_version_id.in_(version_ids))
        .order_by(Consultation.opens_at.desc(), Consultation.code)
    )
    return [Use(row.questionnaire_version_id, row.code, row.title, row.status == "draft") for row in rows]


def answered(session: Session, version_ids: Collection[int]) -> set[int]:
    """Return those of some versions that were answered. One statement."""
    found = session.scalars(
        select(Participation.questionnaire_version_id)
        .where(
            Participation.questionnaire_version_id.in_(version_ids),
            Participation.bassin == EVERYWHERE,
            Participation.n > 0,
        )
        .distinct()
    )
    return set(found)
