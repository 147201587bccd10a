"""Make a consultation public, in both languages at once, when nothing is missing."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.consultations.errors import NoSuchConsultationError
from app.consultations.models import Consultation
from app.consultations.uses import answered
from app.db import lock_row
from app.kit import clock
from app.kit.errors import InvalidError, Message, Problem
from app.kit.localized import Localized, missing_languages
from app.programmes.queries import ballot
from app.questionnaires.library import undecided_up_to
from app.questionnaires.models import QuestionnaireVersion
from app.questionnaires.queries import form_of_version
from app.questionnaires.review import errors_of_version

_MISSING = {
    "title.fr": Message("Give the title in French."),
    "title.nl": Message("Give the title in Dutch."),
    "intro.fr": Message("Give the words of welcome in French."),
    "intro.nl": Message("Give the words of welcome in Dutch."),
    "thanks.fr": Message("Give the closing words in French."),
    "thanks.nl": Message("Give the closing words in Dutch."),
}


def publish_consultation(session: Session, consultation_id: int) -> Consultation:
    """Make a consultation public; published twice, the second time changes nothing.

    From then on its questionnaire's version, its audience and its access stay as they are.

    Raises:
        NoSuchConsultationError: it was removed meanwhile.
        InvalidError: one problem for each gap.
    """
    consultation = lock_row(session, Consultation, consultation_id)
    if consultation is None:
        raise NoSuchConsultationError
    if consultation.status == "published":
        return consultation
    if problems := gaps(session, consultation):
        raise InvalidError(problems)
    consultation.status = "published"
    session.flush()
    return consultation


def gaps(session: Session, consultation: Consultation) -> list[Problem]:
    """Say what a consultation lacks to be published, each gap at its field."""
    return [
        *text_gaps({"title": consultation.title, "intro": consultation.intro, "thanks": consultation.thanks}),
        *_period_gaps(consultation),
        *_questionnaire_gaps(session, consultation),
    ]


def text_gaps(texts: Mapping[str, Localized]) -> list[Problem]:
    """Say which of `title`, `intro` and `thanks` is missing in which language."""
    fields = (f"{name}.{lang}" for name, text in texts.items() for lang in missing_languages(text))
    return [Problem(field, _MISSING[field]) for field in fields]


def _period_gaps(consultation: Consultation) -> list[Problem]:
    if consultation.closes_at <= consultation.opens_at:
        return [Problem("closes_day", Message("It must close after it opens."))]
    if consultation.closes_at <= clock.now():
        return [Problem("closes_day", Message("The closing date is past: choose a later one."))]
    return []


def _questionnaire_gaps(session: Session, consultation: Consultation) -> list[Problem]:
    problems = [
        Problem(
            f"cell:{finding.sheet}:{finding.row}:{finding.column}",
            Message(
                "The questionnaire has a mistake: sheet %(sheet)s, row %(row)s, column %(column)s. "
                "Correct it, then save this page again to take the corrected version.",
                {"sheet": finding.sheet or "–", "row": finding.row or "–", "column": finding.column or "–"},
            ),
        )
        for finding in errors_of_version(session, consultation.questionnaire_version_id)
    ]
    problems += _undecided_gaps(session, consultation)
    form = form_of_version(session, consultation.questionnaire_version_id)
    for question in form.questions.values():
        code = question.extras.get("ballot", "")
        if not code:
            continue
        of_programme = ballot(session, consultation.programme_code, code)
        offered = {choice.name for choice in question.choices if choice.columns.get("ballot") == code}
        if of_programme is None or offered != {action.code for action in of_programme.actions}:
            problems.append(
                Problem(
                    "strand",
                    Message(
                        "The question “%(question)s” asks for priorities of another programme.",
                        {"question": question.name},
                    ),
                )
            )
    return problems


def _undecided_gaps(session: Session, consultation: Consultation) -> list[Problem]:
    """Ask what became of old questions, where people answered a version that this one breaks with."""
    version = session.get_one(QuestionnaireVersion, consultation.questionnaire_version_id)
    undecided = undecided_up_to(session, version)
    if not undecided:
        return []
    older = session.scalars(
        select(QuestionnaireVersion.id).where(
            QuestionnaireVersion.questionnaire_id == version.questionnaire_id,
            QuestionnaireVersion.number < version.number,
        )
    ).all()
    if not answered(session, older):
        return []
    return [
        Problem(
            f"fates:{number}",
            Message(
                "Version %(number)s of the questionnaire breaks with questions that people have answered. "
                "Say what became of them.",
                {"number": number},
            ),
        )
        for number in undecided
    ]
