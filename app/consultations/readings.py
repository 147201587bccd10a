"""What the conditions of a questionnaire read of its answers: settle once for everybody who is alike in it.

Which questions are asked follows from the conditions, and most of a condition looks at one answer alone:
`${found} = 'no'`, `selected(${obstacles}, 'other')`. A **reading** is such a part, as large as it can be. Two
answers on which all readings agree are asked the same questions, are shown the same pages and have the same
calculations, whatever else stands in them: of a million responses to a questionnaire with six conditions,
`settle` has to look at a few dozen.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from app.consultations.counting import allocations, state_at_sending
from app.kit import clock
from app.kit.localized import Lang
from app.questionnaires.expressions import Context, evaluate
from app.questionnaires.expressions.grammar import children
from app.questionnaires.logic import open_pages
from app.questionnaires.model import Form, Question, Tree
from app.questionnaires.values import Answer

KEPT: Final = 20_000
"""How many values are remembered at once. A condition on a text that everybody writes differently must not
fill the memory: beyond this, what was remembered is forgotten, and worked out again where it comes back."""
_OF_THE_DAY: Final = frozenset({"today", "now"})
_OF_THE_LANGUAGE: Final = "jr:choice-name"
_OF_ITSELF: Final = "once"
"""Functions that look at more than their arguments."""


@dataclass(frozen=True, slots=True)
class Way:
    """What everybody with the same readings goes through."""

    number: int
    asked: tuple[Question, ...]
    """The questions that are asked and can be answered, in form order."""
    names: frozenset[str]
    """Everything that is asked, what cannot be answered included."""
    pages: tuple[str, ...]
    shares: tuple[tuple[frozenset[str], frozenset[str]], ...]
    """The questions over which points are shared out, page by page, and those of them that are asked."""
    derived: Mapping[str, Answer]
    """What the questionnaire itself works out."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """One part of a condition that looks at the answer `name` and at nothing else."""

    name: str
    tree: Tree
    asks: str
    """The question for which `.` stands in it."""
    worth: dict[Any, Any] = field(default_factory=dict)
    """What it is worth, by answer."""


@dataclass(slots=True)
class Ways:
    """The ways through a questionnaire that were met so far."""

    form: Form
    readings: Sequence[_Reading]
    by_day: bool
    by_language: bool
    _found: dict[tuple[Any, ...], Way] = field(default_factory=dict)
    _made: int = 0

    def of(self, answers: Mapping[str, Answer], day: date, language: Lang) -> Way:
        """Return the way of a response, as `settle` would find it."""
        key = [day if self.by_day else None, language if self.by_language else None]
        for reading in self.readings:
            given = hashable(answers.get(reading.name))
            try:
                key.append(reading.worth[given])
            except KeyError:
                key.append(_remember(reading.worth, given, _worth(reading, answers)))
        found = self._found.get(tuple(key))
        return found or _remember(self._found, tuple(key), self._settled(answers, day, language))

    def _settled(self, answers: Mapping[str, Answer], day: date, language: Lang) -> Way:
        state = state_at_sending(self.form, answers, day, language)
        asked = [q for q in self.form.questions.values() if q.name in state.asked]
        pages = open_pages(state)
        self._made += 1
        return Way(
            number=self._made,
            asked=tuple(q for q in asked if q.takes_answer),
            names=state.asked,
            pages=tuple(page.name for page in pages),
            shares=tuple((parts, parts & state.asked) for parts in allocations(pages)),
            derived={
                q.name: state.answers[q.name] for q in asked if is_derived(q) and q.name in state.answers
            },
        )


def ways_through(form: Form) -> Ways | None:
    """Return the ways through a form, none found yet; None where rounds of a repeat make all new."""
    if form.repeats:
        return None
    found: dict[str, _Reading] = {}
    called: set[str] = set()
    for question in form.questions.values():
        for tree in _trees(question):
            called |= _called(tree)
            for name, part in _parts(tree, question.name):
                asks = question.name if _reads_itself(part) else ""
                found.setdefault(f"{asks} {part}", _Reading(name, part, asks))
    return Ways(
        form, tuple(found.values()), by_day=bool(called & _OF_THE_DAY), by_language=_OF_THE_LANGUAGE in called
    )


def hashable(answer: Answer | None) -> Any:  # noqa: ANN401 - whatever an answer is, as a key
    """Return an answer as the key of a mapping."""
    return tuple(answer) if isinstance(answer, list) else answer


def _remember(kept: dict[Any, Any], key: object, value: Any) -> Any:  # noqa: ANN401 - any value
    if len(kept) >= KEPT:
        kept.clear()
    kept[key] = value
    return value


def _worth(reading: _Reading, answers: Mapping[str, Answer]) -> Any:  # noqa: ANN401 - any value of an expression
    """Return what a reading is worth. Neither the moment nor a label is looked at: see `_parts`."""
    now = clock.now()
    context = Context(
        answers={reading.name: answers.get(reading.name)}, self_name=reading.asks, today=now.date(), now=now,
        choice_label=lambda _name, _question: "",
    )  # fmt: skip
    value = evaluate(reading.tree, context)
    # 1 and true are the same key in Python, and not the same value in a condition.
    return (type(value).__name__, value)


def is_derived(question: Question) -> bool:
    """Say whether the questionnaire itself works out the answer, from readings alone."""
    if question.type == "calculate":
        return question.calculation is not None
    return question.type == "hidden" and bool(question.default)


def _trees(question: Question) -> Iterator[Tree]:
    yield from question.relevant
    yield from (tree for tree in (question.calculation, question.choice_filter) if tree is not None)


def _parts(tree: Tree, own: str) -> Iterator[tuple[str, Tree]]:
    """Give the largest parts of a tree that look at one answer alone, each with the name of the answer."""
    names = _names(tree, own)
    if len(names) == 1 and not _looks_elsewhere(tree):
        yield next(iter(names)), tree
        return
    if tree[:2] == ["call", _OF_ITSELF]:
        yield own, ["self"]
    for child in children(tree):
        yield from _parts(child, own)


def _nodes(tree: Tree) -> Iterator[Tree]:
    yield tree
    for child in children(tree):
        yield from _nodes(child)


def _names(tree: Tree, own: str) -> set[str]:
    refs = {node[1] for node in _nodes(tree) if node[0] == "ref"}
    return refs | ({own} if _reads_itself(tree) else set())


def _reads_itself(tree: Tree) -> bool:
    return any(node[0] == "self" or node[:2] == ["call", _OF_ITSELF] for node in _nodes(tree))


def _called(tree: Tree) -> set[str]:
    return {node[1] for node in _nodes(tree) if node[0] == "call"}


def _looks_elsewhere(tree: Tree) -> bool:
    """Say whether a tree looks at the day, at a label or at a column of the choices."""
    called = _called(tree)
    return (
        bool(called & _OF_THE_DAY) or _OF_THE_LANGUAGE in called or any(n[0] == "col" for n in _nodes(tree))
    )
