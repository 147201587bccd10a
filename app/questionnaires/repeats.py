"""Repeats: the questions and pages of every round, and what expressions see of them.

Answers stay one flat mapping. What is answered in a round is kept under `question@round`, and the repeat's
own name holds the rounds in their order. Where people add rounds themselves, each has a random id; one that
was removed stays in its place behind a dash, with its answers, until all is sent: it can be put back. Where
an expression counts the rounds, they are r1, r2 …: they come and go at the end alone, so that nobody has to
give out ids and two devices always agree.

Most code never meets a repeat: in an `unrolled` form each round's questions stand beside the others.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from app.kit.localized import Localized
from app.questionnaires.expressions.values import from_answer
from app.questionnaires.model import Form, Page, Question, Repeat, Tree

BETWEEN: Final = "@"
"""Between the name of a question or page and its round."""
REMOVED: Final = "-"
"""Before the id of a round that was removed."""
_REFERENCE: Final = re.compile(r"\$\{\s*([^}\s]+)\s*\}")


def key_of(name: str, one: str) -> str:
    """Return the key of a question, or the name of a page, in a round."""
    return f"{name}{BETWEEN}{one}"


def written_name(key: str) -> str:
    """Return the name under which a question or page stands in the questionnaire, without its round."""
    return key.partition(BETWEEN)[0]


def round_of(key: str) -> str:
    """Return the round of a key or of a page's name, '' outside repeats."""
    return key.partition(BETWEEN)[2]


def listed(answers: Mapping[str, Any], name: str) -> list[str]:
    """Return what is kept of the rounds of a repeat, the removed ones among them, in order."""
    kept = answers.get(name, ())
    return [one for one in kept if isinstance(one, str)] if isinstance(kept, list) else []


def rounds(answers: Mapping[str, Any], name: str) -> list[str]:
    """Return the ids of the rounds of a repeat that are there, in order."""
    return [one for one in listed(answers, name) if not one.startswith(REMOVED)]


def removed_rounds(answers: Mapping[str, Any], name: str) -> list[str]:
    """Return the ids of the rounds that were removed and can be put back, in order."""
    return [one.removeprefix(REMOVED) for one in listed(answers, name) if one.startswith(REMOVED)]


def of_round(answers: Mapping[str, Any], one: str) -> dict[str, Any]:
    """Return the answers of a round by the names of the questions as they are written."""
    return {written_name(key): answer for key, answer in answers.items() if round_of(key) == one}


def rounds_now(repeat: Repeat, typed: Mapping[str, Any], number: float | None) -> list[str]:
    """Return the rounds that people added, or as many as an expression says: `number`.

    There are none below 1, nor where it says no number (NaN), and never more than the limit of the repeat.
    """
    if number is None:
        return rounds(typed, repeat.name)
    whole = int(min(number, repeat.limit)) if number >= 1 else 0
    return [f"r{place}" for place in range(1, whole + 1)]


def named(form: Form, name: str) -> list[Question]:
    """Return the question of a name in an unrolled form, or those of every round; none if there is none."""
    if name in form.questions or not form.repeats:
        return [form.questions[name]] if name in form.questions else []
    return [question for key, question in form.questions.items() if written_name(key) == name]


def unrolled(form: Form, answers: Mapping[str, Any]) -> Form:
    """Return the form with the questions and pages of every round that `answers` list.

    In the expressions and texts of a round, `${x}` is the round's own answer and `position(..)` its place.
    A form without repeats is returned as it is.
    """
    if not form.repeats:
        return form
    questions: dict[str, Question] = {}
    for name, question in form.questions.items():
        questions[name] = question
        if name in form.repeats:
            for place, one in enumerate(rounds(answers, name), 1):
                questions.update(_questions_of(form.repeats[name], one, place))
    pages: list[Page] = []
    for page in form.pages:
        if page.name in form.repeats:
            for place, one in enumerate(rounds(answers, page.name), 1):
                pages += _pages_of(form.repeats[page.name], one, place, questions)
        pages.append(page)
    return replace(form, questions=questions, pages=tuple(pages))


def every_round(form: Form, answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return all the rounds that there are, were or may come to be, by repeat.

    Somebody may still be typing in a round that was removed in another tab: what they type has to be kept.
    """
    return {
        name: rounds_now(repeat, {}, repeat.limit)
        if repeat.counted
        else [one.removeprefix(REMOVED) for one in listed(answers, name)]
        for name, repeat in form.repeats.items()
    }


def repeat_of_page(form: Form, name: str) -> Repeat | None:
    """Return the repeat that a page of a round belongs to, whether there is such a round or not."""
    written = written_name(name)
    found = (r for r in form.repeats.values() if any(page.name == written for page in r.pages))
    return next(found, None) if BETWEEN in name else None


def _questions_of(repeat: Repeat, one: str, place: int) -> dict[str, Question]:
    return {
        key_of(name, one): _in_round(question, repeat, one, place)
        for name, question in repeat.questions.items()
    }


def _in_round(question: Question, repeat: Repeat, one: str, place: int) -> Question:
    def tree(written: Tree | None) -> Tree | None:
        return None if written is None else _tree_in_round(written, repeat, one, place)

    def text(written: Localized) -> Localized:
        return _text_in_round(written, repeat, one)

    return replace(
        question,
        name=key_of(question.name, one),
        label=text(question.label),
        hint=text(question.hint),
        guidance=text(question.guidance),
        relevant=tuple(_tree_in_round(written, repeat, one, place) for written in question.relevant),
        required=tree(question.required),
        constraint=tree(question.constraint),
        calculation=tree(question.calculation),
        computed_default=tree(question.computed_default),
        choice_filter=tree(question.choice_filter),
    )


def _tree_in_round(tree: Tree, repeat: Repeat, one: str, place: int) -> Tree:
    match tree:
        case ["ref", str(name)] if name in repeat.questions:
            return ["ref", key_of(name, one)]
        case ["call", "position"]:
            return ["num", float(place)]
        case ["call", "indexed-repeat", question, of, index]:
            # The question of any round: only the index is this round's own.
            return ["call", "indexed-repeat", question, of, _tree_in_round(index, repeat, one, place)]
    return [_tree_in_round(part, repeat, one, place) if isinstance(part, list) else part for part in tree]


def _text_in_round(text: Localized, repeat: Repeat, one: str) -> Localized:
    def own(match: re.Match[str]) -> str:
        name = match.group(1)
        return f"${{{key_of(name, one)}}}" if name in repeat.questions else match.group(0)

    return {lang: _REFERENCE.sub(own, words) if "${" in words else words for lang, words in text.items()}


def _pages_of(repeat: Repeat, one: str, place: int, questions: Mapping[str, Question]) -> Iterator[Page]:
    own = _text_in_round(repeat.label, repeat, one)
    numbered = {lang: f"{words}\u00a0– {place}" for lang, words in own.items()}
    for page in repeat.pages:
        whole = page.label == repeat.label
        yield replace(
            page,
            name=key_of(page.name, one),
            questions=tuple(questions.get(key_of(q.name, one), q) for q in page.questions),
            label=numbered if whole else _text_in_round(page.label, repeat, one),
            section=numbered,
        )


class Nodes(Mapping[str, Sequence[str]]):
    """What `${x}` is outside the repeat that asks x: its answers, round by round, those left blank left out.

    The repeat itself has a node per round. Read as `Context.repeats`, and worked out only where it is read.
    """

    def __init__(self, form: Form, answers: Mapping[str, Any]) -> None:
        self._repeats = form.repeats
        self._answers = answers

    def __getitem__(self, name: str) -> Sequence[str]:
        """Return the texts of the nodes of a repeat, or of a question in one."""
        if name in self._repeats:
            return rounds(self._answers, name)
        for repeat in self._repeats.values():
            if name in repeat.questions:
                keys = (key_of(name, one) for one in rounds(self._answers, repeat.name))
                return [from_answer(self._answers[key]) for key in keys if key in self._answers]
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        """Give the names of the repeats and of their questions."""
        for repeat in self._repeats.values():
            yield repeat.name
            yield from repeat.questions

    def __len__(self) -> int:
        """Return how many there are."""
        return sum(1 for _ in self)
