"""What was changed after evaluations, as the team and everybody else read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.accounts.models import StaffUser
from app.kit.localized import Localized
from app.meetings.changes.errors import NoSuchChangeError
from app.meetings.changes.models import ChangeStatus, MeetingChange, MeetingChangeSource
from app.meetings.models import Meeting


@dataclass(frozen=True)
class SourceMeeting:
    """A meeting whose evaluation led to a change."""

    id: int
    code: str
    title: Localized
    starts_at: datetime
    is_public: bool


@dataclass(frozen=True)
class ChangeView:
    """One note."""

    id: int
    bassin_code: str | None
    item: str
    heard: Localized
    changed: Localized
    decided_on: date
    status: ChangeStatus
    recorded_by: str
    """The name of whoever of the team wrote it last; for the team alone."""
    recorded_at: datetime
    invented: bool
    version: int
    meetings: tuple[SourceMeeting, ...]


def change_of(session: Session, change_id: int) -> ChangeView:
    """Return one note. Two statements.

    Raises:
        NoSuchChangeError: there is none.
    """
    found = _views(session, _query().where(MeetingChange.id == change_id))
    if not found:
        raise NoSuchChangeError
    return found[0]


def changes_of(
    session: Session, bassin_code: str | None, *, published_only: bool = False
) -> list[ChangeView]:
    """Return the notes of a bassin, or of the whole Region with None, the newest first. Two statements."""
    query = _query().where(
        MeetingChange.bassin_code.is_(None)
        if bassin_code is None
        else MeetingChange.bassin_code == bassin_code
    )
    if published_only:
        query = query.where(MeetingChange.status == "published")
    return _views(session, query)


def public_changes_after(session: Session, meeting_id: int) -> list[ChangeView]:
    """Return the public notes to which the evaluation of a meeting led, the newest first. Two statements."""
    led = select(MeetingChangeSource.change_id).where(MeetingChangeSource.meeting_id == meeting_id)
    return _views(session, _query().where(MeetingChange.id.in_(led), MeetingChange.status == "published"))


def evaluated_meetings(session: Session, bassin_code: str | None) -> list[SourceMeeting]:
    """Return the meetings of a bassin, or of the whole Region, that have an evaluation. One statement."""
    here = Meeting.bassin_code.is_(None) if bassin_code is None else Meeting.bassin_code == bassin_code
    rows = session.scalars(
        select(Meeting)
        .where(here, Meeting.evaluation_id.is_not(None))
        .order_by(Meeting.starts_at.desc(), Meeting.code)
    )
    return [_source(meeting) for meeting in rows]


def _query() -> Select[MeetingChange, str]:
    return (
        select(MeetingChange, StaffUser.name)
        .join(StaffUser, StaffUser.id == MeetingChange.recorded_by_id)
        .order_by(MeetingChange.decided_on.desc(), MeetingChange.id.desc())
    )


def _views(session: Session, query: Select[MeetingChange, str]) -> list[ChangeView]:
    rows = session.execute(query).all()
    meetings = _meetings(session, [change.id for change, _name in rows])
    return [
        ChangeView(
            change.id,
            change.bassin_code,
            change.item,
            change.heard,
            change.changed,
            change.decided_on,
            change.status,
            name,
            change.recorded_at,
            change.invented,
            change.version,
            meetings.get(change.id, ()),
        )
        for change, name in rows
    ]


def _meetings(session: Session, change_ids: Sequence[int]) -> dict[int, tuple[SourceMeeting, ...]]:
    rows = session.execute(
        select(MeetingChangeSource.change_id, Meeting)
        .join(Meeting, Meeting.id == MeetingChangeSource.meeting_id)
        .where(MeetingChangeSource.change_id.in_(change_ids))
        .order_by(Meeting.starts_at, Meeting.code)
    ).all()
    found: dict[int, tuple[SourceMeeting, ...]] = {}
    for change_id, meeting in rows:
        found[change_id] = (*found.get(change_id, ()), _source(meeting))
    return found


def _source(meeting: Meeting) -> SourceMeeting:
    return SourceMeeting(
        meeting.id, meeting.code, meeting.title, meeting.starts_at, meeting.status == "published"
    )
