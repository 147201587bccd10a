"""From what a mail says to the bytes that travel."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from app.kit import clock
from app.kit.localized import Lang
from app.kit.outbox.content import MailContent
from app.settings import get_settings


def one_line(value: str) -> str:
    """Return `value` on one line, since a header has no other."""
    return " ".join(value.split())


def compose(content: MailContent, *, message_id: str, language: Lang) -> EmailMessage:
    """Return a message with plain text and HTML as alternatives, and its attachments.

    Raises:
        ValueError: an address is none.
    """
    sender_name, sender = parseaddr(get_settings().mail_from)
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = message_id
    message["Date"] = format_datetime(clock.local(clock.now()))
    message["From"] = Address(one_line(sender_name), addr_spec=sender)
    message["To"] = Address(one_line(content.to_name), addr_spec=content.to_address)
    message["Subject"] = one_line(content.subject)
    # Asks holiday replies and the like to stay silent (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(content.text)
    message.add_alternative(content.html, subtype="html")
    for attachment in content.attachments:
        message.add_attachment(
            attachment.content,
            subtype=attachment.subtype,
            filename=attachment.name,
            params=dict(attachment.parameters),
        )
    # Last, since putting parts in moves every Content- header to the first of them.
    message["Content-Language"] = language
    return message
