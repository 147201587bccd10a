"""Choices that bassins record."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.syntheses.publish import publish
from app.syntheses.queries import current_ballot
from app.syntheses.record_choice import ChoiceWish, ChosenWish, EvidenceWish, record_choice
from tests.factories.voices import PROGRAMME

BOTH = {"fr": "Un texte en français", "nl": "Een tekst in het Nederlands"}


def a_wish(**changes: Any) -> ChoiceWish:  # noqa: ANN401 - any field of a wish
    """Return a complete choice that rests on the citizens' consultation, with changes."""
    fields: dict[str, Any] = {
        "actions": (ChosenWish("helpdesk", BOTH), ChosenWish("outreach", BOTH)),
        "decided_on": date(2023, 5, 11),
        "manner": "consensus",
        "against": BOTH,
        "evidence": (EvidenceWish("consultation", "citoyens", BOTH),),
    }
    return ChoiceWish(**(fields | changes))


def choose(session: Session, bassin: str, user_id: int, **changes: Any) -> None:  # noqa: ANN401
    """Record a choice as a draft."""
    record_choice(
        session, programme_code=PROGRAMME, bassin_code=bassin, wish=a_wish(**changes), user_id=user_id
    )


def choose_and_publish(session: Session, bassin: str, user_id: int, **changes: Any) -> None:  # noqa: ANN401
    """Record a choice and publish it."""
    choose(session, bassin, user_id, **changes)
    ballot = current_ballot(session)
    assert ballot is not None
    publish(session, ballot, bassin, user_id=user_id)
