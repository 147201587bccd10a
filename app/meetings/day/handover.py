"""The handover of a meeting: what whoever runs the day has to know and to have arranged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import ascii_uppercase
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import lock_row
from app.kit.errors import ConflictError
from app.meetings.day.models import MeetingHandover
from app.meetings.day.rules import SEATED
from app.meetings.errors import NoSuchMeetingError
from app.meetings.models import Meeting, Registration
from app.meetings.rules import NEEDS

OTHER_NEED = "other"
"""What stands for the needs that people wrote in their own words."""


class HandoverChangedError(ConflictError):
    """Somebody changed the handover since its page was opened."""

    def __init__(self) -> None:
        super().__init__("Somebody changed this page meanwhile. What you typed is still here, and not saved.")


@dataclass(frozen=True)
class RunSheetRow:
    """One moment of the day. `hour` is as 14:00, or blank."""

    hour: str
    what: str
    who: str


@dataclass(frozen=True)
class Arrangement:
    """How far a need is arranged (one of `rules.ARRANGEMENT_STATES`), and what was agreed, in words."""

    state: str = "to_arrange"
    words: str = ""


@dataclass(frozen=True)
class Handover:
    """What a team wrote down for the day. `edition` is raised at each change."""

    run_sheet: tuple[RunSheetRow, ...] = ()
    arrangements: Mapping[str, Arrangement] = field(default_factory=dict)
    interpreter: str = ""
    contacts: str = ""
    ready: tuple[str, ...] = ()
    remarks: str = ""
    edition: int = 0


@dataclass(frozen=True)
class Asking:
    """Somebody who needs something, and what they wrote about it in their own words."""

    id: UUID
    name: str
    words: str


@dataclass(frozen=True)
class AskedFor:
    """One need, by its code, and who has it. On paper the sign stands for it: a letter, or a star."""

    need: str
    sign: str
    people: tuple[Asking, ...]


def handover_of(session: Session, meeting_id: int) -> Handover:
    """Return the handover of a meeting, an empty one where nobody wrote any. One statement."""
    row = session.get(MeetingHandover, meeting_id)
    if row is None:
        return Handover()
    return Handover(
        run_sheet=tuple(RunSheetRow(**each) for each in row.run_sheet),
        arrangements={need: Arrangement(**each) for need, each in row.arrangements.items()},
        interpreter=row.interpreter,
        contacts=row.contacts,
        ready=tuple(row.ready),
        remarks=row.remarks,
        edition=row.edition,
    )


def keep_handover(session: Session, meeting_id: int, wish: Handover) -> None:
    """Keep a handover; `wish.edition` is the one that its author has seen.

    Raises:
        NoSuchMeetingError: there is no such meeting.
        HandoverChangedError: somebody kept another one meanwhile; nothing is changed.
    """
    if lock_row(session, Meeting, meeting_id) is None:
        raise NoSuchMeetingError
    row = session.get(MeetingHandover, meeting_id, populate_existing=True)
    if row is None:
        row = MeetingHandover(meeting_id=meeting_id, edition=0)
        session.add(row)
    if row.edition != wish.edition:
        raise HandoverChangedError
    row.run_sheet = [{"hour": each.hour, "what": each.what, "who": each.who} for each in wish.run_sheet]
    row.arrangements = {
        need: {"state": each.state, "words": each.words} for need, each in wish.arrangements.items()
    }
    row.interpreter, row.contacts, row.remarks = wish.interpreter, wish.contacts, wish.remarks
    row.ready = list(wish.ready)
    row.edition += 1
    session.flush()


def needs_of(session: Session, meeting_id: int) -> list[AskedFor]:
    """List what the people with a seat need, in the order of the needs there are. One statement."""
    rows = session.scalars(
        select(Registration)
        .where(
            Registration.meeting_id == meeting_id,
            Registration.status.in_(SEATED),
            Registration.forgotten.is_(False),
        )
        .order_by(Registration.name, Registration.queue_number)
    ).all()
    asked = [
        AskedFor(need, sign, tuple(_asking(row) for row in rows if need in row.needs))
        for need, sign in zip(NEEDS, ascii_uppercase, strict=False)
    ]
    unsaid = tuple(_asking(row) for row in rows if row.needs_note and not row.needs)
    return [each for each in [*asked, AskedFor(OTHER_NEED, "*", unsaid)] if each.people]


def _asking(row: Registration) -> Asking:
    return Asking(row.id, row.name, row.needs_note)
