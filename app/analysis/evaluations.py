"""What people said of the meetings they were at: bassin by bassin, and never of a handful alone.

Everything comes from the tallies. Which number may be shown is decided in `statistics/pooling.py`; why, and
what that does not protect from, is in docs/decisions/0029.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.analysis.statistics.pooling import Counted, Pooled, pool, what_may_be_shown
from app.consultations.figures import tally
from app.consultations.models import Consultation
from app.kit import clock
from app.kit.localized import LANGUAGES, Localized
from app.meetings.lists import REGION
from app.meetings.models import Meeting
from app.questionnaires.expressions.check import references
from app.questionnaires.logic import fill_plain
from app.questionnaires.model import Form, Question
from app.questionnaires.queries import form_of_version

CLOSED: Final = frozenset({"select_one", "select_multiple", "range"})
"""Questions whose answers are counted per option. A ranking has no option that people did not pick."""
AGREEMENT: Final = frozenset({"1", "2", "3", "4", "5"})
"""The steps of a scale of agreement, from not at all to entirely; `AGREE` are those in favour."""
AGREE: Final = ("4", "5")

State = Literal["alone", "few", "beside", "none", "wait"]
"""How a meeting is shown: alone; in the total because it has few answers, or because the few of another would
show beside it; not at all because nobody answered, or because its day is not over."""


@dataclass(frozen=True)
class Evaluated:
    """A meeting that people evaluate, in the list. `answers` is None where the number is not to be told."""

    code: str
    title: Localized
    starts_at: datetime
    invented: bool
    state: State
    answers: int | None


@dataclass(frozen=True)
class Item:
    """One closed question, and what is shown of it; `pooled` goes by the places of the meetings counted."""

    name: str
    label: Localized
    options: tuple[tuple[str, Localized], ...]
    is_multiple: bool
    role: str
    pooled: Pooled

    @property
    def agreement(self) -> tuple[int, int] | None:
        """How many of all agree, and of how many; None where it is no scale of agreement, or not shown."""
        total = self.pooled.total
        if total is None or self.is_multiple or not {code for code, _ in self.options} >= AGREEMENT:
            return None
        return sum(total.options.get(code, 0) for code in AGREE), total.base


@dataclass(frozen=True)
class Evaluations:
    """The evaluations of the meetings of one place."""

    meetings: tuple[Evaluated, ...]
    """Every meeting that has an evaluation, the earliest first."""
    counted: tuple[Evaluated, ...]
    """Those whose day is over, in the places that items go by."""
    items: tuple[Item, ...]
    answers: int | None
    """How many people answered in all; None where it is fewer than five, and not nobody."""
    evaluated: int
    """By how many meetings they were asked."""


def evaluations_of(session: Session, place: str) -> Evaluations:
    """Return what may be shown of the evaluations of a bassin's meetings, or of those of the whole `REGION`.

    A meeting counts from the day after it on, so that nobody in the room can watch an answer come in. Four
    statements for each such meeting, and one.
    """
    here = Meeting.bassin_code.is_(None) if place == REGION else Meeting.bassin_code == place
    rows = session.execute(
        select(Meeting, Consultation)
        .join(Consultation, Consultation.id == Meeting.evaluation_id)
        .where(here)
        .order_by(Meeting.starts_at, Meeting.code)
    ).all()
    over = [row for row in rows if clock.local(row.Meeting.ends_at).date() < clock.today()]
    tallies = [tally(session, row.Consultation) for row in over]
    answers = [int(found["responses"]) for found in tallies]
    may = what_may_be_shown(answers)
    counted = {
        row.Meeting.id: _line(row.Meeting, n, alone=place in may.alone)
        for place, (row, n) in enumerate(zip(over, answers, strict=True))
    }
    versions = sorted({row.Consultation.questionnaire_version_id for row in over}, reverse=True)
    hidden = {place for place in range(len(over)) if place not in may.alone}
    total = sum(answers)
    return Evaluations(
        meetings=tuple(counted.get(row.Meeting.id) or _waiting(row.Meeting) for row in rows),
        counted=tuple(counted.values()),
        items=_items([form_of_version(session, version) for version in versions], tallies, hidden),
        answers=total if may.total or not total else None,
        evaluated=sum(n > 0 for n in answers),
    )


def _line(meeting: Meeting, answers: int, *, alone: bool) -> Evaluated:
    few = not what_may_be_shown([answers]).alone
    state: State = "alone" if alone else "none" if not answers else "few" if few else "beside"
    return Evaluated(
        meeting.code, meeting.title, meeting.starts_at, meeting.invented, state,
        None if state == "few" else answers,
    )  # fmt: skip


def _waiting(meeting: Meeting) -> Evaluated:
    return Evaluated(meeting.code, meeting.title, meeting.starts_at, meeting.invented, "wait", None)


def _items(
    forms: Sequence[Form], tallies: Sequence[dict[str, Any]], hidden: Collection[int]
) -> tuple[Item, ...]:
    """Return the closed questions that somebody answered, in the order of the newest form.

    How many were led to a question says what they answered to the one that led them there. So what is hidden
    of the latter is hidden of the former.
    """
    items: dict[str, Item] = {}
    for question in _closed(forms):
        counted = [_counted(found, question.name) for found in tallies]
        if not any(each.base for each in counted):
            continue
        led_by = [items[name] for tree in question.relevant for name in references(tree) if name in items]
        beside = {place for each in led_by for place in range(len(tallies)) if place not in each.pooled.alone}
        found = pool(counted, {*hidden, *beside})
        if found.total and any(each.pooled.total is None for each in led_by):
            found = Pooled(found.alone, None, "linked")
        options = _options(question, counted)
        items[question.name] = Item(
            question.name, _plain(question.label), options, question.is_multiple, question.role, found
        )
    return tuple(items.values())


def _closed(forms: Sequence[Form]) -> list[Question]:
    """Return the closed questions of forms, the newest form first, each name once."""
    found: dict[str, Question] = {}
    for form in forms:
        for question in form.questions.values():
            if question.type in CLOSED:
                found.setdefault(question.name, question)
    return list(found.values())


def _counted(found: dict[str, Any], name: str) -> Counted:
    question = found["questions"].get(name, {"base": 0, "options": {}})
    return Counted(question["base"], question["options"])


def _options(question: Question, counted: Sequence[Counted]) -> tuple[tuple[str, Localized], ...]:
    """Return the options in their order; those of a range or of an older form after them, as their codes."""
    labels = {choice.name: _plain(choice.label) for choice in question.choices}
    others = {option for each in counted for option in each.options} - labels.keys()
    for option in sorted(others, key=lambda code: (len(code), code)):
        labels[option] = dict.fromkeys(LANGUAGES, option)
    return tuple(labels.items())


def _plain(text: Localized) -> Localized:
    return {lang: fill_plain(said) for lang, said in text.items()}
