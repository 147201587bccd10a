"""Send an answer: once, whole, and counted in the same transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.consultations.counting import Counts, bassins_of, count, profile_of, sent_of, state_at_sending
from app.consultations.cubes import replace_counts, write_counts
from app.consultations.errors import CorrectionTooLateError, NoDraftError, NotOpenError
from app.consultations.files import forget_unused, has_files
from app.consultations.models import Channel, Consultation, Draft, Response
from app.consultations.queries import response_exists
from app.consultations.rules import phase
from app.consultations.save import page_problems, state_of
from app.consultations.visits import footprint_of_draft, note_duration
from app.db import lock_row
from app.kit import clock, tokens
from app.kit.errors import Problem
from app.kit.localized import Lang
from app.questionnaires import logic
from app.questionnaires.model import Form
from app.questionnaires.queries import form_of_version
from app.questionnaires.repeats import written_name
from app.questionnaires.values import Answer


@dataclass(frozen=True)
class Sending:
    """What came of sending: the response, or the first page on which something is wrong."""

    response_id: UUID | None
    page: str = ""
    problems: tuple[Problem, ...] = ()


def receipt_code(response_id: UUID) -> str:
    """Return the code by which the author of a response comes back to it."""
    return tokens.human_code("receipt", response_id)


def send(session: Session, draft_id: UUID, lang: Lang) -> Sending:
    """Turn a draft into a response and count it; a second time returns the same response.

    The draft of a correction takes the place of what was sent: the response keeps its id, its code, its
    channel and the day on which it was first sent, and never stops counting.

    Raises:
        NoDraftError: there is neither a draft nor a response with this id.
        NotOpenError: the consultation is not open; the draft stays.
        CorrectionTooLateError: so does the response that it was to correct.
    """
    found = session.get(Draft, draft_id)
    is_correction = found is not None and found.sent_on is not None
    # What is done to a response begins with its lock, so that sending and withdrawing never wait in a circle.
    response = lock_row(session, Response, draft_id) if is_correction else None
    draft = lock_row(session, Draft, draft_id)
    if draft is None or (draft.sent_on is not None and response is None):
        # Another press has sent it. What its author has begun to correct since is for yet another press.
        if not response_exists(session, draft_id):
            raise NoDraftError
        return Sending(draft_id)
    consultation = session.get_one(Consultation, draft.consultation_id)
    if phase(consultation.opens_at, consultation.closes_at, clock.now()) != "open":
        raise CorrectionTooLateError if response else NotOpenError("This consultation is closed.")
    form = form_of_version(session, draft.questionnaire_version_id)
    state = state_of(draft, form, lang)
    for page in logic.open_pages(state):
        if page.name not in draft.reached:
            # A later answer has opened it. Nobody counts as asked who was not shown the question.
            return Sending(None, page.name)
        if problems := page_problems(draft, page, state):
            return Sending(None, page.name, tuple(problems))
    _write(session, form, draft, response, lang)
    return Sending(draft_id)


def _write(session: Session, form: Form, draft: Draft, response: Response | None, lang: Lang) -> None:
    """Write what the draft says as a new response, or in the place of `response`, and count it."""
    before = Counts()
    visited = footprint_of_draft(draft)
    if response is not None:
        count(form, sent_of(response), before)
    sent = response or new_response(
        draft.id, draft.consultation_id, draft.questionnaire_version_id, draft.channel
    )
    after = fill_response(session, form, sent, draft.answers, draft.shown_order, lang)
    session.delete(draft)
    session.flush()
    if has_files(form):
        forget_unused(session, sent.id)
    if response is None:
        after.visits.subtract(visited)
        write_counts(session, after)
        note_duration(session, draft)
    else:
        replace_counts(session, sent.consultation_id, sent.id, before=before, after=after)


def new_response(response_id: UUID, consultation_id: int, version_id: int, channel: Channel) -> Response:
    """Return a response that is sent today and holds nothing yet: `fill_response` does the rest."""
    return Response(
        id=response_id,
        consultation_id=consultation_id,
        questionnaire_version_id=version_id,
        channel=channel,
        submitted_on=clock.today(),
        receipt_fingerprint=tokens.code_fingerprint(receipt_code(response_id)) or "",
    )


def fill_response(  # noqa: PLR0917 - what a response is made of
    session: Session,
    form: Form,
    sent: Response,
    answers: Mapping[str, Answer],
    shown_order: Mapping[str, Any],
    lang: Lang,
) -> Counts:
    """Put what was answered into a response, and return what it now counts for; the caller writes the counts.

    Of `answers` only those count that are asked, given the others.
    """
    state = state_at_sending(form, answers, sent.submitted_on, lang)
    sent.answers = logic.kept_answers(state)
    asked = {written_name(name) for name in state.asked}
    sent.shown_order = {name: order for name, order in shown_order.items() if name in asked}
    sent.bassins = bassins_of(form, sent.answers)
    sent.profile = profile_of(form, sent.answers)
    sent.language = lang
    session.add(sent)
    session.flush()
    after = Counts()
    count(form, sent_of(sent), after)
    return after
