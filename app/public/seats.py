"""One's own seat: the private page, the link of a mail, and the code of those without an address."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.db import ReadSession, WriteSession
from app.kit import clock
from app.kit.errors import InvalidError
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.localized import Lang, other_language
from app.kit.pages import page
from app.kit.phones import shown_phone
from app.kit.qr import qr_svg
from app.meetings.accept_offer import accept_offer
from app.meetings.again import register_again, register_again_by_mail
from app.meetings.cancel import cancel as cancel_registration
from app.meetings.change import change as change_registration
from app.meetings.confirm_address import confirm_address
from app.meetings.evaluation import is_open
from app.meetings.forms import read_change, shown_errors
from app.meetings.hand_out import hand_out
from app.meetings.links import (
    private_page_of,
    registration_address,
    registration_code,
    registration_of,
    registration_of_address,
)
from app.meetings.models import Registration
from app.meetings.queries import meeting_of_registration, public_meeting, registration_view
from app.meetings.register import standing_of
from app.meetings.rules import ENDS, NEEDS, PROFILES, SECTORS
from app.meetings.seats import is_proven
from app.public.outcomes import address_of, read_outcome
from app.settings import get_settings

router = APIRouter()

FIELDS = ("name", "organisation", "sector", "profile", "language", "note", "presence", "companion")
"""What the form of a registration posts and its change may post again, but for the needs."""
LONGEST_CODE = 60
"""Characters of a mistyped code that are shown again."""


@router.get("/{lang}/m/{code}/sent/{outcome}", name="public.registered")
def registered(request: Request, session: ReadSession, lang: Lang, code: str, outcome: str) -> HTMLResponse:
    """Say how a registration ended, and that the rest is in a mail. It looks nothing up about anybody."""
    return page(
        request,
        "public/meetings/registered.html",
        lang,
        meeting=public_meeting(session, code),
        standing=read_outcome(code, outcome),
        alternate_url=f"/{other_language(lang)}/m/{code}/sent/{outcome}",
    )


@router.get("/{lang}/m/{code}/r/{token}", name="public.registration")
def registration(request: Request, session: ReadSession, lang: Lang, code: str, token: str) -> HTMLResponse:
    """Show somebody's own registration to whoever has its link."""
    row = registration_of(session, code, token)
    view = meeting_of_registration(session, row)
    return page(
        request,
        "public/meetings/registration.html",
        lang,
        meeting=view,
        registration=registration_view(session, row),
        phone=shown_phone(row.phone),
        standing=standing_of(session, row),
        proven=is_proven(row),
        begun=clock.now() >= view.starts_at,
        token=token,
        seat_code=registration_code(row) if row.code_fingerprint else "",
        qr=qr_svg(f"{get_settings().base_url}/staff/check-in/{code}/{token}"),
        can_evaluate=is_open(session, view.evaluation_id),
        alternate_url=f"/{other_language(lang)}/m/{code}/r/{token}",
    )


@router.post("/{lang}/m/{code}/r/{token}/cancel", name="public.cancel_registration")
def cancel(session: WriteSession, lang: Lang, code: str, token: str) -> Response:
    """Give the seat back."""
    cancel_registration(session, code, token)
    return see_other(f"/{lang}/m/{code}/r/{token}")


@router.post("/{lang}/m/{code}/r/{token}/accept", name="public.accept_offer")
def accept(session: WriteSession, lang: Lang, code: str, token: str) -> Response:
    """Take the seat that is offered; the private page says what came of it."""
    accept_offer(session, code, token)
    return see_other(f"/{lang}/m/{code}/r/{token}")


@router.post("/{lang}/m/{code}/r/{token}/again", name="public.register_again")
def again(session: WriteSession, lang: Lang, code: str, token: str) -> Response:
    """Register again with what was told before."""
    by_mail = not is_proven(registration_of(session, code, token))
    return see_other(address_of(lang, code, register_again(session, code, token), by_mail=by_mail))


@router.get("/{lang}/m/{code}/r/{token}/change", name="public.ask_change")
def ask_change(request: Request, session: ReadSession, lang: Lang, code: str, token: str) -> Response:
    """Show the form that changes a registration."""
    row = registration_of(session, code, token)
    if row.status in ENDS:
        return see_other(f"/{lang}/m/{code}/r/{token}")
    fields: dict[str, list[str]] = {
        "name": [row.name],
        "organisation": [row.organisation],
        "sector": [row.sector],
        "profile": [row.profile],
        "language": [row.language],
        "note": [row.needs_note],
        "needs": row.needs,
        "presence": ["online" if row.online else "room"],
        "companion": ["yes"] if row.companion else [],
    }
    return _change_page(request, session, lang, code, token, Posted(fields))


@router.post("/{lang}/m/{code}/r/{token}/change", name="public.change_registration")
def change(
    *,
    request: Request,
    session: WriteSession,
    reader: ReadSession,
    lang: Lang,
    code: str,
    token: str,
    form: PostedForm,
) -> Response:
    """Change a registration, or say why it cannot be changed like that."""
    registration_of(reader, code, token)
    try:
        wish = read_change(form, lang)
        with session.begin_nested():
            change_registration(session, code, token, wish)
    except InvalidError as error:
        return _change_page(request, reader, lang, code, token, form, error)
    return see_other(f"/{lang}/m/{code}/r/{token}")


@router.post("/{lang}/m/{code}/r/{token}/evaluation", name="public.evaluate_meeting")
def evaluate(session: WriteSession, lang: Lang, code: str, token: str) -> Response:
    """Draw an evaluation ticket and lead to it: from there on nothing tells whose it is."""
    consultation_code, ticket = hand_out(session, code, token)
    return see_other(f"/{lang}/c/{consultation_code}/t/{ticket}")


@router.get("/{lang}/m/{code}/a/{token}", name="public.ask_confirmation")
def ask_confirmation(request: Request, session: ReadSession, lang: Lang, code: str, token: str) -> Response:
    """Ask the reader of a mail to confirm. Opening the link changes nothing: programs open it too."""
    row = registration_of_address(session, code, token)
    if _nothing_to_answer(row):
        return see_other(registration_address(code, row, lang))
    return page(
        request,
        "public/meetings/confirm.html",
        lang,
        meeting=meeting_of_registration(session, row),
        registration=registration_view(session, row),
        standing=standing_of(session, row),
        private_url=registration_address(code, row, lang),
        token=token,
        alternate_url=f"/{other_language(lang)}/m/{code}/a/{token}",
    )


@router.post("/{lang}/m/{code}/a/{token}", name="public.confirm_address")
def confirm(session: WriteSession, lang: Lang, code: str, token: str) -> Response:
    """Confirm the address, and with it the seat that is held or offered."""
    row = registration_of_address(session, code, token)
    if confirm_address(session, code, token) == "lapsed":
        return see_other(f"/{lang}/m/{code}/a/{token}")
    return see_other(registration_address(code, row, lang))


@router.post("/{lang}/m/{code}/a/{token}/again", name="public.register_again_by_mail")
def again_by_mail(session: WriteSession, lang: Lang, code: str, token: str) -> Response:
    """Register the reader of a mail again with what was told before."""
    return see_other(address_of(lang, code, register_again_by_mail(session, code, token), by_mail=False))


@router.get("/{lang}/my-seat", name="public.my_seat")
def my_seat(request: Request, lang: Lang) -> HTMLResponse:
    """Ask for the code of somebody without an e-mail address."""
    return _code_page(request, lang)


@router.post("/{lang}/my-seat", name="public.open_my_seat")
def open_my_seat(request: Request, session: ReadSession, lang: Lang, form: PostedForm) -> Response:
    """Lead to the private page that a code opens. Opening writes nothing."""
    typed = form.text("code")
    try:
        return see_other(private_page_of(session, typed, lang))
    except InvalidError as error:
        return _code_page(request, lang, typed[:LONGEST_CODE], error)


def _nothing_to_answer(row: Registration) -> bool:
    """Whether the link of a mail has done its work, so that it leads on to the private page."""
    if row.status in {"held", "offered", "lapsed"}:
        return False
    return row.address_confirmed or row.status in ENDS


def _code_page(
    request: Request, lang: Lang, typed: str = "", error: InvalidError | None = None
) -> HTMLResponse:
    lines, messages = shown_errors(error, lang) if error else ([], {})
    return page(
        request,
        "public/meetings/my_seat.html",
        lang,
        status=error.status if error else 200,
        code=typed,
        errors=lines,
        message=messages.get("code", ""),
        alternate_url=f"/{other_language(lang)}/my-seat",
    )


def _change_page(  # noqa: PLR0917 - a page and what its address says
    request: Request,
    session: ReadSession,
    lang: Lang,
    code: str,
    token: str,
    posted: Posted,
    error: InvalidError | None = None,
) -> HTMLResponse:
    row = registration_of(session, code, token)
    lines, messages = shown_errors(error, lang) if error else ([], {})
    return page(
        request,
        "public/meetings/change.html",
        lang,
        status=error.status if error else 200,
        meeting=meeting_of_registration(session, row),
        contact=row.email or shown_phone(row.phone),
        token=token,
        values={name: posted.text(name) for name in FIELDS},
        chosen_needs=posted.many("needs"),
        errors=lines,
        messages=messages,
        profiles=PROFILES,
        needs=NEEDS,
        sectors=SECTORS,
        alternate_url=f"/{other_language(lang)}/m/{code}/r/{token}/change",
    )
