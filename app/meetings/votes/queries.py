"""What screens read of the dots of rooms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.accounts.models import StaffUser
from app.meetings.models import Meeting
from app.meetings.votes.models import DotVote


@dataclass(frozen=True)
class VoteView:
    """The dots of one room."""

    voters: int | None
    dots_each: int
    dots: Mapping[str, int]
    """By the code of the action."""
    entered_by: str
    """Who saved it last, '' for somebody whose account is gone."""
    entered_at: datetime
    invented: bool
    edition: int

    @property
    def total(self) -> int:
        """How many dots there are in all."""
        return sum(self.dots.values())


@dataclass(frozen=True)
class RoomVote:
    """The dots of one room of a programme, and where it met; no bassin for a meeting of the whole Region."""

    bassin_code: str | None
    voters: int | None
    dots: Mapping[str, int]
    invented: bool


def vote_of(session: Session, meeting_id: int) -> VoteView | None:
    """Return the dots of a meeting, or None. Two statements."""
    found = session.execute(
        select(DotVote, StaffUser.name)
        .outerjoin(StaffUser, StaffUser.id == DotVote.entered_by_id)
        .where(DotVote.meeting_id == meeting_id)
        .options(selectinload(DotVote.counts))
    ).one_or_none()
    if found is None:
        return None
    row, name = found
    return VoteView(
        voters=row.voters,
        dots_each=row.dots_each,
        dots=_dots(row),
        entered_by=name or "",
        entered_at=row.entered_at,
        invented=row.invented,
        edition=row.edition,
    )


def votes_of_programme(session: Session, programme_code: str, bassin_code: str = "") -> list[RoomVote]:
    """Return the dots of every room of a programme, or of one of its bassins. Two statements.

    Meetings that were cancelled afterwards are left out.
    """
    statement = (
        select(DotVote, Meeting.bassin_code)
        .join(Meeting, Meeting.id == DotVote.meeting_id)
        .where(Meeting.programme_code == programme_code, Meeting.status != "cancelled")
        .order_by(Meeting.starts_at, Meeting.code)
        .options(selectinload(DotVote.counts))
    )
    if bassin_code:
        statement = statement.where(Meeting.bassin_code == bassin_code)
    rows = session.execute(statement)
    return [RoomVote(bassin, row.voters, _dots(row), row.invented) for row, bassin in rows]


def _dots(row: DotVote) -> dict[str, int]:
    return {count.action_code: count.dots for count in row.counts}
