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

from app.analysis.statistics.pooling import (
    Counted,
    Pooled,
    pool,
    total_of,
    what_may_be_shown,
)
from app.consultations.figures import tallies
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
"""The steps of a scale of agreement, from not at all to entirely; `AGREE` and `DISAGREE` are its two ends."""
AGREE: Final = ("4", "5")
DISAGREE: Final = ("1", "2")

State = Literal["alone", "within", "none", "wait"]
"""How a meeting is shown: alone; within the total, because it has few answers or because the few of another
would show beside it, and which of the two is not told; not at all because nobody answered, or because its day
is not over."""


@dataclass(frozen=True)
class Evaluated:
    """A meeting that people evaluate, in the list. `answers` is None where the number is not to be told."""

    id: int
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
    pooled: Pooled
    everybody: Counted
    """All who answered it, for sums over places: it is not for a screen."""
    led_by: tuple[str, ...]
    """The questions whose answers lead to this one."""

    position: int
    """Where it stands among the questions of all forms."""

    @property
    def is_scale(self) -> bool:
        """Whether it asks how much somebody agrees."""
        return is_scale(self.options, is_multiple=self.is_multiple)


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
    everybody: int
    """The same in any case, for sums over places: it is not for a screen."""
    evaluated: int
    """By how many meetings they were asked."""
    consultations: tuple[int, ...]
    """The evaluations counted."""
    open_questions: tuple[tuple[str, Localized], ...]
    """The questions that people answer in their own words, with what is asked."""


def is_scale(options: Sequence[tuple[str, Localized]], *, is_multiple: bool) -> bool:
    """Say whether options are the five steps of agreement, with others such as no opinion perhaps."""
    return not is_multiple and {code for code, _ in options} >= AGREEMENT


def agreeing(counted: Counted) -> int:
    """Return how many chose one of the two most favourable steps of a scale of agreement."""
    return sum(counted.options.get(code, 0) for code in AGREE)


def evaluations_of(session: Session, place: str) -> Evaluations:
    """Return what may be shown of the evaluations of a bassin's meetings, or of those of the whole `REGION`.

    A meeting counts from the day after it on, so that nobody in the room can watch an answer come in. Three
    statements, and two for each older version of the form.
    """
    return evaluations_by_place(session, [place])[place]


def evaluations_by_place(session: Session, places: Sequence[str]) -> dict[str, Evaluations]:
    """Return the same for several places at once, in their order. As many statements as for one."""
    rows = session.execute(
        select(Meeting, Consultation)
        .join(Consultation, Consultation.id == Meeting.evaluation_id)
        .order_by(Meeting.starts_at, Meeting.code)
    ).all()
    wanted = [row for row in rows if (row.Meeting.bassin_code or REGION) in places]
    over = [row for row in wanted if clock.local(row.Meeting.ends_at).date() < clock.today()]
    tallied = dict(
        zip(
            (row.Consultation.id for row in over),
            tallies(session, [row.Consultation for row in over]),
            strict=True,
        )
    )
    versions = sorted({row.Consultation.questionnaire_version_id for row in over}, reverse=True)
    forms = [form_of_version(session, version) for version in versions]
    by_place: dict[str, list[tuple[Meeting, dict[str, Any] | None]]] = {place: [] for place in places}
    for row in wanted:
        here = by_place[row.Meeting.bassin_code or REGION]
        here.append((row.Meeting, tallied.get(row.Consultation.id)))
    return {place: _evaluations(found, forms) for place, found in by_place.items()}


def _evaluations(
    found: Sequence[tuple[Meeting, dict[str, Any] | None]], forms: Sequence[Form]
) -> Evaluations:
    """Return what may be shown of meetings, the earliest first; those without a tally are not over."""
    over = [(meeting, tallied) for meeting, tallied in found if tallied is not None]
    answers = [int(tallied["responses"]) for _, tallied in over]
    may = what_may_be_shown(answers)
    counted = {
        meeting.id: _line(meeting, n, alone=place in may.alone)
        for place, ((meeting, _), n) in enumerate(zip(over, answers, strict=True))
    }
    hidden = {place for place in range(len(over)) if place not in may.alone}
    total = sum(answers)
    return Evaluations(
        meetings=tuple(counted.get(meeting.id) or _waiting(meeting) for meeting, _ in found),
        counted=tuple(counted.values()),
        items=_items(forms, [tallied for _, tallied in over], hidden),
        answers=total if may.total or not total else None,
        everybody=total,
        evaluated=sum(n > 0 for n in answers),
        consultations=tuple(meeting.evaluation_id for meeting, _ in over if meeting.evaluation_id),
        open_questions=_open(forms),
    )


def _line(meeting: Meeting, answers: int, *, alone: bool) -> Evaluated:
    state: State = "alone" if alone else "within" if answers else "none"
    return Evaluated(
        meeting.id, meeting.code, meeting.title, meeting.starts_at, meeting.invented, state,
        answers if alone or not answers else None,
    )  # fmt: skip


def _waiting(meeting: Meeting) -> Evaluated:
    return Evaluated(
        meeting.id, meeting.code, meeting.title, meeting.starts_at, meeting.invented, "wait", None
    )


def _items(
    forms: Sequence[Form], tallies: Sequence[dict[str, Any]], hidden: Collection[int]
) -> tuple[Item, ...]:
    """Return the closed questions that somebody answered, in the order of the newest form.

    How many were led to a question says what they answered to the one that led them there. So what is hidden
    of the latter is hidden of the former.
    """
    items: dict[str, Item] = {}
    for position, question in enumerate(_closed(forms)):
        counted = [_counted(found, question.name) for found in tallies]
        if not any(each.base for each in counted):
            continue
        led_by = [items[name] for tree in question.relevant for name in references(tree) if name in items]
        beside = {place for each in led_by for place in range(len(tallies)) if place not in each.pooled.alone}
        found = pool(counted, {*hidden, *beside})
        if found.total and any(each.pooled.total is None for each in led_by):
            found = Pooled(found.alone, None, "linked")
        # An option that only a hidden meeting picked would tell of it.
        options = _options(question, [*found.alone.values(), *([found.total] if found.total else [])])
        items[question.name] = Item(
            question.name,
            _plain(question.label),
            options,
            question.is_multiple,
            found,
            total_of(counted),
            tuple(item.name for item in led_by),
            position,
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


def _open(forms: Sequence[Form]) -> tuple[tuple[str, Localized], ...]:
    """Return the questions of forms that are answered in words, the newest form first, each name once."""
    found: dict[str, Localized] = {}
    for form in forms:
        for question in form.questions.values():
            if question.type == "text":
                found.setdefault(question.name, _plain(question.label))
    return tuple(found.items())


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
