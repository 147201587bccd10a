"""The web application: wiring only."""

import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

import anyio.to_thread
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from app.housekeeping import run_housekeeping
from app.kit.errors import AteliersError, InvalidError, Message, NotFoundError
from app.kit.localized import Lang, is_language, other_language
from app.kit.origin import OriginGuard
from app.kit.outbox.worker import run_worker
from app.kit.pages import page
from app.kit.static import FOLDER, HashedStaticFiles
from app.settings import get_settings

log = logging.getLogger("ateliers")

PUBLIC = ("home", "answering", "tickets", "bassins", "meetings", "about", "health")
STAFF = ("sign_in", "home", "consultations", "bassins", "meetings", "outbox")

_BY_STATUS = {
    404: "There is nothing at this address.",
    405: "This address does not do that.",
    413: "What you sent is too large. Please shorten your text.",
    503: "The service is very busy. Nothing is lost: please try again in a moment.",
}


@asynccontextmanager
async def _lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Give requests as many threads as there are connections.

    Meanwhile mail is sent and retention periods are kept.
    """
    settings = get_settings()
    anyio.to_thread.current_default_thread_limiter().total_tokens = settings.database_pool
    stop = threading.Event()
    loops = [run_housekeeping, *([run_worker] if settings.smtp_url else [])]
    threads = [threading.Thread(target=loop, args=(stop,), name=loop.__name__, daemon=True) for loop in loops]
    for thread in threads:
        thread.start()
    yield
    stop.set()
    for thread in threads:
        await anyio.to_thread.run_sync(thread.join)


def create_app() -> FastAPI:
    """Return the application: faces, static files, protections and error pages."""
    settings = get_settings()
    app = FastAPI(title="Ateliers", openapi_url=None, docs_url=None, redoc_url=None, lifespan=_lifespan)
    # Staff first: /{lang}/ would otherwise answer for /staff/.
    for face, names in (("staff", STAFF), ("public", PUBLIC)):
        for name in names:
            app.include_router(import_module(f"app.{face}.{name}").router)
    if settings.environment == "development":
        app.include_router(import_module("app.public.styleguide").router)
    app.mount("/static", HashedStaticFiles(directory=FOLDER), name="static")
    app.add_middleware(GZipMiddleware, minimum_size=500)
    app.add_middleware(OriginGuard, base_url=settings.base_url)
    app.add_exception_handler(AteliersError, _said)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(OperationalError, _busy)
    app.add_exception_handler(Exception, _unforeseen)
    return app


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
    """Return a kind page that says what is the matter in the reader's language."""
    lang = language_of(request)
    path = request.url.path
    alternate = f"/{other_language(lang)}{path[3:]}" if path[1:3] == lang else f"/{other_language(lang)}"
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
    text = _BY_STATUS.get(error.status_code, "We could not read this form. Please go back and try again.")
    answer = error_page(request, error.status_code, Message(text))
    answer.headers.update(error.headers or {})
    return answer


def _not_understood(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as registered above
    in_path = any(problem["loc"][0] == "path" for problem in error.errors())
    if in_path:
        return _said(request, NotFoundError("There is nothing at this address."))
    return error_page(request, 422, Message("We could not read this form. Please go back and try again."))


def _busy(request: Request, error: Exception) -> Response:
    log.error("the database did not answer %s %s: %s", request.method, request.url.path, error)
    answer = error_page(request, 503, Message(_BY_STATUS[503]))
    answer.headers["Retry-After"] = "5"
    return answer


def _unforeseen(request: Request, error: Exception) -> Response:
    log.error("unforeseen error at %s %s", request.method, request.url.path, exc_info=error)
    return error_page(
        request, 500, Message("Something went wrong on our side. Nothing you sent before is lost.")
    )
