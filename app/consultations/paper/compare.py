"""Two entries of one sheet, held against each other: what both say stands, the rest is for a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.consultations.counting import state_at_sending
from app.kit.errors import Message, Problem
from app.kit.localized import Lang
from app.questionnaires import logic
from app.questionnaires.model import Form
from app.questionnaires.paper.numbering import paper_questions
from app.questionnaires.values import Answer

LANGUAGE = ":language"
"""Stands for the language of the sheet among the names of questions; no question can be called so."""


@dataclass(frozen=True)
class Typing:
    """What one person has typed from a sheet."""

    language: Lang
    answers: Mapping[str, Answer]
    unreadable: frozenset[str]


@dataclass(frozen=True)
class Comparison:
    """What the entries agree on, and the names of what a person has to decide, in the order of the sheet."""

    agreed: dict[str, Answer]
    language: Lang
    open: tuple[str, ...]
    broken: dict[str, Message]
    """Why an answer cannot stand though everybody typed the same, by name."""


def compare(form: Form, entries: Sequence[Typing], day: date) -> Comparison:
    """Compare the entries of a sheet, one or two; `day` is the one on which the answer would be sent.

    Questions that the answers of nobody lead to are left out: what is written there counts for nothing.
    """
    asked = frozenset[str]().union(
        *(state_at_sending(form, entry.answers, day, entry.language).asked for entry in entries)
    )
    agreed: dict[str, Answer] = {}
    differing = set()
    for name in paper_questions(form):
        said = [(entry.answers.get(name), name in entry.unreadable) for entry in entries]
        if any(one != said[0] for one in said):
            if name in asked:
                differing.add(name)
        elif (answer := said[0][0]) is not None:
            agreed[name] = answer
    if len({entry.language for entry in entries}) > 1:
        differing.add(LANGUAGE)
    language = entries[0].language
    broken = {p.field: p.message for p in broken_rules(form, agreed, day, language) if p.field in agreed}
    names = [LANGUAGE, *paper_questions(form)]
    return Comparison(agreed, language, tuple(n for n in names if n in differing | broken.keys()), broken)


def broken_rules(form: Form, answers: Mapping[str, Answer], day: date, language: Lang) -> list[Problem]:
    """Say which answers break a rule of the questionnaire. What is missing breaks none on paper."""
    state = state_at_sending(form, answers, day, language)
    return logic.problems([q for name, q in form.questions.items() if name in state.answers], state)
