"""Forget people when the time that they were told is over."""

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.kit import clock
from app.meetings.models import Meeting, Registration
from app.meetings.rules import RETENTION


def purge_registrations(session: Session) -> int:
    """Delete the registrations of meetings that ended over six months ago; return how many there were.

    Where nobody had noted a headcount, the number of those who were there stays as one.
    """
    old = select(Meeting.id).where(Meeting.ends_at < clock.now() - RETENTION).scalar_subquery()
    session.flush()
    was_there = (
        select(func.count())
        .select_from(Registration)
        .where(Registration.meeting_id == Meeting.id, Registration.present)
        .scalar_subquery()
    )
    has_registrations = select(Registration.id).where(Registration.meeting_id == Meeting.id).exists()
    session.execute(
        update(Meeting)
        .where(Meeting.id.in_(old), Meeting.headcount.is_(None), has_registrations)
        .values(headcount=func.nullif(was_there, 0))
        .execution_options(synchronize_session=False)
    )
    gone = session.connection().execute(delete(Registration).where(Registration.meeting_id.in_(old)))
    session.expire_all()
    return gone.rowcount
