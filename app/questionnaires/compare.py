"""What changed from one version of a questionnaire to another, and how much it matters to the answers.

The compiled forms are compared, so that what people never notice (the order of columns, an older spelling, a
list under another name) is no change. A difference is one of four degrees:

- **same**: people see the same, and answers mean the same;
- **text**: other words, in any language;
- **compatible**: what was answered before can still be read beside what is answered now;
- **breaking**: an answer given before has no place any more, or means something else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from difflib import SequenceMatcher
from typing import Any, Final, Literal, get_args

from app.kit.localized import Localized
from app.kit.orders import merged
from app.questionnaires.expressions import ExpressionError, render
from app.questionnaires.model import Choice, Form, Medium, Page, Question
from app.questionnaires.shapes import shape_of

Degree = Literal["same", "text", "compatible", "breaking"]
DEGREES: Final[tuple[Degree, ...]] = get_args(Degree)

TEXTS: Final = ("label", "hint", "guidance", "required_message", "constraint_message")
_HANDLED: Final = {
    *TEXTS, "name", "row", "type", "choices", "list_name", "or_other", "parameters", "extras", "media",
}  # fmt: skip
_SCALE: Final = ("start", "end", "step")
_DECISIVE: Final = frozenset({"ballot", "max"})
"""Our own columns that change what a vote says."""


@dataclass(frozen=True, slots=True)
class TextChange:
    """One text that differs in one language; '' where it did not exist or is gone."""

    what: str
    language: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """Something else that differs: `code` is stable, the rest is for the eye."""

    code: str
    degree: Degree
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One question, option, page, or the questionnaire itself, and what changed of it alone."""

    kind: Literal["form", "page", "question", "option"]
    name: str
    label: Localized
    changes: tuple[Change, ...] = ()
    texts: tuple[TextChange, ...] = ()
    options: tuple["Item", ...] = ()
    """The options of a question that changed."""

    @property
    def degree(self) -> Degree:
        """How much the worst of its changes matters."""
        words: Degree = "text" if self.texts else "same"
        own = [change.degree for change in self.changes]
        return worst([words, *own, *(option.degree for option in self.options)])


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions side by side: what changed, in the order of the questionnaire."""

    before: Form
    after: Form
    items: tuple[Item, ...] = field(default=())

    @property
    def degree(self) -> Degree:
        """How much the worst of the changes matters."""
        return worst(item.degree for item in self.items)


def worst(degrees: Iterable[Degree]) -> Degree:
    """Return the gravest of some degrees, `same` where there are none."""
    return max(degrees, key=DEGREES.index, default="same")


def compare(before: Form, after: Form) -> Comparison:
    """Compare two versions."""
    title = Item("form", after.code, after.title, tuple(_settings(before, after)), tuple(
        _texts("form_title", before.title, after.title)
    ))  # fmt: skip
    found = [title, *_pages(before, after), *_questions(before, after)]
    return Comparison(before, after, tuple(item for item in found if item.degree != "same"))


def _settings(before: Form, after: Form) -> Iterable[Change]:
    for name in sorted({*before.extras, *after.extras}):
        old, new = before.extras.get(name, ""), after.extras.get(name, "")
        if old != new:
            yield Change(name, "compatible", old, new)


def _pages(before: Form, after: Form) -> Iterable[Item]:
    """Give the pages that have words of their own and changed; a page of one question is its question."""
    old = {page.name: page for page in before.every_page if page.label or page.section}
    new = {page.name: page for page in after.every_page if page.label or page.section}
    for name in merged([list(old), list(new)]):
        one, other = old.get(name), new.get(name)
        page = other or one
        texts: list[TextChange] = []
        changes: list[Change] = []
        if one is None or other is None:
            # The page of a single question comes and goes with it.
            if page is not None and page.label:
                changes.append(Change("removed" if other is None else "added", "compatible"))
        else:
            texts = [*_texts("label", one.label, other.label), *_texts("section", one.section, other.section)]
        yield Item("page", name, page.label if isinstance(page, Page) else {}, tuple(changes), tuple(texts))


def questions_of(form: Form) -> dict[str, Question]:
    """Return every question by name, those of repeats as they are written."""
    return {question.name: question for question in form.every_question}


def repeat_of(form: Form) -> dict[str, str]:
    """Return the repeat that a question is asked in, by the name of each question of a repeat."""
    return {name: repeat.name for repeat in form.repeats.values() for name in repeat.questions}


def _questions(before: Form, after: Form) -> Iterable[Item]:
    was, now = questions_of(before), questions_of(after)
    old_page, new_page = _page_of(before), _page_of(after)
    old_repeat, new_repeat = repeat_of(before), repeat_of(after)
    shared = [name for name in was if name in now]
    moved = _moved(shared, [name for name in now if name in was])
    # Questions that share a list share its tuple: a long one is compared once.
    lists: dict[tuple[int, int], tuple[Item, ...]] = {}
    for name in merged([list(was), list(now)]):
        one, other = was.get(name), now.get(name)
        if one is None and other is not None:
            yield Item("question", name, other.label, (Change("added", "compatible"),))
        elif one is not None and other is None:
            lost: Degree = "compatible" if one.type == "note" else "breaking"
            yield Item("question", name, one.label, (Change("removed", lost),))
        elif one is not None and other is not None:
            changes = list(_of_question(one, other))
            if old_repeat.get(name) != new_repeat.get(name):
                place = (old_repeat.get(name, ""), new_repeat.get(name, ""))
                changes.append(Change("repeat", "compatible" if other.type == "note" else "breaking", *place))
            elif name in moved:
                changes.append(Change("moved", "compatible"))
            elif old_page.get(name) != new_page.get(name):
                place = (old_page.get(name, ""), new_page.get(name, ""))
                changes.append(Change("page", "compatible", *place))
            options: tuple[Item, ...] = ()
            if shape_of(one) == shape_of(other):
                key = (id(one.choices), id(other.choices))
                if key not in lists:
                    lists[key] = tuple(_options(one, other))
                options = lists[key]
            texts = tuple(_question_texts(one, other))
            yield Item("question", name, other.label, tuple(changes), texts, options)


def _question_texts(one: Question, other: Question) -> Iterable[TextChange]:
    for what in TEXTS:
        yield from _texts(what, getattr(one, what), getattr(other, what))
    yield from _media_texts(one.media, other.media)


def _media_texts(before: tuple[Medium, ...], after: tuple[Medium, ...]) -> Iterable[TextChange]:
    """Give the words of images, sounds and films that changed; one that is new is a change of its own."""
    now = {medium.kind: medium for medium in after}
    for medium in before:
        if medium.kind in now:
            yield from _texts(medium.kind, medium.words, now[medium.kind].words)


def _files(media: tuple[Medium, ...]) -> dict[str, Localized]:
    return {medium.kind: medium.files for medium in media}


def _texts(what: str, before: Localized, after: Localized) -> Iterable[TextChange]:
    for code in dict.fromkeys([*before, *after]):
        old, new = before.get(code, ""), after.get(code, "")
        if old != new:
            yield TextChange(what, code, old, new)


def _of_question(one: Question, other: Question) -> Iterable[Change]:
    if one.type != other.type:
        widened = (one.type, other.type) == ("integer", "decimal")
        silent = "note" in {one.type, other.type} and not (one.takes_answer or other.takes_answer)
        yield Change("type", "compatible" if widened or silent else "breaking", one.type, other.type)
    elif one.type == "range" and any(one.parameters[n] != other.parameters[n] for n in _SCALE):
        yield Change("scale", "breaking", _scale(one.parameters), _scale(other.parameters))
    elif one.parameters != other.parameters:
        yield Change("parameters", "compatible", _said(one.parameters), _said(other.parameters))
    for name in sorted({*one.extras, *other.extras}):
        old, new = one.extras.get(name, ""), other.extras.get(name, "")
        if old != new:
            vote = "priority_ballot" in {one.role, other.role} and name in _DECISIVE
            yield Change(name, "breaking" if vote else "compatible", old, new)
    if _files(one.media) != _files(other.media):
        yield Change("media", "compatible", " ".join(_files(one.media)), " ".join(_files(other.media)))
    for each in fields(Question):
        old, new = getattr(one, each.name), getattr(other, each.name)
        if each.name not in _HANDLED and old != new:
            computed = each.name == "calculation"
            yield Change(each.name, "breaking" if computed else "compatible", _said(old), _said(new))


def _options(one: Question, other: Question) -> Iterable[Item]:
    """Give the options that changed, of a question that has the same shape as before."""
    old = {choice.name: choice for choice in one.choices}
    new = {choice.name: choice for choice in other.choices}
    moved = _moved([name for name in old if name in new], [name for name in new if name in old])
    for name in merged([list(old), list(new)]):
        item = _option(name, old.get(name), new.get(name), moved=name in moved)
        if item.degree != "same":
            yield item


def _option(name: str, one: Choice | None, other: Choice | None, *, moved: bool) -> Item:
    if one is None or other is None:
        gone = other is None
        there = one or other
        label = there.label if there else {}
        code = "removed" if gone else "added"
        return Item("option", name, label, (Change(code, "breaking" if gone else "compatible"),))
    changes = [Change("moved", "compatible")] if moved else []
    if _filled(one.columns) != _filled(other.columns):
        changes.append(Change("columns", "compatible", _said(one.columns), _said(other.columns)))
    if _files(one.media) != _files(other.media):
        changes.append(Change("media", "compatible"))
    texts = [*_texts("label", one.label, other.label), *_media_texts(one.media, other.media)]
    return Item("option", name, other.label, tuple(changes), tuple(texts))


def _moved(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """Return the fewest names that have to be taken out to find the rest in the same order."""
    stayed: set[str] = set()
    for place, _, size in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        stayed.update(before[place : place + size])
    return frozenset(before) - stayed


def _page_of(form: Form) -> dict[str, str]:
    return {question.name: page.name for page in form.every_page for question in page.questions}


def _filled(cells: Mapping[str, str]) -> dict[str, str]:
    return {column: cell for column, cell in cells.items() if cell}


def _scale(parameters: Mapping[str, str]) -> str:
    return " ".join(f"{name}={parameters[name]}" for name in _SCALE)


def _said(value: Any) -> str:  # noqa: ANN401 - whatever a question holds
    """Return a value as an author would write it."""
    match value:
        case [str(), *_]:
            try:
                said = render(list(value))
            except ExpressionError:
                said = str(value)
        case tuple():
            said = " and ".join(map(_said, value))
        case frozenset():
            said = " ".join(sorted(value))
        case Mapping():
            said = " ".join(f"{name}={cell}" for name, cell in value.items() if cell)
        case bool():
            said = "yes" if value else ""
        case _:
            said = "" if value is None else str(value)
    return said
