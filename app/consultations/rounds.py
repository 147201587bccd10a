"""Add, remove and put back the rounds of a repeat in what somebody has typed."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from app.consultations.errors import ChangedFormError
from app.kit.errors import Message, Problem
from app.questionnaires.model import Form, Question, Repeat
from app.questionnaires.repeats import REMOVED, listed, removed_rounds, round_of, rounds, written_name

_BUTTON: Final = re.compile(r"(add|remove|restore):([^@:]{1,120})(?:@([0-9a-z]{1,12}))?")

Kept = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """A press of a button: `add`, `remove` or `restore` a round of a repeat.

    A button that adds may say which round, so that pressing it twice adds one; otherwise `one` is ''.
    """

    verb: Literal["add", "remove", "restore"]
    repeat: str
    one: str


@dataclass(frozen=True)
class Changed:
    """What came of it: all that is kept now, the round that it was about, or why it could not be done."""

    answers: dict[str, Any]
    unfinished: dict[str, Any]
    one: str = ""
    problem: Problem | None = None


def read_change(button: str) -> Change | None:
    """Read the value of a button: `add:<repeat>`, with or without `@<round>`, `remove:…` or `restore:…`.

    Return None where it is no such button.
    """
    found = _BUTTON.fullmatch(button)
    if found is None or (found[1] != "add" and not found[3]):
        return None
    verb: Any = found[1]
    return Change(verb, found[2], found[3] or "")


def new_round() -> str:
    """Return a short random id, which says neither when nor by whom a round was added."""
    return secrets.token_hex(4)


def change_rounds(form: Form, answers: Kept, unfinished: Kept, change: Change) -> Changed:
    """Return what is kept after a press. Pressing twice does no more than pressing once.

    A removed round keeps its answers, so that it can be put back.

    Raises:
        ChangedFormError: there is no such round, or no such repeat that people can add to.
    """
    repeat = form.repeats.get(change.repeat)
    if repeat is None or repeat.counted:
        raise ChangedFormError
    kept = Changed(dict(answers), dict(unfinished), change.one)
    if change.verb == "add":
        return _added(repeat, kept)
    every = listed(answers, repeat.name)
    before, after = change.one, REMOVED + change.one
    if change.verb == "restore":
        before, after = after, before
        if before in every and len(rounds(answers, repeat.name)) >= repeat.limit:
            return _full(repeat, kept)
    if before not in every and after not in every:
        raise ChangedFormError
    kept.answers[repeat.name] = [after if one == before else one for one in every]
    return kept


def _added(repeat: Repeat, kept: Changed) -> Changed:
    every = listed(kept.answers, repeat.name)
    if kept.one in every and not _is_filled_in(repeat, {**kept.answers, **kept.unfinished}, kept.one):
        # The button was pressed twice: the round is there and nobody has typed into it.
        return kept
    if len(rounds(kept.answers, repeat.name)) >= repeat.limit:
        return _full(repeat, kept)
    taken = {one.removeprefix(REMOVED) for one in every}
    one = kept.one if kept.one and kept.one not in taken else new_round()
    answers, unfinished = kept.answers, kept.unfinished
    # Of what was removed, no more is kept than there can be rounds.
    for gone in removed_rounds(answers, repeat.name)[: -repeat.limit]:
        every.remove(REMOVED + gone)
        answers = {key: value for key, value in answers.items() if round_of(key) != gone}
        unfinished = {key: value for key, value in unfinished.items() if round_of(key) != gone}
    return Changed(answers | {repeat.name: [*every, one]}, unfinished, one)


def _full(repeat: Repeat, kept: Changed) -> Changed:
    message = Message("You cannot add more than %(limit)s here.", {"limit": repeat.limit})
    return Changed(kept.answers, kept.unfinished, problem=Problem(repeat.name, message))


def _is_filled_in(repeat: Repeat, kept: Kept, one: str) -> bool:
    """Say whether anybody answered in a round, beyond what its author has filled in beforehand."""
    given = (repeat.questions.get(written_name(key)) for key in kept if round_of(key) == one)
    return any(question is None or not _has_default(question) for question in given)


def _has_default(question: Question) -> bool:
    return bool(question.default) or question.computed_default is not None
