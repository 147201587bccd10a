"""Everything counted of the responses, counted again from their JSON, without any of the code under test."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.consultations.models import BallotTally, Participation, Response, Tally
from app.questionnaires.models import QuestionnaireVersion

BALLOT = "priorities"
EVERYBODY = "_all"
ANSWERED = "_answered"

Key = tuple[Any, ...]


def closed_questions(session: Session, version_id: int) -> set[str]:
    """Return the names of the questions with options, from the rows of the workbook."""
    workbook = session.get_one(QuestionnaireVersion, version_id).workbook
    rows = next(sheet["rows"] for sheet in workbook["sheets"] if sheet["name"] == "survey")
    return {row["name"] for row in rows if row["type"].startswith("select_")}


def cells(session: Session, response: Response) -> Iterator[Key]:
    """Yield every cell that a response counts in: kind, consultation, what, bassin, profile, language."""
    closed = closed_questions(session, response.questionnaire_version_id)
    answers = response.answers
    tails = [
        (place, answers.get("profile", "unknown"), response.language)
        for place in (EVERYBODY, answers.get("bassin", "unknown"))
    ]
    whats: list[tuple[str, Key]] = [
        ("people", (response.submitted_on, response.channel, response.questionnaire_version_id)),
        *(("option", (name, ANSWERED)) for name in answers),
    ]
    for name in closed & answers.keys():
        given = answers[name]
        whats += [("option", (name, option)) for option in (given if isinstance(given, list) else [given])]
    if BALLOT in closed:
        whats.append(("set", (BALLOT, frozenset(answers.get(BALLOT, [])))))
    for kind, what in whats:
        for tail in tails:
            yield (kind, response.consultation_id, *what, *tail)


def by_hand(session: Session) -> Counter[Key]:
    """Count every response that was sent."""
    return Counter(
        cell for response in session.scalars(select(Response)) for cell in cells(session, response)
    )


def kept(session: Session) -> Counter[Key]:
    """Return what the cubes say of the same cells, those with nobody left out."""

    def rows(kind: str, model: Any, *columns: Any) -> Iterator[tuple[Key, int]]:  # noqa: ANN401 - a cube
        tail = (model.bassin, model.profile, model.language)
        by = (model.consultation_id, *columns, *tail)
        statement: Select[Any] = select(*by, func.sum(model.n)).group_by(*by)
        for *key, n in session.execute(statement):
            yield (kind, *key), int(n)

    found = Counter(
        dict(rows("people", Participation, Participation.day, Participation.channel,
                  Participation.questionnaire_version_id))
    )  # fmt: skip
    for key, n in rows("option", Tally, Tally.question, Tally.option):
        if key[3] not in {"_asked", "_blank"}:
            found[key] += n
    for (kind, consultation, question, picks, *tail), n in rows(
        "set", BallotTally, BallotTally.question, BallotTally.picks
    ):
        found[(kind, consultation, question, frozenset(picks.split()), *tail)] += n
    return +found


def asked_is_answered_or_blank(session: Session) -> bool:
    """Say whether, in every cell, those who were asked are those who answered and those who left it blank."""
    by = (Tally.consultation_id, Tally.question, Tally.bassin, Tally.profile, Tally.language)
    sums: dict[Key, Counter[str]] = {}
    for *key, option, n in session.execute(select(*by, Tally.option, Tally.n)):
        sums.setdefault(tuple(key), Counter())[option] += n
    return all(each["_asked"] == each[ANSWERED] + each["_blank"] for each in sums.values())
