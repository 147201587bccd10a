"""Take a seat at a meeting, or a place in the queue for one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contacts.models import Contact
from app.db import lock_row
from app.kit import clock
from app.kit.errors import InvalidError, Message, Problem
from app.kit.localized import Lang
from app.kit.tokens import code_fingerprint, derived_id
from app.meetings.errors import NoSuchMeetingError, refusal
from app.meetings.links import registration_code, registration_token
from app.meetings.models import Meeting, MeetingInvitation, Registration, RegistrationStatus, WaitsFor
from app.meetings.notify import Event, notify
from app.meetings.rules import (
    ENDS,
    MAIL_PAUSE,
    MeetingFacts,
    Opening,
    Room,
    admit,
    can_register,
    deadline,
    seats_for,
)
from app.meetings.seats import give, is_proven, place_in_queue, room_for_newcomers, settle

_NEWS: dict[RegistrationStatus, Event] = {
    "held": "seat_held",
    "confirmed": "registration_confirmed",
    "waiting": "seat_waiting",
    "offered": "seat_offered",
    "candidate": "candidate_noted",
}
"""The mail that says how a registration stands."""
_PHONE_KNOWN = Message(
    "This number is registered for this meeting already: your code opens the registration."
)


@dataclass(frozen=True)
class RegistrationForm:
    """What somebody tells about themselves to get a seat.

    The address is in small letters, the telephone as +, digits; one of the two may be blank.
    """

    name: str
    email: str
    language: Lang
    organisation: str = ""
    profile: str = "other"
    needs: tuple[str, ...] = ()
    needs_note: str = ""
    attempt: str = ""
    """A random text that the page gave to the form: the same form sent twice is one registration."""
    phone: str = ""
    sector: str = ""
    companion: bool = False
    online: bool = False
    """At a hybrid meeting: follows from afar. Anywhere else it is passed over."""


@dataclass(frozen=True)
class Standing:
    """How somebody stands once they registered."""

    status: RegistrationStatus
    waits_for: WaitsFor = ""
    expires_at: datetime | None = None
    place: int = 0
    """In the queue, from 1, for those who wait."""


@dataclass(frozen=True)
class Outcome:
    """What became of a registration.

    `token` leads to the private page. It is None when the address was registered already: whoever typed it
    may not be its owner, so everything goes to that address alone, and `standing` says what anybody else
    would have got.
    """

    token: str | None
    standing: Standing

    @property
    def status(self) -> RegistrationStatus:
        """The state in which the registration ended."""
        return self.standing.status


def register(
    session: Session, code: str, form: RegistrationForm, *, address_confirmed: bool = False
) -> Outcome:
    """Register somebody for the meeting `code`, or send the mail again to an address that is registered.

    The meeting's row is locked first and the seats are counted after: whatever arrives together is served one
    by one, in the order of `queue_number`, and never over the capacity. `address_confirmed` says that the
    person came by a link of a mail to that address.

    Raises:
        NoSuchMeetingError: there is no public meeting with this code.
        MeetingOverError, MeetingCancelledError, NoRegistrationNeededError, NotYetOpenError,
        RegistrationClosedError: it takes no registrations.
        InvalidError: the telephone is registered already.
    """
    meeting_id = session.scalar(select(Meeting.id).where(Meeting.code == code))
    meeting = lock_row(session, Meeting, meeting_id) if meeting_id is not None else None
    if meeting is None:
        raise NoSuchMeetingError
    facts = MeetingFacts(
        meeting.status,
        meeting.ends_at,
        meeting.capacity,
        taken=0,
        opens_at=meeting.registration_opens_at,
        closes_at=meeting.registration_closes_at,
    )
    opening = can_register(facts, clock.now())
    if opening is not Opening.OPEN:
        raise refusal(opening)
    return seat(session, meeting, form, address_confirmed=address_confirmed)


def seat(
    session: Session, meeting: Meeting, form: RegistrationForm, *, address_confirmed: bool = False
) -> Outcome:
    """Give somebody a seat of a meeting whose row is locked, or a place in its queue, and tell them.

    Raises:
        InvalidError: the telephone is registered already.
    """
    room = room_for_newcomers(session, meeting, settle(session, meeting))
    online = form.online and meeting.mode == "hybrid"
    new_id = _id_for(form, meeting.code)
    known = _known(session, meeting.id, form)
    if known is not None:
        if known.id == new_id or (address_confirmed and form.email):
            return welcome_back(session, known, address_confirmed=address_confirmed)
        if not form.email:
            raise InvalidError([Problem("phone", _PHONE_KNOWN)])
        _send_again(session, known)
        waiting = place_at_the_end(session, meeting.id)
        return Outcome(None, _standing(meeting, room, form, online=online, proven=False, place=waiting))
    proven = address_confirmed or not form.email
    standing = _standing(meeting, room, form, online=online, proven=proven, place=0)
    registration = Registration(
        # The id of a form that was sent, cancelled and sent once more is taken: that is a new registration.
        id=uuid4() if session.get(Registration, new_id) else new_id,
        meeting_id=meeting.id,
        queue_number=_next_number(session, meeting.id),
        person=person_of(session, meeting.programme_code, form.email, form.phone),
        name=form.name,
        email=form.email,
        phone=form.phone,
        organisation=form.organisation,
        sector=form.sector,
        profile=form.profile,
        language=form.language,
        needs=list(form.needs),
        needs_note=form.needs_note,
        companion=form.companion,
        online=online,
        status=standing.status,
        waits_for=standing.waits_for,
        expires_at=standing.expires_at,
        address_confirmed=address_confirmed and form.email != "",
        generation=0,
        mailed_at=clock.now(),
    )
    if not form.email:
        registration.code_fingerprint = code_fingerprint(registration_code(registration))
    session.add(registration)
    session.flush()
    tell(session, registration)
    return Outcome(registration_token(registration), standing_of(session, registration))


def tell(session: Session, registration: Registration) -> None:
    """Tell somebody how their registration stands, by the mail that says so."""
    event = _NEWS.get(registration.status)
    # Somebody with a telephone only has the page that says it; they are called when something changes.
    if event is not None and registration.email:
        notify(session, registration, event)


def standing_of(session: Session, registration: Registration) -> Standing:
    """Return how a registration stands, with its place in the queue. One statement at most."""
    waits = registration.status == "waiting"
    return Standing(
        registration.status,
        registration.waits_for,
        registration.expires_at,
        place_in_queue(session, registration) if waits else 0,
    )


def person_of(session: Session, programme_code: str, email: str, phone: str = "") -> UUID:
    """Return who this is among the people of a programme: as before when known, else somebody new.

    An address counts before a telephone. Who left neither is somebody new each time. Two statements at most.
    """
    contact = Registration.email == email if email else Registration.phone == phone
    known = None
    if email or phone:
        known = session.scalar(
            select(Registration.person)
            .join(Meeting, Meeting.id == Registration.meeting_id)
            .where(contact, Meeting.programme_code == programme_code)
            .limit(1)
        )
        if known is None and email:
            known = session.scalar(
                select(MeetingInvitation.person)
                .join(Contact, Contact.id == MeetingInvitation.contact_id)
                .join(Meeting, Meeting.id == MeetingInvitation.meeting_id)
                .where(Contact.email == email, Meeting.programme_code == programme_code)
                .limit(1)
            )
    return known or uuid4()


def place_at_the_end(session: Session, meeting_id: int) -> int:
    """Return the place in the queue that somebody who joins it now gets, from 1. One statement."""
    waiting = session.scalar(
        select(func.count()).where(Registration.meeting_id == meeting_id, Registration.status == "waiting")
    )
    return (waiting or 0) + 1


def _standing(
    meeting: Meeting, room: Room, form: RegistrationForm, *, online: bool, proven: bool, place: int
) -> Standing:
    """Say how somebody who registers now will stand; `place` is the one they get if they have to wait."""
    now = clock.now()
    status: Literal["held", "confirmed"] = "confirmed" if proven or now >= meeting.starts_at else "held"
    if meeting.admission == "selection":
        return Standing("candidate")
    obstacle = admit(room, form.profile, seats_for(companion=form.companion, online=online), now)
    if obstacle:
        return Standing("waiting", obstacle, None, place)
    return Standing(status, "", deadline(now, meeting.starts_at) if status == "held" else None)


def welcome_back(session: Session, known: Registration, *, address_confirmed: bool) -> Outcome:
    """Return the registration that is there; who proved the address has a held or offered seat at once."""
    if address_confirmed and not is_proven(known):
        known.address_confirmed = True
        if known.status in {"held", "offered"}:
            give(session, known)
            tell(session, known)
    return Outcome(registration_token(known), standing_of(session, known))


def _id_for(form: RegistrationForm, code: str) -> UUID:
    contact = form.email or form.phone
    return derived_id("registration", code, contact, form.attempt) if form.attempt else uuid4()


def _known(session: Session, meeting_id: int, form: RegistrationForm) -> Registration | None:
    """Return the registration of this address, or of this telephone where there is no address."""
    if not form.email and not form.phone:
        return None
    return session.scalars(
        select(Registration).where(
            Registration.meeting_id == meeting_id,
            Registration.email == form.email,
            Registration.status.not_in(ENDS),
            *(() if form.email else (Registration.phone == form.phone,)),
        )
    ).one_or_none()


def _next_number(session: Session, meeting_id: int) -> int:
    last = session.scalar(
        select(func.max(Registration.queue_number)).where(Registration.meeting_id == meeting_id)
    )
    return (last or 0) + 1


def _send_again(session: Session, registration: Registration) -> None:
    now = clock.now()
    if now - registration.mailed_at < MAIL_PAUSE:
        return
    registration.mailed_at = now
    tell(session, registration)
