"""Meetings and the people who come. Contacts live here, answers in `consultations`: nothing joins the two."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.kit.localized import Lang, Localized

Kind = Literal["open_house", "focus_group", "presentation", "atelier"]
MeetingStatus = Literal["draft", "published", "cancelled"]
Spoken = Literal["both", "fr", "nl"]
"""In which language people speak: both, or one with a spoken summary in the other."""
RegistrationStatus = Literal["confirmed", "cancelled"]


class Meeting(Base):
    """One meeting. People register when it has a capacity; a headcount stands where no names were taken."""

    __tablename__ = "meeting"
    __table_args__ = (
        ForeignKeyConstraint(["programme_code", "strand_code"], ["strand.programme_code", "strand.code"]),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_is_positive"),
        CheckConstraint("headcount IS NULL OR headcount >= 0", name="headcount_is_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    programme_code: Mapped[str] = mapped_column(ForeignKey("programme.code"))
    strand_code: Mapped[str] = mapped_column(String(60))
    kind: Mapped[Kind]
    bassin_code: Mapped[str | None] = mapped_column(ForeignKey("bassin.code"), index=True)
    """None for a meeting of the whole Region."""
    title: Mapped[Localized]
    description: Mapped[Localized]
    place: Mapped[Localized]
    access: Mapped[Localized] = mapped_column(default=lambda: {"fr": "", "nl": ""})
    """How to get in and around, for those who need to know before coming; may be blank."""
    spoken: Mapped[Spoken] = mapped_column(default="both", server_default="both")
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    capacity: Mapped[int | None]
    headcount: Mapped[int | None]
    status: Mapped[MeetingStatus]
    invented: Mapped[bool] = mapped_column(default=False, server_default=false())
    evaluation_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"))
    version: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class Registration(Base):
    """Somebody's seat at a meeting."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("meeting_id", "queue_number"),
        Index(
            "uq_registration_address",
            "meeting_id",
            "email",
            unique=True,
            sqlite_where=text("status <> 'cancelled'"),
            postgresql_where=text("status <> 'cancelled'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    queue_number: Mapped[int]
    """The order of arrival, given under the meeting's lock."""
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254))
    organisation: Mapped[str] = mapped_column(String(160))
    profile: Mapped[str] = mapped_column(String(40))
    language: Mapped[Lang]
    needs: Mapped[list[str]] = mapped_column(default=list)
    """Codes of `rules.NEEDS` that were ticked."""
    needs_note: Mapped[str] = mapped_column(String(500), default="", server_default=text("''"))
    status: Mapped[RegistrationStatus]
    present: Mapped[bool] = mapped_column(default=False, server_default=false())
    evaluation_issued: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether this person was handed an evaluation ticket; which one, nobody knows."""
    mailed_at: Mapped[datetime]
    """When the confirmation was last put in the outbox, so that nobody can flood an address with it."""
    generation: Mapped[int] = mapped_column(default=0, server_default=text("0"))
