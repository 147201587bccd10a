"""Reply to an invitation: yes registers, no gives back whatever seat there was; until the meeting is over."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.contacts.errors import NoSuchLinkError
from app.contacts.models import Contact
from app.kit.localized import Lang
from app.kit.tokens import make_token, read_token, token_is_for
from app.meetings.cancel import cancel
from app.meetings.invite import ACTIVE, lock_open_meeting
from app.meetings.links import registration_token
from app.meetings.models import InvitationReply, Meeting, MeetingInvitation, MeetingQuota, Registration
from app.meetings.register import Outcome, RegistrationForm, seat, welcome_back
from app.settings import get_settings

_PURPOSE = "meeting-invitation"


@dataclass(frozen=True)
class Guest:
    """Somebody who opens the link of an invitation, and how they stand."""

    meeting_code: str
    name: str
    organisation: str
    language: Lang
    has_address: bool
    must_say_profile: bool
    """Whether seats are counted by profile, so that a yes needs one."""
    reply: InvitationReply | None
    registration_token: str | None
    """Leads to the private page, while they are registered."""


@dataclass(frozen=True)
class Yes:
    """What a guest adds to what we know. Each may be blank."""

    name: str = ""
    profile: str = ""
    phone: str = ""
    """As + and digits; asked of those without an address, to call them when something changes."""


def reply_token(row: MeetingInvitation) -> str:
    """Return the token of somebody's link, the same each time until `generation` is raised."""
    return make_token(_PURPOSE, row.id, row.generation)


def reply_link(row: MeetingInvitation, lang: Lang, reply: InvitationReply | None = None) -> str:
    """Return the whole address of somebody's invitation, with the button of `reply` in front."""
    asked = f"?reply={reply}" if reply else ""
    return f"{get_settings().base_url}/{lang}/rsvp/{reply_token(row)}{asked}"


def guest_of(session: Session, token: str) -> Guest:
    """Return whom a link invited, to which meeting, and how they stand. Five statements; nothing changes.

    Raises:
        NoSuchLinkError: see `_invitation_of`.
    """
    row, contact = _invitation_of(session, token)
    meeting = session.get_one(Meeting, row.meeting_id)
    standing = _registration_of(session, row, contact)
    quotas = session.scalar(
        select(MeetingQuota.profile).where(MeetingQuota.meeting_id == meeting.id).limit(1)
    )
    return Guest(
        meeting_code=meeting.code,
        name=contact.name,
        organisation=contact.organisation,
        language=contact.language,
        has_address=contact.email != "",
        must_say_profile=quotas is not None,
        reply=row.reply,
        registration_token=registration_token(standing) if standing else None,
    )


def accept(session: Session, token: str, yes: Yes) -> Outcome:
    """Register somebody who was invited, with a seat at once or a place in the queue; harmless twice.

    The link came to their address, so nothing is left to be confirmed. The time of public registration does
    not bind people who were invited.

    Raises:
        NoSuchLinkError: see `_invitation_of`.
        NoSuchMeetingError, MeetingOverError, MeetingCancelledError, NoRegistrationNeededError: see
            `lock_open_meeting`. InvalidError: the telephone is registered already.
    """
    row, contact, meeting = _locked(session, token)
    standing = _registration_of(session, row, contact)
    if standing is not None:
        row.reply, row.registration_id = "yes", standing.id
        session.flush()
        proven = contact.email != "" and contact.email == standing.email
        return welcome_back(session, standing, address_confirmed=proven)
    form = RegistrationForm(
        name=contact.name or yes.name or contact.organisation,
        email=contact.email,
        language=contact.language,
        organisation=contact.organisation,
        profile=yes.profile or "other",
        phone="" if contact.email else yes.phone,
    )
    outcome = seat(session, meeting, form, address_confirmed=True)
    registration = session.get_one(Registration, read_token(outcome.token or ""))
    # Without an address nothing else tells that the guest and the registration are one person.
    registration.person = row.person
    row.reply, row.registration_id = "yes", registration.id
    session.flush()
    return outcome


def decline(session: Session, token: str) -> None:
    """Note that somebody cannot come; the seat they had goes to the next. Harmless twice.

    Raises:
        NoSuchLinkError: see `_invitation_of`.
        AlreadyPresentError: they have been welcomed at the meeting.
        MeetingOverError, MeetingCancelledError: there is nothing to decline any more.
    """
    row, contact, meeting = _locked(session, token)
    standing = _registration_of(session, row, contact)
    if standing is not None:
        cancel(session, meeting.code, registration_token(standing))
    row.reply = "no"
    session.flush()


def _invitation_of(session: Session, token: str) -> tuple[MeetingInvitation, Contact]:
    """Return the invitation that a link is for, and whom it invited.

    Raises:
        NoSuchLinkError: the link is not ours or was revoked, or the person was erased with their list.
    """
    invitation_id: UUID | None = read_token(token)
    row = session.get(MeetingInvitation, invitation_id) if invitation_id else None
    contact = session.get(Contact, row.contact_id) if row and row.contact_id else None
    if row is None or contact is None or not token_is_for(token, _PURPOSE, row.id, row.generation):
        raise NoSuchLinkError
    return row, contact


def _locked(session: Session, token: str) -> tuple[MeetingInvitation, Contact, Meeting]:
    found, contact = _invitation_of(session, token)
    meeting = lock_open_meeting(session, found.meeting_id)
    row = session.get(MeetingInvitation, found.id, populate_existing=True)
    if row is None:
        raise NoSuchLinkError
    return row, contact, meeting


def _registration_of(session: Session, row: MeetingInvitation, contact: Contact) -> Registration | None:
    """Return the registration by which a guest comes, however they registered; None when they do not.

    Two people may share a telephone, and then count as one person. So the link of an invitation reaches what
    was registered with the address it was mailed to, or by the invitation itself, and nothing else: nobody
    sees or gives back the seat of somebody else.
    """
    theirs = Registration.email == contact.email if contact.email else Registration.person == row.person
    return session.scalars(
        select(Registration)
        .where(
            Registration.meeting_id == row.meeting_id,
            Registration.person == row.person,
            or_(theirs, Registration.id == row.registration_id),
            Registration.status.in_(ACTIVE),
        )
        .order_by(Registration.queue_number.desc())
        .limit(1)
    ).one_or_none()
