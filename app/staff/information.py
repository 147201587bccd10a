"""Writing the information pages and publishing them in both languages."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.db import ReadSession, WriteSession
from app.information.forms import said
from app.information.models import InfoPage
from app.information.page_forms import read_page
from app.information.page_queries import PageView, staff_page, staff_pages
from app.information.pages import gaps, publish_page, remove_page, revise_page, unpublish_page, write_page
from app.kit.errors import InvalidError
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.localized import LANGUAGES, Localized
from app.kit.markdown import render
from app.kit.pages import page
from app.programmes.queries import strand_names
from app.staff.guard import Member, require

router = APIRouter(prefix="/staff/information")

Writer = Annotated[Member, Depends(require("manage_information"))]

_BILINGUAL = ("title", "summary", "body")


@router.get("", name="staff.information")
def pages(request: Request, session: ReadSession, member: Writer) -> HTMLResponse:
    """List the information pages."""
    return page(
        request, "staff/information/list.html", member.language, user=member, pages=staff_pages(session)
    )


@router.get("/new", name="staff.new_information")
def new(request: Request, session: ReadSession, member: Writer) -> HTMLResponse:
    """Show the form for a new page."""
    return _form_page(request, session, member, Posted({}))


@router.post("/new", name="staff.write_information")
def create(
    request: Request, session: WriteSession, reader: ReadSession, member: Writer, form: PostedForm
) -> Response:
    """Begin a page as a draft."""
    try:
        code = write_page(session, read_page(form, strand_names(reader))).code
    except InvalidError as error:
        return _form_page(request, reader, member, form, error=error)
    record(session, member.id, "write_information", f"information:{code}")
    return see_other(f"/staff/information/{code}")


@router.get("/{code}", name="staff.information_page")
def one(request: Request, session: ReadSession, member: Writer, code: str) -> HTMLResponse:
    """Show a page as it will be read, its documents, and what it lacks."""
    return _page(request, session, member, staff_page(session, code))


@router.get("/{code}/edit", name="staff.edit_information")
def edit(request: Request, session: ReadSession, member: Writer, code: str) -> HTMLResponse:
    """Show the form of a page."""
    found = staff_page(session, code)
    return _form_page(request, session, member, _as_posted(found), found=found)


@router.post("/{code}/edit", name="staff.revise_information")
def change(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Writer, code: str,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Change a page."""
    found = staff_page(reader, code)
    try:
        wish = read_page(form, strand_names(reader))
        revise_page(session, found.id, wish)
    except InvalidError as error:
        return _form_page(request, reader, member, form, found=found, error=error)
    record(session, member.id, "revise_information", f"information:{code}")
    return see_other(f"/staff/information/{code}")


@router.post("/{code}/publish", name="staff.publish_information")
def publish(
    request: Request, session: WriteSession, reader: ReadSession, member: Writer, code: str
) -> Response:
    """Publish a page, or say what it lacks."""
    found = staff_page(reader, code)
    try:
        publish_page(session, found.id)
    except InvalidError as error:
        return _page(request, reader, member, found, error)
    record(session, member.id, "publish_information", f"information:{code}")
    return see_other(f"/staff/information/{code}")


@router.post("/{code}/unpublish", name="staff.unpublish_information")
def unpublish(session: WriteSession, reader: ReadSession, member: Writer, code: str) -> Response:
    """Take a page back from the public."""
    unpublish_page(session, staff_page(reader, code).id)
    record(session, member.id, "unpublish_information", f"information:{code}")
    return see_other(f"/staff/information/{code}")


@router.post("/{code}/remove", name="staff.remove_information")
def remove(session: WriteSession, reader: ReadSession, member: Writer, code: str) -> Response:
    """Remove a draft."""
    remove_page(session, staff_page(reader, code).id)
    record(session, member.id, "remove_information", f"information:{code}")
    return see_other("/staff/information")


def _as_posted(found: PageView) -> Posted:
    strand = f"{found.programme_code}/{found.strand_code}" if found.programme_code else ""
    fields = {"strand": strand, "position": str(found.position)}
    for name in _BILINGUAL:
        text: Localized = getattr(found, name)
        fields |= {f"{name}.{lang}": text.get(lang, "") for lang in LANGUAGES}
    return Posted({name: [value] for name, value in fields.items()})


def _form_page(
    request: Request,
    session: Session,
    member: Member,
    posted: Posted,
    *,
    found: PageView | None = None,
    error: InvalidError | None = None,
) -> HTMLResponse:
    shown = said(error, member.language)
    return page(
        request,
        "staff/information/form.html",
        member.language,
        status=error.status if error else 200,
        user=member,
        shown=found,
        values={name: posted.text(name) for name in ("strand", "position")},
        texts={name: {lang: posted.text(f"{name}.{lang}") for lang in LANGUAGES} for name in _BILINGUAL},
        text_messages={
            name: {lang: shown["messages"].get(f"{name}.{lang}", "") for lang in LANGUAGES}
            for name in _BILINGUAL
        },
        strands=strand_names(session),
        **shown,
    )


def _page(
    request: Request, session: Session, member: Member, found: PageView, error: InvalidError | None = None
) -> HTMLResponse:
    missing = gaps(session, session.get_one(InfoPage, found.id))
    return page(
        request,
        "staff/information/page.html",
        member.language,
        status=error.status if error else 200,
        user=member,
        shown=found,
        bodies={lang: render(found.body[lang]) for lang in LANGUAGES if found.body[lang]},
        missing=[problem.message.text(member.language) for problem in missing],
        refused=error is not None,
    )
