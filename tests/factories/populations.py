"""Figures of the population for tests, invented."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.territory.population.models import Population
from app.territory.population.rules import Dimension
from app.territory.population.write import PopulationForm, add_population

BASSINS = {"nord": 200_000, "nord-est": 220_000, "sud-est": 180_000, "sud": 300_000, "centre-ouest": 300_000}


def give_population(
    session: Session,
    dimension: Dimension = "bassin",
    counts: Mapping[str, int] = BASSINS,
    **changes: Any,  # noqa: ANN401 - the fields of the form
) -> Population:
    """Note a set of figures that count inhabitants."""
    values: dict[str, Any] = {
        "audience": "citizens",
        "title": {"fr": f"Habitant·es par {dimension}", "nl": f"Inwoners per {dimension}"},
        "source": {"fr": "Institut d’essai, 2024", "nl": "Proefinstituut, 2024"},
        "as_of": 2024,
        "counts": dict(counts),
    }
    return add_population(session, dimension, PopulationForm(**(values | changes)))
