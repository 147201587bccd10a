"""A note on what was changed after evaluations, made by the real use cases."""

from sqlalchemy.orm import Session

from app.kit import clock
from app.meetings.changes.write import ChangeWish, publish_change, write_change
from tests.staff.world import both


def give_change(session: Session) -> int:
    """Publish a note of bassin Nord, and return its number."""
    wish = ChangeWish(both("Dit"), both("Changé"), clock.today(), "language")
    change = write_change(session, "nord", wish, user_id=1)
    publish_change(session, change.id, user_id=1)
    return change.id
