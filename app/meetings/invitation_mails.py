"""The mails that invite to a meeting: what they say is looked up when they are sent."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import member_by_id
from app.contacts.links import no_mail_link
from app.contacts.models import Contact
from app.kit.localized import Lang
from app.kit.outbox.content import MailContent, register_mail, register_refusal
from app.kit.pages import render_text
from app.meetings.invite import ACTIVE, INVITATION, TRIAL, opening_for_guests
from app.meetings.models import Meeting, MeetingInvitation, Registration, Sitting
from app.meetings.remind_silent import REMINDER
from app.meetings.reply import reply_link
from app.meetings.rules import Opening
from app.settings import get_settings


@register_mail(INVITATION)
def invitation(session: Session, params: Mapping[str, Any], lang: Lang) -> MailContent | None:
    """Invite somebody. None when they were erased, may not be written to, have replied, or it is too late."""
    return _to_guest(session, INVITATION, UUID(params["invitation"]), lang)


@register_mail(REMINDER)
def reminder(session: Session, params: Mapping[str, Any], lang: Lang) -> MailContent | None:
    """Remind somebody. None as for an invitation."""
    return _to_guest(session, REMINDER, UUID(params["invitation"]), lang)


@register_mail(TRIAL)
def trial(session: Session, params: Mapping[str, Any], lang: Lang) -> MailContent | None:
    """Show the invitation to a member of the team. None when the account or the meeting is gone."""
    member = member_by_id(session, params["user"])
    meeting = session.get(Meeting, params["meeting"])
    if member is None or meeting is None:
        return None
    return example(session, meeting, INVITATION, lang, to=(member.name, member.email))


@register_refusal(INVITATION)
@register_refusal(REMINDER)
def address_refused(session: Session, params: Mapping[str, Any]) -> None:
    """Note that a mail server does not know the address of somebody who was invited."""
    row = session.get(MeetingInvitation, UUID(params["invitation"]))
    contact = session.get(Contact, row.contact_id) if row and row.contact_id else None
    if contact is not None:
        contact.bounced = True


def example(
    session: Session, meeting: Meeting, name: str, lang: Lang, *, to: tuple[str, str] = ("", "")
) -> MailContent:
    """Return a mail as the team looks at it: its links open nothing."""
    base_url = get_settings().base_url
    links = {
        "yes_link": f"{base_url}/{lang}/rsvp/…",
        "no_link": f"{base_url}/{lang}/rsvp/…",
        "no_mail_link": f"{base_url}/{lang}/no-mail/…",
    }
    return _content(session, meeting, name, lang, to=to, links=links)


def _to_guest(session: Session, name: str, invitation_id: UUID, lang: Lang) -> MailContent | None:
    row = session.get(MeetingInvitation, invitation_id)
    contact = session.get(Contact, row.contact_id) if row and row.contact_id else None
    if row is None or contact is None or not contact.email or contact.bounced or contact.no_mail:
        return None
    meeting = session.get_one(Meeting, row.meeting_id)
    comes = session.scalar(
        select(Registration.id)
        .where(
            Registration.meeting_id == row.meeting_id,
            Registration.person == row.person,
            Registration.status.in_(ACTIVE),
        )
        .limit(1)
    )
    if row.reply is not None or comes is not None or opening_for_guests(meeting) is not Opening.OPEN:
        return None
    links = {
        "yes_link": reply_link(row, lang, "yes"),
        "no_link": reply_link(row, lang, "no"),
        "no_mail_link": no_mail_link(contact.id, lang),
    }
    to = (contact.name or contact.organisation, contact.email)
    return _content(session, meeting, name, lang, to=to, links=links)


def _content(
    session: Session,
    meeting: Meeting,
    name: str,
    lang: Lang,
    *,
    to: tuple[str, str],
    links: Mapping[str, str],
) -> MailContent:
    data = {
        "meeting": meeting,
        "sittings": session.scalars(
            select(Sitting).where(Sitting.meeting_id == meeting.id).order_by(Sitting.number)
        ).all(),
        "name": to[0],
        "is_reminder": name == REMINDER,
        "meeting_link": f"{get_settings().base_url}/{lang}/m/{meeting.code}",
        **links,
    }
    return MailContent(
        to_name=to[0],
        to_address=to[1],
        subject=render_text("mails/meeting_invitation/subject.txt", lang, data),
        text=render_text("mails/meeting_invitation/body.txt", lang, data),
        html=render_text("mails/meeting_invitation/body.html", lang, data),
    )
