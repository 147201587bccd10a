"""Forget people when the time that they were told is over."""

from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.kit import clock
from app.meetings.models import Meeting, Registration
from app.meetings.rules import RETENTION

BLANK: Final[dict[str, Any]] = {
    "name": "",
    "email": "",
    "phone": "",
    "organisation": "",
    "needs": [],
    "needs_note": "",
    "code_fingerprint": None,
    "to_call": None,
    "forgotten": True,
}
"""What is left of somebody who is forgotten; their private link opens nothing any more."""


def purge_registrations(session: Session) -> int:
    """Blank who registered for meetings that ended over six months ago; return how many there were.

    The rows stay without a name, an address or a need: who was invited, came and how often can be counted.
    """
    old = select(Meeting.id).where(Meeting.ends_at < clock.now() - RETENTION).scalar_subquery()
    session.flush()
    forgotten = session.connection().execute(
        update(Registration)
        .where(Registration.meeting_id.in_(old), Registration.forgotten.is_(False))
        .values(**BLANK)
    )
    session.expire_all()
    return forgotten.rowcount
