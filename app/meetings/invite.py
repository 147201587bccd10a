"""Invite the people of a contact list to a meeting, each by a link of their own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.contacts.campaigns import Part
from app.contacts.models import Contact
from app.db import lock_row
from app.kit import clock
from app.kit.localized import LANGUAGES
from app.kit.outbox.post import post, post_all
from app.meetings.errors import NoSuchMeetingError, refusal
from app.meetings.models import Meeting, MeetingInvitation, Registration
from app.meetings.notify import about_meeting
from app.meetings.rules import Opening

INVITATION = "meeting_invitation"
TRIAL = "meeting_invitation_trial"
ACTIVE = ("held", "confirmed", "waiting", "offered", "candidate")
"""States of a registration by which somebody has said that they come."""
_AT_ONCE = 500


@dataclass(frozen=True)
class Invited:
    """What came of inviting: how many get a mail, and how many were only noted since they had registered."""

    mailed: int
    noted: int


@dataclass(frozen=True)
class Reach:
    """Whom of a part of a list an invitation would reach, and who is left out."""

    to_mail: int
    registered: int
    """Those who are registered already: they are noted as invited and get no mail."""
    on_paper: int
    bounced: int
    no_mail: int
    invited: int


def invite(session: Session, meeting_id: int, part: Part) -> Invited:
    """Post an invitation to whoever of a part of a list has an address and was not invited yet.

    Pressed twice, or by two people at once, everybody gets one: it happens under the meeting's lock. Somebody
    who stands in two lists under one address is invited once.

    Raises:
        NoSuchMeetingError, MeetingOverError, MeetingCancelledError, NoRegistrationNeededError: nobody can be
            invited to this meeting.
    """
    meeting = lock_open_meeting(session, meeting_id)
    contacts = session.scalars(_to_invite(meeting.id, part)).all()
    persons = _persons_of(session, meeting.programme_code, [contact.email for contact in contacts])
    there = _registered(session, meeting.id)
    mails = []
    for contact in contacts:
        person = persons.get(contact.email) or uuid4()
        row = _invitation(meeting.id, contact.id, person)
        registration_id = there.get(person)
        if registration_id is not None:
            row.reply, row.registration_id = "yes", registration_id
        else:
            mails.append((contact.language, {"invitation": str(row.id)}))
        session.add(row)
    session.flush()
    post_all(session, INVITATION, mails, about=about_meeting(meeting.id))
    return Invited(mailed=len(mails), noted=len(contacts) - len(mails))


def lay_out_letters(session: Session, meeting_id: int, part: Part) -> int:
    """Invite on paper whoever of a part has no address; return how many that were. Harmless when repeated.

    Raises:
        NoSuchMeetingError, MeetingOverError, MeetingCancelledError, NoRegistrationNeededError: see `invite`.
    """
    meeting = lock_open_meeting(session, meeting_id)
    contacts = session.scalars(_on_paper(meeting.id, part)).all()
    session.add_all([_invitation(meeting.id, contact.id, uuid4()) for contact in contacts])
    session.flush()
    return len(contacts)


def send_trial(session: Session, meeting_id: int, user_id: int) -> None:
    """Post the invitation to a member of the team, in both languages; its links open nothing."""
    for lang in LANGUAGES:
        params = {"meeting": meeting_id, "user": user_id}
        post(session, TRIAL, lang, params, about=about_meeting(meeting_id))


def reach(session: Session, meeting_id: int, programme_code: str, part: Part) -> Reach:
    """Count whom an invitation to a part of a list would reach. Seven statements at most for 500 people."""
    emails = session.scalars(_to_invite(meeting_id, part).with_only_columns(Contact.email)).all()
    there = _registered(session, meeting_id)
    registered = sum(person in there for person in _persons_of(session, programme_code, emails).values())
    has_address = _of(part).where(Contact.email != "").order_by(None).subquery()
    bounced, no_mail, invited = session.execute(
        select(
            func.count().filter(has_address.c.bounced, has_address.c.no_mail.is_(False)),
            func.count().filter(has_address.c.no_mail),
            func.count().filter(has_address.c.email.in_(_invited_addresses(meeting_id))),
        ).select_from(has_address)
    ).one()
    on_paper = session.scalar(
        select(func.count()).select_from(_on_paper(meeting_id, part).order_by(None).subquery())
    )
    return Reach(len(emails) - registered, registered, on_paper or 0, bounced, no_mail, invited)


def lock_open_meeting(session: Session, meeting_id: int) -> Meeting:
    """Lock a meeting to which people can be invited.

    Raises:
        NoSuchMeetingError: it is not public. MeetingCancelledError, MeetingOverError: it will not take place,
            or it did. NoRegistrationNeededError: anybody can come.
    """
    meeting = lock_row(session, Meeting, meeting_id)
    if meeting is None:
        raise NoSuchMeetingError
    opening = opening_for_guests(meeting)
    if opening is not Opening.OPEN:
        raise refusal(opening)
    return meeting


def opening_for_guests(meeting: Meeting) -> Opening:
    """Say whether people can be invited to a meeting and reply; a full one puts them in its queue."""
    if meeting.status == "draft":
        return Opening.DRAFT
    if meeting.status == "cancelled":
        return Opening.CANCELLED
    if clock.now() >= meeting.ends_at:
        return Opening.PAST
    return Opening.NO_REGISTRATION if meeting.capacity is None else Opening.OPEN


def _invitation(meeting_id: int, contact_id: UUID, person: UUID) -> MeetingInvitation:
    return MeetingInvitation(
        id=uuid4(), meeting_id=meeting_id, contact_id=contact_id, person=person, invited_on=clock.today()
    )


def _of(part: Part) -> Select[Contact]:
    found = select(Contact).where(Contact.list_id == part.list_id).order_by(Contact.id)
    if part.language is not None:
        found = found.where(Contact.language == part.language)
    if part.sector is not None:
        found = found.where(Contact.sector == part.sector)
    return found


def _to_invite(meeting_id: int, part: Part) -> Select[Contact]:
    return _of(part).where(
        Contact.email != "",
        Contact.bounced.is_(False),
        Contact.no_mail.is_(False),
        Contact.email.not_in(_invited_addresses(meeting_id)),
    )


def _on_paper(meeting_id: int, part: Part) -> Select[Contact]:
    invited = select(MeetingInvitation.contact_id).where(
        MeetingInvitation.meeting_id == meeting_id, MeetingInvitation.contact_id.is_not(None)
    )
    return _of(part).where(Contact.email == "", Contact.id.not_in(invited))


def _invited_addresses(meeting_id: int) -> Select[str]:
    return (
        select(Contact.email)
        .select_from(Contact)
        .join(MeetingInvitation, MeetingInvitation.contact_id == Contact.id)
        .where(MeetingInvitation.meeting_id == meeting_id)
    )


def _registered(session: Session, meeting_id: int) -> dict[UUID, UUID]:
    """Return the registration of everybody who has said that they come, by person. One statement."""
    rows = session.execute(
        select(Registration.person, Registration.id).where(
            Registration.meeting_id == meeting_id, Registration.status.in_(ACTIVE)
        )
    )
    return {person: registration_id for person, registration_id in rows}  # noqa: C416 - has no types


def _persons_of(session: Session, programme_code: str, emails: Sequence[str]) -> dict[str, UUID]:
    """Return who is known among the people of a programme, by address: `person_of` for many at once.

    Two statements for 500 addresses.
    """
    found: dict[str, UUID] = {}
    for some in _in_parts(emails):
        invited = session.execute(
            select(Contact.email, MeetingInvitation.person)
            .select_from(MeetingInvitation)
            .join(Contact, Contact.id == MeetingInvitation.contact_id)
            .join(Meeting, Meeting.id == MeetingInvitation.meeting_id)
            .where(Contact.email.in_(some), Meeting.programme_code == programme_code)
        )
        found |= {email: person for email, person in invited}  # noqa: C416 - dict(rows) has no types
        registered = session.execute(
            select(Registration.email, Registration.person)
            .select_from(Registration)
            .join(Meeting, Meeting.id == Registration.meeting_id)
            .where(Registration.email.in_(some), Meeting.programme_code == programme_code)
        )
        found |= {email: person for email, person in registered}  # noqa: C416
    return found


def _in_parts(emails: Sequence[str]) -> Iterable[Sequence[str]]:
    return (emails[start : start + _AT_ONCE] for start in range(0, len(emails), _AT_ONCE))
