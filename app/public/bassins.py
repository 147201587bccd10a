"""The page of each bassin: who answered, what it chose and why, and where people meet."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.db import ReadSession
from app.kit.localized import Lang, other_language
from app.kit.pages import page
from app.meetings.changes.queries import changes_of
from app.meetings.minutes.queries import published_minutes
from app.meetings.queries import past, upcoming
from app.syntheses.errors import NoSuchBassinError
from app.syntheses.public_figures import shown_figures
from app.syntheses.queries import choices, current_ballot, published_choice
from app.territory.queries import all_bassins, map_view_box

router = APIRouter()


@router.get("/{lang}/bassins", name="public.bassins")
def bassins(request: Request, session: ReadSession, lang: Lang) -> HTMLResponse:
    """Show the map and the bassins, with what those that have published a choice chose."""
    ballot = current_ballot(session)
    found = choices(session, ballot) if ballot else {}
    return page(
        request,
        "public/bassins/list.html",
        lang,
        bassins=all_bassins(session),
        viewbox=map_view_box(),
        published={code: choice for code, choice in found.items() if choice.status == "published"},
        alternate_url=f"/{other_language(lang)}/bassins",
    )


@router.get("/{lang}/bassins/{code}", name="public.bassin")
def bassin(request: Request, session: ReadSession, lang: Lang, code: str) -> HTMLResponse:
    """Show one bassin."""
    everyone = all_bassins(session)
    found = next((view for view in everyone if view.code == code), None)
    if found is None:
        raise NoSuchBassinError("There is no bassin at this address.")
    ballot = current_ballot(session)
    choice = published_choice(session, ballot, code) if ballot else None
    held = list(reversed(past(session, code)))
    return page(
        request,
        "public/bassins/bassin.html",
        lang,
        bassin=found,
        bassins=everyone,
        viewbox=map_view_box(),
        ballot=ballot,
        choice=choice,
        figures=shown_figures(choice.figures, ballot) if choice and ballot else [],
        upcoming=upcoming(session, code),
        past=held,
        changes=changes_of(session, code, published_only=True),
        with_minutes=published_minutes(session, [meeting.id for meeting in held]),
        alternate_url=f"/{other_language(lang)}/bassins/{code}",
    )
