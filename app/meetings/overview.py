"""Every meeting in one line, for the command line and for other programs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.kit import clock
from app.kit.errors import NotFoundError
from app.meetings.funnel import REGION
from app.meetings.models import Attendance, Meeting, Registration
from app.programmes.models import Programme
from app.territory.models import Bassin


@dataclass(frozen=True)
class MeetingLine:
    """The seats of a meeting and who came. `starts_at` is in Brussels time."""

    code: str
    starts_at: datetime
    capacity: int | None
    confirmed: int
    waiting: int
    attended: int | None
    """Distinct people present at one sitting or more; the headcount where no names were taken."""

    def as_dict(self) -> dict[str, Any]:
        """Return it as other programs read it."""
        return {
            "code": self.code,
            "starts_at": self.starts_at.isoformat(),
            "capacity": self.capacity,
            "confirmed": self.confirmed,
            "waiting": self.waiting,
            "attended": self.attended,
        }


def meetings_overview(
    session: Session, *, programme_code: str = "", bassin_code: str = ""
) -> list[MeetingLine]:
    """List meetings, drafts and cancelled ones included, the earliest first. Two statements at most.

    Raises:
        NotFoundError: there is no such programme or bassin.
    """
    wanted = select(Meeting).order_by(Meeting.starts_at, Meeting.code)
    if programme_code:
        if session.get(Programme, programme_code) is None:
            raise NotFoundError("There is no such programme.")
        wanted = wanted.where(Meeting.programme_code == programme_code)
    if bassin_code == REGION:
        wanted = wanted.where(Meeting.bassin_code.is_(None))
    elif bassin_code:
        if session.get(Bassin, bassin_code) is None:
            raise NotFoundError("There is no bassin at this address.")
        wanted = wanted.where(Meeting.bassin_code == bassin_code)
    there = select(Attendance.registration_id).where(Attendance.state == "present").distinct().subquery()

    def number_of(status: str) -> Any:  # noqa: ANN401 - a column of SQL
        return func.sum(case((Registration.status == status, 1), else_=0))

    counted = (
        select(
            Registration.meeting_id,
            number_of("confirmed").label("confirmed"),
            number_of("waiting").label("waiting"),
            func.count(there.c.registration_id).label("attended"),
        )
        .outerjoin(there, there.c.registration_id == Registration.id)
        .group_by(Registration.meeting_id)
        .subquery()
    )
    of = counted.c
    rows = session.execute(
        wanted.outerjoin(counted, of.meeting_id == Meeting.id).add_columns(
            func.coalesce(of.confirmed, 0), func.coalesce(of.waiting, 0), func.coalesce(of.attended, 0)
        )
    )
    return [
        MeetingLine(
            code=row.code,
            starts_at=clock.local(row.starts_at),
            capacity=row.capacity,
            confirmed=confirmed,
            waiting=waiting,
            attended=attended if row.capacity is not None else row.headcount,
        )
        for row, confirmed, waiting, attended in rows
    ]
