"""Remind those who were invited to a meeting and have said neither yes nor no."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.kit import clock
from app.kit.outbox.post import post_all
from app.meetings.invitation_list import invitation_lines
from app.meetings.invite import lock_open_meeting
from app.meetings.models import MeetingInvitation
from app.meetings.notify import about_meeting

REMINDER = "meeting_invitation_reminder"
_AT_ONCE = 500


def remind_silent(session: Session, meeting_id: int) -> int:
    """Post a reminder to everybody who `can_be_reminded`; return how many. Once a day at most for anybody.

    Raises:
        NoSuchMeetingError, MeetingOverError, MeetingCancelledError, NoRegistrationNeededError: see `invite`.
    """
    lock_open_meeting(session, meeting_id)
    silent = [line for line in invitation_lines(session, meeting_id) if line.can_be_reminded]
    mails = [(line.language, {"invitation": str(line.id)}) for line in silent if line.language]
    post_all(session, REMINDER, mails, about=about_meeting(meeting_id))
    ids = [line.id for line in silent]
    for start in range(0, len(ids), _AT_ONCE):
        session.execute(
            update(MeetingInvitation)
            .where(MeetingInvitation.id.in_(ids[start : start + _AT_ONCE]))
            .values(reminded_on=clock.today())
        )
    return len(mails)
