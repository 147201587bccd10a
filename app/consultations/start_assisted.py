"""Begin an answer for somebody who tells it to a facilitator."""

from sqlalchemy.orm import Session

from app.consultations.errors import NotOpenError
from app.consultations.models import Consultation
from app.consultations.rules import phase
from app.consultations.start import start_draft
from app.kit import clock, tokens
from app.kit.localized import Lang


def start_assisted(session: Session, consultation: Consultation, lang: Lang) -> str:
    """Write an empty draft over the channel `assisted`, and return the token that opens it.

    Neither the answer nor the trace knows who helped.

    Raises:
        NotOpenError: the consultation is not open, or is for people with a link of their own.
    """
    if consultation.status != "published" or (
        phase(consultation.opens_at, consultation.closes_at, clock.now()) != "open"
    ):
        raise NotOpenError("This consultation is not open.")
    if consultation.access != "open":
        raise NotOpenError("This consultation is for people who received a link of their own.")
    return tokens.make_token("draft", start_draft(session, consultation, lang, channel="assisted").id)
