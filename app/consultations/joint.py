"""Counts of a ballot over bassin, profile and language at once: what weights are worked out from."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.consultations.kept import rows_of_cubes
from app.consultations.models import BallotTally
from app.consultations.rules import EVERYWHERE


@dataclass(frozen=True)
class Cell:
    """People who are alike in three ways. `bassin` is `EVERYWHERE` where bassins are not told apart."""

    bassin: str
    profile: str
    language: str


def ballot_cells(
    session: Session, consultation_id: int, question: str, *, by_bassin: bool
) -> dict[Cell, Counter[frozenset[str]]]:
    """Return how many people of each cell picked exactly each set of options; the empty set is a blank.

    `by_bassin` is for questionnaires in which everybody has one bassin: elsewhere people would count in
    several cells. One statement.
    """
    key = (BallotTally.picks, BallotTally.bassin, BallotTally.profile, BallotTally.language)
    statement = (
        select(*key, func.sum(BallotTally.n))
        .where(
            BallotTally.consultation_id == consultation_id,
            BallotTally.question == question,
            BallotTally.bassin != EVERYWHERE if by_bassin else BallotTally.bassin == EVERYWHERE,
        )
        .group_by(*key)
        .order_by(*key)
    )
    rows = rows_of_cubes(session, [consultation_id], ("cells", question, by_bassin), statement)
    found: dict[Cell, Counter[frozenset[str]]] = {}
    for picks, bassin, profile, language, n in rows:
        found.setdefault(Cell(bassin, profile, language), Counter())[frozenset(picks.split())] += int(n)
    return found
