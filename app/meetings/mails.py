"""The mails about registrations: what they say is looked up when they are sent."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.kit.localized import Lang
from app.kit.outbox.content import Attachment, MailContent, register_mail
from app.kit.pages import render_text
from app.meetings.calendar import meeting_calendar
from app.meetings.links import registration_address
from app.meetings.models import Registration
from app.meetings.queries import MeetingView, meeting_of_registration, registration_view
from app.settings import get_settings

CONFIRMED = "registration_confirmed"
CANCELLED = "registration_cancelled"


@register_mail(CONFIRMED)
def registration_confirmed(session: Session, params: Mapping[str, Any], lang: Lang) -> MailContent | None:
    """Say that the seat is theirs. None when the seat was given back or the person was erased meanwhile."""
    registration = session.get(Registration, UUID(params["registration"]))
    if registration is None or registration.status != "confirmed":
        return None
    return _content(session, registration, CONFIRMED, lang, with_calendar=True)


@register_mail(CANCELLED)
def registration_cancelled(session: Session, params: Mapping[str, Any], lang: Lang) -> MailContent | None:
    """Say that the seat was given back. None when the person was erased meanwhile."""
    registration = session.get(Registration, UUID(params["registration"]))
    if registration is None:
        return None
    return _content(session, registration, CANCELLED, lang, with_calendar=False)


def _content(
    session: Session, registration: Registration, name: str, lang: Lang, *, with_calendar: bool
) -> MailContent:
    meeting = meeting_of_registration(session, registration)
    base_url = get_settings().base_url
    link = base_url + registration_address(meeting.code, registration, lang)
    data = {
        "meeting": meeting,
        "registration": registration_view(session, registration),
        "link": link,
        "meeting_link": f"{base_url}/{lang}/m/{meeting.code}",
    }
    return MailContent(
        to_name=registration.name,
        to_address=registration.email,
        subject=render_text(f"mails/{name}/subject.txt", lang, data),
        text=render_text(f"mails/{name}/body.txt", lang, data),
        html=render_text(f"mails/{name}/body.html", lang, data),
        attachments=(_calendar(meeting, lang, link),) if with_calendar else (),
    )


def _calendar(meeting: MeetingView, lang: Lang, link: str) -> Attachment:
    return Attachment(
        name=f"{meeting.code}.ics",
        subtype="calendar",
        content=meeting_calendar(meeting, lang, link),
        parameters={"method": "PUBLISH"},
    )
