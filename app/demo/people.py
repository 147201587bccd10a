"""The invented people who answer: when, in which language, and what."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from app.demo.draw import draw, spread
from app.demo.files import Voice
from app.kit import clock
from app.kit.localized import Lang
from app.questionnaires.logic import settle
from app.questionnaires.model import Form
from app.questionnaires.values import Answer, Unreadable, read_answer

_OTHER = "_other"
_SATURDAY = 5


@dataclass
class Person:
    """Somebody who answers on one day; `answers` is what they say to any question, as a form posts it."""

    language: Lang
    day: date
    answers: dict[str, list[str]] = field(default_factory=dict)

    def says(self, question: str, value: str) -> bool:
        """Say whether `value` is among the answers to `question`."""
        return value in self.answers.get(question, [])


def invent(
    random: Random, respondents: Mapping[str, Any], days: Mapping[date, float], n: int
) -> list[Person]:
    """Return `n` people with their closed answers, drawn from the shares of demo/respondents.yaml."""
    languages = spread(random, respondents["language"], n)
    people = [Person(lang, day) for lang, day in zip(languages, spread(random, days, n), strict=True)]
    for question, spec in respondents["questions"].items():
        groups: dict[str, list[Person]] = {}
        for person in people:
            groups.setdefault(_group(person, spec.get("by", "")), []).append(person)
        for group, members in sorted(groups.items()):
            drawn = draw(random, spec.get(group, spec), group, len(members))
            for person, values in zip(members, drawn, strict=True):
                if values:
                    person.answers[question] = values
    return people


def _group(person: Person, by: str) -> str:
    """Return the part of the shares that holds for a person: of the first bassin when they act in several."""
    return person.language if by == "language" else next(iter(person.answers.get(by, [])), "")


def busy_days(first: date, days: int, reminders: Sequence[int]) -> dict[date, float]:
    """Return how busy each of `days` days is: a rush at the opening and after reminders, quiet week-ends."""
    busy = {}
    for number in range(days):
        day = first + timedelta(days=number)
        rush = 5 * math.exp(-number / 3)
        rush += sum(4 * math.exp(-(number - sent) / 2) for sent in reminders if number >= sent)
        busy[day] = (0.4 + rush) * (0.2 if day.weekday() >= _SATURDAY else 1)
    return busy


def give_voices(random: Random, people: Sequence[Person], form: Form, voices: Sequence[Voice]) -> list[Voice]:
    """Give each open answer to a person whom it fits and who is asked that question; return those left over.

    Answers that fit few people are given first. A question `x_other` is asked of those who tick "other"
    in `x`, so its author ticks that as well.
    """
    asked = [_asked(form, person) for person in people]
    left = []
    for voice in sorted(random.sample(voices, len(voices)), key=lambda voice: -len(voice.fits)):
        parent = voice.question.removesuffix(_OTHER)
        fitting = [
            position
            for position, person in enumerate(people)
            if person.language == voice.language
            and voice.question not in person.answers
            and parent in asked[position]
            and all(person.says(question, value) for question, value in voice.fits.items())
            and (parent == voice.question or not person.says(parent, "none"))
        ]
        if not fitting:
            left.append(voice)
            continue
        author = random.choice(fitting)
        _write(form, people[author], voice, parent)
        asked[author] = _asked(form, people[author])
    return left


def _write(form: Form, author: Person, voice: Voice, parent: str) -> None:
    author.answers |= {question: [value] for question, value in voice.sets.items()}
    if parent != voice.question:
        before = author.answers.get(parent, []) if form.questions[parent].is_multiple else []
        author.answers[parent] = [*before, "other"]
    author.answers[voice.question] = [voice.text]


def _asked(form: Form, person: Person) -> frozenset[str]:
    """Return the questions that the answers of a person lead to."""
    typed: dict[str, Answer] = {}
    for name, values in person.answers.items():
        answer = read_answer(form.questions[name], values)
        if answer is not None and not isinstance(answer, Unreadable):
            typed[name] = answer
    return settle(form, typed, clock.local(clock.at_brussels(person.day, 12)), person.language).asked
