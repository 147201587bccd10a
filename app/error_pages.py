"""Errors as kind pages in the reader's language, and as log lines that hold nothing of anybody."""

import logging
import traceback

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from app.kit.errors import AteliersError, InvalidError, Message, NotFoundError
from app.kit.localized import Lang, is_language, other_language
from app.kit.origin import SAFE_METHODS
from app.kit.pages import page

log = logging.getLogger("ateliers")

_NOT_READ = "We could not read this form. Please go back and try again."
_BY_STATUS = {
    404: "There is nothing at this address.",
    405: "This address does not do that.",
    413: "What you sent is too large. Please shorten your text.",
    503: "The service is very busy. Nothing is lost: please try again in a moment.",
}


def answer_errors(app: FastAPI) -> None:
    """Give the application a page for every kind of error."""
    app.add_exception_handler(AteliersError, _said)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(OperationalError, _busy)
    app.add_exception_handler(ClientDisconnect, _left)
    app.add_exception_handler(Exception, _unforeseen)
    # The server prints what was raised once more, message included; `_unforeseen` has said what may be said.
    logging.getLogger("uvicorn.error").addFilter(_without_exception)


def language_of(request: Request) -> Lang:
    """Return the language of a signed-in member, of the address, or the reader's preference, or French."""
    member = getattr(request.state, "member", None)
    if member is not None:
        return member.language  # type: ignore[no-any-return]
    first = request.url.path.split("/")[1] if "/" in request.url.path else ""
    if is_language(first):
        return first
    preferred = request.headers.get("accept-language", "")[:2].lower()
    return preferred if is_language(preferred) else "fr"


def error_page(request: Request, status: int, message: Message) -> HTMLResponse:
    """Return a kind page that says what is the matter in the reader's language.

    Where a form was refused, the switch of language leads to the page of that form: the address itself
    cannot be opened.
    """
    lang = language_of(request)
    path = request.url.path
    if request.method not in SAFE_METHODS:
        path = path.rsplit("/", 1)[0]
    alternate = f"/{other_language(lang)}{path[3:]}" if path[1:3] == lang else f"/{other_language(lang)}/"
    template = "staff/error.html" if path.startswith("/staff") else "public/error.html"
    return page(
        request, template, lang, status=status, error_status=status, message=message.text(lang),
        alternate_url=alternate,
    )  # fmt: skip


def _said(request: Request, error: Exception) -> Response:
    assert isinstance(error, AteliersError)  # noqa: S101 - as registered above
    message = error.problems[0].message if isinstance(error, InvalidError) else error.message
    return error_page(request, error.status, message)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - as registered above
    location = (error.headers or {}).get("Location")
    if location:
        return RedirectResponse(location, status_code=error.status_code)
    answer = error_page(request, error.status_code, Message(_BY_STATUS.get(error.status_code, _NOT_READ)))
    answer.headers.update(error.headers or {})
    return answer


def _not_understood(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as registered above
    if any(problem["loc"][0] == "path" for problem in error.errors()):
        return _said(request, NotFoundError("There is nothing at this address."))
    return error_page(request, 422, Message(_NOT_READ))


def _busy(request: Request, error: Exception) -> Response:
    _log(request, error)
    answer = error_page(request, 503, Message(_BY_STATUS[503]))
    answer.headers["Retry-After"] = "5"
    return answer


def _left(request: Request, error: Exception) -> Response:  # noqa: ARG001 - handlers look alike
    """Answer somebody who has gone: a preview that was overtaken by the next one, a network that was cut."""
    return Response(status_code=400)


def _unforeseen(request: Request, error: Exception) -> Response:
    _log(request, error)
    return error_page(
        request, 500, Message("Something went wrong on our side. Nothing you sent before is lost.")
    )


def _log(request: Request, error: Exception) -> None:
    """Say where something failed, without the words of the error or of the address.

    Both can hold answers, names and private links, and a line of the log has a time of day.
    """
    route = getattr(request.scope.get("route"), "path", "an unknown route")
    state = getattr(getattr(error, "orig", None), "sqlstate", None) or ""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s %s failed: %s %s\n%s", request.method, route, type(error).__name__, state, where)


def _without_exception(record: logging.LogRecord) -> bool:
    if record.exc_info:
        record.exc_info, record.exc_text = None, None
        record.msg, record.args = "a request failed", ()
    return True
