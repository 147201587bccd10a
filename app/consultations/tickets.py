"""One-use entries to a consultation that is not open to all.

A ticket is a random row. Its token is made from its id and the secret, and the draft and response that it
leads to have an id derived from both: with the database alone nobody can tell which ticket became which
response, and no ticket knows to whom it was handed.
"""

from dataclasses import dataclass
from random import SystemRandom
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from app.consultations.models import Response, Ticket
from app.kit import tokens

_PURPOSE = "ticket"
_SLIP = "slip"


def create_tickets(session: Session, consultation_id: int, count: int) -> None:
    """Add `count` tickets to the stock of a consultation."""
    if count > 0:
        rows = [{"id": uuid4(), "consultation_id": consultation_id, "issued": False} for _ in range(count)]
        session.execute(insert(Ticket), rows)


def hand_out_ticket(session: Session, consultation_id: int) -> str | None:
    """Take a ticket from the stock, drawn at random, and return its token; None when the stock is empty.

    The caller holds a lock on what decides who may have one, so that two people never draw the same ticket.
    """
    free = _free(session, consultation_id)
    if not free:
        return None
    drawn = SystemRandom().choice(free)
    session.execute(update(Ticket).where(Ticket.id == drawn).values(issued=True))
    return tokens.make_token(_PURPOSE, drawn)


def make_slips(session: Session, consultation_id: int, count: int) -> None:
    """Draw tickets at random for slips of paper; fewer when the stock is smaller.

    The caller holds a lock as above.
    """
    free = _free(session, consultation_id)
    for drawn in SystemRandom().sample(free, min(count, len(free))):
        fingerprint = tokens.code_fingerprint(tokens.human_code(_SLIP, drawn))
        session.execute(
            update(Ticket).where(Ticket.id == drawn).values(issued=True, slip_fingerprint=fingerprint)
        )


def unused_slips(session: Session, consultation_id: int) -> list[str]:
    """Return the codes of the slips that nobody has used, in the order of the alphabet. One statement."""
    waiting = Ticket.slip_fingerprint.is_not(None), Ticket.opened.is_(False)
    ids = session.scalars(select(Ticket.id).where(Ticket.consultation_id == consultation_id, *waiting))
    return sorted(tokens.human_code(_SLIP, each) for each in ids)


def void_slips(session: Session, consultation_id: int) -> int:
    """Make the slips that nobody has used worthless; return how many there were."""
    unused = Ticket.consultation_id == consultation_id, Ticket.slip_fingerprint.is_not(None)
    gone = session.connection().execute(delete(Ticket).where(*unused, Ticket.opened.is_(False)))
    session.expire_all()
    return gone.rowcount


def ticket_of_slip(session: Session, consultation_id: int, code: str) -> Ticket | None:
    """Return the ticket that the code of a slip belongs to, or None. One statement."""
    fingerprint = tokens.code_fingerprint(code) or ""
    return session.scalars(
        select(Ticket).where(
            Ticket.consultation_id == consultation_id, Ticket.slip_fingerprint == fingerprint
        )
    ).one_or_none()


def token_of_ticket(ticket: Ticket) -> str:
    """Return the token that opens a ticket's answer."""
    return tokens.make_token(_PURPOSE, ticket.id)


def was_sent(session: Session, ticket: Ticket) -> bool:
    """Say whether the answer given with a ticket was sent. One statement."""
    answer_id = tokens.derived_id(_PURPOSE, ticket.id)
    return session.scalar(select(Response.id).where(Response.id == answer_id)) is not None


@dataclass(frozen=True)
class Stock:
    """How many tickets are free, were handed out on the screen, and are slips, used or not."""

    free: int
    handed: int
    slips_used: int
    slips_unused: int


def stock_of(session: Session, consultation_id: int) -> Stock:
    """Count the tickets of a consultation. One statement."""
    is_slip = Ticket.slip_fingerprint.is_not(None)
    rows = session.execute(
        select(Ticket.issued, Ticket.opened, is_slip, func.count())
        .where(Ticket.consultation_id == consultation_id)
        .group_by(Ticket.issued, Ticket.opened, is_slip)
    ).all()

    def count(*, issued: bool, slip: bool, opened: bool) -> int:
        return sum(row[3] for row in rows if (row[0], row[1], bool(row[2])) == (issued, opened, slip))

    return Stock(
        free=count(issued=False, slip=False, opened=False),
        handed=count(issued=True, slip=False, opened=False),
        slips_used=count(issued=True, slip=True, opened=True),
        slips_unused=count(issued=True, slip=True, opened=False),
    )


def draft_id_of_ticket(
    session: Session, consultation_id: int, token: str, *, lock: bool = False
) -> UUID | None:
    """Return the id that the answer given with a ticket has, or None when the token opens nothing here.

    With `lock`, whoever presses twice comes one after the other. SQLite's writers do so anyway.
    """
    ticket_id = tokens.read_token(token)
    if ticket_id is None or not tokens.token_is_for(token, _PURPOSE, ticket_id):
        return None
    ticket = session.get(Ticket, ticket_id, with_for_update=lock or None)
    if ticket is None or ticket.consultation_id != consultation_id or not ticket.issued:
        return None
    if ticket.slip_fingerprint is not None and not ticket.opened:
        return None
    return tokens.derived_id(_PURPOSE, ticket_id)


def _free(session: Session, consultation_id: int) -> list[UUID]:
    return list(
        session.scalars(
            select(Ticket.id).where(Ticket.consultation_id == consultation_id, Ticket.issued.is_(False))
        )
    )
