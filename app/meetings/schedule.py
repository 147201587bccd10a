"""Prepare a meeting and make it public."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import chain, count

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import lock_row
from app.kit import clock
from app.kit.errors import ConflictError, InvalidError, Message, Problem
from app.kit.localized import LANGUAGES, Localized
from app.meetings.errors import NoSuchMeetingError
from app.meetings.models import Kind, Meeting, Sitting, Spoken
from app.meetings.register import count_confirmed
from app.meetings.rules import missing_for_publication

MAX_CAPACITY = 2_000
_MISSING = {
    "title.fr": "Give the title in French.",
    "title.nl": "Give the title in Dutch.",
    "description.fr": "Give the description in French.",
    "description.nl": "Give the description in Dutch.",
    "place.fr": "Give the place in French.",
    "place.nl": "Give the place in Dutch.",
    "access.fr": "Give the notes on access in French, or leave them out in both languages.",
    "access.nl": "Give the notes on access in Dutch, or leave them out in both languages.",
}


def _blank() -> Localized:
    return dict.fromkeys(LANGUAGES, "")


@dataclass(frozen=True)
class MeetingForm:
    """What staff decide about a meeting. Texts may lack a language until the meeting is published."""

    programme_code: str
    strand_code: str
    kind: Kind
    bassin_code: str | None
    title: Localized
    description: Localized
    place: Localized
    starts_at: datetime
    ends_at: datetime
    capacity: int | None = None
    headcount: int | None = None
    access: Localized = field(default_factory=_blank)
    spoken: Spoken = "both"
    invented: bool = False


def schedule(session: Session, form: MeetingForm, *, code: str = "") -> Meeting:
    """Create a meeting as a draft, which only staff can see. Without `code`, one is made from what it is.

    Raises:
        InvalidError: it ends before it starts, or has no title at all.
        ConflictError: the code is taken.
    """
    _check(form)
    if code and session.scalar(select(Meeting.id).where(Meeting.code == code)) is not None:
        raise ConflictError("This code is already taken.")
    meeting = Meeting(code=code or _free_code(session, form), status="draft", **asdict(form))
    session.add(meeting)
    session.flush()
    _hold_sittings(session, meeting)
    return meeting


def revise(session: Session, meeting_id: int, form: MeetingForm) -> Meeting:
    """Change a meeting. What is public stays complete, and nobody who has a seat loses it.

    Raises:
        NoSuchMeetingError: it was removed meanwhile. InvalidError: it ends before it starts; the capacity is
        lower than the seats already given; or the meeting
            is public and a text would be missing in a language.
    """
    _check(form)
    meeting = lock_row(session, Meeting, meeting_id)
    if meeting is None:
        raise NoSuchMeetingError
    confirmed = count_confirmed(session, meeting.id)
    if confirmed and (form.capacity is None or form.capacity < confirmed):
        raise InvalidError(
            [
                Problem(
                    "capacity",
                    Message(
                        "The capacity cannot be lower than the seats already given: %(n)s.", {"n": confirmed}
                    ),
                )
            ]
        )
    if meeting.status == "published":
        _refuse_incomplete(form)
    for name, value in asdict(form).items():
        setattr(meeting, name, value)
    session.flush()
    _hold_sittings(session, meeting)
    return meeting


def _hold_sittings(session: Session, meeting: Meeting) -> None:
    """Let the only sitting of a meeting begin and end with it."""
    sitting = session.scalars(select(Sitting).where(Sitting.meeting_id == meeting.id)).one_or_none()
    if sitting is None:
        sitting = Sitting(meeting_id=meeting.id, number=1)
        session.add(sitting)
    sitting.starts_at, sitting.ends_at = meeting.starts_at, meeting.ends_at
    session.flush()


def publish(session: Session, meeting_id: int) -> Meeting:
    """Make a meeting public, in both languages at once; published twice, the second time changes nothing.

    Raises:
        NoSuchMeetingError: it was removed meanwhile.
        ConflictError: it has been cancelled.
        InvalidError: one problem for each text that is missing in a language.
    """
    meeting = lock_row(session, Meeting, meeting_id)
    if meeting is None:
        raise NoSuchMeetingError
    if meeting.status == "cancelled":
        raise ConflictError("This meeting has been cancelled.")
    _refuse_incomplete(meeting)
    meeting.status = "published"
    session.flush()
    return meeting


def problems_before_publication(texts: dict[str, Localized]) -> list[Problem]:
    """Name what a meeting lacks to be published, from its `title`, `description`, `place` and `access`."""
    missing = missing_for_publication(texts, LANGUAGES)
    return [Problem(name, Message(_MISSING[name])) for name in missing]


def _refuse_incomplete(meeting: Meeting | MeetingForm) -> None:
    problems = problems_before_publication(
        {
            "title": meeting.title,
            "description": meeting.description,
            "place": meeting.place,
            "access": meeting.access,
        }
    )
    if problems:
        raise InvalidError(problems)


def _check(form: MeetingForm) -> None:
    problems = []
    if form.ends_at <= form.starts_at:
        problems.append(Problem("end", Message("The meeting has to end after it starts.")))
    if not any(form.title.values()):
        problems.append(Problem("title.fr", Message("Give the title in at least one language.")))
    if problems:
        raise InvalidError(problems)


def _free_code(session: Session, form: MeetingForm) -> str:
    """Return an address such as focus-group-nord-2026-03-12, with a number behind it when it is taken."""
    day = clock.local(form.starts_at).date().isoformat()
    base = "-".join([form.kind.replace("_", "-"), form.bassin_code or "region", day])
    taken = set(session.scalars(select(Meeting.code).where(Meeting.code.startswith(base, autoescape=True))))
    numbered = (f"{base}-{number}" for number in count(2))
    return next(code for code in chain([base], numbered) if code not in taken)
