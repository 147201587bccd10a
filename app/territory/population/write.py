"""Note published figures, correct them, take them away."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.db import lock_row
from app.kit.errors import ConflictError
from app.kit.localized import Localized
from app.territory.population.errors import NoSuchPopulationError
from app.territory.population.models import Population
from app.territory.population.rules import Audience, Dimension


@dataclass(frozen=True)
class PopulationForm:
    """A set of figures as somebody typed it."""

    audience: Audience
    title: Localized
    source: Localized
    as_of: int
    counts: dict[str, Any]
    """People by code."""
    compared: bool = True
    invented: bool = False


def add_population(session: Session, dimension: Dimension, form: PopulationForm) -> Population:
    """Note a new set of figures."""
    population = Population(dimension=dimension, **asdict(form))
    session.add(population)
    session.flush()
    return population


def revise_population(session: Session, population_id: int, form: PopulationForm, *, seen: int) -> Population:
    """Correct a set of figures. `seen` is the version of the row that the correction was made from.

    Raises:
        NoSuchPopulationError: it was removed meanwhile.
        ConflictError: somebody else saved it meanwhile.
    """
    population = _locked(session, population_id)
    # Taking the lock has raised the number by one.
    if population.version != seen + 1:
        raise ConflictError(
            "Somebody else saved these figures meanwhile. Open the page again to see them as they are now."
        )
    for name, value in asdict(form).items():
        setattr(population, name, value)
    session.flush()
    return population


def remove_population(session: Session, population_id: int) -> None:
    """Remove a set of figures that nothing is compared with.

    Raises:
        NoSuchPopulationError: it was removed already.
        ConflictError: answers are compared with it.
    """
    population = _locked(session, population_id)
    if population.compared:
        raise ConflictError(
            "Answers are compared with these figures. Untick that first and save; then they can be removed."
        )
    session.delete(population)
    session.flush()


def _locked(session: Session, population_id: int) -> Population:
    population = lock_row(session, Population, population_id)
    if population is None:
        raise NoSuchPopulationError
    return population
