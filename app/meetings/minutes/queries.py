"""What screens read of minutes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import StaffUser
from app.kit.localized import Localized
from app.meetings.errors import NoSuchMeetingError
from app.meetings.minutes.content import Content, content_of, from_json
from app.meetings.minutes.errors import NoSuchMinutesError, NoSuchRevisionError
from app.meetings.minutes.models import Minutes, MinutesItem, MinutesRevision
from app.meetings.minutes.rules import MinutesStatus
from app.meetings.models import Meeting
from app.programmes.queries import actions


@dataclass(frozen=True)
class MeetingOfMinutes:
    """The meeting that minutes are of."""

    id: int
    code: str
    programme_code: str
    bassin_code: str | None
    title: Localized
    starts_at: datetime
    status: str


@dataclass(frozen=True)
class MinutesView:
    """Minutes as the team works on them, also before a word is written."""

    meeting: MeetingOfMinutes
    content: Content
    status: MinutesStatus = "draft"
    opening_revision: int = 0
    revision: int = 0
    published_revision: int | None = None
    published_at: datetime | None = None
    invented: bool = False

    @property
    def is_public(self) -> bool:
        """Whether readers see them, in the state of `published_revision`."""
        return self.published_revision is not None

    @property
    def has_unpublished_changes(self) -> bool:
        """Whether readers see an earlier state than the team."""
        return self.is_public and self.published_revision != self.revision


@dataclass(frozen=True)
class PublicMinutes:
    """Minutes as readers see them."""

    meeting: MeetingOfMinutes
    content: Content
    published_at: datetime
    invented: bool


@dataclass(frozen=True)
class RevisionLine:
    """One state that the minutes were in: who brought them there, when and how."""

    number: int
    at: datetime
    by: str
    """'' for somebody whose account is gone, and for what was brought in without one."""
    change: str


def minutes_view(session: Session, code: str) -> MinutesView:
    """Return the minutes of a meeting as the team sees them. Two statements.

    Raises:
        NoSuchMeetingError: no meeting has this code.
    """
    found = session.execute(
        select(Meeting, Minutes)
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .where(Meeting.code == code)
    ).one_or_none()
    if found is None:
        raise NoSuchMeetingError
    meeting, minutes = found
    if minutes is None:
        return MinutesView(_meeting(meeting), Content())
    rows = session.scalars(
        select(MinutesItem).where(MinutesItem.minutes_id == minutes.id).order_by(MinutesItem.position)
    )
    return MinutesView(
        meeting=_meeting(meeting),
        content=content_of(minutes, rows),
        status=minutes.status,
        opening_revision=minutes.opening_revision,
        revision=minutes.revision,
        published_revision=minutes.published_revision,
        published_at=minutes.published_at,
        invented=minutes.invented,
    )


def all_minutes(session: Session) -> list[MinutesView]:
    """Return the minutes of every meeting that has begun some, the latest meeting first. Two statements."""
    found = session.execute(
        select(Meeting, Minutes)
        .join(Minutes, Minutes.meeting_id == Meeting.id)
        .order_by(Meeting.starts_at.desc(), Meeting.code)
    ).all()
    rows: dict[int, list[MinutesItem]] = {}
    for row in session.scalars(select(MinutesItem).order_by(MinutesItem.position)):
        rows.setdefault(row.minutes_id, []).append(row)
    return [
        MinutesView(
            meeting=_meeting(meeting),
            content=content_of(minutes, rows.get(minutes.id, [])),
            status=minutes.status,
            opening_revision=minutes.opening_revision,
            revision=minutes.revision,
            published_revision=minutes.published_revision,
            published_at=minutes.published_at,
            invented=minutes.invented,
        )
        for meeting, minutes in found
    ]


def public_minutes(session: Session, code: str) -> PublicMinutes:
    """Return the minutes of a meeting as they were published. One statement.

    Raises:
        NoSuchMinutesError: there are none that are public, or the meeting is not.
    """
    found = session.execute(
        select(Meeting, Minutes, MinutesRevision.snapshot)
        .join(Minutes, Minutes.meeting_id == Meeting.id)
        .join(
            MinutesRevision,
            (MinutesRevision.minutes_id == Minutes.id)
            & (MinutesRevision.number == Minutes.published_revision),
        )
        .where(Meeting.code == code, Meeting.status != "draft")
    ).one_or_none()
    if found is None:
        raise NoSuchMinutesError
    meeting, minutes, snapshot = found
    return PublicMinutes(_meeting(meeting), from_json(snapshot), minutes.published_at, minutes.invented)


def published_minutes(session: Session, meeting_ids: Collection[int]) -> set[int]:
    """Return those of `meeting_ids` whose minutes anybody may read. One statement."""
    if not meeting_ids:
        return set()
    return set(
        session.scalars(
            select(Minutes.meeting_id).where(
                Minutes.meeting_id.in_(meeting_ids), Minutes.published_revision.is_not(None)
            )
        )
    )


def revisions(session: Session, meeting_id: int) -> list[RevisionLine]:
    """List the states that the minutes of a meeting were in and that are kept, the newest first."""
    rows = session.execute(
        select(MinutesRevision.number, MinutesRevision.at, StaffUser.name, MinutesRevision.change)
        .join(Minutes, Minutes.id == MinutesRevision.minutes_id)
        .outerjoin(StaffUser, StaffUser.id == MinutesRevision.user_id)
        .where(Minutes.meeting_id == meeting_id)
        .order_by(MinutesRevision.number.desc())
    )
    return [RevisionLine(number, at, name or "", change) for number, at, name, change in rows]


def revision(session: Session, meeting_id: int, number: int) -> tuple[RevisionLine, Content]:
    """Return one state that the minutes of a meeting were in. One statement.

    Raises:
        NoSuchRevisionError: it is not kept.
    """
    found = session.execute(
        select(MinutesRevision, StaffUser.name)
        .join(Minutes, Minutes.id == MinutesRevision.minutes_id)
        .outerjoin(StaffUser, StaffUser.id == MinutesRevision.user_id)
        .where(Minutes.meeting_id == meeting_id, MinutesRevision.number == number)
    ).one_or_none()
    if found is None:
        raise NoSuchRevisionError
    row, name = found
    return RevisionLine(row.number, row.at, name or "", row.change), from_json(row.snapshot)


def action_names(session: Session, programme_code: str) -> dict[str, Localized]:
    """Return the actions that items of a programme's meetings can speak of, by programme/action."""
    return {f"{programme_code}/{one.code}": one.name for one in actions(session, programme_code)}


def _meeting(row: Meeting) -> MeetingOfMinutes:
    return MeetingOfMinutes(
        id=row.id,
        code=row.code,
        programme_code=row.programme_code,
        bassin_code=row.bassin_code,
        title=row.title,
        starts_at=row.starts_at,
        status=row.status,
    )
