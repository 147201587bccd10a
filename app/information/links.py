"""The private link of a request."""

from sqlalchemy.orm import Session

from app.information.errors import NoSuchRequestError
from app.information.models import SupportRequest
from app.kit.tokens import make_token, read_token, token_is_for

_PURPOSE = "support-request"


def request_token(request: SupportRequest) -> str:
    """Return the token of the private page, the same each time until `generation` is raised."""
    return make_token(_PURPOSE, request.id, request.generation)


def request_address(request: SupportRequest, lang: str) -> str:
    """Return the path of the private page."""
    return f"/{lang}/my-request/{request_token(request)}"


def request_of(session: Session, token: str) -> SupportRequest:
    """Return the request that a private link leads to.

    Raises:
        NoSuchRequestError: the token is not ours, was revoked, or leads to somebody who was forgotten.
    """
    request_id = read_token(token)
    request = session.get(SupportRequest, request_id) if request_id is not None else None
    if request is None or not token_is_for(token, _PURPOSE, request.id, request.generation):
        raise NoSuchRequestError
    return request
