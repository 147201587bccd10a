"""Take a seat at a meeting."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contacts.models import Contact
from app.db import lock_row
from app.kit import clock
from app.kit.localized import Lang
from app.kit.outbox.post import post
from app.kit.tokens import derived_id
from app.meetings.errors import NoSuchMeetingError, refusal
from app.meetings.links import registration_token
from app.meetings.mails import CONFIRMED
from app.meetings.models import Meeting, MeetingInvitation, Registration
from app.meetings.rules import MAIL_PAUSE, MeetingFacts, Opening, can_register


@dataclass(frozen=True)
class RegistrationForm:
    """What somebody tells about themselves to get a seat. The address is in small letters."""

    name: str
    email: str
    language: Lang
    organisation: str = ""
    profile: str = "other"
    needs: tuple[str, ...] = ()
    needs_note: str = ""
    attempt: str = ""
    """A random text that the page gave to the form: the same form sent twice is one registration."""


@dataclass(frozen=True)
class Outcome:
    """What became of a registration.

    `token` leads to the private page. It is None when the address already had a seat: whoever typed it may
    not be its owner, so the link goes to that address only.
    """

    token: str | None


def register(session: Session, code: str, form: RegistrationForm) -> Outcome:
    """Give one seat of the meeting `code`, or send the confirmation again to an address that has one.

    The meeting's row is locked first and the seats are counted after: whatever arrives together is served one
    by one, in the order of `queue_number`, and never over the capacity.

    Raises:
        NoSuchMeetingError: there is no public meeting with this code.
        MeetingFullError: every seat is taken.
        MeetingOverError, MeetingCancelledError, NoRegistrationNeededError: it takes no registrations.
    """
    meeting_id = session.scalar(select(Meeting.id).where(Meeting.code == code))
    meeting = lock_row(session, Meeting, meeting_id) if meeting_id is not None else None
    if meeting is None:
        raise NoSuchMeetingError
    opening = opening_of(session, meeting)
    if opening not in {Opening.OPEN, Opening.FULL}:
        raise refusal(opening)
    new_id = _id_for(form, meeting.code)
    known = _seat_of(session, meeting.id, form.email)
    if known is not None:
        if known.id == new_id:
            return Outcome(registration_token(known))
        _send_again(session, known)
        return Outcome(None)
    if opening is Opening.FULL:
        raise refusal(opening)
    registration = Registration(
        # The id of a form that was sent, cancelled and sent once more is taken: that is a new registration.
        id=uuid4() if session.get(Registration, new_id) else new_id,
        meeting_id=meeting.id,
        queue_number=_next_number(session, meeting.id),
        person=person_of(session, meeting.programme_code, form.email),
        name=form.name,
        email=form.email,
        organisation=form.organisation,
        profile=form.profile,
        language=form.language,
        needs=list(form.needs),
        needs_note=form.needs_note,
        status="confirmed",
        mailed_at=clock.now(),
    )
    session.add(registration)
    session.flush()
    post(session, CONFIRMED, form.language, {"registration": str(registration.id)})
    return Outcome(registration_token(registration))


def opening_of(session: Session, meeting: Meeting) -> Opening:
    """Say whether the meeting takes one more registration now. Certain only while its row is locked."""
    facts = MeetingFacts(
        status=meeting.status,
        ends_at=meeting.ends_at,
        capacity=meeting.capacity,
        confirmed=count_confirmed(session, meeting.id),
    )
    return can_register(facts, clock.now())


def count_confirmed(session: Session, meeting_id: int) -> int:
    """Return how many seats of a meeting are taken."""
    return session.execute(
        select(func.count())
        .select_from(Registration)
        .where(Registration.meeting_id == meeting_id, Registration.status == "confirmed")
    ).scalar_one()


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


def _id_for(form: RegistrationForm, code: str) -> UUID:
    return derived_id("registration", code, form.email, form.attempt) if form.attempt else uuid4()


def _seat_of(session: Session, meeting_id: int, email: str) -> Registration | None:
    return session.scalars(
        select(Registration).where(
            Registration.meeting_id == meeting_id,
            Registration.email == email,
            Registration.status != "cancelled",
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
    post(session, CONFIRMED, registration.language, {"registration": str(registration.id)})
