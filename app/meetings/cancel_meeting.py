"""Call a meeting off."""

from sqlalchemy.orm import Session

from app.db import lock_row
from app.kit import clock
from app.kit.errors import ConflictError, InvalidError, Message, Problem
from app.kit.localized import LANGUAGES, Localized
from app.meetings.errors import MeetingOverError, NoSuchMeetingError
from app.meetings.models import Meeting
from app.meetings.tell_everybody import tell_everybody

_MISSING = {
    "reason.fr": Message("Give the reason in French, or leave it out in both languages."),
    "reason.nl": Message("Give the reason in Dutch, or leave it out in both languages."),
}


def cancel_meeting(session: Session, meeting_id: int, reason: Localized) -> None:
    """Say that a public meeting will not take place, and tell everybody who has a seat or waits for one.

    `reason` may be blank, but not in one language only. Asked twice, the second time changes nothing.

    Raises:
        NoSuchMeetingError: it was removed meanwhile. ConflictError: it was never public.
        MeetingOverError: it has taken place. InvalidError: the reason lacks a language.
    """
    meeting = lock_row(session, Meeting, meeting_id)
    if meeting is None:
        raise NoSuchMeetingError
    if meeting.status == "cancelled":
        return
    if meeting.status == "draft":
        raise ConflictError("This meeting is not public: there is nothing to cancel.")
    if clock.now() >= meeting.ends_at:
        raise MeetingOverError
    given: Localized = {lang: reason.get(lang, "").strip() for lang in LANGUAGES}
    if any(given.values()) and not all(given.values()):
        missing = [f"reason.{lang}" for lang in LANGUAGES if not given[lang]]
        raise InvalidError([Problem(name, _MISSING[name]) for name in missing])
    meeting.status = "cancelled"
    meeting.cancel_reason = given
    meeting.sequence += 1
    meeting.changed_at = clock.now()
    tell_everybody(session, meeting.id, "meeting_cancelled")
    session.flush()
