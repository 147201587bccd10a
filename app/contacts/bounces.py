"""Read the reports of mails that came back, and note the addresses that do not exist.

Mail servers that take a mail over and cannot deliver it send a report to its sender (RFC 3464). Only one that
quotes a mail of our outbox is believed: anybody can write to the address of the sender.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser
from mailbox import Maildir, mbox
from pathlib import Path
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.contacts.models import Contact
from app.kit.outbox.models import OutboxMail

_FOR_GOOD: Final = re.compile(r"5\.(1\.\d+|2\.1)\b")
"""Status codes (RFC 3463) of an address that does not exist or is closed; a full mailbox is 5.2.2."""


@dataclass(frozen=True)
class Bounces:
    """What came of reading reports."""

    reports: int = 0
    """Messages that are reports of our mails."""
    addresses: frozenset[str] = frozenset()
    """Addresses, in small letters, that they say do not exist."""
    contacts: int = 0
    """People of our lists who are marked now and were not before."""


def read_mailbox(path: Path) -> Iterator[Message]:
    """Give the messages of a Maildir folder or of an mbox file.

    Raises:
        OSError: there is nothing to read there.
    """
    if path.is_dir():
        yield from Maildir(path, create=False)
    else:
        # `mailbox` makes no file when it is told not to, and says nothing of one that is missing.
        path.open("rb").close()
        with closing(mbox(path, create=False)) as box:
            yield from box


def note_bounces(session: Session, messages: Iterable[Message]) -> Bounces:
    """Mark the people whose address does not exist. Reading the same reports again changes nothing more."""
    reports, addresses = 0, set[str]()
    for message in messages:
        found = list(_gone(message))
        if message.get_content_type() == "multipart/report" and _is_ours(session, message):
            reports += 1
            addresses |= set(found)
    marked = session.connection().execute(
        update(Contact)
        .where(Contact.email.in_(sorted(addresses)), Contact.bounced.is_(False))
        .values(bounced=True)
    )
    session.expire_all()
    return Bounces(reports, frozenset(addresses), marked.rowcount)


def _gone(message: Message) -> Iterator[str]:
    """Give the addresses that a report says do not exist, in small letters."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for fields in part.walk():
            status = str(fields.get("Status", ""))
            if str(fields.get("Action", "")).strip().lower() == "failed" and _FOR_GOOD.match(status.strip()):
                recipient = str(fields.get("Original-Recipient") or fields.get("Final-Recipient") or "")
                yield recipient.rpartition(";")[2].strip().strip("<>").lower()


def _is_ours(session: Session, message: Message) -> bool:
    """Say whether a report quotes the Message-ID of a mail of the outbox."""
    ids = set[str]()
    for part in message.walk():
        if part is not message:
            ids.add(str(part.get("Message-ID", "")).strip())
        if part.get_content_type() == "text/rfc822-headers":
            quoted = HeaderParser().parsestr(str(part.get_payload()))
            ids.add(str(quoted.get("Message-ID", "")).strip())
    return session.scalar(select(OutboxMail.id).where(OutboxMail.message_id.in_(ids)).limit(1)) is not None
