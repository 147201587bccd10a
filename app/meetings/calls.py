"""The people whom no mail reaches: whom to call, and what to say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.kit.errors import ConflictError, NotFoundError
from app.kit.localized import Lang, Localized
from app.meetings.mails import occasion, still_true, words
from app.meetings.models import Meeting, Registration
from app.meetings.notify import EVENTS, Event
from app.meetings.rules import ENDS


@dataclass(frozen=True)
class Call:
    """Somebody to call: who, about which meeting, and what to say in their language."""

    id: UUID
    name: str
    phone: str
    language: Lang
    event: Event
    meeting_code: str
    meeting_title: Localized
    bassin_code: str | None
    starts_at: datetime
    page: str
    """The address of the private page, where the team can answer for the person."""
    says: list[str]
    rows: list[Mapping[str, Any]]
    """The facts of the meeting, each a `label` and its `lines`."""


@dataclass(frozen=True)
class Unreachable:
    """Somebody whom neither a mail nor a telephone reaches."""

    name: str
    organisation: str
    status: str


def calls(session: Session) -> list[Call]:
    """List whom to call, the next meeting first; what is no longer so is left out."""
    rows = session.execute(
        select(Registration, Meeting)
        .join(Meeting, Meeting.id == Registration.meeting_id)
        .where(Registration.to_call.in_(EVENTS), Registration.forgotten.is_(False))
        .order_by(Meeting.starts_at, Registration.queue_number)
    )
    return list(_calls(session, ((person, meeting) for person, meeting in rows.all())))


def bassin_of_call(session: Session, registration_id: UUID) -> str | None:
    """Return the bassin of the meeting that somebody registered for; None for the whole Region.

    Raises:
        NotFoundError: there is no such registration.
    """
    found = session.execute(
        select(Meeting.bassin_code)
        .join(Registration, Registration.meeting_id == Meeting.id)
        .where(Registration.id == registration_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError("There is nobody to call here.")
    return found[0]


def note_called(session: Session, registration_id: UUID, event: Event) -> None:
    """Note that somebody was told by telephone. News that came meanwhile stay on the list.

    Raises:
        ConflictError: there is something newer to tell, or somebody else called.
    """
    called = session.execute(
        update(Registration)
        .where(Registration.id == registration_id, Registration.to_call == event)
        .values(to_call=None)
        .returning(Registration.id)
    )
    if called.one_or_none() is None:
        raise ConflictError("This list has changed meanwhile. Please look again.")


def take_back(session: Session, registration_id: UUID, event: Event) -> None:
    """Put somebody back on the list, unless there is something newer to tell or the person was forgotten."""
    session.execute(
        update(Registration)
        .where(
            Registration.id == registration_id,
            Registration.to_call.is_(None),
            Registration.phone != "",
            Registration.forgotten.is_(False),
        )
        .values(to_call=event)
    )


def unreachable(session: Session, meeting_id: int) -> list[Unreachable]:
    """List those of a meeting whose address does not exist and who left no telephone. One statement."""
    people = session.scalars(
        select(Registration)
        .where(
            Registration.meeting_id == meeting_id,
            Registration.bounced,
            Registration.phone == "",
            Registration.forgotten.is_(False),
            Registration.status.not_in(ENDS),
        )
        .order_by(Registration.queue_number)
    )
    return [Unreachable(row.name, row.organisation, row.status) for row in people]


def _calls(session: Session, rows: Iterable[tuple[Registration, Meeting]]) -> Iterable[Call]:
    for person, meeting in rows:
        event = next(each for each in EVENTS if each == person.to_call)
        if not still_true(event, person, meeting):
            continue
        told = occasion(session, event, meeting, person, person.language)
        said = words(session, told)
        yield Call(
            id=person.id,
            name=person.name,
            phone=person.phone,
            language=person.language,
            event=event,
            meeting_code=meeting.code,
            meeting_title=meeting.title,
            bassin_code=meeting.bassin_code,
            starts_at=meeting.starts_at,
            page=told.link,
            says=said["paragraphs"],
            rows=said["rows"],
        )
