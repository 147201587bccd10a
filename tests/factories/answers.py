"""Consultations and answers made by the real use cases, page by page as people do."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.consultations.models import Consultation, Draft
from app.consultations.open_consultation import open_consultation
from app.consultations.queries import consultation_by_code
from app.consultations.save import save_page, state_of
from app.consultations.send import send
from app.consultations.start import start_draft
from app.kit import clock
from app.kit.forms import Posted
from app.kit.localized import Lang
from app.questionnaires import logic
from app.questionnaires.queries import form_of_version

AUDIENCES: dict[str, Any] = {
    "citoyens": "citizens",
    "professionnels": "professionals",
    "evaluation": "participants",
}


def make_consultation(
    session: Session, questionnaire: str = "citoyens", *, code: str = "", access: Any = "open",  # noqa: ANN401
    opened: timedelta = timedelta(days=-3), closes: timedelta = timedelta(days=30),
) -> Consultation:  # fmt: skip
    """Open a consultation on a questionnaire of surveys/, under the same code unless told otherwise."""
    return open_consultation(
        session,
        code=code or questionnaire,
        programme_code="adc-2022-2023",
        strand_code="digital-consultation",
        questionnaire_code=questionnaire,
        audience=AUDIENCES.get(questionnaire, "citizens"),
        access=access,
        title={"fr": "Une consultation d’essai", "nl": "Een proefraadpleging"},
        intro={"fr": "Quelques questions.", "nl": "Enkele vragen."},
        thanks={"fr": "Merci.", "nl": "Bedankt."},
        opens_at=clock.now() + opened,
        closes_at=clock.now() + closes,
    )


def fill_draft(session: Session, code: str, lang: Lang, answers: Mapping[str, Any]) -> Draft:
    """Begin a draft and post every page that is shown, with those of `answers` that it asks for."""
    draft = start_draft(session, consultation_by_code(session, code), lang)
    fill_pages(session, draft, lang, answers)
    return draft


def fill_pages(session: Session, draft: Draft, lang: Lang, answers: Mapping[str, Any]) -> None:
    """Post every page of a draft that is shown; questions that `answers` leave out are posted blank."""
    form = form_of_version(session, draft.questionnaire_version_id)
    for page in form.pages:
        for _ in range(1 + len(page.questions)):
            shown = [
                q.name for q in logic.shown_questions(page, state_of(draft, form, lang)) if q.takes_answer
            ]
            fields = {
                name: [str(value) for value in (given if isinstance(given, list) else [given])]
                for name in shown
                if (given := answers.get(name)) is not None
            }
            posted = Posted({"go": ["next"], "shown": [" ".join(shown)], **fields})
            saved = save_page(session, draft.id, page.name, posted, lang, validate=True)
            if not saved.revealed:
                break


def answer(session: Session, code: str, lang: Lang, answers: Mapping[str, Any]) -> UUID:
    """Fill a draft and send it; return the response's id."""
    draft = fill_draft(session, code, lang, answers)
    sending = send(session, draft.id, lang)
    assert sending.response_id is not None, sending
    return sending.response_id
