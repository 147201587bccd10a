"""Find an answer again: the code of the receipt is the only way back to it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.consultations.errors import NoDraftError
from app.consultations.models import Response
from app.kit import tokens
from app.kit.errors import InvalidError, Message, Problem


def find_mine(session: Session, code: str) -> Response:
    """Return the response that a receipt's code belongs to. One statement, whether the code is right or not.

    Nothing counts wrong codes and nothing slows an address down: a code has 60 bits. With 100,000 responses
    kept and 1,000 guesses a second, all of which the service would have to answer, one is found every three
    hundred years or so; a room behind one address may mistype as often as it likes.

    Raises:
        InvalidError: no response has this code. It reads the same for a code that was never one, for one that
            nobody has and for one whose answer was withdrawn.
    """
    fingerprint = tokens.code_fingerprint(code) or ""
    found = session.scalars(select(Response).where(Response.receipt_fingerprint == fingerprint)).one_or_none()
    if found is None:
        message = Message("We find no answer with this code. Check every character; or it was withdrawn.")
        raise InvalidError([Problem("code", message)])
    return found


def response_by_token(session: Session, token: str) -> Response:
    """Return the sent response that a token opens. One statement.

    Raises:
        NoDraftError: the token is not ours, or its answer was not sent or was withdrawn.
    """
    response_id = tokens.read_token(token)
    if response_id is not None and tokens.token_is_for(token, "draft", response_id):
        found = session.get(Response, response_id)
        if found is not None:
            return found
    raise NoDraftError
