"""Many answers at once: the records, and what is counted of them as `ateliers rebuild` counts it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.consultations.models import Consultation, Response
from app.consultations.rebuild import rebuild
from app.kit import clock


def give_answers(
    session: Session, consultation: Consultation, answers: Iterable[Mapping[str, Any]], first: int = 1
) -> None:
    """Put answers into a consultation. `language` and `channel` among them are the answer's own."""
    for number, answer in enumerate(answers, first):
        values = dict(answer)
        language, channel = values.pop("language", "fr"), values.pop("channel", "web")
        session.add(
            Response(
                id=UUID(int=number),
                consultation_id=consultation.id,
                questionnaire_version_id=consultation.questionnaire_version_id,
                answers=values,
                shown_order={},
                bassins=[values.get("bassin", "")],
                profile=str(values.get("profile", "")),
                language=language,
                channel=channel,
                submitted_on=clock.today(),
                receipt_fingerprint=f"{number:064}",
            )
        )
    session.flush()
    rebuild(session)
