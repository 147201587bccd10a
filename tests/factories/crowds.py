"""Many answers at once: counted as sent answers are, without the pages in between."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.consultations.counting import Counts, Sent, count
from app.consultations.cubes import write_counts
from app.consultations.queries import consultation_by_code
from app.kit import clock
from app.kit.localized import Lang
from app.questionnaires.queries import form_of_version


def count_crowd(session: Session, code: str, crowd: Iterable[tuple[Lang, Mapping[str, Any]]]) -> None:
    """Add what these answers count for to the cubes of a consultation; no response is kept."""
    consultation = consultation_by_code(session, code)
    version = consultation.questionnaire_version_id
    form = form_of_version(session, version)
    counts = Counts()
    for number, (lang, answers) in enumerate(crowd):
        count(
            form,
            Sent(UUID(int=number), consultation.id, version, answers, lang, "web", clock.today()),
            counts,
        )
    counts.choices.clear()
    write_counts(session, counts)
