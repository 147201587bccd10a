"""Answering by a link of one's own, from a mail or a slip of paper; and asking not to be written to again."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from fastapi.responses import Response as HttpResponse

from app.consultations.entries import enter, state_of_entry
from app.consultations.models import Response
from app.consultations.queries import consultation_by_code, consultation_view, view
from app.contacts.links import contact_of_link, entry_of_link
from app.contacts.no_mail import stop_writing
from app.db import ReadSession, WriteSession
from app.kit.forms import see_other
from app.kit.localized import Lang, other_language
from app.kit.pages import page
from app.public.beginning import address, go_on, require_open
from app.public.draft_cookie import held_or_none
from app.questionnaires.queries import form_of_version

router = APIRouter()


@router.get("/{lang}/c/{code}/i/{token}", name="public.invitation")
def invitation(request: Request, session: ReadSession, lang: Lang, code: str, token: str) -> HTMLResponse:
    """Say what the link is for. Nothing happens yet: programs that read mails follow links too."""
    consultation = consultation_view(session, code)
    state = state_of_entry(session, entry_of_link(session, code, token))
    there = f"i/{token}"
    alternate_url = address(other_language(lang), code, there)
    if state == "used":
        here = isinstance(held_or_none(request, session, code), Response)
        return page(
            request, "public/invitations/used.html", lang, consultation=consultation, is_here=here,
            alternate_url=alternate_url,
        )  # fmt: skip
    form = form_of_version(session, consultation.questionnaire_version_id)
    return page(
        request, "public/invitations/invitation.html", lang, consultation=consultation, there=there,
        minutes=form.extras.get("minutes", ""), has_draft=state == "begun", has_sent=False,
        is_correction=False, ticket="", alternate_url=alternate_url,
    )  # fmt: skip


@router.post("/{lang}/c/{code}/i/{token}", name="public.use_invitation")
def use_invitation(
    request: Request, session: WriteSession, lang: Lang, code: str, token: str
) -> HttpResponse:
    """Begin or go on with the one answer of a link."""
    row = consultation_by_code(session, code)
    entry_id = entry_of_link(session, code, token)
    require_open(view(row))
    draft = enter(session, row, entry_id, lang)
    if draft is None:
        return see_other(address(lang, code, f"i/{token}"))
    return go_on(request, session, draft, lang, code)


@router.get("/{lang}/no-mail/{token}", name="public.no_mail")
def no_mail(request: Request, lang: Lang, token: str) -> HTMLResponse:
    """Ask whether to stop writing. Opening the link changes nothing."""
    contact_of_link(token)
    return page(
        request, "public/invitations/no_mail.html", lang, token=token,
        alternate_url=f"/{other_language(lang)}/no-mail/{token}",
    )  # fmt: skip


@router.post("/{lang}/no-mail/{token}", name="public.stop_writing")
def stop(session: WriteSession, lang: Lang, token: str) -> HttpResponse:
    """Stop writing to somebody."""
    stop_writing(session, contact_of_link(token))
    return see_other(f"/{lang}/no-mail/{token}/noted")


@router.get("/{lang}/no-mail/{token}/noted", name="public.no_mail_noted")
def noted(request: Request, lang: Lang, token: str) -> HTMLResponse:
    """Say that we do not write any more."""
    contact_of_link(token)
    return page(
        request, "public/invitations/no_mail_noted.html", lang,
        alternate_url=f"/{other_language(lang)}/no-mail/{token}/noted",
    )  # fmt: skip
