"""The figures of the population that the demonstration invents, and says so."""

from sqlalchemy.orm import Session

from app.demo.files import read
from app.territory.population.write import PopulationForm, add_population


def invent(session: Session) -> None:
    """Note every set of demo/populations.yaml as an invented one."""
    for row in read("populations")["populations"]:
        form = PopulationForm(
            audience=row["audience"],
            title=row["title"],
            source=row["source"],
            as_of=row["as_of"],
            counts=row["counts"],
            invented=True,
        )
        add_population(session, row["dimension"], form)
