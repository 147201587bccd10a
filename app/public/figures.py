"""Published figures: frozen tables that anyone may read and take away. Nothing is counted here."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response

from app.db import ReadSession
from app.kit.errors import NotFoundError
from app.kit.localized import Lang, other_language
from app.kit.pages import page
from app.syntheses.releases.files import table_csv
from app.syntheses.releases.queries import public_release, public_releases

router = APIRouter()

Number = Annotated[int, Path(ge=1, le=2_000_000_000)]


@router.get("/{lang}/figures", name="public.figures")
def figures(request: Request, session: ReadSession, lang: Lang) -> HTMLResponse:
    """List the releases. One statement."""
    return page(
        request, "public/figures/list.html", lang,
        releases=public_releases(session),
        alternate_url=f"/{other_language(lang)}/figures",
    )  # fmt: skip


@router.get("/{lang}/figures/{number}", name="public.release")
def release(request: Request, session: ReadSession, lang: Lang, number: Number) -> HTMLResponse:
    """Show the tables of a release. One statement."""
    return page(
        request, "public/figures/release.html", lang,
        release=public_release(session, number),
        alternate_url=f"/{other_language(lang)}/figures/{number}",
    )  # fmt: skip


@router.get("/{lang}/figures/{number}/{key}.csv", name="public.release_table")
def release_table(session: ReadSession, lang: Lang, number: Number, key: str) -> Response:
    """Give one table as a file. One statement.

    Raises:
        NotFoundError: the release has no such table, or does not show it.
    """
    found = public_release(session, number)
    table = next((one for one in found.tables if one["key"] == key and not one["withheld"]), None)
    if table is None:
        raise NotFoundError("There is nothing at this address.")
    name = f"{number}-{key}-{lang}.csv"
    return Response(
        table_csv(table, found.title, lang),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
