"""The rows of an export, one per sent response, read as they are written: nothing is held in memory."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.consultations.export.columns import ABOUT, ABOUT_ROUND, Column, Version, plan
from app.consultations.models import Consultation, Participation, Response
from app.consultations.rules import EVERYWHERE
from app.kit.errors import NotFoundError
from app.kit.localized import Lang, Localized
from app.questionnaires.lineage import identities_of
from app.questionnaires.models import QuestionnaireVersion
from app.questionnaires.queries import form_of_version
from app.questionnaires.repeats import of_round, rounds
from app.questionnaires.values import Answer

Row = list[Any]
"""A cell per column: a text, a number, a day, or None (a `Gap` where gaps are told apart)."""
Put = Callable[[Row, Answer], None]
BATCH = 1_000
"""Responses fetched at a time."""


@dataclass(frozen=True)
class Table:
    """What an export of a consultation is made of."""

    consultation_id: int
    code: str
    title: Localized
    versions: tuple[Version, ...]
    columns: tuple[Column, ...]
    repeat: str = ""
    """The repeat whose rounds are the rows, '' where every response is a row."""

    label: Localized = field(default_factory=dict)
    """The label of the repeat."""
    children: tuple["Table", ...] = ()
    """The tables of the repeats that any version has."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a template for the gaps of a row may look at."""

    version_id: int
    answers: Mapping[str, Answer]
    day: date
    language: Lang
    one: str = ""
    """The round that the row stands for, in the table of a repeat."""


Template = Callable[[Sent], Row]


def table_of(session: Session, consultation: Consultation, *, open_answers: bool, repeat: str = "") -> Table:
    """Return the table of a consultation: every version that has answers, and the one now open.

    With `repeat`, it is that of the rounds of a repeat. The columns do not depend on what was answered. At
    most three statements, and two per version.

    Raises:
        NotFoundError: no version has such a repeat.
    """
    answered = select(Participation.questionnaire_version_id).where(
        Participation.consultation_id == consultation.id,
        Participation.bassin == EVERYWHERE,
        Participation.n > 0,
    )
    found = session.execute(
        select(QuestionnaireVersion.id, QuestionnaireVersion.number)
        .where(
            QuestionnaireVersion.id.in_(answered)
            | (QuestionnaireVersion.id == consultation.questionnaire_version_id)
        )
        .order_by(QuestionnaireVersion.number)
    ).all()
    identities = identities_of(session, [key for key, _ in found])
    versions = tuple(
        Version(key, number, form_of_version(session, key), identities[key]) for key, number in found
    )
    labels = {name: one.label for version in versions for name, one in version.form.repeats.items()}
    whole = Table(
        consultation.id,
        consultation.code,
        consultation.title,
        versions,
        plan(versions, open_answers=open_answers),
        children=tuple(
            Table(
                consultation.id, consultation.code, consultation.title, versions,
                plan(versions, open_answers=open_answers, repeat=name), name, label,
            )
            for name, label in labels.items()
        ),
    )  # fmt: skip
    if not repeat:
        return whole
    child = next((table for table in whole.children if table.repeat == repeat), None)
    if child is None:
        raise NotFoundError("There is nothing at this address.")
    return child


def read_rows(session: Session, table: Table, template: Template | None = None) -> Iterator[Row]:
    """Read the rows of a table, one statement, fetched in batches.

    They come in the order of the responses' random ids and are numbered from 1: the number says nothing of
    who came first, and changes when somebody else answers. In the table of a repeat the rounds of a response
    follow each other under its number. `template` gives a row to fill, where an empty
    cell should say why it is empty; without it, it is None.
    """
    numbers = {version.id: version.number for version in table.versions}
    first_named = {version.id: version.identity.answers for version in table.versions}
    puts = {version.id: putters(table.columns, version.number) for version in table.versions}
    responses = session.execute(
        select(
            Response.questionnaire_version_id,
            Response.language,
            Response.channel,
            Response.submitted_on,
            Response.answers,
        )
        .where(
            Response.consultation_id == table.consultation_id,
            Response.questionnaire_version_id.in_(numbers),
        )
        .order_by(Response.id),
        execution_options={"yield_per": BATCH},
    )
    empty: Row = [None] * len(table.columns)
    for number, (version_id, language, channel, day, answers) in enumerate(responses, 1):
        if table.repeat:
            for place, one in enumerate(rounds(answers, table.repeat), 1):
                row = template(Sent(version_id, answers, day, language, one)) if template else empty.copy()
                row[: len(ABOUT_ROUND)] = (number, place)
                fill(row, puts[version_id], first_named[version_id](of_round(answers, one)))
                yield row
            continue
        row = template(Sent(version_id, answers, day, language)) if template else empty.copy()
        row[: len(ABOUT)] = (number, numbers[version_id], language, channel, day)
        fill(row, puts[version_id], first_named[version_id](answers))
        yield row


def fill(row: Row, puts: Mapping[str, Put], answers: Mapping[str, Answer]) -> None:
    """Write answers into a row; those without a column, such as open ones left out, are passed over."""
    for name, answer in answers.items():
        put = puts.get(name)
        if put is not None:
            put(row, answer)


def putters(columns: Sequence[Column], version: int) -> dict[str, Put]:
    """Return what writes the answer to each question of a version, by the question's first name."""
    places: dict[str, list[int]] = {}
    for place, column in enumerate(columns):
        if column.question and version in column.versions:
            places.setdefault(column.question, []).append(place)
    return {name: _putter(columns, mine) for name, mine in places.items()}


def _putter(columns: Sequence[Column], places: list[int]) -> Put:
    first = columns[places[0]]
    if first.option is None:
        writers: dict[str, Callable[[int, Row, Answer], None]] = {"day": _put_day, "text": _put_text}
        return partial(writers.get(first.kind, _put_value), places[0])
    by_option = {option.name: place for place in places if (option := columns[place].option)}
    return partial(_put_ranks if first.kind == "rank" else _put_picks, by_option)


def _put_value(place: int, row: Row, answer: Answer) -> None:
    """Write an answer as it is, and the rounds of a repeat as their number."""
    row[place] = len(answer) if isinstance(answer, list) else answer


def _put_text(place: int, row: Row, answer: Answer) -> None:
    row[place] = str(answer)


def _put_day(place: int, row: Row, answer: Answer) -> None:
    row[place] = date.fromisoformat(str(answer))


def _put_picks(by_option: Mapping[str, int], row: Row, answer: Answer) -> None:
    """Write 1 for the options picked and 0 for the others that were offered."""
    for place in by_option.values():
        row[place] = 0
    for name in answer if isinstance(answer, list) else [str(answer)]:
        row[by_option[name]] = 1


def _put_ranks(by_option: Mapping[str, int], row: Row, answer: Answer) -> None:
    """Write the position of each option that was put in order, from 1."""
    for position, name in enumerate(answer if isinstance(answer, list) else [str(answer)], 1):
        row[by_option[name]] = position
