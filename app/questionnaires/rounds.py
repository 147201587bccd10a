"""The rounds of a repeat as a list to read, to change, to add to and to remove from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.questionnaires import logic
from app.questionnaires.logic import State
from app.questionnaires.model import FILE_TYPES, Page, Repeat
from app.questionnaires.repeats import key_of, repeat_of_page, round_of, rounds, written_name
from app.questionnaires.said import said

_LONGEST = 60
"""Characters of an answer that stand for a round in a list."""


@dataclass(frozen=True)
class RoundView:
    """One round: its place from 1 (0 once removed), what tells it from the others, and its first page."""

    one: str
    place: int
    title: str
    page: str = ""


@dataclass(frozen=True)
class RoundsView:
    """All rounds of a repeat, those that can be put back, and how many there can be."""

    name: str
    there: list[RoundView]
    removed: list[RoundView]
    limit: int

    @property
    def is_full(self) -> bool:
        """Whether no round can be added."""
        return len(self.there) >= self.limit


def rounds_of_page(page: Page, state: State, unfinished: Mapping[str, Any]) -> RoundsView | None:
    """Return the rounds that a page lists, None for a page that is no list of rounds."""
    repeat = state.form.repeats.get(page.name)
    if repeat is None:
        return None
    ids = rounds(state.answers, repeat.name)
    first_pages = {round_of(one.name): one.name for one in reversed(logic.open_pages(state))}
    typed = (key for key in (*state.answers, *unfinished) if written_name(key) in repeat.questions)
    removed = [one for one in dict.fromkeys(map(round_of, typed)) if one not in ids]
    return RoundsView(
        repeat.name,
        [
            RoundView(one, place, _title(repeat, one, state), first_pages.get(one, ""))
            for place, one in enumerate(ids, 1)
        ],
        [RoundView(one, 0, _title(repeat, one, state)) for one in removed],
        repeat.limit,
    )


def round_of_page(page: Page, state: State) -> RoundView | None:
    """Return the round that a page belongs to, None outside repeats and where rounds are counted."""
    repeat = repeat_of_page(state.form, page.name)
    one = round_of(page.name)
    if repeat is None or repeat.counted:
        return None
    return RoundView(one, rounds(state.answers, repeat.name).index(one) + 1, _title(repeat, one, state))


def _title(repeat: Repeat, one: str, state: State) -> str:
    """Return the first answer of a round, '' while it has none; the name of a file says nothing."""
    for name, question in repeat.questions.items():
        if question.takes_answer and question.type not in FILE_TYPES:
            shown = said(replace(question, name=key_of(name, one)), state)
            if shown:
                return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST].rstrip()} …"
    return ""
