"""What became of the questions and options that a new version of a questionnaire breaks with.

Each is said to go on under another name, or to be kept apart. What was said is kept with the new version
(`Fates.to_json`) and used wherever answers to several versions are read together.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.kit.localized import Localized
from app.questionnaires.compare import Comparison, Item, questions_of, repeat_of
from app.questionnaires.model import REPEAT, Form, Question
from app.questionnaires.shapes import Shape, shape_of

APART: Final = "-"
"""What stands in a form for "kept apart"; no question and no option can be called so."""
WITH_OPTIONS: Final[frozenset[Shape]] = frozenset({"one", "many", "rank"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something of the new version that an old question or option may go on as."""

    name: str
    label: Localized


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that the team has to answer: what became of this?

    `field` is its name in a form. `question` is the question that an option belongs to, '' for a question;
    the same option of several questions that share a list is asked once, and `questions` are all of them.
    """

    field: str
    name: str
    label: Localized
    candidates: tuple[Candidate, ...]
    suggested: str = ""
    question: str = ""
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fates:
    """What became of each old question and option; None is kept apart.

    `renamed` are the options that go on alone under a name that is new: the others of `options` join one
    that others joined or that was there before.
    """

    questions: Mapping[str, str | None] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    renamed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return what JSON can keep."""
        return {
            "questions": dict(self.questions),
            "options": {name: dict(fates) for name, fates in self.options.items()},
            "renamed": {name: dict(fates) for name, fates in self.renamed.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Fates":
        """Read back what `to_json` wrote."""
        return cls(data["questions"], data["options"], data["renamed"])


@dataclass(frozen=True, slots=True)
class Decided:
    """What a form says: the fates, what it leaves open, and everything that it has to ask."""

    fates: Fates
    open: tuple[Asked, ...]
    asked: tuple[Asked, ...]


class Side:
    """The questions of one of two forms by name, and what an answer to each can be read together with."""

    def __init__(self, form: Form) -> None:
        self.questions = questions_of(form)
        self._repeats = repeat_of(form)

    def kin(self, question: Question) -> tuple[object, ...]:
        """Return what two questions must share for one to go on as the other."""
        return shape_of(question), question.type == REPEAT, self._repeats.get(question.name, "")


def decide(comparison: Comparison, said: Callable[[str], str]) -> Decided:
    """Read what became of everything that a difference breaks with.

    `said` gives the value of a field, '' where there is none. What nothing can continue is kept apart
    without being asked. A question that goes on under another name has its options asked next, so that a form
    that was complete may have to ask more.
    """
    before, after = Side(comparison.before), Side(comparison.after)
    questions: dict[str, str | None] = {}
    asked: list[Asked] = []
    left: list[Asked] = []
    for item in comparison.items:
        if _is_broken(item):
            each = _asked_question(before.questions[item.name], item, before, after)
            answer = _answer(each, said, asked, left) if each.candidates else APART
            if answer:
                questions[item.name] = None if answer == APART else answer
    options: dict[str, dict[str, str | None]] = {}
    for each in _asked_options(before, after, questions, {one.name for one in left}):
        answer = _answer(each, said, asked, left) if each.candidates else APART
        if answer:
            for name in each.questions:
                options.setdefault(name, {})[each.name] = None if answer == APART else answer
    fates = Fates(questions, options, _renamed(before, after, questions, options))
    return Decided(fates, tuple(left), tuple(asked))


def _answer(each: Asked, said: Callable[[str], str], asked: list[Asked], left: list[Asked]) -> str:
    """Return what was said of one question, APART or a candidate's name; '' where that is left open."""
    asked.append(each)
    answer = said(each.field)
    if answer == APART or any(candidate.name == answer for candidate in each.candidates):
        return answer
    left.append(each)
    return ""


def _is_broken(item: Item) -> bool:
    return item.kind == "question" and any(change.degree == "breaking" for change in item.changes)


def _asked_question(question: Question, item: Item, before: Side, after: Side) -> Asked:
    now = after.questions.get(item.name)
    kin = before.kin(question)
    if now is not None:
        fitting = [now] if after.kin(now) == kin else []
    else:
        fitting = [
            other
            for name, other in after.questions.items()
            if name not in before.questions and other.type != "note" and after.kin(other) == kin
        ]
    alike = next((other.name for other in fitting if other is not now and other.label == question.label), "")
    candidates = tuple(Candidate(other.name, other.label) for other in fitting)
    return Asked(f"q:{item.name}", item.name, question.label, candidates, alike)


def _asked_options(
    before: Side, after: Side, questions: Mapping[str, str | None], undecided: set[str]
) -> Iterable[Asked]:
    """Give the options that are gone from questions that go on, once for all that share a list."""
    shared: dict[tuple[object, ...], list[str]] = {}
    for name, question in before.questions.items():
        target = questions.get(name, name)
        other = after.questions.get(target) if target else None
        if name in undecided or other is None or shape_of(question) not in WITH_OPTIONS:
            continue
        if shape_of(other) == shape_of(question):
            old = tuple(choice.name for choice in question.choices)
            key = (question.list_name, old, tuple(choice.name for choice in other.choices))
            shared.setdefault(key, []).append(name)
    for names in shared.values():
        question = before.questions[names[0]]
        other = after.questions[questions.get(names[0], names[0]) or ""]
        there = {choice.name for choice in other.choices}
        candidates = tuple(Candidate(choice.name, choice.label) for choice in other.choices)
        for choice in question.choices:
            if choice.name not in there:
                alike = next((one.name for one in candidates if one.label == choice.label), "")
                yield Asked(
                    f"o:{names[0]}:{choice.name}", choice.name, choice.label, candidates, alike, names[0],
                    tuple(names),
                )  # fmt: skip


def _renamed(
    before: Side,
    after: Side,
    questions: Mapping[str, str | None],
    options: Mapping[str, Mapping[str, str | None]],
) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, fates in options.items():
        target = after.questions[questions.get(name, name) or name]
        taken = {choice.name for choice in before.questions[name].choices}
        there = {choice.name for choice in target.choices}
        for old, new in fates.items():
            alone = sum(other == new for other in fates.values()) == 1
            if new is not None and new in there and new not in taken and alone:
                found.setdefault(name, {})[old] = new
    return found


def follow(
    fates: Sequence[Fates], question: str, option: str = ""
) -> tuple[str, str] | None:  # fmt: skip
    """Return what a question and one of its options are called after some versions; None where kept apart.

    `fates` are those of each version after the one the answer was given to, in order.
    """
    for each in fates:
        here = each.options.get(question, {})
        target = each.questions.get(question, question)
        moved = here.get(option, option)
        if target is None or moved is None:
            return None
        question, option = target, moved
    return question, option
