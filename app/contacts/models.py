"""Who wants to receive the results of a consultation. Nothing here tells who answered it, or when."""

from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.kit.localized import Lang

UNORDERED = {"sqlite_with_rowid": False}
"""Table option: SQLite keeps such rows by their random key and not in the order of arrival."""


class ResultsList(Base):
    """The list of those who wait for the results of a consultation; its row is its lock."""

    __tablename__ = "results_list"
    __table_args__ = (UNORDERED,)

    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultation.id"), primary_key=True, autoincrement=False
    )
    version: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class ResultsWish(Base):
    """An address to which the results of a consultation are to be sent.

    It has no date, no number and no place in a queue: whenever one is added, all those of its consultation
    are written anew in the order of their random ids. See `ask_for_results`.
    """

    __tablename__ = "results_wish"
    __table_args__ = (UniqueConstraint("consultation_id", "email"), UNORDERED)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("results_list.consultation_id"))
    email: Mapped[str] = mapped_column(String(254))
    """In small letters."""
    language: Mapped[Lang]
    """In which to write."""
