"""Ask to receive the results of a consultation by e-mail."""

from typing import Any
from uuid import uuid4

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.consultations.queries import consultation_by_code
from app.contacts.errors import NoResultsToComeError
from app.contacts.models import ResultsList, ResultsWish
from app.contacts.purge import KEPT_AFTER_CLOSING
from app.db import upsert_adding
from app.kit import clock
from app.kit.localized import Lang


def ask_for_results(session: Session, code: str, email: str, language: Lang) -> None:
    """Keep `email` (in small letters) for the results of the consultation `code`; twice is once.

    Somebody who answers and then leaves an address does both within a minute. Were the wish simply added, the
    fifth wish would belong to one of the last people who had answered when it came: databases keep rows, and
    the numbers of their transactions, in the order of arrival. So the wishes of the consultation are written
    anew each time, by one transaction and in the order of their random ids: nothing tells which came last.
    That costs as many rows as there are wishes, which is little even for thousands of them.

    Raises:
        NoSuchConsultationError: no consultation has this code.
        NoResultsToComeError: it is only for people with a link of their own, or it closed over a year ago.
    """
    consultation = consultation_by_code(session, code)
    over = consultation.closes_at < clock.now() - KEPT_AFTER_CLOSING
    if consultation.access != "open" or over:
        raise NoResultsToComeError
    # This makes the list where there is none yet, and locks it: two people at once are served one by one.
    upsert_adding(session, ResultsList, [{"consultation_id": consultation.id, "version": 1}], "version")
    columns = (ResultsWish.id, ResultsWish.consultation_id, ResultsWish.email, ResultsWish.language)
    kept = session.execute(select(*columns).where(ResultsWish.consultation_id == consultation.id))
    wishes: dict[str, dict[str, Any]] = {row["email"]: dict(row) for row in kept.mappings()}
    fresh = {"id": uuid4(), "consultation_id": consultation.id, "email": email, "language": language}
    wishes[email] = wishes.get(email, fresh) | {"language": language}
    session.execute(delete(ResultsWish).where(ResultsWish.consultation_id == consultation.id))
    session.execute(insert(ResultsWish), sorted(wishes.values(), key=lambda wish: str(wish["id"])))
