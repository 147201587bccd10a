"""Programmes and what they are made of."""

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, true
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.kit.localized import Localized
from app.kit.seeded import Seeded


class Programme(Seeded, Base):
    """A whole exercise, such as the ateliers of 2022-2023."""

    __tablename__ = "programme"

    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    title: Mapped[Localized]
    summary: Mapped[Localized]
    source: Mapped[Localized]
    """What is documented and what is invented."""


class Strand(Seeded, Base):
    """One of the ways in which a programme listens ("volet"), in order."""

    __tablename__ = "strand"

    programme_code: Mapped[str] = mapped_column(ForeignKey("programme.code"), primary_key=True)
    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    position: Mapped[int]
    title: Mapped[Localized]
    summary: Mapped[Localized]
    held: Mapped[Localized]
    count: Mapped[int | None]
    """How many were held."""
    reached: Mapped[int | None]
    """How many people took part, or answers came in."""


class BassinFunction(Seeded, Base):
    """One of the functions that a bassin can play."""

    __tablename__ = "bassin_function"

    programme_code: Mapped[str] = mapped_column(ForeignKey("programme.code"), primary_key=True)
    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    position: Mapped[int]
    title: Mapped[Localized]


class Action(Seeded, Base):
    """A possible action, of which each bassin chooses its priorities."""

    __tablename__ = "action"
    __table_args__ = (
        ForeignKeyConstraint(
            ["programme_code", "function_code"], ["bassin_function.programme_code", "bassin_function.code"]
        ),
    )

    programme_code: Mapped[str] = mapped_column(ForeignKey("programme.code"), primary_key=True)
    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    function_code: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    name: Mapped[Localized]
    plain: Mapped[Localized]
    definition: Mapped[Localized]
    invented: Mapped[bool] = mapped_column(server_default=true())


class Ballot(Seeded, Base):
    """A choice of `pick` among actions, which several questionnaires ask."""

    __tablename__ = "ballot"

    programme_code: Mapped[str] = mapped_column(ForeignKey("programme.code"), primary_key=True)
    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    title: Mapped[Localized]
    pick: Mapped[int]
    tie_rule: Mapped[str] = mapped_column(String(40))
    invented_note: Mapped[Localized]
    actions: Mapped[list[str]]
