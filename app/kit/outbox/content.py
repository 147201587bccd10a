"""What a mail says, and who knows how to say it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.kit.localized import Lang
from app.kit.outbox.models import OutboxMail


@dataclass(frozen=True)
class Attachment:
    """A text file that goes with a mail; `subtype` and `parameters` are those of its `text/…` type."""

    name: str
    subtype: str
    content: str
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class MailContent:
    """A mail in one language, ready to be put in an envelope."""

    to_name: str
    to_address: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()


Renderer = Callable[[Session, Mapping[str, Any], Lang], MailContent | None]

Refusal = Callable[[Session, Mapping[str, Any]], None]

_renderers: dict[str, Renderer] = {}
_refusals: dict[str, Refusal] = {}


class UnknownMailError(LookupError):
    """No domain of this version knows how to render such a mail."""


def register_mail(name: str) -> Callable[[Renderer], Renderer]:
    """Declare the function that renders the mail `name` when its turn to be sent comes.

    It gets a session that only reads, the ids given to `post`, and the language. It returns None when the
    occasion is gone: somebody was erased, a meeting no longer exists.
    """

    def declare(renderer: Renderer) -> Renderer:
        if name in _renderers:
            raise ValueError(f"two renderers for the mail {name}")
        _renderers[name] = renderer
        return renderer

    return declare


def register_refusal(name: str) -> Callable[[Refusal], Refusal]:
    """Declare what is to be noted when a mail server says that the address of the mail `name` does not exist.

    The function gets a session that writes and the ids given to `post`; it writes in the transaction in which
    the mail is given up.
    """

    def declare(note: Refusal) -> Refusal:
        _refusals[name] = note
        return note

    return declare


def note_refusal(session: Session, row: OutboxMail) -> None:
    """Let the domain of a mail know that its address does not exist, if it wants to."""
    note = _refusals.get(row.template)
    if note is not None:
        note(session, row.params)


def render_row(session: Session, row: OutboxMail) -> MailContent | None:
    """Render the mail of a row as it would be sent now, or None when there is nothing to say any more.

    A row that was sent has been emptied, so there is nothing left to render.

    Raises:
        UnknownMailError: no renderer is declared for the row's template.
    """
    if row.state in {"sent", "dropped"}:
        return None
    renderer = _renderers.get(row.template)
    if renderer is None:
        raise UnknownMailError(f"no renderer for the mail {row.template}")
    return renderer(session, row.params, row.language)
