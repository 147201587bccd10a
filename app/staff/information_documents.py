"""The documents of an information page: adding them, changing them, looking at them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from app.accounts.audit import record
from app.db import ReadSession, WriteSession
from app.information.documents import keep_document, remove_document
from app.information.forms import said
from app.information.page_forms import FILES, read_document
from app.information.page_queries import DocumentView, PageView, document_of, file_of, staff_page
from app.kit.addresses import RowNumber
from app.kit.errors import InvalidError, NotFoundError
from app.kit.file_store import DOWNLOAD, path_of
from app.kit.forms import Posted, see_other
from app.kit.localized import LANGUAGES, Localized
from app.kit.pages import page
from app.kit.uploads import FormWithFiles
from app.settings import get_settings
from app.staff.guard import Member, require

router = APIRouter(prefix="/staff/information/{code}/documents")

Writer = Annotated[Member, Depends(require("manage_information"))]

_BILINGUAL = ("title", "summary")


@router.get("/new", name="staff.new_document")
def new(request: Request, session: ReadSession, member: Writer, code: str) -> HTMLResponse:
    """Show the form for a new document."""
    return _form_page(request, member, staff_page(session, code), None, Posted({}))


@router.post("/new", name="staff.add_document")
def add(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Writer, code: str,
    form: FormWithFiles,
) -> Response:  # fmt: skip
    """Add a document to a page."""
    found = staff_page(reader, code)
    try:
        wish = read_document(form)
        keep_document(session, found.id, wish)
    except InvalidError as error:
        return _form_page(request, member, found, None, form, error=error)
    record(session, member.id, "add_document", f"information:{code}")
    return see_other(f"/staff/information/{code}#documents")


@router.get("/{document_id}", name="staff.edit_document")
def edit(
    request: Request, session: ReadSession, member: Writer, code: str, document_id: RowNumber
) -> HTMLResponse:
    """Show the form of a document."""
    found = staff_page(session, code)
    document = document_of(found, document_id)
    return _form_page(request, member, found, document, _as_posted(document))


@router.post("/{document_id}", name="staff.revise_document")
def change(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Writer, code: str,
    document_id: RowNumber, form: FormWithFiles,
) -> Response:  # fmt: skip
    """Change a document, or replace its files."""
    found = staff_page(reader, code)
    document = document_of(found, document_id)
    try:
        wish = read_document(form, document.files)
        keep_document(session, found.id, wish, document_id)
    except InvalidError as error:
        return _form_page(request, member, found, document, form, error=error)
    record(session, member.id, "revise_document", f"information:{code}")
    return see_other(f"/staff/information/{code}#documents")


@router.post("/{document_id}/remove", name="staff.remove_document")
def remove(
    session: WriteSession, reader: ReadSession, member: Writer, code: str, document_id: RowNumber
) -> Response:
    """Remove a document."""
    remove_document(session, staff_page(reader, code).id, document_id)
    record(session, member.id, "remove_document", f"information:{code}")
    return see_other(f"/staff/information/{code}#documents")


@router.get(
    "/{document_id}/files/{edition}",
    name="staff.document_file",
    dependencies=[Depends(require("manage_information"))],
)
def give(session: ReadSession, code: str, document_id: RowNumber, edition: str) -> FileResponse:
    """Give a file, of a draft as well.

    Raises:
        NotFoundError: it is gone from the disk.
    """
    file = file_of(staff_page(session, code), document_id, edition)
    if not path_of(file.stored_as).is_file():
        raise NotFoundError("There is no document at this address.")
    return FileResponse(
        path_of(file.stored_as), media_type=file.media_type, filename=file.name, headers=DOWNLOAD
    )


def _as_posted(document: DocumentView) -> Posted:
    texts: dict[str, Localized] = {"title": document.title, "summary": document.summary}
    return Posted(
        {f"{name}.{lang}": [text.get(lang, "")] for name, text in texts.items() for lang in LANGUAGES}
    )


def _form_page(
    request: Request,
    member: Member,
    found: PageView,
    document: DocumentView | None,
    posted: Posted,
    *,
    error: InvalidError | None = None,
) -> HTMLResponse:
    shown = said(error, member.language)
    return page(
        request,
        "staff/information/document.html",
        member.language,
        status=error.status if error else 200,
        user=member,
        shown=found,
        document=document,
        texts={name: {lang: posted.text(f"{name}.{lang}") for lang in LANGUAGES} for name in _BILINGUAL},
        text_messages={
            name: {lang: shown["messages"].get(f"{name}.{lang}", "") for lang in LANGUAGES}
            for name in _BILINGUAL
        },
        fields=FILES,
        most=get_settings().upload_max_mb,
        **shown,
    )
