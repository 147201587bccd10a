"""Forget what was kept for the day of a meeting, when its time is over."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.kit import clock
from app.meetings.day.models import DoorPress, MeetingHandover
from app.meetings.day.rules import PRESSES_KEPT
from app.meetings.models import Meeting
from app.meetings.rules import RETENTION


def purge_days(session: Session) -> int:
    """Remove presses two weeks after their meeting, and handovers with its registrations; return how many."""
    now = clock.now()
    gone = 0
    for table, kept in ((DoorPress, PRESSES_KEPT), (MeetingHandover, RETENTION)):
        old = select(Meeting.id).where(Meeting.ends_at < now - kept).scalar_subquery()
        gone += session.connection().execute(delete(table).where(table.meeting_id.in_(old))).rowcount
    return gone
