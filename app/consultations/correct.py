"""Correct an answer that was sent, while its consultation is open.

The response goes on counting as it stands. Its author works on a draft with the response's own id, and
sending that draft puts it in the place of what was sent: see `send`. A draft that is never sent changes
nothing.
"""

from uuid import UUID

from sqlalchemy.orm import Session

from app.consultations.counting import state_at_sending
from app.consultations.errors import NoDraftError, NotOpenError
from app.consultations.files import forget_unused
from app.consultations.models import Consultation, Draft, Response
from app.consultations.rules import phase
from app.db import lock_row
from app.kit import clock
from app.kit.localized import Lang
from app.questionnaires.logic import draw_orders, open_pages
from app.questionnaires.queries import form_of_version


def begin_correction(session: Session, response_id: UUID, lang: Lang) -> Draft:
    """Return the draft in which a response is corrected: the one begun before, or a copy of the response.

    It stays on the version of the questionnaire that was answered, with the options in the order that was
    shown. The pages that were shown then count as gone through; one that a correction opens is shown first.

    Raises:
        NoDraftError: there is no such response, or it was withdrawn meanwhile.
        NotOpenError: the consultation is closed; nothing was changed.
    """
    response = lock_row(session, Response, response_id)
    if response is None:
        raise NoDraftError
    consultation = session.get_one(Consultation, response.consultation_id)
    if phase(consultation.opens_at, consultation.closes_at, clock.now()) != "open":
        raise NotOpenError("This consultation is closed. Your answer stays as you sent it.")
    begun = session.get(Draft, response_id, populate_existing=True)
    if begun is not None:
        return begun
    form = form_of_version(session, response.questionnaire_version_id)
    sent = state_at_sending(form, response.answers, response.submitted_on, response.language)
    draft = Draft(
        id=response.id,
        consultation_id=response.consultation_id,
        questionnaire_version_id=response.questionnaire_version_id,
        language=lang,
        channel=response.channel,
        answers=dict(response.answers),
        unfinished={},
        shown_order=draw_orders(form, str(response.id)) | response.shown_order,
        reached=[page.name for page in open_pages(sent)],
        updated_on=clock.today(),
        sent_on=response.submitted_on,
    )
    session.add(draft)
    session.flush()
    return draft


def drop_correction(session: Session, response_id: UUID) -> None:
    """Forget a correction that was not sent: the response stays as it stands. Harmless where there is none.

    Raises:
        NoDraftError: there is no such response.
    """
    if lock_row(session, Response, response_id) is None:
        raise NoDraftError
    draft = lock_row(session, Draft, response_id)
    if draft is not None:
        session.delete(draft)
        session.flush()
        forget_unused(session, response_id)


def is_being_corrected(session: Session, response_id: UUID) -> bool:
    """Say whether a response has a correction that was begun and not sent."""
    return session.get(Draft, response_id) is not None
