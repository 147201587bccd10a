"""Hand a message to a mail server."""

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 20
"""For each exchange with the server. All of them together stay well under the worker's lease."""

_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
_FIRST_REFUSAL = 400
_NO_SUCH_ADDRESS = frozenset({550, 551, 553, 556})
_ENHANCED = re.compile(rb"5\.\d{1,3}\.\d{1,3}")
_OF_THE_ADDRESS = (b"5.1.", b"5.2.1")
"""Enhanced codes (RFC 3463) about the address itself; 5.7 is about us, and says nothing of the address."""


class NotSentError(Exception):
    """The server has certainly not taken the mail over. The text names no address."""


class NoSuchAddressError(NotSentError):
    """The server says that the address does not exist, now and later."""


class PerhapsSentError(Exception):
    """The line broke after the mail was handed over and before the server said so."""


@dataclass(frozen=True)
class MailServer:
    """Where mail leaves, as `settings.smtp_url` says it."""

    scheme: str
    host: str
    port: int
    user: str
    password: str


def parse_smtp_url(url: str) -> MailServer:
    """Read smtp://user:password@host:port, smtps:// or smtp+starttls://; what is special is percent-encoded.

    Raises:
        ValueError: another scheme, no host, or a port that is no number.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("a mail server looks like smtp://user:password@host:port")
    return MailServer(
        scheme=parts.scheme,
        host=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def send(message: EmailMessage, server: MailServer) -> None:
    """Send one message over a connection of its own.

    Raises:
        NotSentError: the server was not reached or it refused.
        PerhapsSentError: the whole message may have arrived when the line broke.
    """
    try:
        connection = _connect(server)
    except (smtplib.SMTPException, OSError) as error:
        raise NotSentError(_reason(error)) from error
    try:
        _hand_over(connection, message)
        # The mail is taken over by now: a server that does not say goodbye changes nothing about that.
        with suppress(smtplib.SMTPException, OSError):
            connection.quit()
    finally:
        connection.close()


def _connect(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    connection: smtplib.SMTP
    if server.scheme == "smtps":
        connection = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    try:
        if server.scheme == "smtp+starttls":
            connection.starttls(context=context)
        connection.ehlo_or_helo_if_needed()
        if server.user:
            connection.login(server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _hand_over(connection: smtplib.SMTP, message: EmailMessage) -> None:
    sender = message["From"].addresses[0].addr_spec
    receiver = message["To"].addresses[0].addr_spec
    international = not (sender + receiver).isascii()
    if international and not connection.has_extn("smtputf8"):
        raise NotSentError("the server takes no address with letters such as é")
    content = message.as_bytes(policy=SMTPUTF8 if international else SMTP)
    try:
        _must_agree(connection.mail(sender, ["SMTPUTF8", "BODY=8BITMIME"] if international else []))
        _must_know(connection.rcpt(receiver))
    except (smtplib.SMTPException, OSError) as error:
        raise NotSentError(_reason(error)) from error
    try:
        _must_agree(connection.data(content))
    except smtplib.SMTPResponseException as error:
        raise NotSentError(_reason(error)) from error
    except (smtplib.SMTPException, OSError) as error:
        raise PerhapsSentError(_reason(error)) from error


def _must_agree(answer: tuple[int, bytes]) -> None:
    code, _ = answer
    if code >= _FIRST_REFUSAL:
        raise NotSentError(f"the server answered {code}")


def _must_know(answer: tuple[int, bytes]) -> None:
    code, words = answer
    enhanced = _ENHANCED.match(words)
    about_address = enhanced[0].startswith(_OF_THE_ADDRESS) if enhanced else code in _NO_SUCH_ADDRESS
    if about_address:
        raise NoSuchAddressError(f"the server answered {code}")
    _must_agree(answer)


def _reason(error: Exception) -> str:
    """Say what happened without what the server wrote: it likes to repeat the address."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the server answered {error.smtp_code}"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{type(error).__name__}: {error.strerror}"
    return type(error).__name__
