"""Keep the days of a meeting as the team decided them."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.errors import InvalidError, Message, Problem
from app.meetings.meeting_form import SittingTimes
from app.meetings.models import Attendance, Meeting, Sitting


def hold_sittings(session: Session, meeting: Meeting, wished: Iterable[SittingTimes]) -> None:
    """Let a meeting have these days, numbered in the order of time, and begin and end with them.

    A day keeps its row, and with it who was noted there, when it is named by its id or stays at its hours.

    Raises:
        InvalidError: a day would go at which somebody was noted.
    """
    rows = session.scalars(select(Sitting).where(Sitting.meeting_id == meeting.id)).all()
    times = sorted(wished, key=lambda one: one.starts_at)
    free = {row.id: row for row in rows}
    kept = [_row_of(one, free) for one in times]
    noted = _noted(session, free)
    spare = [row for row in free.values() if row.id not in noted]
    kept = [row or (spare.pop(0) if spare else None) for row in kept]
    if noted:
        raise InvalidError(
            [Problem("sittings", Message("People were noted at a day that would go: keep it."))]
        )
    for row in spare:
        session.delete(row)
    for row in rows:
        # Out of the way of the numbers given below: they are unique.
        row.number = -row.number
    session.flush()
    for number, (one, old) in enumerate(zip(times, kept, strict=True), 1):
        sitting = old or Sitting(meeting_id=meeting.id)
        sitting.number, sitting.starts_at, sitting.ends_at = number, one.starts_at, one.ends_at
        session.add(sitting)
    meeting.starts_at, meeting.ends_at = times[0].starts_at, max(one.ends_at for one in times)
    session.flush()


def _row_of(one: SittingTimes, free: dict[int, Sitting]) -> Sitting | None:
    """Take the row that a day had already out of those that are free."""
    for row in free.values():
        if one.id == row.id or (one.id is None and one.starts_at == row.starts_at):
            return free.pop(row.id)
    return None


def _noted(session: Session, free: dict[int, Sitting]) -> set[int]:
    if not free:
        return set()
    return set(
        session.scalars(select(Attendance.sitting_id).where(Attendance.sitting_id.in_(free)).distinct())
    )
