"""Beginning minutes from a document: look first at the items that it would make, then take them."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from app.accounts.audit import record
from app.db import ReadSession, WriteSession
from app.kit.errors import InvalidError, Message
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.localized import LANGUAGES, Lang
from app.kit.one_file import PostedFile
from app.kit.pages import page
from app.meetings.minutes.docx import UnreadableDocumentError
from app.meetings.minutes.forms import read_suggested, shown_problems, suggested_numbers
from app.meetings.minutes.queries import MinutesView
from app.meetings.minutes.rules import KINDS
from app.meetings.minutes.suggest import suggest
from app.meetings.minutes.write import add_items
from app.staff.guard import Member
from app.staff.minutes_parts import Writer, address, mine

router = APIRouter(prefix="/staff/meetings/{code}/minutes/import")


def _door(session: ReadSession, member: Writer, code: str) -> MinutesView:
    return mine(session, member, code)


Mine = Annotated[MinutesView, Depends(_door)]
"""The minutes that somebody may see: asked for before a file is read, which nobody else may send."""


@router.get("", name="staff.minutes_import")
def choose(request: Request, member: Writer, view: Mine) -> HTMLResponse:
    """Ask for a document or a text."""
    return _choose_page(request, member, view, Posted({}))


@router.post("", name="staff.minutes_import.look")
def look(request: Request, member: Writer, view: Mine, upload: PostedFile) -> HTMLResponse:
    """Show the items that a document or a text would make. Nothing is kept yet."""
    pasted = upload.fields.text("text")
    if not upload.data and not pasted:
        said = Message("Choose a file, or paste a text.")
        return _choose_page(request, member, view, upload.fields, field="file", error=said)
    language: Lang = "nl" if upload.fields.text("language") == "nl" else "fr"
    try:
        items = suggest(upload.data or pasted.encode(), language)
    except UnreadableDocumentError as error:
        field = "file" if upload.data else "text"
        return _choose_page(request, member, view, upload.fields, field=field, error=error.message)
    fields: dict[str, list[str]] = {}
    for n, words in enumerate(items, start=1):
        fields[f"id-{n}"] = [str(uuid4())]
        fields[f"take-{n}"] = ["yes"]
        fields[f"kind-{n}"] = [words.kind]
        fields[f"language-{n}"] = [words.language]
        fields[f"text-{n}"] = [words.texts[words.language]]
    return _look_page(request, member, view, Posted(fields))


@router.post("/confirm", name="staff.minutes_import.confirm")
def confirm(
    request: Request, session: WriteSession, member: Writer, view: Mine, form: PostedForm
) -> Response:
    """Add the items that were looked at, all of them or none; sent twice, they are there once."""
    try:
        add_items(session, view.meeting.id, read_suggested(form), user_id=member.id)
    except InvalidError as error:
        session.rollback()
        return _look_page(request, member, view, form, error)
    record(session, member.id, "import_minutes", f"meeting:{view.meeting.code}")
    return see_other(f"{address(view.meeting.code)}?done=imported#items")


def _choose_page(
    request: Request,
    member: Member,
    view: MinutesView,
    posted: Posted,
    *,
    field: str = "",
    error: Message | None = None,
) -> HTMLResponse:
    said = error.text(member.language) if error else ""
    return page(
        request,
        "staff/minutes/import.html",
        member.language,
        status=422 if said else 200,
        user=member,
        view=view,
        address=address(view.meeting.code),
        errors=[{"field_id": field, "message": said}] if said else [],
        messages={field: said},
        text=posted.text("text"),
        language=posted.text("language") if posted.text("language") in LANGUAGES else member.language,
    )


def _look_page(
    request: Request, member: Member, view: MinutesView, posted: Posted, error: InvalidError | None = None
) -> HTMLResponse:
    lines, messages = shown_problems(error, member.language) if error else ([], {})
    names = ("id", "kind", "language", "text", "take")
    return page(
        request,
        "staff/minutes/look.html",
        member.language,
        status=error.status if error else 200,
        user=member,
        view=view,
        address=address(view.meeting.code),
        items=[
            {"n": n, **{name: posted.text(f"{name}-{n}") for name in names}}
            for n in suggested_numbers(posted)
        ],
        kinds=KINDS,
        errors=lines,
        messages=messages,
    )
