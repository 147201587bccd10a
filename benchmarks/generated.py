"""Very many invented responses to the two questionnaires of the demonstration, written in bulk.

What people answer is drawn once for PEOPLE sets of answers to each questionnaire, by the form's own rules:
each passes the conditions as an answer sent from a phone does. Each response then takes one of these sets,
with an id, a day, a language and a channel of its own. In every bassin other actions are popular, so that the
figures differ as they would. No rows of choices are written: no figure is read from them.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import numpy as np
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.consultations.counting import bassins_of, profile_of, state_at_sending
from app.consultations.models import Consultation, Response
from app.consultations.queries import consultation_by_code
from app.db import insert_many
from app.kit import clock
from app.questionnaires.logic import kept_answers
from app.questionnaires.model import Form, Question
from app.questionnaires.queries import form_of_version
from app.questionnaires.values import Answer, range_steps

SEED: Final = 2023
PEOPLE: Final = 5_000
SHARES: Final = {"citoyens": 0.8, "professionnels": 0.2}
"""Which part of the responses each consultation gets."""
DAYS: Final = 45
LEFT_BLANK: Final = 0.1
WORDS: Final = (
    "Plus de bancs et un guichet près de chez nous.", "Een loket dichtbij, met iemand die luistert.",
    "Moins d’attente.", "Meer tijd voor mensen thuis.",
)  # fmt: skip
_COLUMNS: Final = (
    "id", "consultation_id", "questionnaire_version_id", "answers", "shown_order", "bassins", "profile",
    "language", "channel", "submitted_on", "receipt_fingerprint", "version",
)  # fmt: skip
_BATCH: Final = 50_000


def generate(session: Session, responses: int) -> int:
    """Write so many responses beside those that are there, and return how many; nothing is counted yet."""
    chance = np.random.default_rng(SEED)
    for code, share in SHARES.items():
        consultation = consultation_by_code(session, code)
        form = form_of_version(session, consultation.questionnaire_version_id)
        rows = _responses(form, consultation, round(responses * share), chance)
        insert_many(session, Response, _COLUMNS, rows)
    return responses


def forget(session: Session) -> None:
    """Delete every response of the two consultations."""
    for code in SHARES:
        session.execute(
            delete(Response).where(Response.consultation_id == consultation_by_code(session, code).id)
        )


def _responses(
    form: Form, consultation: Consultation, responses: int, chance: np.random.Generator
) -> Iterator[tuple[Any, ...]]:
    people = [_person(form, chance) for _ in range(min(PEOPLE, responses))]
    first = clock.today() - timedelta(days=DAYS)
    days = [first + timedelta(days=number) for number in range(DAYS)]
    # In the order of the ids, as the tables keep them: written at random they would take far longer.
    ids = np.sort(chance.integers(0, 2**63, responses, dtype=np.uint64))
    for start in range(0, responses, _BATCH):
        of_batch = ids[start : start + _BATCH]
        size = len(of_batch)
        lows = chance.integers(0, 2**63, size, dtype=np.uint64)
        persons = chance.integers(0, len(people), size)
        languages = chance.choice(("fr", "nl"), size, p=(0.75, 0.25))
        channels = chance.choice(("web", "paper", "assisted"), size, p=(0.9, 0.06, 0.04))
        when = chance.integers(0, DAYS, size)
        for high, low, person, language, channel, day in zip(
            of_batch.tolist(), lows.tolist(), persons.tolist(), languages.tolist(), channels.tolist(),
            when.tolist(), strict=True,
        ):  # fmt: skip
            id_ = UUID(int=high << 64 | low)
            answers, bassins, profile = people[person]
            yield (
                id_, consultation.id, consultation.questionnaire_version_id, answers, "{}", bassins, profile,
                language, channel, days[day], f"bench{id_.hex}", 0,
            )  # fmt: skip


def _person(form: Form, chance: np.random.Generator) -> tuple[str, str, str]:
    """Return the answers of somebody, as a response keeps them, with their bassins and their profile."""
    typed: dict[str, Answer] = {}
    for question in form.questions.values():
        if question.takes_answer and (question.required is not None or chance.random() >= LEFT_BLANK):
            typed[question.name] = _answer(question, typed, chance)
    answers = kept_answers(state_at_sending(form, typed, clock.today(), "fr"))
    written = [json.dumps(value, ensure_ascii=False) for value in (answers, bassins_of(form, answers))]
    return written[0], written[1], profile_of(form, answers)


def _answer(question: Question, typed: dict[str, Answer], chance: np.random.Generator) -> Answer:
    names = [choice.name for choice in question.choices]
    if names:
        # Popular first, by a law in which the tenth is picked a fifth as often as the first; the taste of a
        # bassin turns the list.
        place = str(typed.get("bassin", typed.get("bassins", "")))
        turned = sum(map(ord, place)) % len(names) if question.role == "priority_ballot" else 0
        weights = np.roll(1 / np.arange(1, len(names) + 1) ** 0.7, turned)
        many = 1 if not question.is_multiple else int(chance.choice((1, 2, 2, 2, 3)))
        if question.role == "priority_ballot":
            many = min(many, 2)
        weights /= weights.sum()
        picked = chance.choice(names, min(many, len(names)), replace=False, p=weights).tolist()
        return picked if question.is_multiple else str(picked[0])
    if question.type == "range":
        return int(chance.choice(range_steps(question)))
    return int(chance.integers(0, 40)) if question.type == "integer" else str(chance.choice(WORDS))
