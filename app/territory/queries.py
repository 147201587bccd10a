"""What screens read of the territory."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.localized import Localized
from app.settings import ROOT
from app.territory.models import Bassin
from app.territory.shapes import WIDTH, draw


@dataclass(frozen=True)
class BassinView:
    """A bassin as pages show it."""

    code: str
    name: Localized
    communes: Localized
    limits: Localized
    sheet: dict[str, Any]
    colour: str
    outline: str
    label_x: float
    label_y: float


def all_bassins(session: Session) -> list[BassinView]:
    """Return the bassins in their order. One statement."""
    return [_view(row) for row in session.scalars(select(Bassin).order_by(Bassin.position))]


def bassin(session: Session, code: str) -> BassinView | None:
    """Return one bassin, or None."""
    row = session.get(Bassin, code)
    return _view(row) if row else None


def _view(row: Bassin) -> BassinView:
    return BassinView(
        row.code,
        row.name,
        row.communes,
        row.limits,
        row.sheet,
        row.colour,
        row.outline,
        row.label_x,
        row.label_y,
    )


@lru_cache(maxsize=1)
def map_view_box() -> str:
    """Return the view box of the map."""
    return f"0 0 {WIDTH} {draw(ROOT / 'bassins' / 'bassins.geojson').height}"
