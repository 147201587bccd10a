"""Write what responses count for: the choice rows and the three cubes."""

from collections.abc import Iterator
from secrets import randbits
from uuid import UUID

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from app.consultations.counting import BALLOT_KEY, PARTICIPATION_KEY, TALLY_KEY, Counts
from app.consultations.models import AnswerChoice, BallotTally, CubeStamp, PageVisit, Participation, Tally
from app.consultations.rules import slot_of
from app.consultations.visits import VISIT_KEY, write_visits
from app.db import insert_for, insert_many, upsert_adding

Cube = type[BallotTally] | type[Participation] | type[Tally]


def write_counts(session: Session, counts: Counts) -> None:
    """Insert choice rows and add to the cubes.

    The cubes come last and sorted, so that writers never deadlock.
    """
    if counts.choices:
        session.execute(insert(AnswerChoice), counts.choices)
    for model, names, rows in _cubes(counts):
        values = [{**dict(zip(names, key, strict=True)), "n": n} for key, n in rows.items()]
        upsert_adding(session, model, values, "n")
    write_visits(session, counts.visits)
    _stamp(session, counts)


def write_new_cubes(session: Session, counts: Counts) -> None:
    """Write the cubes and the page visits where nothing of them is left, in bulk; no choice rows."""
    for model, names, rows in _cubes(counts):
        insert_many(session, model, (*names, "n"), ((*key, n) for key, n in sorted(rows.items())))
    visits = sorted((*key, n) for key, n in counts.visits.items() if n)
    insert_many(session, PageVisit, (*VISIT_KEY, "n"), visits)
    session.execute(delete(CubeStamp))
    _stamp(session, counts)


def _stamp(session: Session, counts: Counts) -> None:
    """Leave another stamp in each slot of which something was counted. It takes the last of all locks."""
    cubes = (counts.ballots, counts.participation, counts.tally)
    touched = sorted({(key[0], key[-1]) for cube in cubes for key in cube})
    if touched:
        rows = [{"consultation_id": key, "slot": slot, "stamp": randbits(62)} for key, slot in touched]
        statement = insert_for(session)(CubeStamp)
        session.connection().execute(
            statement.on_conflict_do_update(
                index_elements=["consultation_id", "slot"], set_={"stamp": statement.excluded.stamp}
            ),
            rows,
        )


def replace_counts(
    session: Session, consultation_id: int, response_id: UUID, *, before: Counts, after: Counts
) -> None:
    """Count one response as `after` says instead of as `before` says.

    Only the differences are written, so that a total that stays the same is never touched. A row of a cube
    that comes to nothing goes away: it would tell that somebody had been there. The caller holds the
    response's lock.
    """
    session.execute(delete(AnswerChoice).where(AnswerChoice.response_id == response_id))
    write_counts(session, _difference(before, after))
    slot = slot_of(response_id)
    for model, _, _ in _cubes(after):
        # The rows that the caller has just brought to nothing are the only ones of this slot: no other
        # transaction leaves any behind, and those of a transaction under way cannot be seen from here.
        session.execute(
            delete(model).where(model.consultation_id == consultation_id, model.slot == slot, model.n == 0)
        )


def _difference(before: Counts, after: Counts) -> Counts:
    """Return the choice rows of `after`, and what has to be added to the cubes to get there."""
    found = Counts(choices=after.choices)
    for name in ("tally", "ballots", "participation", "visits"):
        cube = getattr(found, name)
        cube.update(getattr(after, name))
        cube.subtract(getattr(before, name))
        for key in [key for key, n in cube.items() if n == 0]:
            del cube[key]
    return found


def _cubes(counts: Counts) -> Iterator[tuple[Cube, tuple[str, ...], dict[tuple[object, ...], int]]]:
    yield BallotTally, BALLOT_KEY, dict(counts.ballots)
    yield Participation, PARTICIPATION_KEY, dict(counts.participation)
    yield Tally, TALLY_KEY, dict(counts.tally)
