"""Finding a meeting, taking a seat, giving it back and evaluating the meeting, all without an account."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.db import ReadSession, WriteSession
from app.kit.errors import InvalidError
from app.kit.forms import TRAP, Posted, PostedForm, see_other
from app.kit.localized import Lang, other_language
from app.kit.pages import page
from app.kit.tokens import random_token
from app.meetings.calendar import meeting_calendar
from app.meetings.cancel import cancel as cancel_registration
from app.meetings.evaluation import hand_out, is_open
from app.meetings.forms import read_registration, shown_errors
from app.meetings.links import registration_of
from app.meetings.minutes.queries import published_minutes
from app.meetings.queries import meeting_of_registration, public_meeting, registration_view
from app.meetings.register import register as take_seat
from app.meetings.rules import NEEDS, PROFILES

router = APIRouter()

_FIELDS = ("name", "email", "organisation", "profile", "language", "note", "attempt", TRAP)


@router.get("/{lang}/m/{code}", name="public.meeting")
def meeting(request: Request, session: ReadSession, lang: Lang, code: str) -> HTMLResponse:
    """Show a meeting and the form to come."""
    fresh = Posted({"language": [lang], "attempt": [random_token()]})
    return _meeting_page(request=request, session=session, lang=lang, code=code, posted=fresh)


@router.post("/{lang}/m/{code}/register", name="public.register")
def register(
    *, request: Request, session: WriteSession, reader: ReadSession, lang: Lang, code: str, form: PostedForm
) -> Response:
    """Take a seat: lead to the private page, or say that the confirmation went out again."""
    try:
        wish = read_registration(form, lang)
    except InvalidError as error:
        return _meeting_page(request=request, session=reader, lang=lang, code=code, posted=form, error=error)
    token = take_seat(session, code, wish).token
    return see_other(f"/{lang}/m/{code}/" + (f"r/{token}" if token else "sent-again"))


@router.get("/{lang}/m/{code}/sent-again", name="public.sent_again")
def sent_again(request: Request, session: ReadSession, lang: Lang, code: str) -> HTMLResponse:
    """Say that the address typed has a seat already, and that its confirmation was sent again."""
    return page(
        request,
        "public/meetings/sent_again.html",
        lang,
        meeting=public_meeting(session, code),
        alternate_url=f"/{other_language(lang)}/m/{code}/sent-again",
    )


@router.get("/{lang}/m/{code}/calendar.ics", name="public.meeting_calendar")
def calendar(session: ReadSession, lang: Lang, code: str) -> Response:
    """Give the meeting as a calendar file."""
    return Response(
        meeting_calendar(public_meeting(session, code), lang),
        media_type="text/calendar; charset=utf-8",
        headers={
            "Cache-Control": "no-cache",
            "Content-Language": lang,
            "Content-Disposition": f'attachment; filename="{code}.ics"',
        },
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
        token=token,
        can_evaluate=is_open(session, view.evaluation_id),
        alternate_url=f"/{other_language(lang)}/m/{code}/r/{token}",
    )


@router.post("/{lang}/m/{code}/r/{token}/cancel", name="public.cancel_registration")
def cancel(session: WriteSession, lang: Lang, code: str, token: str) -> Response:
    """Give the seat back."""
    cancel_registration(session, code, token)
    return see_other(f"/{lang}/m/{code}/r/{token}")


@router.post("/{lang}/m/{code}/r/{token}/evaluation", name="public.evaluate_meeting")
def evaluate(session: WriteSession, lang: Lang, code: str, token: str) -> Response:
    """Draw an evaluation ticket and lead to it: from there on nothing tells whose it is."""
    consultation_code, ticket = hand_out(session, code, token)
    return see_other(f"/{lang}/c/{consultation_code}/t/{ticket}")


def _meeting_page(
    *,
    request: Request,
    session: ReadSession,
    lang: Lang,
    code: str,
    posted: Posted,
    error: InvalidError | None = None,
) -> HTMLResponse:
    lines, messages = shown_errors(error, lang) if error else ([], {})
    found = public_meeting(session, code)
    return page(
        request,
        "public/meetings/meeting.html",
        lang,
        status=error.status if error else 200,
        meeting=found,
        has_minutes=bool(published_minutes(session, [found.id])),
        values={name: posted.text(name) for name in _FIELDS},
        chosen_needs=posted.many("needs"),
        errors=lines,
        messages=messages,
        profiles=PROFILES,
        needs=NEEDS,
        alternate_url=f"/{other_language(lang)}/m/{code}",
    )
