"""Prepare a meeting, change it and make it public."""

from dataclasses import fields
from datetime import datetime
from itertools import chain, count
from typing import Any, Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.db import lock_row
from app.kit import clock
from app.kit.errors import ConflictError, InvalidError, Message, Problem
from app.meetings.errors import NoSuchMeetingError
from app.meetings.meeting_form import (
    MAX_CAPACITY,
    MeetingForm,
    SittingTimes,
    check_form,
    problems_before_publication,
    refuse_incomplete,
)
from app.meetings.models import Meeting, MeetingQuota, Sitting
from app.meetings.room_kept import Below, within_what_is_taken
from app.meetings.rules import Quota
from app.meetings.seats import settle
from app.meetings.sittings import hold_sittings
from app.meetings.tell_everybody import IMPORTANT, changes, tell_everybody

__all__ = ["MAX_CAPACITY", "MeetingForm", "Quota", "SittingTimes", "problems_before_publication"]

_APART = frozenset({"sittings", "quotas"})
"""What stands in tables of its own."""
_FOR_GOOD = frozenset({"series", "invented"})
"""What a change of the form leaves as it was."""


class ChangedMeanwhileError(InvalidError):
    """Somebody else changed the meeting after the form was opened."""

    def __init__(self) -> None:
        message = Message(
            "Somebody else changed this meeting since you opened it. Here is what you typed: "
            "save it again to keep it, or open the meeting to see what they wrote."
        )
        super().__init__([Problem("", message)])


def schedule(session: Session, form: MeetingForm, *, code: str = "") -> Meeting:
    """Create a meeting as a draft, which only staff can see. Without `code`, one is made from what it is.

    Raises:
        InvalidError: it can never be, as `check_form` says.
        ConflictError: the code is taken.
    """
    check_form(form)
    if code and session.scalar(select(Meeting.id).where(Meeting.code == code)) is not None:
        raise ConflictError("This code is already taken.")
    meeting = Meeting(
        code=code or free_code(session, form),
        status="draft",
        starts_at=form.starts_at,
        ends_at=form.ends_at,
        **_columns(form),
    )
    session.add(meeting)
    session.flush()
    hold_sittings(session, meeting, form.sittings)
    _hold_quotas(session, meeting, form)
    return meeting


def revise(
    session: Session,
    meeting_id: int,
    form: MeetingForm,
    *,
    below: Below | Literal[""] = "",
    tell: bool = False,
    seen: datetime | None = None,
) -> Meeting:
    """Change a meeting. What is public stays complete, and nobody who has a seat loses it.

    `below` says what to do where there would be fewer seats than are taken. Whoever has a seat or waits is
    told when a day, the place or the way to take part changes; with `tell`, also when only a text does.
    `seen` is the `changed_at` of the meeting that the form was filled from; None where nobody looks.

    Raises:
        NoSuchMeetingError: it was removed meanwhile. ConflictError: it will not take place.
        ChangedMeanwhileError: it is not as it was seen.
        BelowTakenError: there would be fewer seats than are taken, and `below` does not say what to do.
        InvalidError: it can never be; or it is public and something would be missing.
    """
    check_form(form)
    meeting = lock_row(session, Meeting, meeting_id)
    if meeting is None:
        raise NoSuchMeetingError
    if meeting.status == "cancelled":
        raise ConflictError("A cancelled meeting does not change any more. Copy it to hold it another day.")
    if seen is not None and seen != meeting.changed_at:
        raise ChangedMeanwhileError
    form = within_what_is_taken(session, meeting, form, below)
    if meeting.status == "published":
        refuse_incomplete(form)
    sittings = session.scalars(select(Sitting).where(Sitting.meeting_id == meeting.id)).all()
    changed = changes(meeting, sittings, form)
    to_come = clock.now() < max(meeting.ends_at, form.ends_at)
    for name, value in _columns(form, _FOR_GOOD).items():
        setattr(meeting, name, value)
    hold_sittings(session, meeting, form.sittings)
    _hold_quotas(session, meeting, form)
    meeting.changed_at = clock.now()
    if meeting.status == "published" and changed:
        meeting.sequence += 1
        if to_come and (tell or IMPORTANT & changed):
            tell_everybody(session, meeting.id, "meeting_changed")
    session.flush()
    # Seats that were added, or are no longer kept for others, go to those who wait.
    settle(session, meeting)
    return meeting


def publish(session: Session, meeting_id: int) -> Meeting:
    """Make a meeting public, in both languages at once; published twice, the second time changes nothing.

    Raises:
        NoSuchMeetingError: it was removed meanwhile.
        ConflictError: it has been cancelled.
        InvalidError: one problem for each text that is missing in a language, and for the address of a
            meeting that one follows from afar.
    """
    meeting = lock_row(session, Meeting, meeting_id)
    if meeting is None:
        raise NoSuchMeetingError
    if meeting.status == "cancelled":
        raise ConflictError("This meeting has been cancelled.")
    refuse_incomplete(meeting)
    if meeting.status != "published":
        meeting.status = "published"
        meeting.changed_at = clock.now()
    session.flush()
    return meeting


def free_code(session: Session, form: MeetingForm) -> str:
    """Return an address such as focus-group-nord-2026-03-12, with a number behind it when it is taken."""
    day = clock.local(form.starts_at).date().isoformat()
    base = "-".join([form.kind.replace("_", "-"), form.bassin_code or "region", day])
    taken = set(session.scalars(select(Meeting.code).where(Meeting.code.startswith(base, autoescape=True))))
    numbered = (f"{base}-{number}" for number in count(2))
    return next(code for code in chain([base], numbered) if code not in taken)


def _columns(form: MeetingForm, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return what the row of a meeting keeps of a form."""
    names = [field.name for field in fields(form) if field.name not in _APART | without]
    values = {name: getattr(form, name) for name in names}
    return values | {"reminders": list(form.reminders)}


def _hold_quotas(session: Session, meeting: Meeting, form: MeetingForm) -> None:
    session.execute(delete(MeetingQuota).where(MeetingQuota.meeting_id == meeting.id))
    for profile, quota in form.quotas.items():
        if quota != Quota():
            session.add(
                MeetingQuota(meeting_id=meeting.id, profile=profile, ceiling=quota.ceiling, floor=quota.floor)
            )
    session.flush()
