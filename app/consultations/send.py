"""Send an answer: once, whole, and counted in the same transaction."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.consultations.counting import (
    BALLOT_KEY,
    PARTICIPATION_KEY,
    TALLY_KEY,
    Counts,
    Sent,
    bassins_of,
    count,
    profile_of,
    state_at_sending,
)
from app.consultations.errors import NoDraftError, NotOpenError
from app.consultations.models import (
    AnswerChoice,
    BallotTally,
    Consultation,
    Draft,
    Participation,
    Response,
    Tally,
)
from app.consultations.rules import phase
from app.consultations.save import page_problems, state_of
from app.db import Base, lock_row, upsert_adding
from app.kit import clock, tokens
from app.kit.errors import Problem
from app.kit.localized import Lang
from app.questionnaires import logic
from app.questionnaires.queries import form_of_version


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

    Raises:
        NoDraftError: there is neither a draft nor a response with this id.
        NotOpenError: the consultation is not open; the draft stays.
    """
    draft = lock_row(session, Draft, draft_id)
    if draft is None:
        if session.get(Response, draft_id) is None:
            raise NoDraftError(
                "We cannot find this answer. The link may be incomplete, or the answer was removed."
            )
        return Sending(draft_id)
    consultation = session.get_one(Consultation, draft.consultation_id)
    if phase(consultation.opens_at, consultation.closes_at, clock.now()) != "open":
        raise NotOpenError("This consultation is closed.")
    form = form_of_version(session, draft.questionnaire_version_id)
    state = state_of(draft, form, lang)
    for page in logic.open_pages(state):
        if found := page_problems(draft, page, state):
            return Sending(None, page.name, tuple(found))

    day = clock.today()
    state = state_at_sending(form, draft.answers, day, lang)
    answers = logic.kept_answers(state)
    session.add(
        Response(
            id=draft.id,
            consultation_id=draft.consultation_id,
            questionnaire_version_id=draft.questionnaire_version_id,
            answers=answers,
            shown_order={name: order for name, order in draft.shown_order.items() if name in state.asked},
            bassins=bassins_of(form, answers),
            profile=profile_of(form, answers),
            language=lang,
            channel=draft.channel,
            submitted_on=day,
            receipt_fingerprint=tokens.code_fingerprint(receipt_code(draft.id)) or "",
        )
    )
    session.flush()
    counts = Counts()
    count(
        form,
        Sent(
            draft.id, draft.consultation_id, draft.questionnaire_version_id, answers, lang, draft.channel, day
        ),
        counts,
    )
    session.delete(draft)
    session.flush()
    write_counts(session, counts)
    return Sending(draft.id)


def write_counts(session: Session, counts: Counts) -> None:
    """Insert choice rows and add to the cubes.

    The cubes come last and sorted, so that writers never deadlock.
    """
    if counts.choices:
        session.execute(insert(AnswerChoice), counts.choices)
    cubes: list[tuple[type[Base], tuple[str, ...], dict[tuple[object, ...], int]]] = [
        (BallotTally, BALLOT_KEY, dict(counts.ballots)),
        (Participation, PARTICIPATION_KEY, dict(counts.participation)),
        (Tally, TALLY_KEY, dict(counts.tally)),
    ]
    for model, names, rows in cubes:
        values = [{**dict(zip(names, key, strict=True)), "n": n} for key, n in rows.items()]
        upsert_adding(session, model, values, "n")
