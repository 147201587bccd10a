"""Which actions the published minutes of groups name, item by item. A group counts once for an action."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import clock
from app.kit.localized import Localized
from app.meetings.minutes.content import Item, from_json
from app.meetings.minutes.models import Minutes, MinutesRevision
from app.meetings.models import Kind, Meeting

GROUP_KINDS: Final[Sequence[Kind]] = ("exploratory", "focus_group", "atelier")
"""The kinds of meetings in which a group talks: what it says of an action speaks for the group."""


@dataclass(frozen=True)
class Group:
    """A group that met, and what its published minutes say of actions."""

    meeting: str
    """The code of the meeting."""
    title: Localized
    starts_at: datetime
    bassin_code: str | None
    is_public: bool
    """Whether anybody may read its minutes; without, nothing is known of what was said."""
    items: tuple[Item, ...]
    """Those that name an action of the programme, in the order of the minutes."""
    invented: bool

    def says(self, action_code: str) -> list[Item]:
        """Return what it says of an action."""
        return [item for item in self.items if item.words.action.partition("/")[2] == action_code]


def groups_of(session: Session, programme_code: str, bassin_code: str = "") -> list[Group]:
    """Return the groups of a programme that have met, the first one first; '' is the whole Region.

    What was changed in minutes since they were published is not seen here: only what anybody may read
    counts. One statement.
    """
    statement = (
        select(Meeting, Minutes.invented, MinutesRevision.snapshot)
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .outerjoin(
            MinutesRevision,
            (MinutesRevision.minutes_id == Minutes.id)
            & (MinutesRevision.number == Minutes.published_revision),
        )
        .where(
            Meeting.programme_code == programme_code,
            Meeting.kind.in_(GROUP_KINDS),
            Meeting.status == "published",
            Meeting.ends_at <= clock.now(),
        )
        .order_by(Meeting.starts_at, Meeting.code)
    )
    if bassin_code:
        statement = statement.where(Meeting.bassin_code == bassin_code)
    return [
        Group(
            meeting=meeting.code,
            title=meeting.title,
            starts_at=meeting.starts_at,
            bassin_code=meeting.bassin_code,
            is_public=snapshot is not None,
            items=_naming(from_json(snapshot).items, programme_code) if snapshot else (),
            invented=bool(invented),
        )
        for meeting, invented, snapshot in session.execute(statement)
    ]


def _naming(items: Sequence[Item], programme_code: str) -> tuple[Item, ...]:
    return tuple(item for item in items if item.words.action.startswith(f"{programme_code}/"))
