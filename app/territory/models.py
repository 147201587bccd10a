"""The bassins and the communes in them."""

from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.kit.localized import Localized
from app.kit.seeded import Seeded


class Bassin(Seeded, Base):
    """One of the territories of help and care."""

    __tablename__ = "bassin"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int]
    name: Mapped[Localized]
    communes: Mapped[Localized]
    """A sentence that names its communes."""
    limits: Mapped[Localized]
    """How sure its limits are."""
    sheet: Mapped[dict[str, Any]]
    """Liaison functions, diagnostics, integrated centre and support group, as in bassins/bassins.yaml."""
    colour: Mapped[str] = mapped_column(String(7))
    outline: Mapped[str] = mapped_column(Text)
    """The `d` of an SVG path in the view box of `territory.shapes`."""
    label_x: Mapped[float]
    label_y: Mapped[float]


class Commune(Seeded, Base):
    """A municipality, or the part of one that has a postcode of its own; it may be shared by bassins."""

    __tablename__ = "commune"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    nis: Mapped[str] = mapped_column(String(5), index=True)
    name: Mapped[Localized]
    postcodes: Mapped[list[str]]
    bassins: Mapped[list[str]]
