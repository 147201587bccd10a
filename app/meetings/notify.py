"""Tell somebody what became of their seat: by mail, or by putting them on the list of people to call."""

from typing import Literal

from sqlalchemy.orm import Session

from app.kit.outbox.post import post
from app.meetings.models import Registration

Event = Literal[
    "seat_held",
    "registration_confirmed",
    "seat_waiting",
    "seat_promoted",
    "seat_offered",
    "seat_lapsed",
    "registration_cancelled",
    "candidate_noted",
    "candidate_refused",
    "meeting_changed",
    "meeting_cancelled",
    "meeting_reminder",
    "meeting_thanks",
]
"""What may have to be told. Each is also the name of a mail."""


def about_meeting(meeting_id: int) -> str:
    """Return how the outbox names a meeting."""
    return f"meeting:{meeting_id}"


def notify(session: Session, registration: Registration, event: Event) -> None:
    """Tell the person in the caller's transaction: a mail leaves after the commit, or never if there is none.

    Somebody without an address that works is to be called, with the latest news only. Who left neither is
    told nothing.
    """
    if registration.email and not registration.bounced:
        post(
            session,
            event,
            registration.language,
            {"registration": str(registration.id)},
            about=about_meeting(registration.meeting_id),
        )
    elif registration.phone:
        registration.to_call = event
