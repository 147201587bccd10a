"""Every component of the design system on one page; in development only."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.db import ReadSession
from app.kit.localized import Lang, other_language
from app.kit.pages import page
from app.territory.queries import all_bassins, map_view_box

router = APIRouter()


@router.get("/_styleguide", name="public.styleguide_entry")
def entry() -> RedirectResponse:
    """Lead to the page in French."""
    return RedirectResponse("/fr/_styleguide", status_code=303)


@router.get("/{lang}/_styleguide", name="public.styleguide")
def show(request: Request, session: ReadSession, lang: Lang) -> HTMLResponse:
    """Show every component."""
    return page(
        request, "public/styleguide.html", lang, bassins=all_bassins(session), viewbox=map_view_box(),
        alternate_url=f"/{other_language(lang)}/_styleguide",
    )  # fmt: skip
