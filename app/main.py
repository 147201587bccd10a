"""The web application: wiring only."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

import anyio.to_thread
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from app.analysis.warm import load_libraries
from app.error_pages import answer_errors
from app.housekeeping import run_housekeeping
from app.kit.origin import OriginGuard
from app.kit.outbox.worker import run_worker
from app.kit.static import FOLDER, HashedStaticFiles
from app.meetings.clockwork import run_clockwork
from app.settings import get_settings

PUBLIC = (
    "home",
    "beginning",
    "answering",
    "phone",
    "tickets",
    "invitations",
    "replies",
    "bassins",
    "figures",
    "meeting_lists",
    "meetings",
    "minutes",
    "seats",
    "evaluation",
    "mine",
    "paper",
    "results",
    "information",
    "requests",
    "about",
    "media",
    "files",
    "health",
)
STAFF = (
    "sign_in",
    "home",
    "running",
    "preview",
    "progress",
    "programmes",
    "programme_priorities",
    "programme_actions",
    "programme_bassin",
    "differences",
    "consultations",
    "representation",
    "populations",
    "releases",
    "exports",
    "looks",
    "editor",
    "editor_question",
    "editor_settings",
    "files",
    "questionnaire_import",
    "translations",
    "version_preview",
    "questionnaires",
    "paper",
    "typing_in",
    "sheets",
    "contacts",
    "contact_imports",
    "invitations",
    "bassins",
    "funnels",
    "evaluations",
    "evaluation_comments",
    "evaluation_changes",
    "meeting_mails",
    "calls",
    "meeting_form",
    "meeting_steps",
    "meeting_invitations",
    "votes",
    "meetings",
    "information_documents",
    "information",
    "requests",
    "support_years",
    "minutes",
    "minutes_import",
    "minutes_history",
    "minutes_items",
    "support_groups",
    "door",
    "meeting_evaluation",
    "check_in",
    "candidates",
    "handover",
    "attendance_sheet",
    "outbox",
)


@asynccontextmanager
async def _lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Give requests as many threads as there are connections.

    Meanwhile mail is sent, meetings do what is due, retention periods are kept, and libraries are loaded.
    """
    settings = get_settings()
    anyio.to_thread.current_default_thread_limiter().total_tokens = settings.database_pool
    stop = threading.Event()
    loops = [run_housekeeping, run_clockwork, load_libraries, *([run_worker] if settings.smtp_url else [])]
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
    answer_errors(app)
    return app
