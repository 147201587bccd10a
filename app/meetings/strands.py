"""What the meetings of a programme came to, strand by strand or bassin by bassin."""

from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from app.kit import clock
from app.meetings.models import Attendance, Meeting, Registration

By = Literal["strand", "bassin"]

REGION: Final = "region"
"""Where a bassin would stand, for meetings of the whole Region."""


@dataclass(frozen=True)
class Held:
    """How many meetings were held, and how many people came.

    Where names were taken somebody who came twice is one; where heads were counted, two.
    """

    meetings: int
    people: int


def held_by(session: Session, programme_code: str, by: By) -> dict[str, Held]:
    """Return what the public meetings of a programme that are over came to, by strand or by bassin.

    Meetings of the whole Region stand under `REGION`. Two statements, however many people came.
    """
    key: Any = Meeting.strand_code if by == "strand" else func.coalesce(Meeting.bassin_code, REGION)
    over = (
        Meeting.programme_code == programme_code,
        Meeting.status == "published",
        Meeting.ends_at <= clock.now(),
    )
    heads = select(key, func.count(), func.sum(Meeting.headcount)).where(*over).group_by(key)
    named = (
        select(key, func.count(distinct(Registration.person)))
        .select_from(Meeting)
        .join(Registration, Registration.meeting_id == Meeting.id)
        .join(Attendance, Attendance.registration_id == Registration.id)
        # Where heads were counted as well, those who gave a name are among them.
        .where(*over, Meeting.headcount.is_(None), Attendance.state == "present")
        .group_by(key)
    )
    people = {code: int(n) for code, n in session.execute(named)}
    return {
        code: Held(int(meetings), int(counted or 0) + people.get(code, 0))
        for code, meetings, counted in session.execute(heads)
    }
