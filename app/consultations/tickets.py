"""One-use entries to a consultation that is not open to all.

A ticket is a random row. Its token is made from its id and the secret, and the draft and response that it
leads to have an id derived from both: with the database alone nobody can tell which ticket became which
response, and no ticket knows to whom it was handed.
"""

from random import SystemRandom
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.consultations.models import Ticket
from app.kit import tokens

_PURPOSE = "ticket"


def create_tickets(session: Session, consultation_id: int, count: int) -> None:
    """Add `count` tickets to the stock of a consultation."""
    if count > 0:
        rows = [{"id": uuid4(), "consultation_id": consultation_id, "issued": False} for _ in range(count)]
        session.execute(insert(Ticket), rows)


def hand_out_ticket(session: Session, consultation_id: int) -> str | None:
    """Take a ticket from the stock, drawn at random, and return its token; None when the stock is empty.

    The caller holds a lock on what decides who may have one, so that two people never draw the same ticket.
    """
    free = session.scalars(
        select(Ticket.id).where(Ticket.consultation_id == consultation_id, Ticket.issued.is_(False))
    ).all()
    if not free:
        return None
    drawn = SystemRandom().choice(free)
    session.execute(update(Ticket).where(Ticket.id == drawn).values(issued=True))
    return tokens.make_token(_PURPOSE, drawn)


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
    return tokens.derived_id(_PURPOSE, ticket_id)
