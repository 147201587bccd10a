"""The counts that a release may be made of: the closed questions and the people of one consultation.

Each question is counted over those who answered it: its **population**. Who answered is counted over those
who chose at least one action where the consultation asks for priorities, as on the pages of the bassins, so
that no difference of two totals tells how few left that question blank.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import Final, Literal

from sqlalchemy.orm import Session

from app.analysis.labels import question_label, translator
from app.analysis.priorities import ballots_of
from app.analysis.statistics.tables import Adds, Dimension, Table
from app.analysis.subjects import Subject
from app.consultations.figures import option_counts, participation_by
from app.consultations.rules import ANSWERED, ASKED, BLANK, EVERYWHERE
from app.kit.localized import LANGUAGES, Localized
from app.questionnaires.logic import fill_plain
from app.questionnaires.model import Form, Question
from app.questionnaires.queries import form_of_version

By = Literal["bassin", "profile", "language"]
BY: Final[tuple[By, ...]] = ("bassin", "profile", "language")
CLOSED: Final = frozenset({"select_one", "select_multiple"})
ASKED_ELSEWHERE: Final = frozenset({"bassin", "profile", "language_hint", "priority_ballot"})
"""Questions by which others are broken down, and the one that has tables of its own."""
PEOPLE, BALLOT = "people", "ballot"
RESERVED: Final = frozenset({ASKED, ANSWERED, BLANK})
NOBODY: Final = "unknown"


@dataclass(frozen=True, order=True)
class Breakdown:
    """One table of a release: what is counted, by what. Of people, `what` is `people:` and a dimension."""

    what: str
    by: By

    @property
    def key(self) -> str:
        """Its name in a form and in an address."""
        return f"{self.what}.{self.by}".replace(":", "-")

    @property
    def rows_are(self) -> str:
        """The dimension of the rows of a table of people; '' where the rows are options."""
        return self.what.partition(":")[2]

    @property
    def of_people(self) -> bool:
        """Whether it counts who answered, not what they said."""
        return self.what.startswith(PEOPLE)

    @property
    def population(self) -> str:
        """The question over whose answers it is counted; '' where it is a matter of the consultation."""
        return "" if self.what == BALLOT or self.of_people else self.what


@dataclass(frozen=True)
class Counter:
    """Counts one consultation. Statements: a few for each group of people; for the team's use only."""

    session: Session
    subject: Subject
    _bases: dict[tuple[str, str, str, str], Mapping[str, int]] = field(default_factory=dict)

    @cached_property
    def form(self) -> Form:
        """The questionnaire in its newest version."""
        return form_of_version(self.session, self.subject.consultation.questionnaire_version_id)

    @cached_property
    def dimensions(self) -> Mapping[str, Dimension]:
        """What people are broken down by. Codes of older versions that were counted come last."""
        bassin = self.form.by_role("bassin")
        several: Adds = "several" if bassin is not None and bassin.is_multiple else "once"
        offered = {"bassin": self.subject.places, "profile": self.subject.profiles, "language": LANGUAGES}
        return {
            name: Dimension(name, self._labels(name, codes), several if name == "bassin" else "once")
            for name, codes in offered.items()
        }

    def questions(self) -> list[Question]:
        """Return the closed questions that have options of their own, the ballot left out."""
        return [
            question
            for question in self.form.questions.values()
            if question.type in CLOSED and question.role not in ASKED_ELSEWHERE and len(question.choices) > 1
        ]

    def breakdowns(self) -> list[Breakdown]:
        """Return every table that could be made, those of people first."""
        sides = [name for name in BY if len(self.dimensions[name].labels) > 1]
        pairs = [(one, other) for place, one in enumerate(sides) for other in sides[place + 1 :]]
        found = [Breakdown(f"{PEOPLE}:{one}", other) for one, other in pairs]
        named = ([BALLOT] if self.subject.ballot else []) + [question.name for question in self.questions()]
        return found + [Breakdown(name, side) for name in named for side in sides]

    def table(self, breakdown: Breakdown) -> Table:
        """Return the true counts of a table.

        Raises:
            ValueError: the counts of an older version do not add up with those of the newest.
        """
        columns = self.dimensions[breakdown.by]
        rows = self._rows(breakdown)
        if breakdown.of_people:
            cells = tuple(
                tuple(self.base("", **{rows.name: row, columns.name: column}) for column in columns.labels)
                for row in rows.labels
            )
            totals = tuple(self.base("", **{rows.name: row}) for row in rows.labels)
        else:
            by_column = [self.counts(breakdown.what, **{columns.name: code}) for code in columns.labels]
            cells = tuple(tuple(one.get(row, 0) for one in by_column) for row in rows.labels)
            whole = self.counts(breakdown.what)
            totals = tuple(whole.get(row, 0) for row in rows.labels)
        of = breakdown.population
        bases = tuple(self.base(of, **{columns.name: code}) for code in columns.labels)
        return Table(rows, columns, cells, totals, bases, self.base(of))

    def base(self, population: str, *, bassin: str = "", profile: str = "", language: str = "") -> int:
        """Return how many people are in a population, or in a group of it."""
        if not population and not self.subject.ballot:
            days = participation_by(
                self.session, [self.subject.consultation.id], "day", bassin=bassin or EVERYWHERE,
                profile=profile, language=language,
            )  # fmt: skip
            return sum(days.values())
        found = self.counts(population or BALLOT, bassin=bassin, profile=profile, language=language)
        return found.get(ANSWERED, 0)

    def counts(
        self, what: str, *, bassin: str = "", profile: str = "", language: str = ""
    ) -> Mapping[str, int]:
        """Return how many of a group picked each option of a question; under ANSWERED, how many answered."""
        key = (what, bassin, profile, language)
        if key not in self._bases:
            self._bases[key] = self._read(what, bassin=bassin, profile=profile, language=language)
        return self._bases[key]

    def fingerprint(self) -> str:
        """Return a hash of all that could be released: the same until an answer comes, changes or goes."""
        said = [f"{what}:{by}" for what, by in sorted((one.what, one.by) for one in self.breakdowns())]
        numbers = [self.table(one) for one in sorted(self.breakdowns())]
        return blake2b(repr((said, numbers)).encode(), digest_size=16).hexdigest()

    def title(self, breakdown: Breakdown) -> Localized:
        """Return what a table is about, in both languages."""
        if breakdown.of_people:
            return {lang: translator(lang)("Who answered") for lang in LANGUAGES}
        if breakdown.what == BALLOT:
            return self.subject.ballot.title if self.subject.ballot else {}
        return question_label(self.form, self.form.questions[breakdown.what])

    def names(self, what: str) -> Mapping[str, Localized]:
        """Return the words of the options of a question, in both languages."""
        if what == BALLOT:
            return (
                {each.code: each.name for each in self.subject.ballot.actions} if self.subject.ballot else {}
            )
        question = self.form.questions[what]
        return {
            choice.name: {lang: fill_plain(said) for lang, said in choice.label.items()}
            for choice in question.choices
        }

    def _read(self, what: str, *, bassin: str, profile: str, language: str) -> Mapping[str, int]:
        if what == BALLOT:
            ballots = ballots_of(
                self.session, [self.subject], bassin=bassin or None, profile=profile, language=language
            )
            found = dict.fromkeys(ballots.options, 0)
            for picked, n in zip(ballots.picks, ballots.counts, strict=True):
                for option in picked:
                    found[option] += n
            return found | {ANSWERED: ballots.base}
        return option_counts(
            self.session, [self.subject.consultation.id], what, bassin=bassin or EVERYWHERE,
            profile=profile, language=language,
        )  # fmt: skip

    def _rows(self, breakdown: Breakdown) -> Dimension:
        if breakdown.of_people:
            return self.dimensions[breakdown.rows_are]
        if breakdown.what == BALLOT:
            ballot = self.subject.ballot
            codes = tuple(action.code for action in ballot.actions) if ballot else ()
            return Dimension(BALLOT, codes, "picks", ballot.pick if ballot else 1, opinion=True)
        question = self.form.questions[breakdown.what]
        offered = tuple(choice.name for choice in question.choices)
        counted = sorted(self.counts(breakdown.what).keys() - RESERVED - set(offered))
        adds: Adds = "several" if question.is_multiple else "once"
        return Dimension(question.name, (*offered, *counted), adds, opinion=True)

    def _labels(self, name: str, offered: tuple[str, ...]) -> tuple[str, ...]:
        counted = participation_by(self.session, [self.subject.consultation.id], name)
        others = sorted(code for code, n in counted.items() if n and code not in offered)
        return (*offered, *others)
