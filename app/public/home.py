"""The front door: the map, the open consultations, the next meetings and the programme."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.consultations.queries import open_to_all
from app.db import ReadSession
from app.kit.localized import Lang, is_language, other_language
from app.kit.pages import page
from app.meetings.queries import upcoming
from app.programmes.queries import main_programme_code, programme
from app.questionnaires.queries import form_of_version
from app.territory.queries import all_bassins, map_view_box

router = APIRouter()


@router.get("/", name="public.entry")
def entry(request: Request) -> RedirectResponse:
    """Lead to the home page in the reader's language."""
    for part in request.headers.get("accept-language", "").split(","):
        code = part.strip()[:2].lower()
        if is_language(code):
            return RedirectResponse(f"/{code}/", status_code=303, headers={"Vary": "Accept-Language"})
    return RedirectResponse("/fr/", status_code=303, headers={"Vary": "Accept-Language"})


@router.get("/{lang}/", name="public.home")
def home(request: Request, session: ReadSession, lang: Lang) -> HTMLResponse:
    """Show what can be done here now. Eight statements and one per open consultation."""
    consultations = [
        (
            consultation,
            form_of_version(session, consultation.questionnaire_version_id).extras.get("minutes", ""),
        )
        for consultation in open_to_all(session)
    ]
    code = main_programme_code(session)
    return page(
        request,
        "public/home.html",
        lang,
        bassins=all_bassins(session),
        viewbox=map_view_box(),
        consultations=consultations,
        meetings=upcoming(session)[:6],
        programme=programme(session, code) if code else None,
        alternate_url=f"/{other_language(lang)}/",
    )
