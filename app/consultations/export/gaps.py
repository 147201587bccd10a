"""Why a cell is empty: the question was not asked, or it was asked and left blank.

Working out what was asked means computing every condition again, so it is remembered: two people who agree
on everything that the conditions look at were asked the same.
"""

from collections.abc import Iterator, Sequence
from enum import Enum

from app.consultations.counting import state_at_sending
from app.consultations.export.columns import Column, Version
from app.consultations.export.rows import Row, Sent, Template
from app.questionnaires.model import Form, Tree
from app.questionnaires.repeats import BETWEEN, round_of, written_name

_REMEMBERED = 10_000
_OF_THE_DAY = frozenset({"today", "now"})
_OF_THE_LANGUAGE = "jr:choice-name"


class Gap(Enum):
    """Why there is no answer."""

    NOT_ASKED = "a"
    """A condition hid the question, or the version had it not."""
    BLANK = "b"
    """It was asked and left blank; for a rank, the option was not put in order."""


def gap_templates(columns: Sequence[Column], versions: Sequence[Version]) -> Template:
    """Return what makes, for a response, the row in which every question cell says why it would be empty."""
    forms = {version.id: version for version in versions}
    looks_at = {version.id: _looked_at(version.form) for version in versions}
    known: dict[tuple[object, ...], Row] = {}

    def template(sent: Sent) -> Row:
        names, by_day, by_language = looks_at[sent.version_id]
        # What conditions look at in a repeat, the rounds being told apart as the answers tell them apart.
        inside = [key for key in sent.answers if BETWEEN in key and written_name(key) in names]
        key = (
            sent.version_id,
            sent.day if by_day else None,
            sent.language if by_language else None,
            sent.one,
            *((name, _hashable(sent.answers.get(name))) for name in (*names, *inside)),
        )
        row = known.get(key)
        if row is None:
            version = forms[sent.version_id]
            asked = state_at_sending(version.form, sent.answers, sent.day, sent.language).asked
            if sent.one:
                asked = frozenset(written_name(name) for name in asked if round_of(name) == sent.one)
            first_named = frozenset(map(version.identity.of_question, asked))
            row = [_gap(column, version.number, first_named) for column in columns]
            if len(known) < _REMEMBERED:
                known[key] = row
        return row.copy()

    return template


def _gap(column: Column, version: int, asked: frozenset[str]) -> Gap | None:
    if not column.question:
        return None
    return Gap.BLANK if version in column.versions and column.question in asked else Gap.NOT_ASKED


def _looked_at(form: Form) -> tuple[tuple[str, ...], bool, bool]:
    """Return the questions that conditions look at, and whether they look at the day and at the language."""
    names: set[str] = set()
    words: set[str] = set()
    for question in form.every_question:
        trees = [*question.relevant, *([question.calculation] if question.calculation is not None else [])]
        said = {word for tree in trees for word in _texts(tree)}
        words |= said
        if "self" in said:
            names.add(question.name)
    # A text that happens to be the name of a question does no harm: it only makes the key finer.
    names |= words & {question.name for question in form.every_question}
    return tuple(sorted(names)), bool(words & _OF_THE_DAY), _OF_THE_LANGUAGE in words


def _texts(tree: Tree) -> Iterator[str]:
    for part in tree:
        if isinstance(part, list):
            yield from _texts(part)
        elif isinstance(part, str):
            yield part


def _hashable(answer: object) -> object:
    return tuple(answer) if isinstance(answer, list) else answer
