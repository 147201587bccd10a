"""A bassin's choice of two, with its reasons, its evidence and the figures frozen when it was published."""

from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base
from app.kit.localized import Localized

Manner = Literal["vote", "consensus"]
ChoiceStatus = Literal["draft", "published"]
EvidenceKind = Literal["consultation", "meeting"]


class Choice(Base):
    """What a bassin decided. The figures inform it, people decide."""

    __tablename__ = "choice"
    __table_args__ = (UniqueConstraint("programme_code", "bassin_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_code: Mapped[str] = mapped_column(ForeignKey("programme.code"))
    bassin_code: Mapped[str] = mapped_column(ForeignKey("bassin.code"))
    decided_on: Mapped[date]
    manner: Mapped[Manner]
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    """Where it was decided."""
    against: Mapped[Localized]
    """What speaks against it."""
    status: Mapped[ChoiceStatus]
    figures: Mapped[dict[str, Any] | None]
    """Protected figures as first published, kept through a withdrawal; None before the first publication."""
    published_at: Mapped[datetime | None]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    recorded_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    actions: Mapped[list["ChosenAction"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="ChosenAction.position"
    )
    evidence: Mapped[list["Evidence"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Evidence.position"
    )


class ChosenAction(Base):
    """One of the actions chosen, and why."""

    __tablename__ = "chosen_action"
    __table_args__ = (
        ForeignKeyConstraint(["programme_code", "action_code"], ["action.programme_code", "action.code"]),
    )

    choice_id: Mapped[int] = mapped_column(ForeignKey("choice.id", ondelete="CASCADE"), primary_key=True)
    action_code: Mapped[str] = mapped_column(String(60), primary_key=True)
    programme_code: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    reason: Mapped[Localized]


class Evidence(Base):
    """What a choice rests on: what a consultation or a meeting said."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    choice_id: Mapped[int] = mapped_column(ForeignKey("choice.id", ondelete="CASCADE"), index=True)
    kind: Mapped[EvidenceKind]
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    statement: Mapped[Localized]
    position: Mapped[int]
