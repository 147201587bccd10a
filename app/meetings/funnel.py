"""From invited to present: how many distinct people, per meeting, bassin and programme. See decision 0026.

The same person at three meetings is one (`Registration.person`), and goes on being one when names are
forgotten. Meetings where no names were taken are counted by heads, apart: `counted_by_heads`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    and_,
    case,
    distinct,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from app.kit import clock
from app.kit.localized import Localized
from app.meetings.models import Attendance, Meeting, MeetingInvitation, Registration, Sitting

Scope = Literal["programme", "bassin", "meeting"]

EXPERIENCE: Final = ("beneficiary", "carer")
"""The profiles of people who bring knowledge from experience: they receive help, or care for somebody."""
REGION: Final = "region"
"""Where a bassin would stand, for meetings of the whole Region."""


@dataclass(frozen=True)
class Step:
    """How many people are at one step, and how many of them came from the step before, which held `base`."""

    n: int
    kept: int
    base: int

    @property
    def share(self) -> float | None:
        """The part of the step before that got here; None when nobody was there."""
        return self.kept / self.base if self.base else None

    @property
    def joined(self) -> int:
        """How many are at this step without having been at the one before."""
        return self.n - self.kept


@dataclass(frozen=True)
class Funnel:
    """Distinct people, step after step; `experience` and `all_sittings` are shares and no steps."""

    invited: int
    confirmed: Step
    """Who has a seat and said so beforehand: given back, waiting or come without registering is not in it."""
    attended: Step
    """Who was present at one sitting or more."""
    experience: Step
    """Of who attended, those with a profile of `EXPERIENCE`."""
    all_sittings: Step
    """Of who attended a meeting of several sittings, those present at all sittings of one."""

    @property
    def largest(self) -> int:
        """The longest bar of a drawing, at least 1."""
        return max(self.invited, self.confirmed.n, self.attended.n, 1)


@dataclass(frozen=True)
class SittingCount:
    """How many people were present at one sitting."""

    number: int
    starts_at: datetime
    present: int


@dataclass(frozen=True)
class MeetingFunnel:
    """The funnel of one meeting that took names."""

    code: str
    title: Localized
    bassin_code: str | None
    starts_at: datetime
    invented: bool
    funnel: Funnel
    sittings: tuple[SittingCount, ...]


@dataclass(frozen=True)
class Heads:
    """Meetings of one kind where no names were taken: how many, and how many people in all.

    Somebody who came to two of them was counted twice.
    """

    kind: str
    bassin_code: str | None
    meetings: int
    people: int


NOTHING: Final = Funnel(0, Step(0, 0, 0), Step(0, 0, 0), Step(0, 0, 0), Step(0, 0, 0))


def funnel_of_meeting(session: Session, meeting_id: int) -> Funnel:
    """Return the funnel of a meeting as it is now, over or not. One statement."""
    return _funnels(session, "meeting", Meeting.id == meeting_id).get(str(meeting_id), NOTHING)


def funnels_of_programme(session: Session, programme_code: str, scope: Scope) -> Mapping[str, Funnel]:
    """Count the people of a programme by bassin code (`REGION` for none), by meeting id, or all by its code.

    Meetings that are public, over, and took names are counted. One statement, however many people.
    """
    return _funnels(session, scope, _over(programme_code))


def meetings_of_programme(session: Session, programme_code: str) -> list[MeetingFunnel]:
    """Return every meeting that `funnels_of_programme` counts, the earliest first. Three statements."""
    over = _over(programme_code)
    found = _funnels(session, "meeting", over)
    sittings = _sitting_counts(session, over)
    return [
        MeetingFunnel(
            code=row.code,
            title=row.title,
            bassin_code=row.bassin_code,
            starts_at=row.starts_at,
            invented=row.invented,
            funnel=found.get(str(row.id), NOTHING),
            sittings=sittings.get(row.id, ()),
        )
        for row in session.scalars(select(Meeting).where(over).order_by(Meeting.starts_at, Meeting.code))
    ]


def sittings_of_meeting(session: Session, meeting_id: int) -> tuple[SittingCount, ...]:
    """Return how many were present at each sitting of a meeting. One statement."""
    return _sitting_counts(session, Meeting.id == meeting_id).get(meeting_id, ())


def counted_by_heads(session: Session, programme_code: str) -> list[Heads]:
    """Return the meetings of a programme where heads were counted and no names taken. One statement."""
    rows = session.execute(
        select(Meeting.kind, Meeting.bassin_code, func.count(), func.sum(Meeting.headcount))
        .where(
            Meeting.programme_code == programme_code,
            Meeting.status == "published",
            Meeting.capacity.is_(None),
            Meeting.headcount.is_not(None),
        )
        .group_by(Meeting.kind, Meeting.bassin_code)
        .order_by(Meeting.kind, Meeting.bassin_code)
    )
    return [Heads(kind, bassin, meetings, people or 0) for kind, bassin, meetings, people in rows]


def _over(programme_code: str) -> ColumnElement[bool]:
    return and_(
        Meeting.programme_code == programme_code,
        Meeting.status == "published",
        Meeting.ends_at <= clock.now(),
        Meeting.capacity.is_not(None),
    )


def _funnels(session: Session, scope: Scope, which: ColumnElement[bool]) -> dict[str, Funnel]:
    """Count people by scope: what happened to them is gathered first, so that each counts once in each."""
    happened = union_all(_invitations(scope, which), _registrations(scope, which)).subquery()
    names = ("invited", "confirmed", "attended", "experience", "several", "all_sittings")
    person = (
        select(happened.c.scope, *(func.max(happened.c[name]).label(name) for name in names))
        .group_by(happened.c.scope, happened.c.person)
        .subquery()
    )
    of = person.c
    counts = [
        *(func.sum(of[name]).label(name) for name in names),
        func.sum(of.invited * of.confirmed).label("invited_and_confirmed"),
        func.sum(of.confirmed * of.attended).label("confirmed_and_attended"),
    ]
    rows = session.execute(select(of.scope, *counts).group_by(of.scope)).mappings()
    return {str(row["scope"]): _funnel(row) for row in rows}


def _funnel(row: RowMapping) -> Funnel:
    n = {str(name): int(value) for name, value in row.items() if name != "scope"}
    return Funnel(
        invited=n["invited"],
        confirmed=Step(n["confirmed"], n["invited_and_confirmed"], n["invited"]),
        attended=Step(n["attended"], n["confirmed_and_attended"], n["confirmed"]),
        experience=Step(n["experience"], n["experience"], n["attended"]),
        all_sittings=Step(n["all_sittings"], n["all_sittings"], n["several"]),
    )


def _scope(scope: Scope) -> ColumnElement[Any]:
    if scope == "meeting":
        return Meeting.id.label("scope")
    if scope == "bassin":
        return func.coalesce(Meeting.bassin_code, REGION).label("scope")
    return Meeting.programme_code.label("scope")


def _invitations(scope: Scope, which: ColumnElement[bool]) -> Select[Any]:
    blank = ("confirmed", "attended", "experience", "several", "all_sittings")
    return (
        select(
            _scope(scope),
            MeetingInvitation.person.label("person"),
            literal(1).label("invited"),
            *(literal(0).label(name) for name in blank),
        )
        .join(Meeting, Meeting.id == MeetingInvitation.meeting_id)
        .where(which)
    )


def _registrations(scope: Scope, which: ColumnElement[bool]) -> Select[Any]:
    there = (
        select(Attendance.registration_id, func.count().label("days"))
        .where(Attendance.state == "present")
        .group_by(Attendance.registration_id)
        .subquery()
    )
    held = select(Sitting.meeting_id, func.count().label("days")).group_by(Sitting.meeting_id).subquery()
    came = there.c.days > 0

    def flag(condition: ColumnElement[bool], name: str) -> ColumnElement[int]:
        return case((condition, 1), else_=0).label(name)

    return (
        select(
            _scope(scope),
            Registration.person.label("person"),
            literal(0).label("invited"),
            flag(and_(Registration.status == "confirmed", Registration.walk_in.is_(False)), "confirmed"),
            flag(came, "attended"),
            flag(and_(came, Registration.profile.in_(EXPERIENCE)), "experience"),
            flag(and_(came, held.c.days > 1), "several"),
            flag(and_(there.c.days == held.c.days, held.c.days > 1), "all_sittings"),
        )
        .join(Meeting, Meeting.id == Registration.meeting_id)
        .outerjoin(there, there.c.registration_id == Registration.id)
        .outerjoin(held, held.c.meeting_id == Registration.meeting_id)
        .where(which)
    )


def _sitting_counts(session: Session, which: ColumnElement[bool]) -> dict[int, tuple[SittingCount, ...]]:
    rows = session.execute(
        select(
            Sitting.meeting_id, Sitting.number, Sitting.starts_at, func.count(distinct(Registration.person))
        )
        .join(Meeting, Meeting.id == Sitting.meeting_id)
        .outerjoin(Attendance, and_(Attendance.sitting_id == Sitting.id, Attendance.state == "present"))
        .outerjoin(Registration, Registration.id == Attendance.registration_id)
        .where(which)
        .group_by(Sitting.meeting_id, Sitting.number, Sitting.starts_at)
        .order_by(Sitting.meeting_id, Sitting.number)
    )
    found: dict[int, tuple[SittingCount, ...]] = {}
    for meeting_id, number, starts_at, present in rows:
        found[meeting_id] = (*found.get(meeting_id, ()), SittingCount(number, starts_at, present))
    return found
