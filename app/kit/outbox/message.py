"""From what a mail says to the bytes that travel."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from app.kit import clock
from app.kit.localized import Lang
from app.kit.outbox.content import MailContent
from app.settings import get_settings


def one_line(value: str) -> str:
    """Return `value` on one line, since a header has no other. No-break spaces stay."""
    return " ".join(line.strip(" \t") for line in value.splitlines()).strip(" \t")


def compose(content: MailContent, *, message_id: str, language: Lang) -> EmailMessage:
    """Return a message with plain text and HTML as alternatives, and its attachments.

    Raises:
        ValueError: an address is none.
    """
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = message_id
    message["Date"] = format_datetime(clock.local(clock.now()))
    message["From"] = sender()
    message["To"] = _address(content.to_name, content.to_address)
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


def sender() -> Address:
    """Return who sends every mail: `Name <address>` or an address alone, without quotes around the name.

    Raises:
        ValueError: the setting holds no address.
    """
    name, _, address = get_settings().mail_from.rpartition("<")
    return _address(name.strip().strip('"'), address.rstrip("> "))


def _address(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    if not local or not domain:
        raise ValueError("this is no e-mail address")
    # A domain with letters such as é has an ASCII form that every server knows; the part before @ has none.
    return Address(one_line(name), local, domain.encode("idna").decode())
