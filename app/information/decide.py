"""Decide about a request: accept it, decline it, or, for the person who asked, withdraw it."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.db import lock_row
from app.information.errors import AlreadyClosedError, NoSuchRequestError
from app.information.links import request_of
from app.information.mails import ACCEPTED, DECLINED
from app.information.models import RequestStatus, SupportRequest
from app.kit import clock
from app.kit.errors import InvalidError, Message, Problem
from app.kit.outbox.post import post

LONGEST_REPLY = 2_000


def accept(session: Session, request_id: UUID, reply: str = "") -> SupportRequest:
    """Accept a request, and tell the person, with a few words of the team if there are any.

    Raises:
        NoSuchRequestError: there is none. AlreadyClosedError: it is not waiting any more.
    """
    return _decide(session, request_id, "accepted", reply, ACCEPTED)


def decline(session: Session, request_id: UUID, reply: str) -> SupportRequest:
    """Decline a request, and tell the person why.

    Raises:
        InvalidError: nothing is said to the person.
        NoSuchRequestError: there is none. AlreadyClosedError: it is not waiting any more.
    """
    if not reply:
        raise InvalidError([Problem("reply", Message("Write to the person why it is not possible."))])
    return _decide(session, request_id, "declined", reply, DECLINED)


def withdraw(session: Session, token: str) -> SupportRequest:
    """Withdraw one's own request, pending or accepted; done twice, the second time changes nothing.

    Raises:
        NoSuchRequestError: the link leads to none. AlreadyClosedError: it was declined.
    """
    request = lock_row(session, SupportRequest, request_of(session, token).id)
    if request is None:
        raise NoSuchRequestError
    if request.status == "declined":
        raise AlreadyClosedError
    if request.status != "withdrawn":
        request.status, request.closed_on = "withdrawn", clock.today()
        session.flush()
    return request


def _decide(
    session: Session, request_id: UUID, status: RequestStatus, reply: str, mail: str
) -> SupportRequest:
    request = lock_row(session, SupportRequest, request_id)
    if request is None:
        raise NoSuchRequestError
    if request.status != "pending":
        raise AlreadyClosedError
    request.status, request.closed_on, request.reply = status, clock.today(), reply
    session.flush()
    if request.email:
        post(session, mail, request.language, {"request": str(request.id)})
    return request
