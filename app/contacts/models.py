"""Addresses: of those who wait for results, and of those whom the team invites.

Nothing here tells who answered, or when. What becomes of an invitation is never written here.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UNORDERED, Base
from app.kit.localized import Lang


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


class ContactList(Base):
    """People and organisations that the team may write to, until a day that was chosen beforehand."""

    __tablename__ = "contact_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    """As the team calls it, in any language."""
    kept_until: Mapped[date]
    """The last day on which the list exists."""
    invented: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class Contact(Base):
    """A person or an organisation of a list."""

    __tablename__ = "contact"
    __table_args__ = (
        Index(
            "uq_contact_address",
            "list_id",
            "email",
            unique=True,
            sqlite_where=text("email <> ''"),
            postgresql_where=text("email <> ''"),
        ),
        Index(None, "email"),
        UNORDERED,
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("contact_list.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(160))
    email: Mapped[str] = mapped_column(String(254))
    """In small letters; blank for somebody who is given a slip of paper."""
    language: Mapped[Lang]
    organisation: Mapped[str] = mapped_column(String(160))
    sector: Mapped[str] = mapped_column(String(120))
    bounced: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a mail server said that the address does not exist."""
    no_mail: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether its owner asked us not to write again."""


class NoMail(Base):
    """An address whose owner asked us not to write again, as a fingerprint that only the secret can make.

    It outlives the contact, so that the next import of the same file does not bring the address back.
    """

    __tablename__ = "no_mail"
    __table_args__ = (UNORDERED,)

    id: Mapped[UUID] = mapped_column(primary_key=True)


class ContactImport(Base):
    """A table that was uploaded and not confirmed yet. It goes when it is confirmed, or after a day."""

    __tablename__ = "contact_import"
    __table_args__ = (UNORDERED,)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("contact_list.id", ondelete="CASCADE"))
    cells: Mapped[dict[str, Any]]
    """`header`: the texts of the first row; `rows`: [number in the file, texts] of each row below."""
    created_at: Mapped[datetime]


class Campaign(Base):
    """The invitations to one consultation; its row is their lock.

    The day of the last reminder stands here and not with each invitation: who was not reminded is who had
    answered, and must not be readable.
    """

    __tablename__ = "campaign"
    __table_args__ = (UNORDERED,)

    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultation.id"), primary_key=True, autoincrement=False
    )
    reminded_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class Invitation(Base):
    """That a contact was invited to a consultation. It never changes: nothing here tells who answered."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("consultation_id", "contact_id"), UNORDERED)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("campaign.consultation_id"))
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    mail_id: Mapped[UUID | None] = mapped_column(ForeignKey("outbox_mail.id", ondelete="SET NULL"))
    """The mail of the invitation, never of a reminder; None for a slip of paper."""
    invited_on: Mapped[date]
