"""The cookie by which a browser keeps its answer: strictly necessary, and nothing else is ever set."""

from uuid import UUID

from fastapi import Request
from fastapi.responses import Response as HttpResponse
from sqlalchemy.orm import Session

from app.consultations.errors import NoDraftError
from app.consultations.gate import began_token, is_of_draft
from app.consultations.models import Draft, Response
from app.consultations.queries import ConsultationView, answer_by_token, consultation_by_code
from app.kit import tokens
from app.settings import get_settings

_DAYS = 120
_ASSISTED_SECONDS = 2 * 3600
"""The device belongs to the team: the next person must find nothing on it."""


def cookie_name(code: str) -> str:
    """Return the name of the cookie of a consultation."""
    return f"answer-{code}"


def token_of(draft_id: UUID) -> str:
    """Return the token that opens a draft, and its receipt once it is sent."""
    return tokens.make_token("draft", draft_id)


def remember(answer: HttpResponse, code: str, draft_id: UUID, *, assisted: bool = False) -> None:
    """Keep a draft in this browser; that of somebody who is helped, for as long as that takes."""
    answer.set_cookie(
        cookie_name(code), token_of(draft_id), max_age=_ASSISTED_SECONDS if assisted else _DAYS * 86_400,
        path="/", httponly=True,
        samesite="lax", secure=get_settings().secure_cookies,
    )  # fmt: skip


def began_here(request: Request, code: str) -> str:
    """Return what this browser holds of the moment at which it began an answer, or ''."""
    return request.cookies.get(f"began-{code}", "")


def remember_beginning(answer: HttpResponse, code: str, draft_id: UUID, held_now: str) -> None:
    """Keep the moment at which an answer was begun in this browser, unless it holds it already."""
    if not is_of_draft(held_now, draft_id):
        answer.set_cookie(
            f"began-{code}", began_token(draft_id), max_age=_DAYS * 86_400, path="/", httponly=True,
            samesite="lax", secure=get_settings().secure_cookies,
        )  # fmt: skip


def forget(answer: HttpResponse, code: str) -> None:
    """Forget the draft on this device. What was sent stays sent."""
    for name in (cookie_name(code), f"began-{code}"):
        answer.delete_cookie(
            name, path="/", httponly=True, samesite="lax", secure=get_settings().secure_cookies
        )


def held(
    request: Request, session: Session, code: str, given: str = ""
) -> tuple[ConsultationView, Draft | Response]:
    """Return a consultation with the draft, or by now the response, of this browser.

    `given` is a token that the form carries. One statement for a draft, two for a response.

    Raises:
        NoSuchConsultationError: no such consultation has this code.
        NoDraftError: there is no token, or it opens nothing here.
    """
    token = given or request.cookies.get(cookie_name(code), "")
    if not token:
        consultation_by_code(session, code)
        raise NoDraftError(
            "There is no answer on this device. If you have just begun, your browser refuses the one cookie "
            "that keeps it: please allow it and begin again."
        )
    return answer_by_token(session, code, token)


def held_or_none(request: Request, session: Session, code: str) -> Draft | Response | None:
    """Return the draft or the response that `held` returns, or None where there is nothing."""
    try:
        return held(request, session, code)[1]
    except NoDraftError:
        return None
