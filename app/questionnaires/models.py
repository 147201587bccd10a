"""Questionnaires and their versions as they are kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.kit.localized import Localized
from app.questionnaires.compare import Degree


class Questionnaire(Base):
    """A questionnaire through all its versions."""

    __tablename__ = "questionnaire"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[Localized]


class MediaFile(Base):
    """An image, a sound or a film that a questionnaire shows, kept once under the SHA-256 of its content."""

    __tablename__ = "media_file"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes]


class QuestionnaireVersion(Base):
    """One published version. It never changes: answers and drafts point at it for ever."""

    __tablename__ = "questionnaire_version"
    __table_args__ = (UniqueConstraint("questionnaire_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    number: Mapped[int]
    workbook: Mapped[dict[str, Any]]
    """The XLSForm sheets, ballots filled in: complete, so that it can be exported and compiled by itself."""
    content_hash: Mapped[str] = mapped_column(String(64))
    from_file: Mapped[bool]
    """Whether a file of surveys/ made this version; later files only follow versions made by files."""
    published_at: Mapped[datetime]
    change: Mapped[Degree | None]
    """How much it differs from the version before; None for the first one."""
    fates: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What became of what it breaks with, as `mapping.Fates`; None until somebody says."""


class WorkingCopy(Base):
    """A questionnaire that somebody is changing on the screen: one for each code, shared by the team."""

    __tablename__ = "working_copy"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    base_number: Mapped[int]
    """The version that it began from; 0 for a new questionnaire."""
    revision: Mapped[int]
    """Number of its newest revision, raised by each change: whoever saves over another one is told."""


class WorkingRevision(Base):
    """A working copy as it was after one change. The newest counts; the others are there to go back to."""

    __tablename__ = "working_revision"

    copy_id: Mapped[int] = mapped_column(ForeignKey("working_copy.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    workbook: Mapped[dict[str, Any]]
    author_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    at: Mapped[datetime]
    verb: Mapped[str] = mapped_column(String(40))
    """What the change was: add, change, move, duplicate, delete, settings, undo, start."""
    subject: Mapped[str] = mapped_column(String(60))
    """The name of the question or group that it was about, or ''."""
    before: Mapped[int]
    """Number of the revision that undoing leads back to; 0 where there is none."""
