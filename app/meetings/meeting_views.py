"""A meeting as pages show it, read with its days, its quotas and its counts in three statements."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Select, and_, case, cast, func, select
from sqlalchemy.orm import Session

from app.kit import clock
from app.kit.localized import Localized
from app.meetings.models import Attendance, Meeting, MeetingQuota, Registration, Sitting
from app.meetings.rules import MeetingFacts, Opening, can_register, seats_left
from app.territory.models import Bassin


@dataclass(frozen=True)
class BassinName:
    """The bassin of a meeting, as a tag shows it."""

    code: str
    name: Localized


@dataclass(frozen=True)
class SittingView:
    """One day of a meeting."""

    id: int
    number: int
    """From 1, in the order of time."""
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class QuotaView:
    """How many people of a profile a meeting takes at most, and how many seats it keeps for them."""

    profile: str
    ceiling: int | None
    floor: int


@dataclass(frozen=True)
class MeetingView:
    """A meeting as pages show it, with what is counted about it at this moment."""

    id: int
    code: str
    programme_code: str
    strand_code: str
    kind: str
    bassin: BassinName | None
    """None for a meeting of the whole Region."""
    title: Localized
    description: Localized
    place: Localized
    access: Localized
    spoken: str
    starts_at: datetime
    ends_at: datetime
    sittings: tuple[SittingView, ...]
    """In the order of time; at least one."""
    mode: str
    online_address: str
    """Where to connect: for the team and for those who have a seat."""
    interpretation: Localized
    capacity: int | None
    quotas: tuple[QuotaView, ...]
    registration_opens_at: datetime | None
    registration_closes_at: datetime | None
    admission: str
    floors_until: datetime | None
    reminders: tuple[int, ...]
    series: str | None
    headcount: int | None
    """What was noted, else how many were marked present; None when nobody counted."""
    noted_headcount: int | None
    status: str
    cancel_reason: Localized
    sequence: int
    changed_at: datetime
    invented: bool
    evaluation_id: int | None
    confirmed: int
    """How many people have a seat that is certain."""
    taken: int
    """How many seats are taken: those that are certain, held or offered, and those of companions."""
    waiting: int
    candidates: int
    present: int
    seats_left: int
    opening: Opening

    @property
    def bassin_code(self) -> str | None:
        """The code of its bassin, None for the whole Region."""
        return self.bassin.code if self.bassin else None


def meetings_query() -> Select[Any]:
    """Return the query that `meeting_views` runs, to be narrowed and put in order."""
    there = select(Attendance.registration_id).where(Attendance.state == "present").distinct().subquery()
    holds = and_(Registration.status.in_(("held", "offered", "confirmed")), Registration.online.is_(False))
    counted = (
        select(
            Registration.meeting_id,
            func.sum(case((Registration.status == "confirmed", 1), else_=0)).label("confirmed"),
            func.sum(case((holds, 1 + cast(Registration.companion, Integer)), else_=0)).label("taken"),
            func.sum(case((Registration.status == "waiting", 1), else_=0)).label("waiting"),
            func.sum(case((Registration.status == "candidate", 1), else_=0)).label("candidates"),
            func.count(there.c.registration_id).label("present"),
        )
        .outerjoin(there, there.c.registration_id == Registration.id)
        .group_by(Registration.meeting_id)
        .subquery()
    )
    return (
        select(
            Meeting,
            Bassin.name,
            counted.c.confirmed,
            counted.c.taken,
            counted.c.waiting,
            counted.c.candidates,
            counted.c.present,
        )
        .outerjoin(Bassin, Bassin.code == Meeting.bassin_code)
        .outerjoin(counted, counted.c.meeting_id == Meeting.id)
    )


def meeting_views(session: Session, query: Select[Any]) -> list[MeetingView]:
    """Run a query of `meetings_query`. Three statements."""
    now = clock.now()
    rows = session.execute(query).all()
    ids = [meeting.id for meeting, *_ in rows]
    sittings, quotas = sittings_by_meeting(session, ids), _quotas(session, ids)
    return [
        _view(
            meeting=meeting,
            bassin_name=bassin_name,
            sittings=sittings.get(meeting.id, ()),
            quotas=quotas.get(meeting.id, ()),
            counts=[int(n or 0) for n in counts],
            now=now,
        )
        for meeting, bassin_name, *counts in rows
    ]


def sittings_by_meeting(session: Session, ids: list[int]) -> dict[int, tuple[SittingView, ...]]:
    """Return the days of meetings, by the meeting's id. One statement."""
    found: dict[int, tuple[SittingView, ...]] = {}
    rows = session.scalars(select(Sitting).where(Sitting.meeting_id.in_(ids)).order_by(Sitting.number))
    for row in rows:
        view = SittingView(row.id, row.number, row.starts_at, row.ends_at)
        found[row.meeting_id] = (*found.get(row.meeting_id, ()), view)
    return found


def _quotas(session: Session, ids: list[int]) -> dict[int, tuple[QuotaView, ...]]:
    found: dict[int, tuple[QuotaView, ...]] = {}
    rows = session.scalars(
        select(MeetingQuota).where(MeetingQuota.meeting_id.in_(ids)).order_by(MeetingQuota.profile)
    )
    for row in rows:
        view = QuotaView(row.profile, row.ceiling, row.floor)
        found[row.meeting_id] = (*found.get(row.meeting_id, ()), view)
    return found


def _view(
    *,
    meeting: Meeting,
    bassin_name: Localized | None,
    sittings: tuple[SittingView, ...],
    quotas: tuple[QuotaView, ...],
    counts: list[int],
    now: datetime,
) -> MeetingView:
    confirmed, taken, waiting, candidates, present = counts
    facts = MeetingFacts(
        meeting.status,
        meeting.ends_at,
        meeting.capacity,
        taken,
        meeting.registration_opens_at,
        meeting.registration_closes_at,
    )
    return MeetingView(
        id=meeting.id,
        code=meeting.code,
        programme_code=meeting.programme_code,
        strand_code=meeting.strand_code,
        kind=meeting.kind,
        bassin=BassinName(meeting.bassin_code, bassin_name) if meeting.bassin_code and bassin_name else None,
        title=meeting.title,
        description=meeting.description,
        place=meeting.place,
        access=meeting.access,
        spoken=meeting.spoken,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        sittings=sittings,
        mode=meeting.mode,
        online_address=meeting.online_address,
        interpretation=meeting.interpretation,
        capacity=meeting.capacity,
        quotas=quotas,
        registration_opens_at=meeting.registration_opens_at,
        registration_closes_at=meeting.registration_closes_at,
        admission=meeting.admission,
        floors_until=meeting.floors_until,
        reminders=tuple(meeting.reminders),
        series=meeting.series,
        headcount=meeting.headcount if meeting.headcount is not None else present or None,
        noted_headcount=meeting.headcount,
        status=meeting.status,
        cancel_reason=meeting.cancel_reason,
        sequence=meeting.sequence,
        changed_at=meeting.changed_at,
        invented=meeting.invented,
        evaluation_id=meeting.evaluation_id,
        confirmed=confirmed,
        taken=taken,
        waiting=waiting,
        candidates=candidates,
        present=present,
        seats_left=seats_left(meeting.capacity, taken),
        opening=can_register(facts, now),
    )
