"""What every public service says of itself: how accessible it is and what it does with what people say."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.kit.localized import Lang, other_language
from app.kit.pages import page

router = APIRouter()


@router.get("/{lang}/accessibility", name="public.accessibility")
def accessibility(request: Request, lang: Lang) -> HTMLResponse:
    """Show the accessibility statement."""
    return _about(request, lang, "accessibility")


@router.get("/{lang}/privacy", name="public.privacy")
def privacy(request: Request, lang: Lang) -> HTMLResponse:
    """Show what is kept, why and for how long."""
    return _about(request, lang, "privacy")


def _about(request: Request, lang: Lang, name: str) -> HTMLResponse:
    return page(
        request, f"public/{name}.html", lang, alternate_url=f"/{other_language(lang)}/{name}",
        headers={"Cache-Control": "public, max-age=300"},
    )  # fmt: skip
