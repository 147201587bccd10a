"""Count many responses, as `counting.count` counts one.

`count` is the authority, and a test holds the two together on every kind of questionnaire. Here what many
responses have in common is worked out once: the way through the questionnaire (`readings`), what an answer
counts for (`marks_of`), and where somebody counts. What is left for each response is to read its answers and
to add one for each mark.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, String, Text, cast, select, type_coerce
from sqlalchemy.orm import Session

from app.consultations.counting import (
    Counts,
    Marks,
    Sent,
    bassins_of,
    count,
    is_only_counted,
    marks_of,
    profile_of,
    shared_out,
)
from app.consultations.models import Response
from app.consultations.readings import KEPT, Way, hashable, is_derived, ways_through
from app.consultations.rules import SENT, counted_places, slot_of
from app.consultations.visits import footprint
from app.questionnaires.model import Form, Question
from app.questionnaires.queries import form_of_version
from app.questionnaires.values import Answer

_GIVEN: Final = "given"
"""Stands for whatever was answered where only that there is an answer counts."""
_day = lru_cache(maxsize=4096)(date.fromisoformat)

Row = Sequence[Any]
"""A response as `as_stored` reads it."""
Where = tuple[tuple[str, ...], str]
"""The places in which somebody counts, and their profile."""
Given = Mapping[str, Answer]
_Marked = tuple[tuple[int, ...], Marks]
"""What an answer counts for, as numbers of a version and as marks."""


def as_stored() -> Select[str, int, int, str, str, str, str]:
    """Return the statement that reads what counting needs of responses, without making objects of it.

    The columns are id, consultation, version, answers, language, channel and day, as texts and numbers.
    """
    return select(
        cast(Response.id, String),
        Response.consultation_id,
        Response.questionnaire_version_id,
        cast(Response.answers, Text),
        type_coerce(Response.language, String),
        type_coerce(Response.channel, String),
        cast(Response.submitted_on, String),
    )


class Recount:
    """Adds up responses one after the other; `counts` says what came of it."""

    def __init__(self, session: Session, *, choices: bool) -> None:
        """Begin with nothing counted; `choices` asks for the rows of choices too."""
        self._session = session
        self._choices = choices
        self._versions: dict[int, CountedVersion] = {}

    def add(self, row: Row) -> list[dict[str, Any]]:
        """Count one response, and return its rows of choices; none unless they are wanted."""
        response_id, consultation_id, version_id, answers, language, channel, day = row
        version = self._versions.get(version_id)
        if version is None:
            form = form_of_version(self._session, version_id)
            version = self._versions[version_id] = CountedVersion(form)
        sent = Sent(
            UUID(response_id), consultation_id, version_id, json.loads(answers), language, channel, _day(day)
        )
        return version.add(sent, choices=self._choices)

    def counts(self) -> Counts:
        """Return everything counted so far, without rows of choices."""
        found = Counts()
        for version in self._versions.values():
            version.pour(found)
        return found


class CountedVersion:
    """The responses to one version of a questionnaire, and what is known of it while they are counted."""

    def __init__(self, form: Form) -> None:
        """Begin with nothing counted."""
        self._form = form
        self._ways = ways_through(form)
        self._roles = [q for role in ("bassin", "profile") if (q := form.by_role(role)) is not None]
        self._marks: dict[str, dict[Any, _Marked]] = defaultdict(dict)
        self._marks_in_shares: dict[str, dict[Any, _Marked]] = defaultdict(dict)
        self._numbers: dict[tuple[str, bool, str], int] = {}
        self._where: dict[Any, Where] = {}
        self._pages: dict[int, tuple[str, ...]] = {}
        self._counted: dict[Any, Counter[int]] = defaultdict(Counter)
        self._came: Counter[Any] = Counter()
        self._went: Counter[Any] = Counter()
        self._plain = Counts()

    def add(self, sent: Sent, *, choices: bool) -> list[dict[str, Any]]:
        """Count one response, and return its rows of choices if they are wanted."""
        if self._ways is None:
            count(self._form, sent, self._plain)
            written, self._plain.choices = self._plain.choices, []
            return written if choices else []
        way = self._ways.of(sent.answers, sent.day, sent.language)
        places, profile = self._counts_in(way, sent.answers)
        slot = slot_of(sent.id)
        tail = (sent.consultation_id, places, profile, sent.language, slot)
        self._came[(sent.day, sent.channel, sent.version_id, *tail)] += 1
        self._went[(way.number, sent.consultation_id, sent.language, sent.channel, slot)] += 1
        self._pages[way.number] = way.pages
        met: list[int] = []
        rows: list[dict[str, Any]] = []
        answers, every_mark, in_shares = sent.answers, self._marks, self._marks_in_shares
        shared = shared_out((parts for parts, asked in way.shares if not asked.isdisjoint(answers)), answers)
        for question in way.asked:
            name = question.name
            answer = answers.get(name)
            # Most of the time goes here: a call for each answer would double it.
            known = (in_shares if name in shared else every_mark)[name]
            found = known.get(tuple(answer) if answer.__class__ is list else answer)
            numbers, marks = found or self._marked(question, answer, known, is_shared=name in shared)
            met += numbers
            if choices and marks.picks:
                rows += _choice_rows(sent, question, marks, places, profile)
        self._counted[tail].update(met)
        return rows

    def _marked(
        self, question: Question, answer: Answer | None, known: dict[Any, _Marked], *, is_shared: bool
    ) -> _Marked:
        """Return what an answer counts for, and remember it in `known`."""
        # Everybody writes another text: it is remembered once for all of them.
        only_counted = answer is not None and is_only_counted(question)
        key = _GIVEN if only_counted else hashable(answer)
        found = known.get(key)
        if found is None:
            if len(known) >= KEPT:
                known.clear()
            found = known[key] = self._numbered(question, marks_of(question, answer, is_shared=is_shared))
        return found

    def _numbered(self, question: Question, marks: Marks) -> _Marked:
        options = [(question.name, False, option) for option in marks.options]
        whole = [] if marks.whole is None else [(question.name, True, marks.whole)]
        names = (*options, *whole)
        return tuple(self._numbers.setdefault(name, len(self._numbers)) for name in names), marks

    def _counts_in(self, way: Way, given: Given) -> Where:
        known = tuple(
            hashable((way.derived if is_derived(q) else given).get(q.name) if q.name in way.names else None)
            for q in self._roles
        )
        found = self._where.get(known)
        if found is None:
            answers = {
                q.name: list(a) if isinstance(a, tuple) else a
                for q, a in zip(self._roles, known, strict=True)
                if a is not None
            }
            places = tuple(counted_places(bassins_of(self._form, answers)))
            found = self._where[known] = (places, profile_of(self._form, answers))
        return found

    def pour(self, into: Counts) -> None:
        """Add everything counted to `into`, spread over places, options and pages."""
        for name in ("tally", "ballots", "participation", "visits"):
            getattr(into, name).update(getattr(self._plain, name))
        for (day, channel, version_id, consultation_id, places, *tail), n in self._came.items():
            for place in places:
                into.participation[(consultation_id, day, channel, version_id, place, *tail)] += n
        for (number, consultation_id, language, channel, slot), n in self._went.items():
            steps = footprint(
                UUID(int=slot), consultation_id, language, channel, reached=self._pages[number], here=SENT
            )
            for key in steps:
                into.visits[key] += n
        names = list(self._numbers)
        for (consultation_id, places, *tail), counted in self._counted.items():
            for number, n in counted.items():
                question, is_ballot, option = names[number]
                for place in places:
                    (into.ballots if is_ballot else into.tally)[
                        (consultation_id, question, option, place, *tail)
                    ] += n


def _choice_rows(
    sent: Sent, question: Question, marks: Marks, places: tuple[str, ...], profile: str
) -> Iterator[dict[str, Any]]:
    for place in places:
        for option in marks.picks:
            yield {
                "response_id": sent.id, "question": question.name, "option": option, "bassin": place,
                "consultation_id": sent.consultation_id, "profile": profile, "language": sent.language,
            }  # fmt: skip
