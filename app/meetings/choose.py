"""Choose among the candidates of a meeting whose seats are not given in the order of arrival."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import lock_row
from app.kit import clock
from app.kit.errors import ConflictError, InvalidError, Message, Problem
from app.meetings.errors import MeetingOverError, NoSuchMeetingError
from app.meetings.models import Meeting, Registration
from app.meetings.notify import notify
from app.meetings.rules import PROFILES, Quota, Room, admit, deadline, seats_for
from app.meetings.seats import give, is_proven, room_of, seats_of, settle

_TOO_MANY = Message("There are fewer seats left than you chose people. Nobody was chosen.")
_CEILING = Message("You chose more people of one profile than the meeting takes. Nobody was chosen.")
_NOBODY = Message("Tick at least one person.")


@dataclass(frozen=True)
class Candidate:
    """Somebody who would like to come, as the team chooses among them."""

    id: UUID
    name: str
    profile: str
    sector: str
    organisation: str
    language: str
    seats: int
    proven: bool
    """Whether it is known that the address is theirs."""


@dataclass(frozen=True)
class ProfileRoom:
    """How many people of a profile have a seat, and how many a meeting wants."""

    profile: str
    taken: int
    floor: int
    ceiling: int | None
    candidates: int

    @property
    def missing(self) -> int:
        """How many people of this profile are still looked for."""
        return max(0, self.floor - self.taken)

    @property
    def full(self) -> bool:
        """Whether nobody of this profile can be added."""
        return self.ceiling is not None and self.taken >= self.ceiling


@dataclass(frozen=True)
class Choice:
    """What the team sees when it chooses."""

    left: int
    candidates: list[Candidate]
    profiles: list[ProfileRoom]


def choice_of(session: Session, meeting_id: int) -> Choice:
    """Return the candidates of a meeting in the order of arrival, and what is missing. Four statements."""
    room = room_of(session, session.get_one(Meeting, meeting_id))
    rows = session.scalars(
        select(Registration)
        .where(Registration.meeting_id == meeting_id, Registration.status == "candidate")
        .order_by(Registration.queue_number)
    )
    candidates = [
        Candidate(
            id=row.id,
            name=row.name,
            profile=row.profile,
            sector=row.sector,
            organisation=row.organisation,
            language=row.language,
            seats=seats_for(companion=row.companion, online=row.online),
            proven=is_proven(row),
        )
        for row in rows
    ]
    return Choice(room.left, candidates, [_profile_room(name, room, candidates) for name in PROFILES])


def choose(session: Session, meeting_id: int, chosen: Collection[UUID]) -> int:
    """Give a seat to each of the chosen candidates and tell them; return how many there were. All or none.

    The capacity and the ceilings hold; seats kept for other profiles are the team's to give. Who has not
    proven the address is offered the seat for a day, so that no address typed wrong keeps one.

    Raises:
        NoSuchMeetingError: it was removed meanwhile. MeetingOverError: it has ended.
        InvalidError: nobody was chosen, or more people than there are seats, or than a profile takes.
        ConflictError: one of them is no candidate any more.
    """
    meeting, candidates = _locked(session, meeting_id, chosen)
    now = clock.now()
    if now >= meeting.ends_at:
        raise MeetingOverError
    room = replace(settle(session, meeting), floors_until=now)
    for candidate in candidates:
        seats = seats_of(candidate)
        obstacle = admit(room, candidate.profile, seats, now)
        if obstacle:
            raise InvalidError([Problem("chosen", _CEILING if obstacle == "ceiling" else _TOO_MANY)])
        room = room.with_one(candidate.profile, seats)
    for candidate in candidates:
        if is_proven(candidate) or now >= meeting.starts_at:
            give(session, candidate)
            notify(session, candidate, "candidate_chosen")
        else:
            candidate.status, candidate.expires_at = "offered", deadline(now, meeting.starts_at)
            session.flush()
            notify(session, candidate, "seat_offered")
    return len(candidates)


def refuse(session: Session, meeting_id: int, refused: Collection[UUID]) -> int:
    """Tell candidates that there is no seat for them this time; return how many there were.

    Raises:
        NoSuchMeetingError: it was removed meanwhile.
        InvalidError: nobody was named. ConflictError: one of them is no candidate any more.
    """
    _, candidates = _locked(session, meeting_id, refused)
    for candidate in candidates:
        candidate.status = "refused"
        session.flush()
        notify(session, candidate, "candidate_refused")
    return len(candidates)


def _locked(session: Session, meeting_id: int, named: Collection[UUID]) -> tuple[Meeting, list[Registration]]:
    """Lock the meeting and return who was named, in the order of arrival."""
    if not named:
        raise InvalidError([Problem("chosen", _NOBODY)])
    meeting = lock_row(session, Meeting, meeting_id)
    if meeting is None:
        raise NoSuchMeetingError
    candidates = session.scalars(
        select(Registration)
        .where(
            Registration.meeting_id == meeting_id,
            Registration.status == "candidate",
            Registration.id.in_(named),
        )
        .order_by(Registration.queue_number)
        .execution_options(populate_existing=True)
    ).all()
    if len(candidates) != len(set(named)):
        raise ConflictError("Somebody of them is no candidate any more. Please look at the list again.")
    return meeting, list(candidates)


def _profile_room(profile: str, room: Room, candidates: list[Candidate]) -> ProfileRoom:
    quota = room.quotas.get(profile, Quota())
    waiting = sum(candidate.profile == profile for candidate in candidates)
    return ProfileRoom(profile, room.by_profile.get(profile, 0), quota.floor, quota.ceiling, waiting)
