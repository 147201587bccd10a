"""Minutes, their items, and every state that they were in."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.kit.localized import Lang, Localized
from app.meetings.minutes.rules import Change, ItemKind, MinutesStatus


def _blank() -> Localized:
    return {"fr": "", "nl": ""}


class Minutes(Base):
    """The minutes of one meeting, as the team is writing them."""

    __tablename__ = "minutes"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    status: Mapped[MinutesStatus] = mapped_column(default="draft", server_default="draft")
    """How far what is written has come; what readers see is `published_revision`, until it is taken back."""
    introduction: Mapped[Localized] = mapped_column(default=_blank)
    facts: Mapped[Localized] = mapped_column(default=_blank)
    """The day in a few words: how many came, who led the conversation, which languages were spoken."""
    opening_revision: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """The revision in which introduction and facts last changed."""
    revision: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """The number of the newest revision, 0 before anything was written."""
    published_revision: Mapped[int | None]
    published_at: Mapped[datetime | None]
    invented: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class MinutesItem(Base):
    """One thing that was said or decided: the original in one language, a summary of it in the other."""

    __tablename__ = "minutes_item"
    __table_args__ = (
        ForeignKeyConstraint(["programme_code", "action_code"], ["action.programme_code", "action.code"]),
        CheckConstraint("(programme_code IS NULL) = (action_code IS NULL)", name="action_is_whole"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[ItemKind]
    programme_code: Mapped[str | None] = mapped_column(String(60))
    action_code: Mapped[str | None] = mapped_column(String(60))
    """The action that it speaks of."""
    language: Mapped[Lang]
    """The language of the original; the text in the other one is a summary."""
    texts: Mapped[Localized] = mapped_column(default=_blank)
    ready: Mapped[list[str]] = mapped_column(default=list)
    """The languages whose text was read again and found right."""
    revision: Mapped[int]
    """The revision in which it last changed, moves left aside: a form made of an older one does not save."""


class MinutesRevision(Base):
    """Minutes as a whole at one moment, so that it can be read and brought back."""

    __tablename__ = "minutes_revision"
    __table_args__ = (UniqueConstraint("minutes_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id", ondelete="CASCADE"))
    number: Mapped[int]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    at: Mapped[datetime]
    change: Mapped[Change]
    """What was done to come to this state."""
    snapshot: Mapped[dict[str, Any]]
