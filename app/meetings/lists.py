"""Lists of meetings, narrowed and by pages: those of the public, of the team, and of calendars."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.kit import clock
from app.meetings.meeting_views import MeetingView, meeting_views, meetings_query
from app.meetings.models import Meeting

REGION: Final = "region"
"""What stands for the whole Region where the code of a bassin would stand."""
PER_PAGE: Final = 24
CALENDAR_PAST: Final = timedelta(days=366)
"""How long a calendar still shows what took place."""
CALENDAR_CANCELLED: Final = timedelta(days=42)
"""How long after its day a calendar still says that a meeting was cancelled."""

When = Literal["", "to_come", "past"]


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; blank is everything."""

    when: When = ""
    bassin: str = ""
    """The code of a bassin, or `REGION`."""
    kind: str = ""
    status: str = ""
    programme: str = ""
    series: str = ""


@dataclass(frozen=True)
class Listed:
    """One page of a list."""

    meetings: list[MeetingView]
    total: int
    """How many meetings there are on all pages."""
    number: int
    """Of this page, from 1."""
    pages: int


def public_list(session: Session, wanted: Wanted, number: int = 1) -> Listed:
    """Return a page of what the public may see. Four statements.

    Meetings that were cancelled stay in the list until their day is over.
    """
    seen = or_(
        Meeting.status == "published", and_(Meeting.status == "cancelled", Meeting.ends_at > clock.now())
    )
    return _listed(session, [seen, *_narrow(wanted)], wanted.when, number)


def staff_list(
    session: Session, wanted: Wanted, bassins: Collection[str] | None = None, number: int = 1
) -> Listed:
    """Return a page of all meetings, drafts included, or of those of some `bassins`. Four statements."""
    conditions = _narrow(wanted)
    if bassins is not None:
        conditions.append(Meeting.bassin_code.in_(bassins))
    return _listed(session, conditions, wanted.when, number)


def series_of(session: Session, series: str) -> list[MeetingView]:
    """List every meeting of a series in the order of time, drafts included. Three statements."""
    query = meetings_query().where(Meeting.series == series).order_by(Meeting.starts_at, Meeting.code)
    return meeting_views(session, query)


def calendar_state(session: Session, bassin: str | None) -> tuple[int, datetime | None]:
    """Return how many meetings a calendar shows and when one last changed: it is new when these are.

    One statement.
    """
    count, last = session.execute(
        select(func.count(), func.max(Meeting.changed_at)).where(*_in_calendar(bassin))
    ).one()
    return count, last


def calendar_meetings(session: Session, bassin: str | None) -> list[MeetingView]:
    """List what a calendar shows, of all or of one bassin: a year back, cancelled ones for some weeks.

    Three statements.
    """
    query = meetings_query().where(*_in_calendar(bassin)).order_by(Meeting.starts_at, Meeting.code)
    return meeting_views(session, query)


def _in_calendar(bassin: str | None) -> list[ColumnElement[bool]]:
    now = clock.now()
    seen = or_(
        and_(Meeting.status == "published", Meeting.ends_at > now - CALENDAR_PAST),
        and_(Meeting.status == "cancelled", Meeting.ends_at > now - CALENDAR_CANCELLED),
    )
    return [seen, *([Meeting.bassin_code == bassin] if bassin else [])]


def _narrow(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.when == "to_come":
        conditions.append(Meeting.ends_at > clock.now())
    elif wanted.when == "past":
        conditions.append(Meeting.ends_at <= clock.now())
    if wanted.bassin == REGION:
        conditions.append(Meeting.bassin_code.is_(None))
    elif wanted.bassin:
        conditions.append(Meeting.bassin_code == wanted.bassin)
    columns: dict[str, Any] = {
        "kind": Meeting.kind,
        "status": Meeting.status,
        "programme": Meeting.programme_code,
        "series": Meeting.series,
    }
    conditions += [
        column == getattr(wanted, name) for name, column in columns.items() if getattr(wanted, name)
    ]
    return conditions


def _listed(session: Session, conditions: list[ColumnElement[bool]], when: When, number: int) -> Listed:
    total = session.scalar(select(func.count()).select_from(Meeting).where(*conditions)) or 0
    pages = max(1, -(-total // PER_PAGE))
    number = min(max(number, 1), pages)
    order = Meeting.starts_at.asc() if when == "to_come" else Meeting.starts_at.desc()
    query = (
        meetings_query()
        .where(*conditions)
        .order_by(order, Meeting.code)
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    )
    return Listed(meeting_views(session, query), total, number, pages)
