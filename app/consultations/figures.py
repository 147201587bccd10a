"""What the cubes say, for every face and for the command line.

The cost does not depend on the number of responses.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.consultations.kept import rows_of_cubes
from app.consultations.models import BallotTally, Consultation, Participation, Tally
from app.consultations.rules import ANSWERED, ASKED, BLANK, EVERYWHERE
from app.questionnaires.lineage import fates_since
from app.questionnaires.mapping import follow
from app.questionnaires.model import Form
from app.questionnaires.queries import form_of_version

RESERVED: Final = frozenset({ASKED, ANSWERED, BLANK})
"""What is counted of a question besides its options."""


class GroupPicks(NamedTuple):
    """How many people of one group picked exactly these options; of a ranking, in this order."""

    consultation_id: int
    question: str
    picks: tuple[str, ...]
    profile: str
    language: str
    n: int


def tally(session: Session, consultation: Consultation) -> dict[str, Any]:
    """Count the sent responses, question by question.

    The answer is `{consultation, responses, questions: {question: {base, options: {option: n}}}}`, where
    `base` is how many people answered the question; options that nobody picked are there with 0. What was
    answered to an older version counts where that version's questions and options went on.
    """
    return tallies(session, [consultation])[0]


def tallies(session: Session, consultations: Sequence[Consultation]) -> list[dict[str, Any]]:
    """Count several consultations as `tally` counts one, in two statements and two for each older version."""
    ids = [consultation.id for consultation in consultations]
    counted: dict[int, dict[str, dict[str, int]]] = {key: defaultdict(dict) for key in ids}
    options = (
        select(Tally.consultation_id, Tally.question, Tally.option, func.sum(Tally.n))
        .where(Tally.consultation_id.in_(ids), Tally.bassin == EVERYWHERE)
        .group_by(Tally.consultation_id, Tally.question, Tally.option)
    )
    rows = rows_of_cubes(session, ids, "tally", options)
    for key, name, option, n in rows:
        counted[key][name][option] = int(n)
    responses: dict[int, dict[int, int]] = {key: {} for key in ids}
    by_version = (
        select(
            Participation.consultation_id, Participation.questionnaire_version_id, func.sum(Participation.n)
        )
        .where(Participation.consultation_id.in_(ids), Participation.bassin == EVERYWHERE)
        .group_by(Participation.consultation_id, Participation.questionnaire_version_id)
    )
    for key, version, n in rows_of_cubes(session, ids, "versions", by_version):
        responses[key][version] = int(n)
    found = []
    for consultation in consultations:
        mine, versions = counted[consultation.id], responses[consultation.id]
        current = consultation.questionnaire_version_id
        _carry_on(session, current, sorted(version for version in versions if version < current), mine)
        found.append(
            {
                "consultation": consultation.code,
                "responses": sum(versions.values()),
                "questions": _by_question(form_of_version(session, current), mine),
            }
        )
    return found


def _by_question(form: Form, counted: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    questions = {}
    for question in form.questions.values():
        if question.takes_answer:
            found = counted.get(question.name, {})
            options = {choice.name: found.get(choice.name, 0) for choice in question.choices}
            options |= {option: n for option, n in found.items() if option not in RESERVED}
            questions[question.name] = {"base": found.get(ANSWERED, 0), "options": options}
    return questions


def _carry_on(
    session: Session, current: int, older: Sequence[int], counted: dict[str, dict[str, int]]
) -> None:
    """Move the counts of older versions to what their questions and options are called now."""
    if not older:
        return
    gone: set[tuple[str, str]] = set()
    now = form_of_version(session, current)
    there = {(name, choice.name) for name, question in now.questions.items() for choice in question.choices}
    for version_id in older:
        fates = fates_since(session, version_id)
        for name, options in list(counted.items()):
            for option, n in list(options.items()):
                target = follow(fates, name, option)
                stays = name in now.questions and (option in RESERVED or (name, option) in there)
                if target is None or target == (name, option) or stays or (name, option) in gone:
                    continue
                gone.add((name, option))
                counted[target[0]][target[1]] = counted[target[0]].get(target[1], 0) + n
                del options[option]


def total_responses(session: Session, consultation_id: int) -> int:
    """Return how many responses were sent."""
    statement = select(func.sum(Participation.n)).where(
        Participation.consultation_id == consultation_id, Participation.bassin == EVERYWHERE
    )
    ((n,),) = rows_of_cubes(session, [consultation_id], "total", statement)
    return int(n or 0)


def participation_by(
    session: Session,
    consultation_ids: Collection[int],
    column: str,
    *,
    bassin: str = EVERYWHERE,
    profile: str = "",
    language: str = "",
) -> dict[Any, int]:
    """Return how many responses came in by `column`, largest key last.

    `column` is bassin, profile, language, day or channel. `bassin` is ignored when counting by bassin; there,
    people who act in several count in each.
    """
    by: Any = getattr(Participation, column)
    statement: Select[Any] = (
        select(by, func.sum(Participation.n))
        .where(Participation.consultation_id.in_(consultation_ids))
        .group_by(by)
        .order_by(by)
    )
    statement = statement.where(
        Participation.bassin != EVERYWHERE if column == "bassin" else Participation.bassin == bassin
    )
    for condition in _narrowed(Participation, profile, language):
        statement = statement.where(condition)
    what = ("participation", column, bassin, profile, language)
    return {key: int(n) for key, n in rows_of_cubes(session, consultation_ids, what, statement)}


def option_counts(
    session: Session,
    consultation_ids: Collection[int],
    question: str,
    *,
    bassin: str = EVERYWHERE,
    profile: str = "",
    language: str = "",
) -> dict[str, int]:
    """Return how many picked each option of a question, `_asked`, `_answered` and `_blank` included."""
    statement = (
        select(Tally.option, func.sum(Tally.n))
        .where(
            Tally.consultation_id.in_(consultation_ids), Tally.question == question, Tally.bassin == bassin
        )
        .group_by(Tally.option)
    )
    for condition in _narrowed(Tally, profile, language):
        statement = statement.where(condition)
    what = ("options", question, bassin, profile, language)
    return {option: int(n) for option, n in rows_of_cubes(session, consultation_ids, what, statement)}


def counts_of_questions(
    session: Session,
    consultation_id: int,
    questions: Collection[str],
    *,
    bassin: str = EVERYWHERE,
    profile: str = "",
) -> dict[str, dict[str, int]]:
    """Return how many picked each option of several questions, by question. One statement."""
    statement = (
        select(Tally.question, Tally.option, func.sum(Tally.n))
        .where(
            Tally.consultation_id == consultation_id, Tally.question.in_(questions), Tally.bassin == bassin
        )
        .group_by(Tally.question, Tally.option)
    )
    for condition in _narrowed(Tally, profile, ""):
        statement = statement.where(condition)
    found: dict[str, dict[str, int]] = {name: {} for name in questions}
    for name, option, n in session.execute(statement):
        found[name][option] = int(n)
    return found


def ballot_types(
    session: Session,
    consultation_ids: Collection[int],
    question: str,
    *,
    bassin: str = EVERYWHERE,
    profile: str = "",
    language: str = "",
) -> dict[frozenset[str], int]:
    """Return how many people picked exactly each set of options; the empty set counts the blanks."""
    orders = rank_orders(
        session, consultation_ids, question, bassin=bassin, profile=profile, language=language
    )
    found: Counter[frozenset[str]] = Counter()
    for order, n in orders.items():
        found[frozenset(order)] += n
    return dict(found)


def rank_orders(
    session: Session,
    consultation_ids: Collection[int],
    question: str,
    *,
    bassin: str = EVERYWHERE,
    profile: str = "",
    language: str = "",
) -> dict[tuple[str, ...], int]:
    """Return how many people put the options in exactly each order; the empty one counts the blanks."""
    statement = (
        select(BallotTally.picks, func.sum(BallotTally.n))
        .where(
            BallotTally.consultation_id.in_(consultation_ids),
            BallotTally.question == question,
            BallotTally.bassin == bassin,
        )
        .group_by(BallotTally.picks)
        .order_by(BallotTally.picks)
    )
    for condition in _narrowed(BallotTally, profile, language):
        statement = statement.where(condition)
    what = ("orders", question, bassin, profile, language)
    rows = rows_of_cubes(session, consultation_ids, what, statement)
    return {tuple(picks.split()): int(n) for picks, n in rows}


def picks_by_group(
    session: Session, consultation_ids: Collection[int], *, bassin: str = EVERYWHERE
) -> list[GroupPicks]:
    """Return what each group of each consultation picked, ballots and rankings alike. One statement."""
    statement = (
        select(
            BallotTally.consultation_id, BallotTally.question, BallotTally.picks, BallotTally.profile,
            BallotTally.language, func.sum(BallotTally.n),
        )
        .where(BallotTally.consultation_id.in_(consultation_ids), BallotTally.bassin == bassin)
        .group_by(
            BallotTally.consultation_id, BallotTally.question, BallotTally.picks, BallotTally.profile,
            BallotTally.language,
        )
        .order_by(BallotTally.consultation_id, BallotTally.picks)
    )  # fmt: skip
    return [
        GroupPicks(consultation_id, question, tuple(picks.split()), profile, language, int(n))
        for consultation_id, question, picks, profile, language, n in rows_of_cubes(
            session, consultation_ids, ("picks", bassin), statement
        )
    ]


def _narrowed(model: Any, profile: str, language: str) -> list[ColumnElement[bool]]:  # noqa: ANN401 - one of the cubes
    conditions = []
    if profile:
        conditions.append(model.profile == profile)
    if language:
        conditions.append(model.language == language)
    return conditions
