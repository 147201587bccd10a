"""What screens read of consultations."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.consultations.errors import NoDraftError, NoSuchConsultationError
from app.consultations.kept import rows_of_cubes
from app.consultations.models import Consultation, Draft, Participation, Response
from app.consultations.rules import EVERYWHERE, Phase, phase
from app.kit import clock, tokens
from app.kit.localized import Localized


@dataclass(frozen=True)
class ConsultationView:
    """A consultation as pages show it."""

    id: int
    code: str
    programme_code: str
    strand_code: str
    questionnaire_version_id: int
    audience: str
    access: str
    title: Localized
    intro: Localized
    thanks: Localized
    opens_at: datetime
    closes_at: datetime
    invented: bool
    phase: Phase
    status: str
    version: int


@dataclass(frozen=True)
class Overview:
    """A consultation with what came in."""

    consultation: ConsultationView
    responses: int
    drafts: int
    last_day: date | None


def view(row: Consultation) -> ConsultationView:
    """Return a consultation as pages show it now."""
    return ConsultationView(
        row.id, row.code, row.programme_code, row.strand_code, row.questionnaire_version_id, row.audience,
        row.access, row.title, row.intro, row.thanks, row.opens_at, row.closes_at, row.invented,
        phase(row.opens_at, row.closes_at, clock.now()), row.status, row.version,
    )  # fmt: skip


def consultation_by_code(session: Session, code: str, *, drafts: bool = False) -> Consultation:
    """Return the row of a published consultation, or with `drafts` of any. One statement.

    Raises:
        NoSuchConsultationError: no such consultation has this code.
    """
    row = session.scalars(select(Consultation).where(Consultation.code == code)).one_or_none()
    if row is None or not (drafts or row.status == "published"):
        raise NoSuchConsultationError
    return row


def consultation_view(session: Session, code: str, *, drafts: bool = False) -> ConsultationView:
    """Return a published consultation as pages show it, or with `drafts` any. One statement.

    Raises:
        NoSuchConsultationError: no such consultation has this code.
    """
    return view(consultation_by_code(session, code, drafts=drafts))


def in_preparation(session: Session) -> list[ConsultationView]:
    """Return the consultations that the public does not see yet, those that open first on top.

    It takes one statement.
    """
    rows = session.scalars(
        select(Consultation)
        .where(Consultation.status == "draft")
        .order_by(Consultation.opens_at, Consultation.code)
    )
    return [view(row) for row in rows]


def published(session: Session) -> list[ConsultationView]:
    """Return every published consultation, the newest first. One statement."""
    rows = session.scalars(
        select(Consultation)
        .where(Consultation.status == "published")
        .order_by(Consultation.opens_at.desc(), Consultation.code)
    )
    return [view(row) for row in rows]


def open_to_all(session: Session) -> list[ConsultationView]:
    """Return the consultations that anyone can answer now or soon, those that close first on top.

    It takes one statement.
    """
    rows = session.scalars(
        select(Consultation)
        .where(
            Consultation.status == "published",
            Consultation.access == "open",
            Consultation.closes_at > clock.now(),
        )
        .order_by(Consultation.closes_at, Consultation.code)
    )
    return [view(row) for row in rows]


def consultations_overview(session: Session) -> list[Overview]:
    """Return every published consultation with its number of sent responses and of drafts, newest first.

    It takes four statements, three while nothing is counted anew.
    """
    rows = session.scalars(
        select(Consultation)
        .where(Consultation.status == "published")
        .order_by(Consultation.opens_at.desc(), Consultation.code)
    ).all()
    ids = [row.id for row in rows]
    responses = {
        consultation_id: (n, last)
        for consultation_id, n, last in rows_of_cubes(
            session,
            ids,
            "overview",
            select(Participation.consultation_id, func.sum(Participation.n), func.max(Participation.day))
            .where(Participation.bassin == EVERYWHERE, Participation.consultation_id.in_(ids))
            .group_by(Participation.consultation_id),
        )
    }
    drafts: dict[int, int] = dict(
        session.execute(
            select(Draft.consultation_id, func.count())
            .where(Draft.sent_on.is_(None))
            .group_by(Draft.consultation_id)
        ).all()
    )
    return [
        Overview(view(row), int(responses.get(row.id, (0, None))[0]), drafts.get(row.id, 0),
                 responses.get(row.id, (0, None))[1])
        for row in rows
    ]  # fmt: skip


def answer_by_token(session: Session, code: str, token: str) -> tuple[ConsultationView, Draft | Response]:
    """Return a published consultation with the draft, or by now the response, that a token opens.

    A response that is being corrected is its draft, as long as the consultation is open. One statement for a
    draft, two for a response.

    Raises:
        NoSuchConsultationError: no such consultation has this code.
        NoDraftError: the token is not ours, or belongs to another consultation.
    """
    draft_id = tokens.read_token(token)
    if draft_id is None or not tokens.token_is_for(token, "draft", draft_id):
        consultation_by_code(session, code)
        raise NoDraftError
    found = session.execute(
        select(Consultation, Draft)
        .outerjoin(Draft, and_(Draft.consultation_id == Consultation.id, Draft.id == draft_id))
        .where(Consultation.code == code, Consultation.status == "published")
    ).one_or_none()
    if found is None:
        raise NoSuchConsultationError
    consultation, draft = view(found.Consultation), found.Draft
    if draft is not None and (draft.sent_on is None or consultation.phase == "open"):
        return consultation, draft
    response = session.get(Response, draft_id)
    if response is None or response.consultation_id != consultation.id:
        raise NoDraftError
    return consultation, response


def response_exists(session: Session, response_id: UUID) -> bool:
    """Say whether a response with this id was sent."""
    return session.scalar(select(Response.id).where(Response.id == response_id)) is not None
