"""What can happen to answers, each by its real use cases, so that a test can put any of it in a row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.consultations.correct import begin_correction
from app.consultations.models import Draft, Response
from app.consultations.paper.plan import take_numbers
from app.consultations.queries import consultation_by_code
from app.consultations.send import send
from app.consultations.start import start_draft
from app.consultations.start_assisted import start_assisted
from app.consultations.tickets import (
    create_tickets,
    draft_id_of_ticket,
    make_slips,
    ticket_of_slip,
    token_of_ticket,
    unused_slips,
)
from app.consultations.withdraw import withdraw
from app.kit.localized import Lang
from app.kit.tokens import read_token
from app.questionnaires.publish import publish_version
from app.questionnaires.queries import workbook_of
from app.questionnaires.workbook import SURVEY, make_sheet
from tests.factories.answers import answer, fill_draft, fill_pages, make_consultation
from tests.factories.sheets import FIRST, count_person, decide_person, type_person

CITIZENS = "citoyens"
EVALUATION = "evaluation-essai"


@dataclass(frozen=True)
class Told:
    """What somebody says, in their language, when asked by either questionnaire."""

    number: int
    """Of the sheet of paper, where it comes on paper: 1 to 8."""
    lang: Lang
    person: dict[str, Any]
    evaluation: dict[str, Any]


def furnish(session: Session) -> tuple[int, int]:
    """Open both consultations, with numbers for sheets; return two versions of the citizens' questionnaire.

    The second asks one question more, and nobody is asked it before `new_version`.
    """
    consultation = make_consultation(session, CITIZENS)
    take_numbers(session, consultation, 8)
    take_numbers(session, make_consultation(session, "evaluation", code=EVALUATION, access="ticket"), 8)
    _, workbook = workbook_of(session, CITIZENS)
    survey = workbook.sheet(SURVEY)
    rows = [dict(row) for row in survey.rows]
    place = next(number for number, row in enumerate(rows) if row.get("name") == "looked_for_help")
    rows.insert(place, {**rows[place], "name": "heard_of_it", "bx::role": ""})
    changed = publish_version(session, workbook.with_sheet(SURVEY, make_sheet(rows, survey.columns)))
    assert changed.id != consultation.questionnaire_version_id
    return consultation.questionnaire_version_id, changed.id


def sent(session: Session, told: Told) -> int:
    """Answer on one's own telephone."""
    answer(session, CITIZENS, told.lang, told.person)
    return 1


def begun(session: Session, told: Told) -> int:
    """Begin, and never send."""
    fill_draft(session, CITIZENS, told.lang, told.person)
    return 0


def assisted(session: Session, told: Told) -> int:
    """Tell it to a facilitator, who fills it in."""
    draft_id = read_token(start_assisted(session, consultation_by_code(session, CITIZENS), told.lang))
    draft = session.get_one(Draft, draft_id)
    fill_pages(session, draft, told.lang, told.person)
    assert send(session, draft.id, told.lang).response_id == draft_id
    return 1


def on_paper(session: Session, told: Told) -> int:
    """Fill in a sheet that two people type in alike."""
    count_person(session, told.number, told.lang, told.person)
    return 1


def on_paper_once(session: Session, told: Told) -> int:
    """Fill in a sheet that one person has typed in so far."""
    type_person(session, told.number, FIRST, told.lang, told.person)
    return 0


def on_paper_decided(session: Session, told: Told) -> int:
    """Fill in a sheet that two people type in differently, until somebody decides."""
    decide_person(session, told.number, told.lang, told.person)
    return 1


def by_slip(session: Session, told: Told) -> int:
    """Evaluate with the code of a slip."""
    consultation = consultation_by_code(session, EVALUATION)
    create_tickets(session, consultation.id, 1)
    make_slips(session, consultation.id, 1)
    ticket = ticket_of_slip(session, consultation.id, unused_slips(session, consultation.id)[0])
    assert ticket is not None
    ticket.opened = True
    draft_id = draft_id_of_ticket(session, consultation.id, token_of_ticket(ticket))
    draft = start_draft(session, consultation, told.lang, draft_id=draft_id)
    fill_pages(session, draft, told.lang, told.evaluation)
    assert send(session, draft.id, told.lang).response_id == draft_id
    return 1


def evaluated_on_paper(session: Session, told: Told) -> int:
    """Evaluate on a sheet that two people type in alike."""
    count_person(session, told.number, told.lang, told.evaluation, code=EVALUATION)
    return 1


def corrected(session: Session, told: Told) -> int:
    """Correct what was sent, on the version that was answered, whatever is asked by now."""
    found = first(session)
    if found is not None:
        of_citizens = found.consultation_id == consultation_by_code(session, CITIZENS).id
        draft = begin_correction(session, found.id, told.lang)
        fill_pages(session, draft, told.lang, told.person if of_citizens else told.evaluation)
        assert send(session, found.id, told.lang).response_id == found.id
    return 0


def withdrawn(session: Session, told: Told) -> int:  # noqa: ARG001 - as all that can happen
    """Take back what was sent."""
    found = first(session)
    if found is None:
        return 0
    withdraw(session, found.id)
    return -1


def first(session: Session) -> Response | None:
    """Return the response that corrections and withdrawals are about."""
    return session.scalars(select(Response).order_by(Response.id)).first()


Happening = Callable[[Session, Told], int]
"""Lets something happen, and returns by how much it changes the number of responses."""
HAPPENINGS: tuple[Happening, ...] = (
    sent, begun, assisted, on_paper, on_paper_once, on_paper_decided, by_slip, evaluated_on_paper, corrected,
    withdrawn,
)  # fmt: skip
