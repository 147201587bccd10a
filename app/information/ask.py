"""Ask for a presentation, or for methodological support."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import insert_for
from app.information.errors import TooManyRequestsError
from app.information.links import request_token
from app.information.mails import RECEIVED
from app.information.models import Kind, Mode, SupportRequest
from app.information.rules import MOST_IN_A_DAY
from app.kit import clock
from app.kit.localized import Lang
from app.kit.outbox.post import post
from app.kit.tokens import derived_id


@dataclass(frozen=True)
class RequestForm:
    """What somebody asks for. It has an e-mail address in small letters, or a telephone, or both."""

    kind: Kind
    organisation: str
    sector: str
    name: str
    email: str
    telephone: str
    language: Lang
    bassin_code: str | None
    mode: Mode
    wishes: str
    dates_note: str = ""
    proposed_days: tuple[str, ...] = ()
    invented: bool = False
    attempt: str = ""
    """A random text that the page gave to the form: the same form sent twice is one request."""


def ask(session: Session, form: RequestForm, *, year: int | None = None) -> str:
    """Keep a request and post its confirmation; return the token of its private page.

    The same form sent again, at the same moment or later, leads to the same request and posts nothing.
    `year` is the one for which it is asked, this year unless it is said.

    Raises:
        TooManyRequestsError: the address was given for too many requests today.
    """
    request_id = _id_for(form)
    known = session.get(SupportRequest, request_id)
    if known is None:
        if form.email and _asked_today(session, form.email) >= MOST_IN_A_DAY:
            raise TooManyRequestsError
        _insert(session, request_id, form, year or clock.today().year)
        known = session.get_one(SupportRequest, request_id)
    return request_token(known)


def _id_for(form: RequestForm) -> UUID:
    if not form.attempt:
        return uuid4()
    return derived_id("support-request", form.kind, form.email, form.telephone, form.attempt)


def _asked_today(session: Session, email: str) -> int:
    return session.execute(
        select(func.count())
        .select_from(SupportRequest)
        .where(SupportRequest.email == email, SupportRequest.received_on == clock.today())
    ).scalar_one()


def _insert(session: Session, request_id: UUID, form: RequestForm, year: int) -> None:
    """Write the request and its mail, unless the same form was faster by a hair."""
    values = {name: getattr(form, name) for name in form.__dataclass_fields__ if name != "attempt"}
    statement = insert_for(session)(SupportRequest).values(
        **values | {"proposed_days": list(form.proposed_days)},
        id=request_id,
        received_on=clock.today(),
        status="pending",
        year=year,
    )
    written = session.scalar(
        statement.on_conflict_do_nothing(index_elements=["id"]).returning(SupportRequest.id)
    )
    if written is not None and form.email:
        post(session, RECEIVED, form.language, {"request": str(request_id)})
