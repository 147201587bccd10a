"""Information pages, requests and support groups.

Who asks for something is a contact: nothing joins these tables with answers.
"""

from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.kit.localized import Lang, Localized

PageStatus = Literal["draft", "published"]
Edition = Literal["fr", "nl", "both"]
Kind = Literal["presentation", "support"]
Mode = Literal["on_site", "online", "hybrid"]
RequestStatus = Literal["pending", "accepted", "declined", "withdrawn"]


class InfoPage(Base):
    """A page that explains something to everybody, in both languages."""

    __tablename__ = "info_page"
    __table_args__ = (
        ForeignKeyConstraint(["programme_code", "strand_code"], ["strand.programme_code", "strand.code"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    """What stands in its address."""
    programme_code: Mapped[str | None] = mapped_column(ForeignKey("programme.code"))
    strand_code: Mapped[str | None] = mapped_column(String(60))
    title: Mapped[Localized]
    summary: Mapped[Localized]
    body: Mapped[Localized]
    """A safe subset of Markdown."""
    position: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    status: Mapped[PageStatus] = mapped_column(default="draft")
    invented: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class InfoDocument(Base):
    """Something to take along from an information page: a title, a summary and its files."""

    __tablename__ = "info_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("info_page.id", ondelete="CASCADE"), index=True)
    title: Mapped[Localized]
    summary: Mapped[Localized]


class InfoFile(Base):
    """The file of a document in one language, or one for both."""

    __tablename__ = "info_file"

    document_id: Mapped[int] = mapped_column(
        ForeignKey("info_document.id", ondelete="CASCADE"), primary_key=True
    )
    edition: Mapped[Edition] = mapped_column(primary_key=True)
    stored_as: Mapped[str] = mapped_column(String(60))
    """Its random name on the disk."""
    media_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    """In bytes."""


class SupportRequest(Base):
    """Somebody asks for a presentation, or for methodological support, and what becomes of it.

    Name, address, telephone and the free texts are emptied when their time is over; the organisation, what
    was asked and what followed stay, to be counted.
    """

    __tablename__ = "support_request"
    __table_args__ = (Index("ix_support_request_status", "status", "received_on"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[Kind]
    organisation: Mapped[str] = mapped_column(String(160))
    sector: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), index=True)
    telephone: Mapped[str] = mapped_column(String(40))
    language: Mapped[Lang]
    bassin_code: Mapped[str | None] = mapped_column(ForeignKey("bassin.code"), index=True)
    """None for the whole Region."""
    mode: Mapped[Mode]
    wishes: Mapped[str] = mapped_column(Text)
    """What they would like, in their own words and language."""
    dates_note: Mapped[str] = mapped_column(String(500))
    proposed_days: Mapped[list[str]]
    """Up to three days, as 2026-03-12."""
    received_on: Mapped[date]
    status: Mapped[RequestStatus]
    closed_on: Mapped[date | None]
    reply: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    """What the team wrote to the person with its decision, in their language."""
    in_charge_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    staff_note: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    year: Mapped[int] = mapped_column(index=True)
    """The year for which it was asked, in which it begins."""
    objective: Mapped[str] = mapped_column(String(300), default="", server_default=text("''"))
    """What a support aims at, in the language of the request: it stays, and names nobody."""
    meeting_code: Mapped[str] = mapped_column(String(60), default="", server_default=text("''"))
    """The meeting that a presentation became. A reference in words: meetings are another domain."""
    emptied_on: Mapped[date | None]
    """When the person was forgotten."""
    invented: Mapped[bool] = mapped_column(default=False, server_default=false())
    generation: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    version: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class RequestSitting(Base):
    """One time that the team and a service worked together."""

    __tablename__ = "request_sitting"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("support_request.id", ondelete="CASCADE"), index=True)
    held_on: Mapped[date] = mapped_column(index=True)
    mode: Mapped[Mode]
    note: Mapped[str] = mapped_column(String(500), default="", server_default=text("''"))


class InformationMorning(Base):
    """A morning on which services hear what methodological support is, with how many came."""

    __tablename__ = "information_morning"
    __table_args__ = (CheckConstraint("services > 0", name="somebody_came"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    held_on: Mapped[date] = mapped_column(index=True)
    mode: Mapped[Mode]
    services: Mapped[int]
    invented: Mapped[bool] = mapped_column(default=False, server_default=false())


class SupportGroupMember(Base):
    """Somebody of the support group of a bassin (GAB/Zogab)."""

    __tablename__ = "support_group_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    bassin_code: Mapped[str] = mapped_column(ForeignKey("bassin.code"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    organisation: Mapped[str] = mapped_column(String(160))
    role: Mapped[Localized]
    email: Mapped[str] = mapped_column(String(254), default="", server_default=text("''"))
    invented: Mapped[bool] = mapped_column(default=False, server_default=false())


class SupportGroupMeeting(Base):
    """A meeting that a support group prepares."""

    __tablename__ = "support_group_meeting"
    __table_args__ = (UniqueConstraint("bassin_code", "meeting_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bassin_code: Mapped[str] = mapped_column(ForeignKey("bassin.code"))
    meeting_code: Mapped[str] = mapped_column(String(60))


class SupportGroupTask(Base):
    """Something that a support group has to do."""

    __tablename__ = "support_group_task"

    id: Mapped[int] = mapped_column(primary_key=True)
    bassin_code: Mapped[str] = mapped_column(ForeignKey("bassin.code"), index=True)
    what: Mapped[str] = mapped_column(String(300))
    who: Mapped[str] = mapped_column(String(120), default="", server_default=text("''"))
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
