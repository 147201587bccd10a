"""The typed model of a questionnaire, compiled from XLSForm rows and never changed afterwards.

Expressions are JSON trees (see `expressions`), so that the same tree can run on the server and on the phone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.kit.localized import Localized

Tree = list[Any]
"""An expression as nested lists: `["=", ["ref", "x"], ["str", "a"]]`; its grammar is in `expressions`."""

FILE_TYPES = frozenset({"image", "audio", "video", "file"})
"""Types whose answer is the name of a file that was kept."""
SELECT_TYPES = frozenset({"select_one", "select_multiple", "rank"})
TEXT_TYPES = frozenset({"text", "hidden"})
NUMBER_TYPES = frozenset({"integer", "decimal", "range"})
SILENT_TYPES = frozenset({"calculate", "hidden"})
"""Types that carry a value but are never shown."""
REPEAT = "repeat"
"""Type of the question that stands for a repeat: its answer is the list of the rounds, see `repeats`."""


@dataclass(frozen=True, slots=True)
class Medium:
    """An image, a sound or a film beside a label: by language, the SHA-256 of its file and its words."""

    kind: str
    files: Localized
    words: Localized


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a list: its stable name, its label, and every further column (for choice filters)."""

    name: str
    label: Localized
    columns: Mapping[str, str] = field(default_factory=dict)
    media: tuple[Medium, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question or note.

    `relevant` holds its own condition after those of the groups around it: all must hold.
    """

    name: str
    type: str
    label: Localized
    hint: Localized = field(default_factory=dict)
    guidance: Localized = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    list_name: str = ""
    or_other: bool = False
    relevant: tuple[Tree, ...] = ()
    required: Tree | None = None
    required_message: Localized = field(default_factory=dict)
    constraint: Tree | None = None
    constraint_message: Localized = field(default_factory=dict)
    calculation: Tree | None = None
    choice_filter: Tree | None = None
    default: str = ""
    computed_default: Tree | None = None
    """A default that is worked out when an answer is begun, such as `today()`."""
    read_only: bool = False
    appearance: frozenset[str] = frozenset()
    parameters: Mapping[str, str] = field(default_factory=dict)
    media: tuple[Medium, ...] = ()
    extras: Mapping[str, str] = field(default_factory=dict)
    """Our own columns, without their `bx::` prefix: role, pii, retention_days, max, ballot …"""
    row: int = 0
    """Row in the survey sheet, 1 being the header, for messages."""

    @property
    def role(self) -> str:
        """What analysis needs to know of the question: bassin, profile, priority_ballot … or ''."""
        return self.extras.get("role", "")

    @property
    def is_select(self) -> bool:
        """Whether the answer is made of the names of listed choices."""
        return self.type in SELECT_TYPES

    @property
    def is_multiple(self) -> bool:
        """Whether the answer is a list of names rather than one value."""
        return self.type in {"select_multiple", "rank"}

    @property
    def takes_answer(self) -> bool:
        """Whether a person can answer it: a note and a calculation cannot be answered."""
        return self.type not in {"note", "calculate", "hidden", REPEAT}

    @property
    def is_shown(self) -> bool:
        """Whether it has anything to show: rounds that are counted are not listed, as none can be added."""
        return self.type not in SILENT_TYPES and (self.type != REPEAT or self.calculation is None)


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown at once: one question, or a `field-list` group. Its name is its address."""

    name: str
    questions: tuple[Question, ...]
    label: Localized = field(default_factory=dict)
    section: Localized = field(default_factory=dict)
    """The label of the nearest enclosing group that is not the page itself."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Questions that are asked anew in every round: for each member of a household, for each place."""

    name: str
    label: Localized
    counted: bool
    """Whether an expression says how many rounds there are; otherwise people add and remove them."""
    limit: int
    """How many rounds there can be."""
    questions: Mapping[str, Question]
    """As they are written, by name, in form order. Each round has its own, see `repeats.unrolled`."""
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A whole questionnaire, ready to be answered.

    The questions of a repeat are in `repeats` alone. Where somebody stands (`logic.State`), the form is
    unrolled: the questions and pages of every round are among its own, as `question@round` and `page@round`.
    """

    code: str
    title: Localized
    languages: tuple[str, ...]
    pages: tuple[Page, ...]
    questions: Mapping[str, Question]
    """By name, in form order, silent ones included."""
    extras: Mapping[str, str] = field(default_factory=dict)
    """Our own settings, without their `bx::` prefix: profile, minutes …"""
    repeats: Mapping[str, Repeat] = field(default_factory=dict)

    @property
    def every_page(self) -> tuple[Page, ...]:
        """Every page once, in order: those of a repeat as they are written, then the list of its rounds."""
        return tuple(page for mine in self.pages for page in self._in_place_of(mine))

    def _in_place_of(self, page: Page) -> tuple[Page, ...]:
        repeat = self.repeats.get(page.name)
        if repeat is None:
            return (page,)
        return repeat.pages if repeat.counted else (*repeat.pages, page)

    @property
    def every_question(self) -> tuple[Question, ...]:
        """Every question once, those of repeats as they are written."""
        written = (question for repeat in self.repeats.values() for question in repeat.questions.values())
        return (*self.questions.values(), *written)

    def question(self, name: str) -> Question | None:
        """Return a question by its name, one of a repeat as it is written, or None."""
        written = (repeat.questions[name] for repeat in self.repeats.values() if name in repeat.questions)
        return self.questions.get(name) or next(written, None)

    def by_role(self, role: str) -> Question | None:
        """Return the first question with this role, or None."""
        return next((q for q in self.questions.values() if q.role == role), None)
