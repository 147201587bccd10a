"""The mails of a meeting as the team looks at them: to somebody made up, or to oneself."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from app.accounts.queries import member_by_id
from app.kit import clock
from app.kit.errors import NotFoundError
from app.kit.i18n import gettext
from app.kit.localized import LANGUAGES, Lang
from app.kit.outbox.content import MailContent, register_mail
from app.kit.outbox.post import post_all
from app.meetings.mails import TOLD_WHILE, Occasion, letter
from app.meetings.models import Meeting, Registration
from app.meetings.notify import EVENTS, Event, about_meeting
from app.settings import get_settings

TRIAL = "meeting_trial"


def event_named(name: str) -> Event:
    """Return the event of this name.

    Raises:
        NotFoundError: there is no such mail.
    """
    for event in EVENTS:
        if event == name:
            return event
    raise NotFoundError("There is no such mail.")


def example(session: Session, meeting_id: int, event: Event, lang: Lang) -> MailContent:
    """Return a mail of a meeting to somebody made up; its private links open nothing."""
    meeting = session.get_one(Meeting, meeting_id)
    states = TOLD_WHILE[event]
    somebody = Registration(
        id=uuid4(),
        person=uuid4(),
        queue_number=0,
        meeting_id=meeting.id,
        name=gettext(lang, "Camille Example"),
        email="camille@example.org",
        language=lang,
        status=next(iter(states)) if len(states) == 1 else "confirmed",
        waits_for="full",
        expires_at=clock.now() + timedelta(days=1),
        companion=False,
        online=False,
        address_confirmed=False,
        generation=0,
    )
    address = f"{get_settings().base_url}/{lang}/m/{meeting.code}"
    told = Occasion(
        event, meeting, somebody, lang, f"{address}/r/…", f"{address}/a/…", place=3, can_evaluate=True,
        has_minutes=True,
    )  # fmt: skip
    return letter(session, told)


def send_trial(session: Session, meeting_id: int, event: Event, user_id: int) -> None:
    """Put a mail of a meeting in the outbox for a member of the team, once in each language."""
    params = {"meeting": meeting_id, "event": event, "user": user_id}
    post_all(session, TRIAL, [(lang, params) for lang in LANGUAGES], about=about_meeting(meeting_id))


@register_mail(TRIAL)
def trial(session: Session, params: Mapping[str, Any], lang: Lang) -> MailContent | None:
    """Show a mail to a member of the team. None when the account or the meeting is gone."""
    member = member_by_id(session, params["user"])
    if member is None or session.get(Meeting, params["meeting"]) is None:
        return None
    content = example(session, params["meeting"], event_named(params["event"]), lang)
    return replace(
        content,
        to_name=member.name,
        to_address=member.email,
        subject=gettext(lang, "Test: %(subject)s", subject=content.subject),
    )
