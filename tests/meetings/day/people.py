"""A meeting that is on now, in two sittings, and people who are expected."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from app.db import reading, transaction
from app.kit import clock
from app.kit.tokens import make_token
from app.meetings.meeting_form import SittingTimes
from app.meetings.models import Attendance, Meeting, Registration, Sitting
from tests.meetings.factories import make_meeting

CODE = "nord-1"


def hold_meeting(*, code: str = CODE, capacity: int | None = 5, days: int = 0, **changes: Any) -> int:  # noqa: ANN401
    """Hold a meeting that began half an hour ago, `days` days from now, and again a week later."""
    start = clock.now() + timedelta(days=days, minutes=-30)
    week, long = timedelta(days=7), timedelta(hours=3)
    sittings = (SittingTimes(start, start + long), SittingTimes(start + week, start + week + long))
    with transaction() as session:
        return make_meeting(session, code=code, capacity=capacity, sittings=sittings, **changes).id


def sittings_of(meeting_id: int) -> list[int]:
    with reading() as session:
        return list(
            session.scalars(
                select(Sitting.id).where(Sitting.meeting_id == meeting_id).order_by(Sitting.number)
            )
        )


def give_person(meeting_id: int, name: str, status: str = "confirmed", **changes: Any) -> UUID:  # noqa: ANN401
    """Register somebody as they are, and return the id."""
    key = uuid4()
    with transaction() as session:
        number = len(
            session.scalars(select(Registration.id).where(Registration.meeting_id == meeting_id)).all()
        )
        values: dict[str, Any] = {
            "email": f"{key.hex[:8]}@example.org",
            "organisation": "",
            "profile": "carer",
            "language": "fr",
            "waits_for": "full" if status == "waiting" else "",
            **changes,
        }
        session.add(
            Registration(
                id=key,
                meeting_id=meeting_id,
                queue_number=number + 1,
                person=uuid4(),
                name=name,
                status=status,
                mailed_at=clock.now(),
                **values,
            )
        )
    return key


def token_of(registration_id: UUID) -> str:
    return make_token("registration", registration_id)


def person(registration_id: UUID) -> Registration:
    with reading() as session:
        return session.get_one(Registration, registration_id)


def people(meeting_id: int) -> list[Registration]:
    with reading() as session:
        return list(
            session.scalars(
                select(Registration)
                .where(Registration.meeting_id == meeting_id)
                .order_by(Registration.queue_number)
            )
        )


def noted(meeting_id: int) -> dict[tuple[UUID, int], str]:
    """What was noted, by person and sitting."""
    with reading() as session:
        rows = session.execute(
            select(Attendance.registration_id, Attendance.sitting_id, Attendance.state)
            .join(Sitting, Sitting.id == Attendance.sitting_id)
            .join(Meeting, Meeting.id == Sitting.meeting_id)
            .where(Meeting.id == meeting_id)
        )
        return {(row.registration_id, row.sitting_id): row.state for row in rows}
