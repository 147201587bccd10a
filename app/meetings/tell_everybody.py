"""Tell everybody who has a seat at a meeting, or waits for one, what happens to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.meetings.meeting_form import MeetingForm
from app.meetings.meeting_views import MeetingView, SittingView
from app.meetings.models import Meeting, Registration, RegistrationStatus, Sitting
from app.meetings.notify import notify

IMPORTANT = frozenset({"sittings", "place", "mode", "online_address"})
"""What nobody may find out at the door."""
SMALL = frozenset({"title", "description", "access", "spoken", "interpretation"})
"""What people read of a meeting besides."""
CONCERNED: tuple[RegistrationStatus, ...] = ("held", "confirmed", "offered", "waiting", "candidate")


@dataclass(frozen=True)
class Audience:
    """How many people would be told, and how."""

    by_mail: int
    by_phone: int

    @property
    def people(self) -> int:
        """How many people that is in all."""
        return self.by_mail + self.by_phone


def changes(
    before: Meeting | MeetingView, sittings: Iterable[Sitting | SittingView], form: MeetingForm
) -> frozenset[str]:
    """Name what people would read otherwise: some of `IMPORTANT` and `SMALL`."""
    texts = (IMPORTANT | SMALL) - {"sittings"}
    changed = {name for name in texts if getattr(before, name) != getattr(form, name)}
    if {(one.starts_at, one.ends_at) for one in sittings} != {
        (one.starts_at, one.ends_at) for one in form.sittings
    }:
        changed.add("sittings")
    return frozenset(changed)


def audience(session: Session, meeting_id: int) -> Audience:
    """Count who would be told. One statement."""
    has_address = (Registration.email != "") & Registration.bounced.is_(False)
    by_mail, by_phone = session.execute(
        select(
            func.coalesce(func.sum(case((has_address, 1), else_=0)), 0),
            func.coalesce(func.sum(case((~has_address & (Registration.phone != ""), 1), else_=0)), 0),
        ).where(Registration.meeting_id == meeting_id, Registration.status.in_(CONCERNED))
    ).one()
    return Audience(int(by_mail), int(by_phone))


def tell_everybody(
    session: Session, meeting_id: int, event: Literal["meeting_changed", "meeting_cancelled"]
) -> None:
    """Tell everybody concerned, in the caller's transaction, in the order of arrival."""
    rows = session.scalars(
        select(Registration)
        .where(Registration.meeting_id == meeting_id, Registration.status.in_(CONCERNED))
        .order_by(Registration.queue_number)
    )
    for registration in rows:
        notify(session, registration, event)
