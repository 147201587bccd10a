"""What a consultation lets itself be read by: its places, its profiles and its ballot."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from app.consultations.queries import ConsultationView, consultations_overview
from app.programmes.queries import BallotView, ballot
from app.questionnaires.model import Question
from app.questionnaires.queries import form_of_version

_RATED: Final = frozenset({"points", "importance", "feasibility"})


@dataclass(frozen=True)
class Subject:
    """A consultation with the stable codes that its questionnaire offers, in their order."""

    consultation: ConsultationView
    places: tuple[str, ...]
    """The bassins, `region` and `unknown`; nothing where the questionnaire does not ask for a bassin."""
    profiles: tuple[str, ...]
    ballot_question: str
    """Name of the question that asks for priorities, or ''."""
    ballot: BallotView | None
    ballot_ranked: bool = False
    """Whether the ballot is put in order: its first places are then what was picked."""
    rates: bool = False
    """Whether it asks for an order, for points, or for importance and feasibility."""


def subject_of(session: Session, consultation: ConsultationView) -> Subject:
    """Return what a consultation can be read by. At most three statements."""
    return _subject(session, consultation, {})


def _subject(
    session: Session, consultation: ConsultationView, known: dict[tuple[str, str], BallotView | None]
) -> Subject:
    """Return the same, with the ballots that were read before, by programme and code."""
    form = form_of_version(session, consultation.questionnaire_version_id)
    question = form.by_role("priority_ballot")
    found = None
    if question:
        key = (consultation.programme_code, question.extras["ballot"])
        if key not in known:
            known[key] = ballot(session, *key)
        found = known[key]
    fixed = form.extras.get("profile", "")
    return Subject(
        consultation=consultation,
        places=_names(form.by_role("bassin")),
        profiles=_names(form.by_role("profile")) or ((fixed,) if fixed else ()),
        ballot_question=question.name if question and found else "",
        ballot=found,
        ballot_ranked=question is not None and question.type == "rank",
        rates=any(each.type == "rank" or each.role in _RATED for each in form.questions.values()),
    )


def subjects_of_programme(session: Session, programme_code: str) -> list[Subject]:
    """Return the consultations of a programme that ask for priorities and for a bassin, the oldest first."""
    lines = consultations_overview(session)
    views = [line.consultation for line in lines if line.consultation.programme_code == programme_code]
    ballots: dict[tuple[str, str], BallotView | None] = {}
    found = [_subject(session, view, ballots) for view in reversed(views)]
    return [subject for subject in found if subject.ballot_question and subject.places]


def _names(question: Question | None) -> tuple[str, ...]:
    return tuple(choice.name for choice in question.choices) if question else ()
