"""A mail for tests, that needs no domain."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import reading, transaction
from app.kit.localized import Lang
from app.kit.outbox.content import MailContent, register_mail
from app.kit.outbox.models import OutboxMail
from app.kit.outbox.post import post

NOTE = "note_for_tests"


@register_mail(NOTE)
def note(_session: Session, params: Mapping[str, Any], lang: Lang) -> MailContent | None:
    if params.get("gone"):
        return None
    return MailContent(
        "Zoë", params["to"], {"fr": "Bonjour", "nl": "Dag"}[lang], "Un mot.\n", "<p>Un mot.</p>\n"
    )


def post_note(to: str = "zoe@example.org", **params: object) -> None:
    """Put a note in the outbox."""
    with transaction() as session:
        post(session, NOTE, "fr", {"to": to, **params})


def rows(*columns: str) -> list[tuple[Any, ...]]:
    """Return these columns of every mail, the oldest first."""
    with reading() as session:
        found = session.execute(
            select(*(getattr(OutboxMail, name) for name in columns)).order_by(OutboxMail.created_at)
        )
        return [tuple(row) for row in found]
