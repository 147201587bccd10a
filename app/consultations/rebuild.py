"""Compute the choice rows and the cubes again, to repair them or to prove them right.

They follow from the responses, and the page visits from the drafts as well.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from app.consultations.counting import BALLOT_KEY, PARTICIPATION_KEY, TALLY_KEY, Counts, count, sent_of
from app.consultations.cubes import write_counts
from app.consultations.models import (
    AnswerChoice,
    BallotTally,
    Draft,
    PageVisit,
    Participation,
    Response,
    Tally,
)
from app.consultations.rules import GONE
from app.consultations.visits import VISIT_KEY, footprint_of_draft
from app.db import block_writers
from app.questionnaires.queries import form_of_version

_BATCH = 1000
_CHOICE_KEY = ("response_id", "question", "option", "bassin", "consultation_id", "profile", "language")


def _recounted(session: Session) -> Counts:
    counts = Counts()
    for response in session.scalars(select(Response).execution_options(yield_per=_BATCH)):
        form = form_of_version(session, response.questionnaire_version_id)
        count(form, sent_of(response), counts)
    for draft in session.scalars(select(Draft).execution_options(yield_per=_BATCH)):
        counts.visits += footprint_of_draft(draft)
    return counts


def rebuild(session: Session) -> int:
    """Replace everything counted by what the responses say; return how many rows are there now."""
    # A response sent meanwhile would lose its counts: senders wait until this is done.
    block_writers(session, Response)
    counts = _recounted(session)
    for model in (AnswerChoice, BallotTally, Participation, Tally):
        session.execute(delete(model))
    session.execute(delete(PageVisit).where(PageVisit.slot != GONE))
    write_counts(session, counts)
    cubes = (counts.ballots, counts.participation, counts.tally, counts.visits)
    return len(counts.choices) + sum(map(len, cubes))


def differences(session: Session) -> Iterator[str]:
    """Give one line for everything counted that the responses do not bear out.

    The session must be a fresh one: everything is read as of one moment.
    """
    counts = _recounted(session)
    yield from _compare(session, "ballot_tally", BallotTally, BALLOT_KEY, counts.ballots)
    yield from _compare(session, "participation", Participation, PARTICIPATION_KEY, counts.participation)
    yield from _compare(session, "tally", Tally, TALLY_KEY, counts.tally)
    yield from _compare(session, "page_visit", PageVisit, VISIT_KEY, counts.visits, PageVisit.slot != GONE)
    expected = Counter(tuple(row[name] for name in _CHOICE_KEY) for row in counts.choices)
    columns = [getattr(AnswerChoice, name) for name in _CHOICE_KEY]
    found = Counter(tuple(row) for row in session.execute(select(*columns)))
    yield from _lines("answer_choice", expected, found)


def _compare(
    session: Session,
    name: str,
    model: type[BallotTally | PageVisit | Participation | Tally],
    key: tuple[str, ...],
    expected: Counter[tuple[Any, ...]],
    *only: ColumnElement[bool],
) -> Iterator[str]:
    columns = [getattr(model, column) for column in key]
    found = Counter(
        {tuple(row[:-1]): row[-1] for row in session.execute(select(*columns, model.n).where(*only))}
    )
    yield from _lines(name, expected, found)


def _lines(name: str, expected: Counter[tuple[Any, ...]], found: Counter[tuple[Any, ...]]) -> Iterator[str]:
    for row in sorted(expected.keys() | found.keys(), key=str):
        if expected[row] != found[row]:
            key = " ".join(map(str, row))
            yield f"{name} {key}: the responses say {expected[row]}, counted are {found[row]}"
