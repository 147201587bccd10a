"""The outbox table."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.kit.localized import Lang

MailState = Literal["waiting", "sent", "failed", "dropped"]
"""`failed`: nobody tries any more unless a person asks. `dropped`: the occasion was gone when its turn came.
"""


class OutboxMail(Base):
    """One mail to send. It keeps a template and ids; it is rendered when sent and emptied afterwards."""

    __tablename__ = "outbox_mail"
    __table_args__ = (
        Index(
            "ix_outbox_mail_due",
            "due_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    template: Mapped[str] = mapped_column(String(80))
    params: Mapped[dict[str, Any]]
    """Ids that the template's renderer needs; emptied when sent."""
    about: Mapped[str] = mapped_column(String(80), default="", server_default=text("''"), index=True)
    """What it is about, so that the team finds it again once it is emptied: `meeting:12`, never a person."""
    language: Mapped[Lang]
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    """The same on every attempt, so that a repeat is recognised by the receiver."""
    state: Mapped[MailState]
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Attempts begun. It also tells apart two workers that hold the same row one after the other."""
    doubts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Attempts of which nobody knows whether the mail left: the worker died, or the line broke at the last
    moment.
    """
    due_at: Mapped[datetime]
    """When the next attempt may begin; a worker that claims the row moves it forward as a lease."""
    last_error: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
