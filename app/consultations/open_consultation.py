"""Put a questionnaire to people."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.consultations.models import Access, Audience, Consultation
from app.kit.errors import ConflictError, InvalidError, Message, NotFoundError, Problem
from app.kit.localized import Localized, missing_languages
from app.questionnaires.queries import latest_version_id


def open_consultation(
    session: Session,
    *,
    code: str,
    programme_code: str,
    strand_code: str,
    questionnaire_code: str,
    audience: Audience,
    access: Access,
    title: Localized,
    intro: Localized,
    thanks: Localized,
    opens_at: datetime,
    closes_at: datetime,
    invented: bool = False,
) -> Consultation:
    """Create a consultation on the newest version of a questionnaire.

    Raises:
        NotFoundError: there is no such questionnaire.
        ConflictError: the code is taken.
        InvalidError: a text is missing in a language, or it closes before it opens.
    """
    version_id = latest_version_id(session, questionnaire_code)
    if version_id is None:
        raise NotFoundError("There is no questionnaire with this code.")
    if session.scalar(select(Consultation.id).where(Consultation.code == code)) is not None:
        raise ConflictError("This code is already taken.")
    problems = [
        Problem(f"{name}.{lang}", Message("This text is missing in one language."))
        for name, text in (("title", title), ("intro", intro), ("thanks", thanks))
        for lang in missing_languages(text)
    ]
    if closes_at <= opens_at:
        problems.append(Problem("closes_at", Message("It must close after it opens.")))
    if problems:
        raise InvalidError(problems)
    consultation = Consultation(
        code=code, programme_code=programme_code, strand_code=strand_code,
        questionnaire_version_id=version_id, audience=audience, access=access, title=title, intro=intro,
        thanks=thanks, opens_at=opens_at, closes_at=closes_at, invented=invented,
    )  # fmt: skip
    session.add(consultation)
    session.flush()
    return consultation
