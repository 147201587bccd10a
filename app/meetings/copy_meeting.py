"""Hold a meeting again: on another day, or on many days as a series."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import lock_row
from app.kit import clock
from app.kit.errors import ConflictError
from app.meetings.errors import NoSuchMeetingError
from app.meetings.meeting_form import MeetingForm, SittingTimes, problems_before_publication
from app.meetings.models import Meeting, MeetingQuota, Sitting
from app.meetings.rules import Quota
from app.meetings.schedule import publish, schedule


def copy_meeting(session: Session, meeting_id: int, days: Sequence[date]) -> list[Meeting]:
    """Make a draft that begins on each of `days`, with everything as it is but the days and the people.

    Several days make a series, to which the meeting itself belongs.

    Raises:
        NoSuchMeetingError: there is no such meeting. InvalidError: it can no longer be planned like this.
    """
    original = lock_row(session, Meeting, meeting_id)
    if original is None:
        raise NoSuchMeetingError
    if len(days) > 1 and original.series is None:
        original.series = original.code
    form = _form_of(session, original)
    if len(days) == 1:
        form = replace(form, series=None)
    return [schedule(session, _moved(form, day)) for day in days]


def publish_series(session: Session, series: str) -> list[Meeting]:
    """Make every draft of a series public, all or none; return them in the order of time.

    Raises:
        ConflictError: one of them is not complete.
    """
    drafts = session.scalars(
        select(Meeting).where(Meeting.series == series, Meeting.status == "draft").order_by(Meeting.starts_at)
    ).all()
    for draft in drafts:
        if problems_before_publication(draft):
            raise ConflictError(
                "Complete the meeting of %(day)s first.", day=_day(draft.starts_at).isoformat()
            )
    return [publish(session, draft.id) for draft in drafts]


def _form_of(session: Session, meeting: Meeting) -> MeetingForm:
    sittings = session.scalars(
        select(Sitting).where(Sitting.meeting_id == meeting.id).order_by(Sitting.number)
    )
    quotas = session.scalars(select(MeetingQuota).where(MeetingQuota.meeting_id == meeting.id))
    return MeetingForm(
        programme_code=meeting.programme_code,
        strand_code=meeting.strand_code,
        kind=meeting.kind,
        bassin_code=meeting.bassin_code,
        title=meeting.title,
        description=meeting.description,
        place=meeting.place,
        sittings=tuple(SittingTimes(one.starts_at, one.ends_at) for one in sittings),
        capacity=meeting.capacity,
        access=meeting.access,
        spoken=meeting.spoken,
        interpretation=meeting.interpretation,
        mode=meeting.mode,
        online_address=meeting.online_address,
        registration_opens_at=meeting.registration_opens_at,
        registration_closes_at=meeting.registration_closes_at,
        admission=meeting.admission,
        quotas={one.profile: Quota(one.ceiling, one.floor) for one in quotas},
        floors_until=meeting.floors_until,
        reminders=tuple(meeting.reminders),
        series=meeting.series,
        invented=meeting.invented,
    )


def _moved(form: MeetingForm, day: date) -> MeetingForm:
    """Return the form with every moment as many days later as its first day is, at the same hours."""
    later = day - _day(form.starts_at)

    def moved(moment: datetime | None) -> datetime | None:
        return _shifted(moment, later) if moment else None

    return replace(
        form,
        sittings=tuple(
            SittingTimes(_shifted(one.starts_at, later), _shifted(one.ends_at, later))
            for one in form.sittings
        ),
        registration_opens_at=moved(form.registration_opens_at),
        registration_closes_at=moved(form.registration_closes_at),
        floors_until=moved(form.floors_until),
    )


def _shifted(moment: datetime, later: timedelta) -> datetime:
    """Return the same hour in Brussels so many days later, whatever the season."""
    local = clock.local(moment)
    return clock.at_brussels(local.date() + later, local.hour, local.minute)


def _day(moment: datetime) -> date:
    return clock.local(moment).date()
