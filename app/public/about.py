"""What a public service says of itself: how accessible it is, what it keeps of people, and how it counts."""

import re
from functools import cache
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.kit.localized import Lang, other_language
from app.kit.pages import TEMPLATES, page

router = APIRouter()

_PART = re.compile(r'<section id="([a-z-]+)"[^>]*>\s*<h2>(.*?)</h2>')


@router.get("/{lang}/accessibility", name="public.accessibility")
def accessibility(request: Request, lang: Lang) -> HTMLResponse:
    """Show the accessibility statement."""
    return _about(request, lang, "accessibility")


@router.get("/{lang}/privacy", name="public.privacy")
def privacy(request: Request, lang: Lang) -> HTMLResponse:
    """Show what is kept, why and for how long."""
    return _about(request, lang, "privacy")


@router.get("/{lang}/method", name="public.method")
def method(request: Request, lang: Lang) -> HTMLResponse:
    """Explain every figure in plain words."""
    return _about(request, lang, "method", parts=_parts(lang))


@cache
def _parts(lang: Lang) -> list[tuple[str, str]]:
    """Return the parts of the page on method, as their anchors and titles."""
    return _PART.findall((TEMPLATES / f"public/method/texts_{lang}.html").read_text("utf-8"))


def _about(
    request: Request,
    lang: Lang,
    name: str,
    **data: Any,  # noqa: ANN401 - whatever the template shows
) -> HTMLResponse:
    return page(
        request, f"public/{name}.html", lang, alternate_url=f"/{other_language(lang)}/{name}",
        headers={"Cache-Control": "public, max-age=300"}, **data,
    )  # fmt: skip
