"""A release: the declared tables of a programme's consultations, as they were protected and frozen."""

from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.kit.localized import Localized

ReleaseStatus = Literal["draft", "published", "withdrawn"]


class Release(Base):
    """What an analyst declared, what came of it, and who made it public. What was public never changes."""

    __tablename__ = "release"

    number: Mapped[int] = mapped_column(primary_key=True)
    programme_code: Mapped[str] = mapped_column(ForeignKey("programme.code"), index=True)
    title: Mapped[Localized]
    declared: Mapped[dict[str, Any]]
    """The keys of the breakdowns asked for, by code of their consultation, in their order."""
    content: Mapped[dict[str, Any]]
    """All that the public page shows; hidden counts are not in it."""
    refused: Mapped[dict[str, Any]]
    """Why breakdowns that were asked for are not in the content, by their key."""
    seals: Mapped[dict[str, Any]]
    """By code of each consultation, the hash of its counts. Never shown: one could try counts against it."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the content as canonical JSON."""
    status: Mapped[ReleaseStatus]
    counted_on: Mapped[date]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    published_at: Mapped[datetime | None]
    """The first time; kept when it is withdrawn, because it has been read."""
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    version: Mapped[int] = mapped_column(default=0, server_default=text("0"))
