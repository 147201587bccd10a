"""Asking for a presentation or for methodological support, and one's private page about it."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.db import ReadSession, WriteSession
from app.information.ask import ask as keep_request
from app.information.decide import withdraw as withdraw_request
from app.information.errors import TooManyRequestsError
from app.information.forms import CONSENT, DAYS, REGION, read_request, said
from app.information.links import request_of
from app.information.models import Kind
from app.information.queries import request_view
from app.information.rules import KINDS, MODES
from app.kit.errors import InvalidError, Problem
from app.kit.forms import TRAP, Posted, PostedForm, see_other
from app.kit.localized import Lang, other_language
from app.kit.pages import page
from app.kit.tokens import random_token
from app.territory.queries import all_bassins
from app.territory.sectors import sectors

router = APIRouter()

KindOfRequest = Annotated[Kind, Path()]

_FIELDS = (
    "organisation", "sector", "bassin", "mode", "wishes", *DAYS, "dates", "name", "email", "telephone",
    "language", CONSENT, "attempt", TRAP,
)  # fmt: skip


@router.get("/{lang}/requests", name="public.requests")
def choose(request: Request, lang: Lang) -> HTMLResponse:
    """Show what can be asked for."""
    return page(
        request, "public/requests/choose.html", lang, kinds=KINDS,
        alternate_url=f"/{other_language(lang)}/requests",
    )  # fmt: skip


@router.get("/{lang}/requests/{kind}", name="public.ask")
def form(request: Request, session: ReadSession, lang: Lang, kind: KindOfRequest) -> HTMLResponse:
    """Show the form that asks for something."""
    fresh = Posted({"language": [lang], "attempt": [random_token()]})
    return _form_page(request, session, lang, kind=kind, posted=fresh)


@router.post("/{lang}/requests/{kind}", name="public.send_request")
def send(
    *,
    request: Request,
    session: WriteSession,
    reader: ReadSession,
    lang: Lang,
    kind: KindOfRequest,
    form: PostedForm,
) -> Response:
    """Keep a request and lead to its private page."""
    try:
        bassins = [bassin.code for bassin in all_bassins(reader)]
        wish = read_request(form, kind, lang, bassins=bassins, sectors=sectors())
        with session.begin_nested():
            token = keep_request(session, wish)
    except InvalidError as error:
        return _form_page(request, reader, lang, kind=kind, posted=form, error=error)
    except TooManyRequestsError as error:
        # Beside the address, with all that was typed still there.
        told = InvalidError([Problem("email", error.message)])
        return _form_page(request, reader, lang, kind=kind, posted=form, error=told)
    return see_other(f"/{lang}/my-request/{token}")


@router.get("/{lang}/my-request/{token}", name="public.my_request")
def mine(request: Request, session: ReadSession, lang: Lang, token: str) -> HTMLResponse:
    """Show somebody's own request to whoever has its link."""
    return page(
        request,
        "public/requests/mine.html",
        lang,
        asked=request_view(session, request_of(session, token).id),
        sectors=sectors(),
        token=token,
        alternate_url=f"/{other_language(lang)}/my-request/{token}",
    )


@router.post("/{lang}/my-request/{token}/withdraw", name="public.withdraw_request")
def withdraw(session: WriteSession, lang: Lang, token: str) -> Response:
    """Withdraw one's own request."""
    withdrawn = withdraw_request(session, token)
    record(session, None, "withdraw_request", f"request:{withdrawn.id}")
    return see_other(f"/{lang}/my-request/{token}")


def _form_page(
    request: Request,
    session: Session,
    lang: Lang,
    *,
    kind: Kind,
    posted: Posted,
    error: InvalidError | None = None,
) -> HTMLResponse:
    return page(
        request,
        "public/requests/form.html",
        lang,
        status=error.status if error else 200,
        kind=kind,
        values={name: posted.text(name) for name in _FIELDS},
        sectors=sectors(),
        bassins=all_bassins(session),
        region=REGION,
        modes=MODES,
        days=DAYS,
        alternate_url=f"/{other_language(lang)}/requests/{kind}",
        **said(error, lang),
    )
