"""What was answered to one question, cell by cell: by bassin, profile and language at once.

For comparing groups of people who are alike in the rest. The cost does not depend on how many answered.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.consultations.kept import rows_of_cubes
from app.consultations.models import BallotTally, Participation, Tally


class Cell(NamedTuple):
    """Where and by whom something was answered; the bassin `_all` holds everybody once."""

    bassin: str
    profile: str
    language: str


def wholes_by_cell(
    session: Session, consultation_id: int, names: Collection[str]
) -> dict[Cell, Counter[str]]:
    """Return, by cell, how many answered each whole of a ballot: its options, sorted, joined by spaces.

    `names` are what the question was called in the versions that people answered.
    The empty one counts the blanks. One statement.
    """
    return _by_cell(session, BallotTally, BallotTally.picks, consultation_id, names)


def options_by_cell(
    session: Session, consultation_id: int, names: Collection[str]
) -> dict[Cell, Counter[str]]:
    """Return, by cell, how many picked each option, the reserved ones included. One statement."""
    return _by_cell(session, Tally, Tally.option, consultation_id, names)


def versions_answered(session: Session, consultation_id: int) -> list[int]:
    """Return the ids of the versions that people sent, the oldest first. One statement."""
    column = Participation.questionnaire_version_id
    statement = (
        select(column).where(Participation.consultation_id == consultation_id).distinct().order_by(column)
    )
    return [version for (version,) in rows_of_cubes(session, [consultation_id], "answered", statement)]


def _by_cell(
    session: Session,
    cube: type[BallotTally] | type[Tally],
    what: object,
    consultation_id: int,
    names: Collection[str],
) -> dict[Cell, Counter[str]]:
    columns = (cube.bassin, cube.profile, cube.language, what)
    statement = (
        select(*columns, func.sum(cube.n))  # type: ignore[call-overload]
        .where(cube.consultation_id == consultation_id, cube.question.in_(names))
        .group_by(*columns)
        .order_by(*columns)
    )
    found: dict[Cell, Counter[str]] = defaultdict(Counter)
    what_is_read = ("strata", cube.__tablename__, tuple(names))
    rows = rows_of_cubes(session, [consultation_id], what_is_read, statement)
    for bassin, profile, language, counted, n in rows:
        found[Cell(bassin, profile, language)][counted] += int(n)
    return dict(found)
