"""The minutes of a meeting as anybody may read them, in their language and in that of whoever spoke."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.db import ReadSession
from app.kit.localized import Lang, other_language
from app.kit.pages import page
from app.meetings.minutes.queries import action_names, public_minutes
from app.meetings.minutes.rules import is_heading
from app.meetings.queries import public_meeting

router = APIRouter()


@router.get("/{lang}/m/{code}/minutes", name="public.minutes")
def minutes(request: Request, session: ReadSession, lang: Lang, code: str) -> HTMLResponse:
    """Show the minutes of a meeting as they were last published."""
    found = public_minutes(session, code)
    return page(
        request,
        "public/minutes.html",
        lang,
        minutes=found,
        meeting=public_meeting(session, code),
        actions=action_names(session, found.meeting.programme_code),
        is_heading=is_heading,
        alternate_url=f"/{other_language(lang)}/m/{code}/minutes",
    )
