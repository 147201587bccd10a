"""Compute the choice rows and the cubes again, to repair them or to prove them right.

They follow from the responses, and the page visits from the drafts as well. Responses are read one after the
other: the memory needed does not depend on how many there are.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.orm import Session

from app.consultations.counting import BALLOT_KEY, PARTICIPATION_KEY, TALLY_KEY, Counts
from app.consultations.cubes import write_new_cubes
from app.consultations.models import (
    AnswerChoice,
    BallotTally,
    Draft,
    PageVisit,
    Participation,
    Response,
    Tally,
)
from app.consultations.recount import Recount, Row, as_stored
from app.consultations.rules import GONE
from app.consultations.visits import VISIT_KEY, footprint_of_draft
from app.db import block_writers
from app.questionnaires.queries import form_of_version

_BATCH = 2000
_CHOICE_KEY = ("response_id", "question", "option", "bassin", "consultation_id", "profile", "language")


def rebuild(session: Session, *, choices: bool = True) -> int:
    """Replace everything counted by what the responses say; return how many rows are there now.

    Without `choices` the rows of choices stay as they are: there are some twenty for each response, and no
    figure is read from them.
    """
    # A response sent meanwhile would lose its counts: senders wait until this is done.
    block_writers(session, Response)
    recount = Recount(session, choices=choices)
    if choices:
        session.execute(delete(AnswerChoice))
    written = 0
    for batch in _batches(session):
        rows = [row for response in batch for row in recount.add(response)]
        if rows:
            session.execute(insert(AnswerChoice), rows)
        written += len(rows)
    counts = _with_drafts(session, recount.counts())
    for model in (BallotTally, Participation, Tally):
        session.execute(delete(model))
    session.execute(delete(PageVisit).where(PageVisit.slot != GONE))
    write_new_cubes(session, counts)
    cubes = (counts.ballots, counts.participation, counts.tally, counts.visits)
    return written + sum(map(len, cubes))


def differences(session: Session, *, choices: bool = True) -> Iterator[str]:
    """Give one line for everything counted that the responses do not bear out.

    The session must be a fresh one: everything is read as of one moment. Without `choices` the rows of
    choices are not looked at.
    """
    recount = Recount(session, choices=choices)
    wrong_choices: list[str] = []
    last = None
    for batch in _batches(session):
        expected = Counter(
            tuple(row[name] for name in _CHOICE_KEY) for response in batch for row in recount.add(response)
        )
        if choices:
            until = UUID(batch[-1][0])
            wrong_choices += _lines("answer_choice", expected, _choices_between(session, last, until))
            last = until
    if choices:
        wrong_choices += _lines("answer_choice", Counter(), _choices_between(session, last, None))
    counts = _with_drafts(session, recount.counts())
    yield from _compare(session, "ballot_tally", BallotTally, BALLOT_KEY, counts.ballots)
    yield from _compare(session, "participation", Participation, PARTICIPATION_KEY, counts.participation)
    yield from _compare(session, "tally", Tally, TALLY_KEY, counts.tally)
    yield from _compare(session, "page_visit", PageVisit, VISIT_KEY, counts.visits, PageVisit.slot != GONE)
    yield from wrong_choices


def _batches(session: Session) -> Iterator[Sequence[Row]]:
    """Read the responses in the order of their ids, a batch at a time."""
    # Forms are looked up while the responses are being read: they are all there before the first is.
    for version_id in session.scalars(select(Response.questionnaire_version_id).distinct()).all():
        form_of_version(session, version_id)
    statement = as_stored().order_by(Response.id).execution_options(yield_per=_BATCH)
    yield from session.execute(statement).partitions()


def _with_drafts(session: Session, counts: Counts) -> Counts:
    for draft in session.scalars(select(Draft).execution_options(yield_per=_BATCH)):
        counts.visits += footprint_of_draft(draft)
    return counts


def _choices_between(session: Session, after: UUID | None, until: UUID | None) -> Counter[tuple[Any, ...]]:
    """Return the rows of choices of the responses after one id and up to another."""
    statement = select(*(getattr(AnswerChoice, name) for name in _CHOICE_KEY))
    if after is not None:
        statement = statement.where(AnswerChoice.response_id > after)
    if until is not None:
        statement = statement.where(AnswerChoice.response_id <= until)
    return Counter(tuple(row) for row in session.execute(statement))


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
