"""Withdraw an answer: nothing that was written stays, and nothing counts it any more."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.consultations.counting import Counts, count, sent_of
from app.consultations.cubes import replace_counts
from app.consultations.errors import NoDraftError
from app.consultations.files import forget_unused
from app.consultations.models import Consultation, Draft, Response
from app.db import lock_row
from app.questionnaires.queries import form_of_version


def withdraw(session: Session, response_id: UUID) -> None:
    """Remove a response, the correction under way, its choice rows and what it counts for, together.

    It is possible at any time, also after the closing. What was published before stays: published figures are
    frozen totals that show nobody. One line of trace remains; it names the consultation and the day.

    Raises:
        NoDraftError: there is no such response; it may have been withdrawn a moment ago.
    """
    response = lock_row(session, Response, response_id)
    if response is None:
        raise NoDraftError
    draft = lock_row(session, Draft, response_id)
    if draft is not None:
        session.delete(draft)
    before = Counts()
    count(form_of_version(session, response.questionnaire_version_id), sent_of(response), before)
    consultation = session.get_one(Consultation, response.consultation_id)
    # The choice rows go with the response, by their foreign key.
    session.delete(response)
    session.flush()
    forget_unused(session, response_id)
    replace_counts(session, consultation.id, response_id, before=before, after=Counts())
    record(session, None, "withdraw_answer", f"consultation:{consultation.code}", to_the_day=True)
