"""Forget who asked for something, on request or when the time is over."""

from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.db import lock_row
from app.information.errors import NoSuchRequestError
from app.information.models import RequestSitting, SupportRequest
from app.information.rules import RequestFacts, keeps_people_until
from app.kit import clock

_A_PERSONS_NAME = "independent-practice"
"""The sector in which the name of the organisation is mostly the name of a person."""


def forget_person(session: Session, request_id: UUID) -> None:
    """Empty what names somebody in a request; what was asked and what followed stay to be counted.

    A request that was still waiting ends: nobody can be answered any more. The private link ends as well.

    Raises:
        NoSuchRequestError: there is none.
    """
    request = lock_row(session, SupportRequest, request_id)
    if request is None:
        raise NoSuchRequestError
    _empty(session, request)


def purge_requests(session: Session) -> int:
    """Forget the people of requests that ended a year ago; return how many there were."""
    last_sitting = (
        select(func.max(RequestSitting.held_on))
        .where(RequestSitting.request_id == SupportRequest.id)
        .scalar_subquery()
    )
    today = clock.today()
    rows = session.execute(select(SupportRequest, last_sitting).where(SupportRequest.emptied_on.is_(None)))
    old = [
        request
        for request, last in rows.all()
        if keeps_people_until(RequestFacts(request.received_on, request.closed_on, last)) < today
    ]
    for request in old:
        _empty(session, request)
    return len(old)


def _empty(session: Session, request: SupportRequest) -> None:
    request.name = request.email = request.telephone = ""
    request.wishes = request.dates_note = request.reply = request.staff_note = ""
    request.proposed_days = []
    if request.sector == _A_PERSONS_NAME:
        request.organisation = ""
    if request.status == "pending":
        request.status, request.closed_on = "withdrawn", clock.today()
    request.emptied_on = request.emptied_on or clock.today()
    request.generation += 1
    session.execute(update(RequestSitting).where(RequestSitting.request_id == request.id).values(note=""))
    session.flush()
