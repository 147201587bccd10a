"""Put a mail in the outbox, and ask for another try."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.kit import clock
from app.kit.errors import ConflictError, NotFoundError
from app.kit.localized import Lang
from app.kit.outbox.models import OutboxMail
from app.settings import get_settings


def post(
    session: Session, template: str, language: Lang, params: Mapping[str, Any], *, about: str = ""
) -> UUID:
    """Write a mail in the caller's transaction: it leaves after the commit, or never if there is none.

    `params` holds ids only, never a name or an address: what the mail says is looked up when it is sent, and
    what was erased meanwhile cannot be sent. The Message-ID is fixed now, so that a repeat is known as one.
    `about` stays when the mail has left: it names a meeting or the like, never a person.
    """
    return post_all(session, template, [(language, params)], about=about)[0]


def post_all(
    session: Session, template: str, mails: Iterable[tuple[Lang, Mapping[str, Any]]], *, about: str = ""
) -> list[UUID]:
    """Write many mails at once, each in its language; return their ids in the same order. See `post`."""
    now = clock.now()
    rows = [
        OutboxMail(
            id=uuid4(),
            template=template,
            params=dict(params),
            about=about,
            language=language,
            message_id=f"<{uuid4()}@{urlsplit(get_settings().base_url).hostname}>",
            state="waiting",
            due_at=now,
            created_at=now,
        )
        for language, params in mails
    ]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def retry(session: Session, mail_id: UUID) -> None:
    """Make a failed or a waiting mail due now, because somebody asks for it.

    Raises:
        NotFoundError: there is no such mail.
        ConflictError: it was sent or dropped, or it is on its way at this moment.
    """
    if session.get(OutboxMail, mail_id) is None:
        raise NotFoundError("There is no such mail.")
    # A waiting row with a doubt is in the hands of a worker, or of one that died: its lease has to end first.
    asked = session.connection().execute(
        update(OutboxMail)
        .where(
            OutboxMail.id == mail_id,
            (OutboxMail.state == "failed") | ((OutboxMail.state == "waiting") & (OutboxMail.doubts == 0)),
        )
        .values(state="waiting", doubts=0, due_at=clock.now(), last_error="")
    )
    session.expire_all()
    if asked.rowcount == 0:
        raise ConflictError("This mail has been sent or is on its way.")
