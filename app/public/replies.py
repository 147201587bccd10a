"""Replying to an invitation to a meeting: one press, with the link of a mail or of a letter."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.db import ReadSession, WriteSession
from app.kit.errors import InvalidError
from app.kit.forms import FieldReader, Posted, PostedForm, see_other
from app.kit.localized import Lang, other_language
from app.kit.pages import page
from app.meetings.forms import phone_of, shown_errors
from app.meetings.queries import public_meeting
from app.meetings.reply import Guest, Yes, accept, decline, guest_of
from app.meetings.rules import PROFILES

router = APIRouter()


@router.get("/{lang}/rsvp/{token}", name="public.invited")
def invited(
    request: Request,
    session: ReadSession,
    lang: Lang,
    token: str,
    reply: Annotated[str, Query(max_length=10)] = "",
) -> HTMLResponse:
    """Show the meeting and both buttons. Nothing happens yet: programs that read mails follow links too."""
    return _page(request, session, lang, token, Posted({"reply": [reply]}))


@router.post("/{lang}/rsvp/{token}", name="public.reply")
def reply_to(
    *, request: Request, session: WriteSession, reader: ReadSession, lang: Lang, token: str, form: PostedForm
) -> Response:
    """Take a yes, which leads to the private page of the seat, or a no."""
    guest = guest_of(reader, token)
    try:
        answer, yes = _read(form, guest)
        if answer == "no":
            decline(session, token)
            return see_other(f"/{lang}/rsvp/{token}")
        # A savepoint, so that a refusal leaves no trace, not even the number that the lock raises.
        with session.begin_nested():
            private = accept(session, token, yes).token
    except InvalidError as error:
        return _page(request, reader, lang, token, form, error=error)
    return see_other(f"/{lang}/m/{guest.meeting_code}/r/{private}")


def _read(posted: Posted, guest: Guest) -> tuple[str, Yes]:
    """Read a reply. A no asks for nothing more.

    Raises:
        InvalidError: neither button was pressed, or a yes lacks the profile by which seats are counted.
    """
    reader = FieldReader(posted)
    answer = reader.choice("reply", ["yes", "no"], required="Say whether you come.")
    yes = Yes()
    if answer == "yes" and guest.registration_token is None:
        needed = "Say in what capacity you come." if guest.must_say_profile else ""
        yes = Yes(
            name=" ".join(reader.text("name", longest=120).split()),
            profile=reader.choice("profile", list(PROFILES), required=needed),
            phone="" if guest.has_address else phone_of(reader),
        )
    reader.check()
    return answer, yes


def _page(
    request: Request,
    session: Session,
    lang: Lang,
    token: str,
    posted: Posted,
    *,
    error: InvalidError | None = None,
) -> HTMLResponse:
    guest = guest_of(session, token)
    lines, messages = shown_errors(error, lang) if error else ([], {})
    reply = posted.text("reply")
    return page(
        request,
        "public/replies/reply.html",
        lang,
        status=error.status if error else 200,
        guest=guest,
        meeting=public_meeting(session, guest.meeting_code),
        token=token,
        asked=reply if reply in {"yes", "no"} else "",
        values={name: posted.text(name) for name in ("name", "profile", "phone")},
        errors=lines,
        messages=messages,
        profiles=PROFILES,
        alternate_url=f"/{other_language(lang)}/rsvp/{token}"
        + (f"?reply={reply}" if reply in {"yes", "no"} else ""),
    )
