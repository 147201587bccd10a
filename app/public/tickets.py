"""Entering a consultation by a ticket: a link of one's own, good for one answer."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from fastapi.responses import Response as HttpResponse

from app.consultations.errors import NoDraftError
from app.consultations.models import Draft, Response
from app.consultations.queries import consultation_by_code, consultation_view, view
from app.consultations.start import start_draft
from app.consultations.tickets import draft_id_of_ticket
from app.db import ReadSession, WriteSession
from app.kit.forms import see_other
from app.kit.localized import Lang, other_language
from app.kit.pages import page
from app.public.beginning import address, go_on, require_open
from app.public.draft_cookie import remember
from app.questionnaires.queries import form_of_version

router = APIRouter()

_UNKNOWN = (
    "This link opens nothing. It may be incomplete: please check it, or ask the person who gave it to you."
)


@router.get("/{lang}/c/{code}/t/{token}", name="public.ticket")
def ticket(request: Request, session: ReadSession, lang: Lang, code: str, token: str) -> HTMLResponse:
    """Say what the link is for. Nothing happens yet: programs that read mails follow links too."""
    consultation = consultation_view(session, code)
    draft_id = draft_id_of_ticket(session, consultation.id, token)
    if draft_id is None:
        raise NoDraftError(_UNKNOWN)
    draft = session.get(Draft, draft_id)
    form = form_of_version(session, consultation.questionnaire_version_id)
    return page(
        request, "public/answer/landing.html", lang, consultation=consultation,
        minutes=form.extras.get("minutes", ""), has_draft=draft is not None,
        is_correction=draft is not None and draft.sent_on is not None,
        has_sent=session.get(Response, draft_id) is not None, ticket=token,
        alternate_url=address(other_language(lang), code, f"t/{token}"),
    )  # fmt: skip


@router.post("/{lang}/c/{code}/t/{token}", name="public.use_ticket")
def use_ticket(request: Request, session: WriteSession, lang: Lang, code: str, token: str) -> HttpResponse:
    """Begin, go on with, or read again the one answer of a ticket."""
    row = consultation_by_code(session, code)
    draft_id = draft_id_of_ticket(session, row.id, token, lock=True)
    if draft_id is None:
        raise NoDraftError(_UNKNOWN)
    # The draft first: sending turns it into a response, never the other way round.
    draft = session.get(Draft, draft_id)
    if draft is None and session.get(Response, draft_id) is not None:
        done = see_other(address(lang, code, "receipt"))
        remember(done, code, draft_id)
        return done
    require_open(view(row))
    return go_on(request, session, draft or start_draft(session, row, lang, draft_id=draft_id), lang, code)
