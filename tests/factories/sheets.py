"""Answers that come on paper, typed in by the real use cases."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.consultations.paper.compare import LANGUAGE
from app.consultations.paper.decide import Choice, case_of, decide
from app.consultations.paper.plan import version_of_number
from app.consultations.paper.type_in import TypedSheet, type_in
from app.consultations.queries import consultation_by_code
from app.kit.localized import Lang
from app.questionnaires.paper.numbering import paper_questions
from app.questionnaires.paper.typed import as_typed
from app.questionnaires.queries import form_of_version

CODE = "citoyens"
FIRST, SECOND = 1, 2
"""The accounts of two people who type."""


def type_person(
    session: Session, number: int, who: int, lang: Lang, answers: Mapping[str, Any], *, code: str = CODE
) -> str:
    """Type from a sheet what somebody answered, and return where the sheet stands."""
    consultation = consultation_by_code(session, code)
    form = form_of_version(session, version_of_number(session, consultation.id, number))
    fields = {
        name: as_typed(question, answers[name])
        for name, question in paper_questions(form).items()
        if name in answers
    }
    return type_in(session, consultation, who, TypedSheet(number, "", lang, fields))


def count_person(
    session: Session, number: int, lang: Lang, answers: Mapping[str, Any], *, code: str = CODE
) -> None:
    """Type a sheet twice alike, so that it counts."""
    for who in (FIRST, SECOND):
        state = type_person(session, number, who, lang, answers, code=code)
    assert state == "done"


def decide_person(session: Session, number: int, lang: Lang, answers: Mapping[str, Any]) -> None:
    """Type a sheet twice, the second time with another profile and language; the first is right."""
    other = {**answers, "profile": "carer" if answers.get("profile") != "carer" else "inhabitant"}
    type_person(session, number, FIRST, lang, answers)
    assert type_person(session, number, SECOND, "nl" if lang == "fr" else "fr", other) == "differing"
    consultation = consultation_by_code(session, CODE)
    assert case_of(session, consultation, number).comparison.open == (LANGUAGE, "profile")
    decide(session, consultation, number, {LANGUAGE: Choice("first"), "profile": Choice("first")})
