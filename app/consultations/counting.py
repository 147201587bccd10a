"""The rows that a response adds to what is counted.

They are a pure function of the response, used to write and to rebuild.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from app.consultations.models import Response
from app.consultations.rules import ANSWERED, ASKED, BLANK, SENT, counted_places, slot_of
from app.consultations.visits import Visits, footprint
from app.kit import clock
from app.kit.localized import Lang
from app.questionnaires.expressions import to_string
from app.questionnaires.logic import State, open_pages, settle
from app.questionnaires.model import SELECT_TYPES, Form, Page, Question
from app.questionnaires.values import Answer

NO_PROFILE = "unknown"
COUNTED_TYPES = SELECT_TYPES | {"acknowledge", "range"}
"""Types of which it counts what was answered, and not only that something was. So it does of points."""
POINTS = "points"
"""Role of a whole number in an allocation: people share points out over the questions of a page."""
MOST_POINTS = 1_000
"""Larger numbers of points are not counted: what people may type cannot make rows without end."""
LONGEST_KEY = 400


@dataclass(frozen=True)
class Sent:
    """The facts of a sent response that counting needs."""

    id: UUID
    consultation_id: int
    version_id: int
    answers: Mapping[str, Answer]
    language: Lang
    channel: str
    day: date


@dataclass
class Counts:
    """Rows by key. `choices` are one response's picks; the cubes add up over responses."""

    choices: list[dict[str, Any]] = field(default_factory=list)
    tally: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    ballots: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    participation: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    visits: Visits = field(default_factory=Counter)


TALLY_KEY = ("consultation_id", "question", "option", "bassin", "profile", "language", "slot")
BALLOT_KEY = ("consultation_id", "question", "picks", "bassin", "profile", "language", "slot")
PARTICIPATION_KEY = (
    "consultation_id", "day", "channel", "questionnaire_version_id", "bassin", "profile", "language", "slot",
)  # fmt: skip


def sent_of(response: Response) -> Sent:
    """Return the facts of a response that counting needs."""
    return Sent(
        response.id, response.consultation_id, response.questionnaire_version_id, response.answers,
        response.language, response.channel, response.submitted_on,
    )  # fmt: skip


def state_at_sending(form: Form, answers: Mapping[str, Answer], day: date, language: Lang) -> State:
    """Return the state of a response as it was sent.

    Conditions on the date see the day of sending, at noon in Brussels.
    """
    return settle(form, answers, clock.local(clock.at_brussels(day, 12)), language)


def bassins_of(form: Form, answers: Mapping[str, Answer]) -> list[str]:
    """Return the bassins that a response speaks of, `region` and `unknown` included."""
    question = form.by_role("bassin")
    answer = answers.get(question.name) if question else None
    if answer is None:
        return []
    return sorted(answer) if isinstance(answer, list) else [str(answer)]


def profile_of(form: Form, answers: Mapping[str, Answer]) -> str:
    """Return the profile of a respondent: the questionnaire's own, or the one answered."""
    question = form.by_role("profile")
    answered = str(answers.get(question.name, "")) if question else ""
    return answered or form.extras.get("profile", "") or NO_PROFILE


def count(form: Form, sent: Sent, into: Counts) -> None:
    """Add everything that one response counts for to `into`."""
    state = state_at_sending(form, sent.answers, sent.day, sent.language)
    profile = profile_of(form, state.answers)
    places = counted_places(bassins_of(form, state.answers))
    slot = slot_of(sent.id)
    pages = open_pages(state)
    shared = shared_out(allocations(pages), state.answers)
    into.visits += footprint(
        sent.id, sent.consultation_id, sent.language, sent.channel,
        reached=[page.name for page in pages], here=SENT,
    )  # fmt: skip
    for place in places:
        tail = (place, profile, sent.language, slot)
        into.participation[(sent.consultation_id, sent.day, sent.channel, sent.version_id, *tail)] += 1
        for question in form.questions.values():
            if question.name not in state.asked or not question.takes_answer:
                continue
            marks = marks_of(question, state.answers.get(question.name), is_shared=question.name in shared)
            for option in marks.options:
                into.tally[(sent.consultation_id, question.name, option, *tail)] += 1
            if marks.whole is not None:
                into.ballots[(sent.consultation_id, question.name, marks.whole, *tail)] += 1
            into.choices.extend(
                {
                    "response_id": sent.id, "question": question.name, "option": option, "bassin": place,
                    "consultation_id": sent.consultation_id, "profile": profile, "language": sent.language,
                }
                for option in marks.picks
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marks:
    """What an answer to a question that was asked counts for, in each place."""

    options: tuple[str, ...]
    """The bases and the options, for the tally."""
    whole: str | None
    """The answer as a whole, where it is counted so, for the cube of ballots."""
    picks: tuple[str, ...]
    """The options, for the rows of choices."""


def marks_of(question: Question, answer: Answer | None, *, is_shared: bool) -> Marks:
    """Return what an answer counts for; None is a question left blank.

    `is_shared` says that it belongs to an allocation that was made: left empty, it got nothing.
    """
    picks = _options(question, answer, is_shared=is_shared)
    base = (ASKED, BLANK if answer is None else ANSWERED)
    return Marks((*base, *picks), _whole(question, picks), tuple(picks))


def is_only_counted(question: Question) -> bool:
    """Say whether of an answer nothing counts but that there is one: texts, most numbers, files, days."""
    return question.type not in COUNTED_TYPES and question.role != POINTS


def _whole(question: Question, picks: list[str]) -> str | None:
    """Return how an answer is counted as a whole: a ranking in its order, a ballot as a set, others not.

    An order that is longer than its column is kept from its beginning, as far as it fits.
    """
    if question.type == "rank":
        while len(" ".join(picks)) > LONGEST_KEY:
            picks = picks[:-1]
        return " ".join(picks)
    return " ".join(sorted(picks)) if question.role == "priority_ballot" else None


def allocations(pages: Iterable[Page]) -> list[frozenset[str]]:
    """Return the questions over which points are shared out, page by page."""
    found = (
        frozenset(question.name for question in page.questions if question.role == POINTS) for page in pages
    )
    return [parts for parts in found if parts]


def shared_out(parts: Iterable[frozenset[str]], answers: Collection[str]) -> frozenset[str]:
    """Return the questions of the allocations that were made: those left empty in them got nothing."""
    return frozenset().union(*(names for names in parts if not names.isdisjoint(answers)))


def _options(question: Question, answer: Answer | None, *, is_shared: bool) -> list[str]:
    """Return the options to count: names of choices, the steps of a range, and numbers of points.

    Texts and other numbers are not counted.
    """
    if question.role == POINTS and is_shared:
        given = 0 if answer is None else answer
        return [str(given)] if isinstance(given, int) and 0 <= given <= MOST_POINTS else []
    if answer is None:
        return []
    if question.type == "range":
        return [to_string(float(answer))] if isinstance(answer, int | float) else []
    if question.type in {"select_one", "acknowledge"}:
        return [str(answer)]
    return list(answer) if isinstance(answer, list) else []
