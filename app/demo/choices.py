"""The choices of two bassins, recorded and published in the weeks after they were made."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.demo.consultations import PROGRAMME
from app.demo.files import DemoError, read
from app.kit import clock
from app.programmes.queries import ballot
from app.syntheses.publish import publish
from app.syntheses.record_choice import ChoiceWish, ChosenWish, EvidenceWish, record_choice

_RECORDED_AFTER = timedelta(days=1)
_PUBLISHED_AFTER = timedelta(days=21)


def record_all(session: Session, user_id: int) -> None:
    """Record the choices of demo/choices.yaml and publish them, with the figures of then."""
    asked = ballot(session, PROGRAMME)
    if asked is None:
        raise DemoError(f"the programme {PROGRAMME} has no ballot")
    for row in read("choices")["choices"]:
        decided_on = date.fromisoformat(row["decided_on"])
        wish = ChoiceWish(
            actions=tuple(ChosenWish(action["code"], action["reason"]) for action in row["actions"]),
            decided_on=decided_on,
            manner=row["how"],
            against=row["against"],
            evidence=tuple(EvidenceWish(line["kind"], line["ref"], line["text"]) for line in row["evidence"]),
        )
        with clock.set_to(clock.at_brussels(decided_on + _RECORDED_AFTER, 11)):
            record_choice(
                session, programme_code=PROGRAMME, bassin_code=row["bassin"], wish=wish, user_id=user_id
            )
        with clock.set_to(clock.at_brussels(decided_on + _PUBLISHED_AFTER, 11)):
            publish(session, asked, row["bassin"], user_id=user_id)
