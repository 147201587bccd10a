"""The dots of a few focus groups, typed in on the evening of their day."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.demo.files import read
from app.kit import clock
from app.meetings.queries import staff_meeting
from app.meetings.votes.record import VoteWish, record_votes


def record_all(session: Session, user_id: int) -> None:
    """Keep the votes of demo/votes.yaml, an hour after each meeting."""
    for row in read("votes")["votes"]:
        meeting = staff_meeting(session, row["meeting"])
        with clock.set_to(meeting.ends_at + timedelta(hours=1)):
            wish = VoteWish(row.get("voters"), row["dots_each"], row["dots"])
            record_votes(session, meeting.id, wish, user_id=user_id, invented=True)
