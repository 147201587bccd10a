"""What the team decides about paper, the numbers given out, and what is being typed in.

Once a sheet counts, what was typed from it is in its response alone: the sheet keeps a number and a state.
The response's id follows from the number and the secret, so that with the database alone nobody can tell
which sheet became which response.
"""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UNORDERED, Base
from app.kit.localized import Lang, Localized

Entries = Literal["double", "single"]
SheetState = Literal["once", "differing", "done"]


class PaperPlan(Base):
    """How a consultation takes paper. Without a row, everything is as the defaults say."""

    __tablename__ = "paper_plan"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    entries: Mapped[Entries] = mapped_column(default="double", server_default="double")
    """Whether a sheet counts once two people have typed the same from it, or after one."""
    accepted_until: Mapped[date | None]
    """Last day on which sheets are typed in; None is a fortnight after the closing."""
    on_the_web: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether people can print the form themselves from the public page."""
    return_words: Mapped[Localized] = mapped_column(default=dict)
    """Where sheets are given back; said on the form."""
    version: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class PaperRun(Base):
    """Numbers given out together, for copies of one version of the questionnaire. None is given twice."""

    __tablename__ = "paper_run"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    first: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
    questionnaire_version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))


class PaperSheet(Base):
    """A sheet from which somebody has begun to type."""

    __tablename__ = "paper_sheet"
    __table_args__ = (UniqueConstraint("consultation_id", "number"), UNORDERED)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    questionnaire_version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    number: Mapped[int]
    batch: Mapped[str] = mapped_column(String(40), default="", server_default=text("''"))
    """What stands on the folder or the box that holds the sheet."""
    standing: Mapped[SheetState]
    version: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class PaperEntry(Base):
    """What one person has typed from a sheet. It goes when the sheet counts."""

    __tablename__ = "paper_entry"
    __table_args__ = (UniqueConstraint("sheet_id", "entered_by_id"), UNORDERED)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("paper_sheet.id", ondelete="CASCADE"))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    place: Mapped[int]
    """1 for the first entry of its sheet, 2 for the second."""
    language: Mapped[Lang]
    """The language in which the respondent wrote."""
    answers: Mapped[dict[str, Any]]
    """Answers by question name, as they would be kept; they may break a rule of the questionnaire."""
    unreadable: Mapped[list[str]]
    """Questions in which something is written that cannot be read."""
