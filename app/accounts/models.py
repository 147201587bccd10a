"""Staff accounts, their sessions, and the trace of what staff did."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, false, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.rules import Role
from app.db import Base
from app.kit.localized import Lang


class StaffUser(Base):
    """Somebody who can sign in."""

    __tablename__ = "staff_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """In small letters."""
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(255))
    role: Mapped[Role]
    language: Mapped[Lang]
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    failures: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Wrong passwords in a row."""
    locked_until: Mapped[datetime | None]
    bassins: Mapped[list["StaffUserBassin"]] = relationship(lazy="raise", cascade="all, delete-orphan")


class StaffUserBassin(Base):
    """A bassin that a facilitator works for."""

    __tablename__ = "staff_user_bassin"

    user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id", ondelete="CASCADE"), primary_key=True)
    bassin_code: Mapped[str] = mapped_column(ForeignKey("bassin.code"), primary_key=True)


class StaffSession(Base):
    """A browser in which somebody has signed in. The database keeps only a fingerprint of the cookie."""

    __tablename__ = "staff_session"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class AuditLine(Base):
    """Who did what to what and when, never with the content."""

    __tablename__ = "audit_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    verb: Mapped[str] = mapped_column(String(60))
    target: Mapped[str] = mapped_column(String(200))
    automatic: Mapped[bool] = mapped_column(default=False, server_default=false())


class FiguresLook(Base):
    """Somebody opened a page of figures with small numbers, on a day, with these filters."""

    __tablename__ = "figures_look"

    user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True, index=True)
    page: Mapped[str] = mapped_column(String(200), primary_key=True)
    """The address without its filters."""
    filters: Mapped[str] = mapped_column(String(300), primary_key=True)
    at: Mapped[datetime]
    """The first time on this day."""
