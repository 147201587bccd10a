"""My answer: what the author of a sent answer can do with the code of the receipt.

The code opens an answer in this browser, by a cookie that ends with the browser's session. It is another
cookie than the one that keeps a draft, so that reading an old answer never takes the place of one just begun.
Buttons carry the answer that their page showed: with two answers open in two tabs, each means its own.
"""

from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from fastapi.responses import Response as HttpResponse
from sqlalchemy.orm import Session

from app.consultations.correct import begin_correction, drop_correction, is_being_corrected
from app.consultations.errors import NoDraftError
from app.consultations.find_mine import find_mine, response_by_token
from app.consultations.models import Consultation, Draft, Response
from app.consultations.queries import view
from app.consultations.withdraw import withdraw
from app.db import ReadSession, WriteSession
from app.kit.errors import InvalidError
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.localized import Lang, other_language
from app.kit.pages import page
from app.kit.tokens import code_fingerprint, read_token, token_is_for
from app.public import answer_pages
from app.public.draft_cookie import cookie_name, forget, held_or_none, remember, token_of
from app.questionnaires.queries import form_of_version
from app.settings import get_settings

router = APIRouter()

COOKIE = "my-answer"
LONGEST_CODE = 60
"""Characters of a mistyped code that are shown again."""


def address(lang: Lang, rest: str = "") -> str:
    """Return the address of the page of one's answer, or of a page beneath it."""
    return f"/{lang}/my-answer" + (f"/{rest}" if rest else "")


@router.get("/{lang}/my-answer", name="public.mine")
def mine(request: Request, session: ReadSession, lang: Lang) -> HTMLResponse:
    """Show the answer that is open in this browser, or ask for its code."""
    response = _open_here(request, session)
    if response is None:
        return _ask(request, lang)
    consultation = view(session.get_one(Consultation, response.consultation_id))
    form = form_of_version(session, response.questionnaire_version_id)
    other = held_or_none(request, session, consultation.code)
    return page(
        request, "public/mine/answer.html", lang, consultation=consultation, sent_on=response.submitted_on,
        code=answer_pages.receipt_code(response.id), token=token_of(response.id),
        sections=answer_pages.sent_sections(form, response, lang),
        correcting=is_being_corrected(session, response.id),
        other_draft=isinstance(other, Draft) and other.id != response.id,
        alternate_url=address(other_language(lang)),
    )  # fmt: skip


@router.post("/{lang}/my-answer", name="public.open_mine")
def open_mine(request: Request, session: ReadSession, lang: Lang, form: PostedForm) -> HttpResponse:
    """Open an answer by its code. Opening writes nothing: not even that somebody looked."""
    code = form.text("code")
    try:
        found = find_mine(session, code)
    except InvalidError as error:
        return _ask(request, lang, code, error)
    return _opened(lang, found.id)


@router.post("/{lang}/my-answer/correct", name="public.correct")
def correct(session: WriteSession, lang: Lang, form: PostedForm) -> HttpResponse:
    """Lead to the answers, each with a link to change it."""
    draft = begin_correction(session, _shown(session, form).id, lang)
    code = session.get_one(Consultation, draft.consultation_id).code
    done = see_other(f"/{lang}/c/{code}/check")
    remember(done, code, draft.id)
    return done


@router.post("/{lang}/my-answer/leave", name="public.leave_as_it_is")
def leave_as_it_is(session: WriteSession, lang: Lang, form: PostedForm) -> HttpResponse:
    """Forget a correction that was begun."""
    response = _shown(session, form)
    drop_correction(session, response.id)
    return _opened(lang, response.id)


@router.get("/{lang}/my-answer/withdraw", name="public.ask_withdraw")
def ask_withdraw(request: Request, session: ReadSession, lang: Lang) -> HttpResponse:
    """Say what withdrawing does, before it is done."""
    response = _open_here(request, session)
    if response is None:
        return see_other(address(lang))
    consultation = view(session.get_one(Consultation, response.consultation_id))
    return page(
        request, "public/mine/withdraw.html", lang, consultation=consultation,
        code=answer_pages.receipt_code(response.id), token=token_of(response.id),
        alternate_url=address(other_language(lang), "withdraw"),
    )  # fmt: skip


@router.post("/{lang}/my-answer/withdraw", name="public.withdraw")
def withdraw_now(request: Request, session: WriteSession, lang: Lang, form: PostedForm) -> HttpResponse:
    """Withdraw the answer that the form speaks of. Pressing twice ends at the same page."""
    done = see_other(address(lang, "withdrawn"))
    token = form.text("answer")
    try:
        response = response_by_token(session, token)
        consultation = session.get_one(Consultation, response.consultation_id)
        withdraw(session, response.id)
    except NoDraftError:
        if not _is_ours(token):
            raise
    else:
        if request.cookies.get(cookie_name(consultation.code)) == token:
            forget(done, consultation.code)
    _close(done)
    return done


@router.get("/{lang}/my-answer/withdrawn", name="public.withdrawn")
def withdrawn(request: Request, lang: Lang) -> HTMLResponse:
    """Say that the answer is gone."""
    return page(
        request, "public/mine/withdrawn.html", lang, alternate_url=address(other_language(lang), "withdrawn")
    )


@router.post("/{lang}/my-answer/close", name="public.close_mine")
def close(request: Request, session: ReadSession, lang: Lang, form: PostedForm) -> HttpResponse:
    """Forget the answer on this device, whichever cookie holds it. What was sent stays sent."""
    done = see_other(address(lang))
    token = form.text("answer")
    try:
        response = response_by_token(session, token)
    except NoDraftError:
        _close(done)
        return done
    code = session.get_one(Consultation, response.consultation_id).code
    if request.cookies.get(cookie_name(code)) == token:
        forget(done, code)
    _close(done)
    return done


# The last of its kind: every other address beneath /my-answer stands above.
@router.get("/{lang}/my-answer/{code}", name="public.scanned")
def scanned(request: Request, lang: Lang, code: str) -> HttpResponse:
    """Offer to open an answer by the code that was scanned.

    It reads the same for any code; what could never be one leads to the form that asks for it.
    """
    if code_fingerprint(code) is None:
        return see_other(address(lang))
    return _ask(request, lang, code, alternate=address(other_language(lang), quote(code)))


def _ask(
    request: Request, lang: Lang, code: str = "", error: InvalidError | None = None, alternate: str = ""
) -> HTMLResponse:
    found = error.problems if error else []
    return page(
        request, "public/mine/open.html", lang, status=error.status if error else 200,
        code=code[:LONGEST_CODE], errors=answer_pages.summary(found, lang),
        message=found[0].message.text(lang) if found else "",
        alternate_url=alternate or address(other_language(lang)),
    )  # fmt: skip


def _open_here(request: Request, session: Session) -> Response | None:
    """Return the answer that is open in this browser."""
    try:
        return response_by_token(session, request.cookies.get(COOKIE, ""))
    except NoDraftError:
        return None


def _shown(session: Session, form: Posted) -> Response:
    """Return the answer that the page of this form showed.

    Raises:
        NoDraftError: the form carries no token of ours, or the answer was withdrawn.
    """
    return response_by_token(session, form.text("answer"))


def _is_ours(token: str) -> bool:
    response_id = read_token(token)
    return response_id is not None and token_is_for(token, "draft", response_id)


def _opened(lang: Lang, response_id: UUID) -> HttpResponse:
    """Open an answer in this browser until it is closed, and lead to it."""
    done = see_other(address(lang))
    done.set_cookie(
        COOKIE, token_of(response_id), path="/", httponly=True, samesite="lax",
        secure=get_settings().secure_cookies,
    )  # fmt: skip
    return done


def _close(done: HttpResponse) -> None:
    done.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=get_settings().secure_cookies)
