"""That somebody of the team read a text of an answer, and whether others may see it.

It belongs to the response and goes with it. Nothing tells when it was read.
"""

from typing import Literal
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UNORDERED, Base

Verdict = Literal["cleared", "hidden"]
"""Whether the others of the team may see a text, masked, or nobody does."""


class TextMark(Base):
    """What was decided about one text of one response."""

    __tablename__ = "text_mark"
    __table_args__ = (UNORDERED,)

    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), primary_key=True)
    question: Mapped[str] = mapped_column(String(160), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(32))
    """Of the text that was read, made with the secret: once corrected, a text is to be read again."""
    verdict: Mapped[Verdict]
