"""Finding a meeting and registering for it, without an account."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.db import ReadSession, WriteSession
from app.kit.errors import InvalidError
from app.kit.forms import TRAP, Posted, PostedForm, see_other
from app.kit.localized import Lang, other_language
from app.kit.pages import page
from app.kit.tokens import random_token
from app.meetings.calendar import meeting_calendar
from app.meetings.changes.queries import public_changes_after
from app.meetings.forms import read_registration, shown_errors
from app.meetings.minutes.queries import published_minutes
from app.meetings.queries import public_meeting
from app.meetings.register import register as take_seat
from app.meetings.rules import NEEDS, PROFILES, SECTORS
from app.public.outcomes import address_of
from app.public.seats import FIELDS

router = APIRouter()

_FIELDS = (*FIELDS, "email", "phone", "consent", "attempt", TRAP)


@router.get("/{lang}/m/{code}", name="public.meeting")
def meeting(request: Request, session: ReadSession, lang: Lang, code: str) -> HTMLResponse:
    """Show a meeting and the form to come."""
    fresh = Posted({"language": [lang], "presence": ["room"], "attempt": [random_token()]})
    return _meeting_page(request=request, session=session, lang=lang, code=code, posted=fresh)


@router.post("/{lang}/m/{code}/register", name="public.register")
def register(
    *, request: Request, session: WriteSession, reader: ReadSession, lang: Lang, code: str, form: PostedForm
) -> Response:
    """Register somebody and say how it ended.

    Whoever left an address finds their own link in the mail: whether it was registered before, only its owner
    sees. Whoever left a telephone only gets the private page with a code.
    """
    try:
        wish = read_registration(form, lang)
        with session.begin_nested():
            outcome = take_seat(session, code, wish)
    except InvalidError as error:
        return _meeting_page(request=request, session=reader, lang=lang, code=code, posted=form, error=error)
    return see_other(address_of(lang, code, outcome, by_mail=bool(wish.email)))


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
        changes=public_changes_after(session, found.id),
        values={name: posted.text(name) for name in _FIELDS},
        chosen_needs=posted.many("needs"),
        errors=lines,
        messages=messages,
        profiles=PROFILES,
        needs=NEEDS,
        sectors=SECTORS,
        alternate_url=f"/{other_language(lang)}/m/{code}",
    )
