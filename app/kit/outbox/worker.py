"""Send what is due. Any number of workers may run at once, in one process or in several.

A mail is sent outside of any transaction, between two short ones: the first claims the row, the second notes
what became of it. Claiming moves `due_at` to the end of a lease, so that a worker that dies gives the row
back by doing nothing; and it counts a doubt, which noting takes back. A row with two doubts is not tried a
third time: its receiver has had the mail at most twice, both times with the same Message-ID.
"""

import logging
import threading
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID

from sqlalchemy import Select, select, update

from app.db import reading, transaction
from app.kit import clock
from app.kit.localized import Lang
from app.kit.outbox.content import note_refusal, render_row
from app.kit.outbox.message import compose
from app.kit.outbox.models import OutboxMail
from app.kit.outbox.smtp import (
    MailServer,
    NoSuchAddressError,
    NotSentError,
    PerhapsSentError,
    parse_smtp_url,
    send,
)
from app.settings import get_settings

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
"""Longer than the slowest exchange with a mail server that still ends."""
PAUSE_SECONDS = 2.0
MAX_DOUBTS = 2
DELAYS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
)
"""How long to wait after the first, the second … failure. The eighth is the last."""
MAX_ATTEMPTS = len(DELAYS) + 1


@dataclass(frozen=True)
class Claim:
    """A row in our hands. `attempt` proves it: whoever claims the row after us has another number."""

    id: UUID
    attempt: int
    message_id: str
    language: Lang


def run_worker(stop: threading.Event) -> None:
    """Send what is due until `stop` is set, whatever happens to a mail or to the database meanwhile."""
    while not stop.is_set():
        try:
            handled = deliver_due(stop=stop)
        except Exception:
            log.exception("The outbox could not be worked through; trying again in %s seconds", PAUSE_SECONDS)
            handled = 0
        if handled == 0:
            stop.wait(PAUSE_SECONDS)


def deliver_due(limit: int = 50, stop: threading.Event | None = None) -> int:
    """Handle up to `limit` mails that are due, whatever becomes of them, and return how many there were.

    Once `stop` is set no further mail is begun.
    """
    server = parse_smtp_url(get_settings().smtp_url)
    for handled in range(limit):
        claim = None if stop is not None and stop.is_set() else _claim_one()
        if claim is None:
            return handled
        _deliver(claim, server)
    return limit


def _claim_one() -> Claim | None:
    # Looking first without the write lock keeps an idle worker out of everybody's way on SQLite.
    with reading() as session:
        if session.scalars(_due()).first() is None:
            return None
    with transaction() as session:
        # SKIP LOCKED is PostgreSQL's; SQLite ignores it, and needs none: its write transaction is alone.
        row = session.scalars(_due().with_for_update(skip_locked=True)).first()
        while row is not None and row.doubts >= MAX_DOUBTS:
            row.state = "failed"
            row.last_error = (
                "begun twice without hearing the end: it may have arrived twice, and is not repeated"
            )
            log.error("Mail %s (%s) is given up: %s", row.id, row.template, row.last_error)
            session.flush()
            row = session.scalars(_due().with_for_update(skip_locked=True)).first()
        if row is None:
            return None
        row.due_at = clock.now() + LEASE
        row.attempts += 1
        row.doubts += 1
        return Claim(row.id, row.attempts, row.message_id, row.language)


def _due() -> Select[OutboxMail]:
    return (
        select(OutboxMail)
        .where(OutboxMail.state == "waiting", OutboxMail.due_at <= clock.now())
        .order_by(OutboxMail.due_at)
        .limit(1)
    )


def _deliver(claim: Claim, server: MailServer) -> None:
    try:
        message = _prepare(claim)
        if message is not None:
            send(message, server)
    except PerhapsSentError as error:
        _note_failure(claim, str(error), certain=False)
    except NoSuchAddressError as error:
        _note_refusal(claim, str(error))
    except NotSentError as error:
        _note_failure(claim, str(error), certain=True)
    except Exception as error:
        # A mail that cannot be rendered must not keep the others waiting; its row says what to look for.
        log.exception("Mail %s could not be prepared", claim.id)
        _note_failure(claim, f"could not be prepared: {type(error).__name__}", certain=True)
    else:
        _note_end(claim, sent=message is not None)


def _prepare(claim: Claim) -> EmailMessage | None:
    with reading() as session:
        content = render_row(session, session.get_one(OutboxMail, claim.id))
    if content is None:
        return None
    return compose(content, message_id=claim.message_id, language=claim.language)


def _note_end(claim: Claim, *, sent: bool) -> None:
    _note(
        claim,
        state="sent" if sent else "dropped",
        params={},
        sent_at=clock.now() if sent else None,
        doubts=OutboxMail.doubts - 1,
        last_error="",
    )


def _note_failure(claim: Claim, reason: str, *, certain: bool) -> None:
    log.warning("Mail %s, attempt %s: %s", claim.id, claim.attempt, reason)
    over = claim.attempt >= MAX_ATTEMPTS
    _note(
        claim,
        state="failed" if over else "waiting",
        due_at=clock.now() + DELAYS[min(claim.attempt, len(DELAYS)) - 1],
        doubts=OutboxMail.doubts - (1 if certain else 0),
        last_error=reason[:500],
    )


def _note_refusal(claim: Claim, reason: str) -> None:
    """Give up at once: the address does not exist, and trying again would not make it."""
    log.warning("Mail %s, attempt %s: %s", claim.id, claim.attempt, reason)
    with transaction() as session:
        row = session.get_one(OutboxMail, claim.id, with_for_update=True)
        if row.state == "waiting" and row.attempts == claim.attempt:
            row.state = "failed"
            row.doubts -= 1
            row.last_error = reason
            note_refusal(session, row)


def _note(claim: Claim, **values: object) -> None:
    """Write `values` if the row still is ours: a worker whose lease ran out has no say any more."""
    with transaction() as session:
        session.execute(
            update(OutboxMail)
            .where(
                OutboxMail.id == claim.id, OutboxMail.state == "waiting", OutboxMail.attempts == claim.attempt
            )
            .values(**values)
            .execution_options(synchronize_session=False)
        )
