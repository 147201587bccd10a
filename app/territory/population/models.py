"""Sets of published figures."""

from typing import Any

from sqlalchemy import false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.kit.localized import Localized
from app.territory.population.rules import Audience, Dimension


class Population(Base):
    """How many people there are of each kind, as somebody has published it: one margin of a population."""

    __tablename__ = "population"

    id: Mapped[int] = mapped_column(primary_key=True)
    dimension: Mapped[Dimension]
    audience: Mapped[Audience]
    """Whom it counts, in the words of consultations: the answers of these people are compared with it."""
    title: Mapped[Localized]
    source: Mapped[Localized]
    """Who published it, under which title, in which year and where."""
    as_of: Mapped[int]
    """The year that it speaks of."""
    counts: Mapped[dict[str, Any]]
    """People by code, in the order in which they are shown."""
    compared: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether answers are compared with it."""
    invented: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether somebody made the figures up, for a demonstration; said on screen."""
    version: Mapped[int] = mapped_column(default=0, server_default=text("0"))
