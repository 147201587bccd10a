"""What the team decided to change after evaluations, in two languages."""

from datetime import date, datetime
from typing import Literal

from sqlalchemy import ForeignKey, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.kit.localized import Localized

ChangeStatus = Literal["draft", "published"]


class MeetingChange(Base):
    """What people said, and what was changed for the next meetings of a bassin or of the whole Region."""

    __tablename__ = "meeting_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    bassin_code: Mapped[str | None] = mapped_column(ForeignKey("bassin.code"), index=True)
    """None for the meetings of the whole Region."""
    item: Mapped[str] = mapped_column(String(120), default="", server_default=text("''"))
    """The question of the evaluation that it is about, '' for none in particular."""
    heard: Mapped[Localized]
    """What people said, in a sentence or two; it names nobody."""
    changed: Mapped[Localized]
    decided_on: Mapped[date]
    status: Mapped[ChangeStatus] = mapped_column(default="draft", server_default="draft")
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    """Who wrote it last."""
    recorded_at: Mapped[datetime]
    invented: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class MeetingChangeSource(Base):
    """A meeting whose evaluation led to a change."""

    __tablename__ = "meeting_change_source"

    change_id: Mapped[int] = mapped_column(
        ForeignKey("meeting_change.id", ondelete="CASCADE"), primary_key=True
    )
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
