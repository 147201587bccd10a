"""The mails about requests: what they say is looked up when they are sent."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.information.links import request_address
from app.information.models import RequestStatus, SupportRequest
from app.kit.localized import Lang
from app.kit.outbox.content import MailContent, register_mail
from app.kit.pages import render_text
from app.settings import get_settings

RECEIVED = "request_received"
ACCEPTED = "request_accepted"
DECLINED = "request_declined"


@register_mail(RECEIVED)
def request_received(session: Session, params: Mapping[str, Any], lang: Lang) -> MailContent | None:
    """Say that the request has arrived. None once it was withdrawn or decided, or the person forgotten."""
    return _content(session, params, RECEIVED, lang, when="pending")


@register_mail(ACCEPTED)
def request_accepted(session: Session, params: Mapping[str, Any], lang: Lang) -> MailContent | None:
    """Say that the team will come. None when it was withdrawn, or the person forgotten, meanwhile."""
    return _content(session, params, ACCEPTED, lang, when="accepted")


@register_mail(DECLINED)
def request_declined(session: Session, params: Mapping[str, Any], lang: Lang) -> MailContent | None:
    """Say why the team cannot. None when the person was forgotten meanwhile."""
    return _content(session, params, DECLINED, lang, when="declined")


def _content(
    session: Session, params: Mapping[str, Any], name: str, lang: Lang, *, when: RequestStatus
) -> MailContent | None:
    request = session.get(SupportRequest, UUID(params["request"]))
    if request is None or not request.email or request.status != when:
        return None
    data = {
        "name": request.name,
        "kind": request.kind,
        "organisation": request.organisation,
        "reply": request.reply,
        "link": get_settings().base_url + request_address(request, lang),
    }
    return MailContent(
        to_name=request.name,
        to_address=request.email,
        subject=render_text(f"mails/{name}/subject.txt", lang, data),
        text=render_text(f"mails/{name}/body.txt", lang, data),
        html=render_text(f"mails/{name}/body.html", lang, data),
    )
