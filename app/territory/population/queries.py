"""What screens read of population figures."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.localized import LANGUAGES, Localized
from app.questionnaires.queries import form_of_version, newest_version_ids
from app.territory.population.errors import NoSuchPopulationError
from app.territory.population.models import Population
from app.territory.population.rules import DIMENSIONS, Audience, Dimension, nearest
from app.territory.queries import all_bassins

_LANGUAGES: Mapping[str, Localized] = {
    "fr": {"fr": "Français", "nl": "Frans"},
    "nl": {"fr": "Néerlandais", "nl": "Nederlands"},
}


@dataclass(frozen=True)
class PopulationView:
    """A set of figures as pages show it."""

    id: int
    dimension: Dimension
    audience: Audience
    title: Localized
    source: Localized
    as_of: int
    counts: Mapping[str, int]
    compared: bool
    invented: bool
    version: int

    @property
    def total(self) -> int:
        """Everybody in it."""
        return sum(self.counts.values())


def populations(session: Session) -> list[PopulationView]:
    """Return every set of figures, by dimension, the newest first. One statement."""
    found = [_view(row) for row in session.scalars(select(Population).order_by(Population.id))]
    return sorted(found, key=lambda one: (DIMENSIONS.index(one.dimension), one.audience, -one.as_of))


def population(session: Session, population_id: int) -> PopulationView:
    """Return one set of figures. One statement.

    Raises:
        NoSuchPopulationError: there is none with this id.
    """
    row = session.get(Population, population_id)
    if row is None:
        raise NoSuchPopulationError
    return _view(row)


def published_for(session: Session, audience: str, year: int) -> dict[Dimension, PopulationView]:
    """Return what the answers of an audience in a year are compared with, by dimension. One statement.

    Where there are several sets, the one of the nearest year is taken.
    """
    found = [one for one in populations(session) if one.compared and one.audience == audience]
    chosen = {each: nearest([one for one in found if one.dimension == each], year) for each in DIMENSIONS}
    return {each: one for each, one in chosen.items() if one is not None}


def known_codes(session: Session, dimension: Dimension) -> dict[str, Localized]:
    """Return the name of every code that figures can be given for, in the order of the questionnaires.

    Bassins and languages are those of the platform; the others are the options of the questions with this
    role in the newest version of each questionnaire.
    """
    if dimension == "bassin":
        return {view.code: view.name for view in all_bassins(session)}
    if dimension == "language":
        return {lang: _LANGUAGES[lang] for lang in LANGUAGES}
    found: dict[str, Localized] = {}
    for version_id in newest_version_ids(session):
        question = form_of_version(session, version_id).by_role(dimension)
        for choice in question.choices if question else ():
            if all(choice.label.get(lang) for lang in LANGUAGES):
                found.setdefault(choice.name, choice.label)
    return found


def _view(row: Population) -> PopulationView:
    return PopulationView(
        row.id, row.dimension, row.audience, row.title, row.source, row.as_of, row.counts, row.compared,
        row.invented, row.version,
    )  # fmt: skip
