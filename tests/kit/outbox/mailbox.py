"""A mail server on the loopback that keeps what it receives."""

from asyncio import WriteTransport
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.service import free_port

Answer = Callable[[EmailMessage], str]


def take_it(_: EmailMessage) -> str:
    return "250 Message accepted for delivery"


@dataclass
class Mailbox:
    """What came in. `answer` is what the server says once it holds a message; '' breaks the line instead."""

    answer: Answer = take_it
    messages: list[EmailMessage] = field(default_factory=list)
    url: str = ""

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        answer = self.answer(message)
        if not answer:
            assert isinstance(server.transport, WriteTransport)
            server.transport.abort()
        return answer or "250 never heard"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address.startswith("refused"):
            return f"550 no such user {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@contextmanager
def mailbox(answer: Answer = take_it, **options: Any) -> Iterator[Mailbox]:  # noqa: ANN401 - the server's own
    """Run a server until the block ends."""
    box = Mailbox(answer)
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port, **options)
    controller.start()
    box.url = f"smtp://127.0.0.1:{port}"
    try:
        yield box
    finally:
        controller.stop()
