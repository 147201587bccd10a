"""A vote with dots: one for a meeting, apart from every answer. Nothing in it tells who put which dot."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base


class DotVote(Base):
    """How the people of a room spread their dots over the actions of a ballot."""

    __tablename__ = "dot_vote"
    __table_args__ = (
        ForeignKeyConstraint(["programme_code", "ballot_code"], ["ballot.programme_code", "ballot.code"]),
        CheckConstraint("voters IS NULL OR voters > 0", name="somebody_voted"),
        CheckConstraint("dots_each > 0", name="each_had_a_dot"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    programme_code: Mapped[str] = mapped_column(String(60))
    ballot_code: Mapped[str] = mapped_column(String(60))
    voters: Mapped[int | None]
    """How many people had dots; None where nobody counted them."""
    dots_each: Mapped[int]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    """Who saved it last; None for the command line."""
    entered_at: Mapped[datetime]
    invented: Mapped[bool] = mapped_column(default=False, server_default=false())
    edition: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Raised at each change, so that nobody overwrites what they have not seen."""
    counts: Mapped[list["DotCount"]] = relationship(lazy="raise", cascade="all, delete-orphan")


class DotCount(Base):
    """The dots on one action in one room. An action without dots has a row with 0."""

    __tablename__ = "dot_count"
    __table_args__ = (
        ForeignKeyConstraint(["programme_code", "action_code"], ["action.programme_code", "action.code"]),
        CheckConstraint("dots >= 0", name="dots_are_not_negative"),
    )

    meeting_id: Mapped[int] = mapped_column(
        ForeignKey("dot_vote.meeting_id", ondelete="CASCADE"), primary_key=True
    )
    action_code: Mapped[str] = mapped_column(String(60), primary_key=True)
    programme_code: Mapped[str] = mapped_column(String(60))
    dots: Mapped[int]
