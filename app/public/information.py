"""Information pages with their documents, for everybody."""

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse

from app.db import ReadSession
from app.information.page_queries import FileToGive, file_of, public_page, public_pages
from app.kit.addresses import RowNumber
from app.kit.errors import NotFoundError
from app.kit.file_store import DOWNLOAD, path_of
from app.kit.localized import Lang, other_language
from app.kit.markdown import render
from app.kit.pages import page

router = APIRouter()


@router.get("/{lang}/information", name="public.information")
def pages(request: Request, session: ReadSession, lang: Lang) -> HTMLResponse:
    """List the information pages."""
    return page(
        request,
        "public/information/list.html",
        lang,
        pages=public_pages(session),
        alternate_url=f"/{other_language(lang)}/information",
    )


@router.get("/{lang}/information/{code}", name="public.information_page")
def one(request: Request, session: ReadSession, lang: Lang, code: str) -> HTMLResponse:
    """Show an information page."""
    found = public_page(session, code)
    return page(
        request,
        "public/information/page.html",
        lang,
        shown=found,
        body=render(found.body[lang], headings_from=2),
        alternate_url=f"/{other_language(lang)}/information/{code}",
    )


@router.get("/{lang}/information/{code}/documents/{document_id}/{edition}", name="public.document")
def document(
    session: ReadSession,
    lang: Lang,  # noqa: ARG001 - of the address
    code: str,
    document_id: RowNumber,
    edition: str,
) -> FileResponse:
    """Give a document, to be saved and not shown in a page of ours."""
    return give(file_of(public_page(session, code), document_id, edition))


def give(file: FileToGive) -> FileResponse:
    """Return a file as an attachment.

    Raises:
        NotFoundError: it is gone from the disk.
    """
    path = path_of(file.stored_as)
    if not path.is_file():
        raise NotFoundError("There is no document at this address.")
    return FileResponse(path, media_type=file.media_type, filename=file.name, headers=DOWNLOAD)
