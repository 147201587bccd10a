"""Tell somebody what became of their seat: by mail, or by putting them on the list of people to call."""

from collections.abc import Iterable
from typing import Final, Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.localized import Localized
from app.kit.outbox.post import post
from app.meetings.models import Meeting, Registration

Event = Literal[
    "seat_held",
    "registration_confirmed",
    "seat_waiting",
    "seat_promoted",
    "seat_offered",
    "seat_lapsed",
    "registration_cancelled",
    "candidate_noted",
    "candidate_chosen",
    "candidate_refused",
    "meeting_changed",
    "meeting_cancelled",
    "meeting_reminder",
    "meeting_thanks",
]
"""What may have to be told. Each is also the name of a mail."""
EVENTS: Final[tuple[Event, ...]] = get_args(Event)
WORTH_A_CALL: Final[frozenset[Event]] = frozenset(
    {
        "seat_promoted", "seat_offered", "seat_lapsed", "candidate_chosen", "candidate_refused",
        "meeting_changed", "meeting_cancelled", "meeting_reminder",
    }
)  # fmt: skip
"""The rest is seen on the page by whoever caused it, or is no reason to ring anybody up."""


_MEETING: Final = "meeting:"


def about_meeting(meeting_id: int) -> str:
    """Return how the outbox names a meeting."""
    return f"{_MEETING}{meeting_id}"


def titles_about(session: Session, abouts: Iterable[str]) -> dict[str, Localized]:
    """Return the title of each meeting that mails are about, by the name the outbox has for it."""
    ids = {int(about.removeprefix(_MEETING)) for about in abouts if about.startswith(_MEETING)}
    rows = session.execute(select(Meeting.id, Meeting.title).where(Meeting.id.in_(ids)))
    return {about_meeting(id_): title for id_, title in rows}


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
    elif registration.phone and event in WORTH_A_CALL:
        registration.to_call = event
