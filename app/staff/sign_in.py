"""Signing in and out, and choosing the language of one's pages."""

from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.choose_language import choose_language
from app.accounts.errors import BusyError
from app.accounts.rules import LONGEST_PASSWORD, local_staff_path
from app.accounts.sessions import LIFETIME, close_session
from app.accounts.sign_in import sign_in
from app.db import WriteSession
from app.kit.errors import InvalidError, Message, Problem
from app.kit.forms import FieldReader, Posted, PostedForm, see_other
from app.kit.localized import LANGUAGES, Lang, is_language, other_language
from app.kit.pages import page
from app.settings import get_settings
from app.staff.guard import COOKIE, SIGN_IN, Member, require

router = APIRouter()

HOME = "/staff/"
_NO_MATCH = (
    "This e-mail address and password do not go together, or too many passwords were tried. "
    "Please check them, or try again later."
)
LONGEST_TYPED = 4 * LONGEST_PASSWORD


@router.get("/staff/sign-in", name="staff.sign_in")
def show_form(
    request: Request,
    lang: Annotated[str, Query()] = "",
    after: Annotated[str, Query(alias="next")] = "",
) -> HTMLResponse:
    """Show the form, in the language asked for or else the one the browser prefers."""
    return _form(request, _language(request, lang), after)


@router.post("/staff/sign-in", name="staff.sign_in.send")
def send_form(request: Request, form: PostedForm) -> Response:
    """Open a session and go where the member was going."""
    lang = _language(request, form.text("lang"))
    after = form.text("next")
    email = form.text("email")
    try:
        token = _try(form)
    except InvalidError as error:
        return _form(request, lang, after, email=email, problems=error.problems, status=error.status)
    except BusyError as error:
        return _form(
            request, lang, after, email=email, problems=[Problem("email", error.message)], status=error.status
        )
    answer = see_other(local_staff_path(after) or HOME)
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(LIFETIME.total_seconds()),
        path="/staff",
        secure=get_settings().secure_cookies,
        httponly=True,
        samesite="lax",
    )
    return answer


@router.post("/staff/sign-out", name="staff.sign_out")
def sign_out(
    request: Request, session: WriteSession, member: Annotated[Member, Depends(require("enter"))]
) -> RedirectResponse:
    """Close the session of this browser."""
    close_session(session, request.cookies[COOKIE])
    answer = see_other(f"{SIGN_IN}?{urlencode({'lang': member.language})}")
    answer.delete_cookie(
        COOKIE, path="/staff", secure=get_settings().secure_cookies, httponly=True, samesite="lax"
    )
    return answer


@router.post("/staff/language", name="staff.language")
def change_language(
    request: Request,
    session: WriteSession,
    form: PostedForm,
    member: Annotated[Member, Depends(require("enter"))],
) -> RedirectResponse:
    """Keep the member's language and show the same page in it."""
    reader = FieldReader(form)
    chosen = reader.choice("lang", list(LANGUAGES), required="Please choose a language.")
    reader.check()
    if is_language(chosen):
        choose_language(session, member.id, chosen)
    came_from = urlsplit(request.headers.get("referer", ""))
    back_to = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    return see_other(local_staff_path(back_to) or HOME)


def _try(form: Posted) -> str:
    reader = FieldReader(form)
    # An address that is no address simply opens nothing: the form tells nobody what an account looks like.
    email = reader.text("email", longest=LONGEST_TYPED, required="Please give an e-mail address.")
    # Blanks around a password belong to it.
    password = (form.many("password") or [""])[-1]
    if not password:
        reader.problem("password", "Please give your password.")
    reader.check()
    token = sign_in(email, password)
    if token is None:
        raise InvalidError([Problem("email", Message(_NO_MATCH))])
    return token


def _form(
    request: Request,
    lang: Lang,
    after: str,
    *,
    email: str = "",
    problems: list[Problem] | None = None,
    status: int = 200,
) -> HTMLResponse:
    kept = local_staff_path(after)
    query = {"lang": other_language(lang), **({"next": kept} if kept else {})}
    return page(
        request,
        "staff/sign_in.html",
        lang,
        status=status,
        email=email,
        after=kept or "",
        errors={problem.field: problem.message.text(lang) for problem in problems or []},
        alternate_url=f"{SIGN_IN}?{urlencode(query)}",
    )


def _language(request: Request, asked: str) -> Lang:
    if is_language(asked):
        return asked
    for part in request.headers.get("accept-language", "").split(","):
        code = part.strip()[:2].lower()
        if is_language(code):
            return code
    return "fr"
