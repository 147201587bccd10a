"""The figures of the demonstration that anyone may read."""

from datetime import date

from sqlalchemy.orm import Session

from app.demo.consultations import PROGRAMME
from app.demo.files import read
from app.kit import clock
from app.syntheses.releases.verbs import prepare, publish


def publish_all(session: Session, user_id: int) -> None:
    """Prepare and publish the releases of demo/releases.yaml, on their days."""
    for row in read("releases")["releases"]:
        with clock.set_to(clock.at_brussels(date.fromisoformat(row["published_on"]), 11)):
            release = prepare(session, PROGRAMME, title=row["title"], keys=row["tables"], user_id=user_id)
            publish(session, release.number, seen=release.digest, user_id=user_id)
