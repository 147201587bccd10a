"""The mails to people of a list: what they say is looked up when they are sent."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.queries import member_by_id
from app.consultations.entries import state_of_entry
from app.consultations.models import Consultation
from app.consultations.queries import view
from app.contacts.links import entry_of, invitation_link, no_mail_link
from app.contacts.models import Contact, Invitation
from app.kit.localized import Lang
from app.kit.outbox.content import MailContent, register_mail, register_refusal
from app.kit.pages import render_text
from app.questionnaires.queries import form_of_version
from app.settings import get_settings

INVITATION = "invitation"
REMINDER = "invitation_reminder"
TRIAL = "invitation_trial"


@register_mail(INVITATION)
def invitation(session: Session, params: Mapping[str, Any], lang: Lang) -> MailContent | None:
    """Invite somebody. None when they were erased, cannot be written to any more, or it is too late."""
    return _to_somebody_invited(session, INVITATION, UUID(params["invitation"]), lang)


@register_mail(REMINDER)
def reminder(session: Session, params: Mapping[str, Any], lang: Lang) -> MailContent | None:
    """Remind somebody. None as for an invitation, and when the answer came in meanwhile."""
    invitation_id = UUID(params["invitation"])
    if state_of_entry(session, entry_of(invitation_id)) == "used":
        return None
    return _to_somebody_invited(session, REMINDER, invitation_id, lang)


@register_mail(TRIAL)
def trial(session: Session, params: Mapping[str, Any], lang: Lang) -> MailContent | None:
    """Show the invitation to a member of the team. None when the account or the consultation is gone."""
    member = member_by_id(session, params["user"])
    consultation = session.get(Consultation, params["consultation"])
    if member is None or consultation is None:
        return None
    return example(session, consultation, INVITATION, lang, to=(member.name, member.email))


@register_refusal(INVITATION)
@register_refusal(REMINDER)
def address_refused(session: Session, params: Mapping[str, Any]) -> None:
    """Note that a mail server does not know the address of somebody who was invited."""
    found = session.get(Invitation, UUID(params["invitation"]))
    person = session.get(Contact, found.contact_id) if found else None
    if person is not None:
        person.bounced = True


def example(
    session: Session, consultation: Consultation, name: str, lang: Lang, *, to: tuple[str, str] = ("", "")
) -> MailContent:
    """Return a mail as the team looks at it: its links open nothing."""
    base_url = get_settings().base_url
    links = {
        "link": f"{base_url}/{lang}/c/{consultation.code}/i/…",
        "no_mail_link": f"{base_url}/{lang}/no-mail/…",
    }
    return _content(session, consultation, name, lang, to=to, links=links)


def _to_somebody_invited(session: Session, name: str, invitation_id: UUID, lang: Lang) -> MailContent | None:
    found = session.get(Invitation, invitation_id)
    if found is None:
        return None
    person = session.get_one(Contact, found.contact_id)
    consultation = session.get_one(Consultation, found.consultation_id)
    if not person.email or person.bounced or person.no_mail or view(consultation).phase == "closed":
        return None
    links = {
        "link": invitation_link(consultation.code, invitation_id, lang),
        "no_mail_link": no_mail_link(person.id, lang),
    }
    return _content(
        session, consultation, name, lang, to=(person.name or person.organisation, person.email), links=links
    )


def _content(
    session: Session,
    consultation: Consultation,
    name: str,
    lang: Lang,
    *,
    to: tuple[str, str],
    links: Mapping[str, str],
) -> MailContent:
    form = form_of_version(session, consultation.questionnaire_version_id)
    data = {
        "consultation": view(consultation),
        "minutes": form.extras.get("minutes", ""),
        "name": to[0],
        **links,
    }
    return MailContent(
        to_name=to[0],
        to_address=to[1],
        subject=render_text(f"mails/{name}/subject.txt", lang, data),
        text=render_text(f"mails/{name}/body.txt", lang, data),
        html=render_text(f"mails/{name}/body.html", lang, data),
    )
