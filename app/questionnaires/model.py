"""The typed model of a questionnaire, compiled from XLSForm rows and never changed afterwards.

Expressions are JSON trees (see `expressions`), so that the same tree can run on the server and on the phone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.kit.localized import Localized

Tree = list[Any]
"""An expression as nested lists: `["=", ["ref", "x"], ["str", "a"]]`; its grammar is in `expressions`."""

SELECT_TYPES = frozenset({"select_one", "select_multiple", "rank"})
TEXT_TYPES = frozenset({"text", "hidden"})
NUMBER_TYPES = frozenset({"integer", "decimal", "range"})
SILENT_TYPES = frozenset({"calculate", "hidden"})
"""Types that carry a value but are never shown."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a list: its stable name, its label, and every further column (for choice filters)."""

    name: str
    label: Localized
    columns: Mapping[str, str] = field(default_factory=dict)


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
    read_only: bool = False
    appearance: frozenset[str] = frozenset()
    parameters: Mapping[str, str] = field(default_factory=dict)
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
        return self.type not in {"note", "calculate", "hidden"}


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown at once: one question, or a `field-list` group. Its name is its address."""

    name: str
    questions: tuple[Question, ...]
    label: Localized = field(default_factory=dict)
    section: Localized = field(default_factory=dict)
    """The label of the nearest enclosing group that is not the page itself."""


@dataclass(frozen=True, slots=True)
class Form:
    """A whole questionnaire, ready to be answered."""

    code: str
    title: Localized
    languages: tuple[str, ...]
    pages: tuple[Page, ...]
    questions: Mapping[str, Question]
    """By name, in form order, silent ones included."""
    extras: Mapping[str, str] = field(default_factory=dict)
    """Our own settings, without their `bx::` prefix: profile, minutes …"""

    def by_role(self, role: str) -> Question | None:
        """Return the first question with this role, or None."""
        return next((q for q in self.questions.values() if q.role == role), None)
