"""Which closed questions consultations ask, and which of them were asked of other people as well."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from app.analysis.groups import CLOSED
from app.analysis.labels import question_label
from app.consultations.queries import ConsultationView, published
from app.kit import clock, i18n
from app.kit.localized import Lang
from app.programmes.queries import BallotView, ballot
from app.questionnaires.lineage import fates_since
from app.questionnaires.mapping import follow
from app.questionnaires.model import Form, Question
from app.questionnaires.queries import form_of_version

MOST_OPTIONS: Final = 30
"""A chart and a family of tests with more options could not be read."""
WHO_SOMEBODY_IS: Final = frozenset({"bassin", "commune", "profile"})
"""Roles of the questions that groups are made of."""


@dataclass(frozen=True)
class Closed:
    """A closed question with its label and those of its options, by name, in the reader's language."""

    question: Question
    label: str
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Asked:
    """A consultation with the closed questions that it asks, by name; a ballot comes first."""

    consultation: ConsultationView
    form: Form
    questions: Mapping[str, Closed]

    def name(self, lang: Lang) -> str:
        """Return what tells it from other rounds of the same questionnaire: its title and its first day."""
        opened = clock.local(self.consultation.opens_at)
        return f"{self.consultation.title[lang]} ({i18n.short_date(opened, lang)})"

    def in_common(self, other: "Asked") -> dict[str, Closed]:
        """Return the questions that another consultation asks under the same name with the same options."""
        return {
            name: one
            for name, one in self.questions.items()
            if name in other.questions and _same(one.question, other.questions[name].question)
        }


def asked_by(
    session: Session, consultation: ConsultationView, its_ballot: BallotView | None, lang: Lang
) -> Asked:
    """Return the closed questions of a consultation. At most one statement."""
    form = form_of_version(session, consultation.questionnaire_version_id)
    actions = {action.code: action.name[lang] for action in its_ballot.actions} if its_ballot else {}
    found = [
        Closed(
            question,
            question_label(form, question).get(lang, question.name),
            {
                choice.name: (actions.get(choice.name) if question.role == "priority_ballot" else None)
                or choice.label.get(lang, choice.name)
                for choice in question.choices
            },
        )
        for question in form.questions.values()
        if _can_be_compared(question)
    ]
    found.sort(key=lambda one: one.question.role != "priority_ballot")
    return Asked(consultation, form, {one.question.name: one for one in found})


def earlier_rounds(session: Session, now: Asked, lang: Lang) -> list[Asked]:
    """Return the earlier consultations of the same questionnaire, the newest first.

    Their questions stand under the names they have now, where they go on with the same kind of answer. One
    statement, and one for each round.
    """
    found = []
    for view in published(session):
        if view.opens_at >= now.consultation.opens_at or view.code == now.consultation.code:
            continue
        form = form_of_version(session, view.questionnaire_version_id)
        if form.code != now.form.code:
            continue
        before = asked_by(session, view, None, lang)
        fates = fates_since(session, view.questionnaire_version_id)
        went_on = {}
        for name, one in before.questions.items():
            target = follow(fates, name)
            today = now.questions.get(target[0]) if target else None
            if today is not None and today.question.type == one.question.type:
                went_on[today.question.name] = one
        found.append(Asked(view, form, went_on))
    return found


def pairs_of_programme(session: Session, programme_code: str, lang: Lang) -> list[tuple[Asked, Asked]]:
    """Return consultations of citizens and of professionals that share a closed question, the newest first.

    One statement, and two for each ballot of the programme.
    """
    by_audience: dict[str, list[Asked]] = {"citizens": [], "professionals": []}
    ballots: dict[str, BallotView | None] = {}
    for view in published(session):
        if view.programme_code == programme_code and view.audience in by_audience:
            asked = form_of_version(session, view.questionnaire_version_id).by_role("priority_ballot")
            code = asked.extras["ballot"] if asked else ""
            if code and code not in ballots:
                ballots[code] = ballot(session, programme_code, code)
            by_audience[view.audience].append(asked_by(session, view, ballots.get(code), lang))
    return [
        (one, other)
        for one in by_audience["citizens"]
        for other in by_audience["professionals"]
        if one.in_common(other)
    ]


def _can_be_compared(question: Question) -> bool:
    return (
        question.type in CLOSED
        and question.role not in WHO_SOMEBODY_IS
        and 1 < len(question.choices) <= MOST_OPTIONS
    )


def _same(one: Question, other: Question) -> bool:
    names = [{choice.name for choice in each.choices} for each in (one, other)]
    return (one.type, one.role, names[0]) == (other.type, other.role, names[1])
