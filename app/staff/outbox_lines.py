"""What the pages about mails read of the outbox."""

import re
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kit.errors import NotFoundError
from app.kit.localized import Lang
from app.kit.outbox.content import MailContent, UnknownMailError, render_row
from app.kit.outbox.message import compose
from app.kit.outbox.models import MailState, OutboxMail

PER_PAGE: Final = 50
_ADDRESS: Final = re.compile(r"[^\s<>@]+@[^\s<>@]+")


@dataclass(frozen=True)
class MailLine:
    """A mail as the list shows it: never to whom, nor what it says."""

    id: UUID
    template: str
    about: str
    language: Lang
    state: MailState
    attempts: int
    due_at: datetime
    last_error: str
    """What the mail server answered, with every address in it replaced by an ellipsis."""
    created_at: datetime
    sent_at: datetime | None
    may_retry: bool
    """Whether asking for another try now makes sense: it failed, and no worker holds it."""


def counts(session: Session) -> dict[str, int]:
    """Return how many mails wait and how many failed. One statement."""
    rows = session.execute(
        select(OutboxMail.state, func.count())
        .where(OutboxMail.state.in_(["waiting", "failed"]))
        .group_by(OutboxMail.state)
    )
    found: dict[str, int] = {state: n for state, n in rows}  # noqa: C416 - dict(rows) has no types
    return {"waiting": found.get("waiting", 0), "failed": found.get("failed", 0)}


def counts_about(session: Session, about: str) -> dict[str, dict[str, int]]:
    """Return how many mails about something are in each state, by their template. One statement."""
    found: dict[str, dict[str, int]] = {}
    for template, state, n in session.execute(
        select(OutboxMail.template, OutboxMail.state, func.count())
        .where(OutboxMail.about == about)
        .group_by(OutboxMail.template, OutboxMail.state)
    ):
        found.setdefault(template, {})[state] = n
    return found


def stuck_about(session: Session, about: str) -> list[MailLine]:
    """List the mails about something that failed or met an obstacle, newest first. One statement."""
    rows = session.scalars(
        select(OutboxMail)
        .where(
            OutboxMail.about == about,
            OutboxMail.state.in_(["failed", "waiting"]),
            OutboxMail.last_error != "",
        )
        .order_by(OutboxMail.created_at.desc(), OutboxMail.id)
        .limit(PER_PAGE)
    )
    return [_line(row) for row in rows]


def is_about(session: Session, mail_id: UUID, about: str) -> bool:
    """Say whether a mail is about something."""
    return session.scalar(select(OutboxMail.about).where(OutboxMail.id == mail_id)) == about


def latest(session: Session, number: int) -> tuple[list[MailLine], int]:
    """Return the mails of page `number` (from 1), newest first, and the number of pages. Two statements."""
    total = session.scalar(select(func.count()).select_from(OutboxMail)) or 0
    rows = session.scalars(
        select(OutboxMail)
        .order_by(OutboxMail.created_at.desc(), OutboxMail.id)
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    )
    return [_line(row) for row in rows], max(1, ceil(total / PER_PAGE))


def one(session: Session, mail_id: UUID) -> tuple[MailLine, MailContent | None]:
    """Return a mail and what it would say if it were sent now; None when there is nothing to say any more.

    Raises:
        NotFoundError: there is no such mail.
    """
    row = _row(session, mail_id)
    try:
        return _line(row), render_row(session, row)
    except UnknownMailError:
        # A mail of an older version of the service: its line still says what became of it.
        return _line(row), None


def source(session: Session, mail_id: UUID) -> bytes:
    """Return a mail as it would leave now, headers and attachments included.

    Raises:
        NotFoundError: there is no such mail, or nothing to say any more.
    """
    _, content = one(session, mail_id)
    if content is None:
        raise NotFoundError("There is no such mail.")
    row = _row(session, mail_id)
    return compose(content, message_id=row.message_id, language=row.language).as_bytes()


def _row(session: Session, mail_id: UUID) -> OutboxMail:
    row = session.get(OutboxMail, mail_id)
    if row is None:
        raise NotFoundError("There is no such mail.")
    return row


def _line(row: OutboxMail) -> MailLine:
    return MailLine(
        id=row.id,
        template=row.template,
        about=row.about,
        language=row.language,
        state=row.state,
        attempts=row.attempts,
        due_at=row.due_at,
        last_error=_ADDRESS.sub("…", row.last_error),
        created_at=row.created_at,
        sent_at=row.sent_at,
        may_retry=row.state == "failed" or (row.state == "waiting" and row.attempts > 0 and row.doubts == 0),
    )
