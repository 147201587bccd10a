"""What the team did to one thing, read from the trace."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import AuditLine, StaffUser


@dataclass(frozen=True)
class Step:
    """One thing that was done. `who` is empty for visitors and for the service itself."""

    at: datetime
    verb: str
    who: str


def history(session: Session, target: str) -> list[Step]:
    """List what was done to `target`, such as `meeting:nord-2`, the first thing first. One statement."""
    rows = session.execute(
        select(AuditLine.at, AuditLine.verb, StaffUser.name)
        .outerjoin(StaffUser, StaffUser.id == AuditLine.user_id)
        .where(AuditLine.target == target)
        .order_by(AuditLine.id)
    )
    return [Step(at, verb, who or "") for at, verb, who in rows]


def team(session: Session) -> dict[int, str]:
    """Return the names of those who can sign in, by the number of their account. One statement."""
    rows = session.execute(
        select(StaffUser.id, StaffUser.name).where(StaffUser.active).order_by(StaffUser.name)
    )
    return {number: name for number, name in rows}  # noqa: C416 - a row is no pair for dict()
