"""Bringing a file of people into a list: uploaded, looked at column by column and row by row, confirmed."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from app.accounts.audit import record
from app.contacts.errors import UnreadableListError
from app.contacts.importing import (
    Columns,
    confirm_upload,
    give_up_upload,
    keep_upload,
    sort_upload,
    upload_of,
)
from app.contacts.queries import one_list
from app.contacts.rules import COLUMNS, MOST_CONTACTS, recognise
from app.contacts.sorting import FAULTS
from app.contacts.tables import Table, read_table
from app.db import ReadSession, WriteSession
from app.kit.addresses import RowNumber
from app.kit.errors import ConflictError, InvalidError, Problem
from app.kit.forms import FieldReader, Posted, PostedForm, see_other
from app.kit.localized import Lang, is_language
from app.kit.one_file import PostedFile
from app.kit.pages import page
from app.staff.guard import Member, require

router = APIRouter(prefix="/staff/contacts/{list_id}/import")

Keeper = Annotated[Member, Depends(require("manage_contacts"))]
LEAVE_OUT: Final = "none"
SHOWN_ROWS: Final = 5
SHOWN_FAULTS: Final = 30
"""Rows of one kind that are named; the others are counted."""


@router.get("", name="staff.import_contacts")
def ask(request: Request, session: ReadSession, member: Keeper, list_id: RowNumber) -> HTMLResponse:
    """Ask for a file."""
    return _ask_page(request, session, member, list_id)


@router.post("", name="staff.upload_contacts")
def upload(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Keeper, list_id: RowNumber,
    posted: PostedFile,
) -> Response:  # fmt: skip
    """Read a file and keep it until it is confirmed."""
    one_list(reader, list_id)
    try:
        if not posted.name:
            raise UnreadableListError("Choose a file.")
        table = read_table(posted.data)
    except InvalidError as error:
        return _ask_page(request, reader, member, list_id, problems=error.problems)
    return see_other(f"/staff/contacts/{list_id}/import/{keep_upload(session, list_id, table)}")


@router.get("/{upload_id}", name="staff.look_at_contacts")
def look(
    request: Request, session: ReadSession, member: Keeper, list_id: RowNumber, upload_id: UUID
) -> HTMLResponse:
    """Show what each column is taken for and what becomes of each row. Nothing is written yet."""
    asked = Posted({name: request.query_params.getlist(name) for name in request.query_params})
    return _look_page(request, session, member, list_id=list_id, upload_id=upload_id, posted=asked)


@router.post("/{upload_id}", name="staff.confirm_contacts")
def confirm(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Keeper, list_id: RowNumber,
    upload_id: UUID, form: PostedForm,
) -> Response:  # fmt: skip
    """Add everybody who is new, or give it all up."""
    if form.text("go") == "give-up":
        give_up_upload(session, list_id, upload_id)
        return see_other(f"/staff/contacts/{list_id}")
    table = upload_of(reader, list_id, upload_id)
    try:
        with session.begin_nested():
            columns, usual = _read(form, table)
            added = confirm_upload(session, list_id, upload_id, columns, usual)
    except InvalidError as error:
        return _look_page(
            request,
            reader,
            member,
            list_id=list_id,
            upload_id=upload_id,
            posted=form,
            problems=error.problems,
        )
    except ConflictError as error:
        return _look_page(
            request, reader, member, list_id=list_id, upload_id=upload_id, posted=form,
            problems=[Problem("", error.message)],
        )  # fmt: skip
    record(session, member.id, "import_contacts", f"contact_list:{list_id}")
    return see_other(f"/staff/contacts/{list_id}?added={added}")


def _read(posted: Posted, table: Table) -> tuple[Columns, Lang | None]:
    """Read what each column is; where nothing is said, what its heading says.

    Raises:
        InvalidError: a column is no column, two things are in one, or nobody would have a name.
    """
    reader = FieldReader(posted)
    guessed = recognise(table.header)
    columns: Columns = {}
    places = [str(position) for position in range(len(table.header))]
    for kind in COLUMNS:
        if kind not in posted:
            if kind in guessed:
                columns[kind] = guessed[kind]
            continue
        place = reader.choice(kind, places)
        if place in places:
            if int(place) in columns.values():
                reader.problem(kind, "This column is taken for something else already.")
            columns[kind] = int(place)
    if not columns.keys() & {"name", "email", "organisation"}:
        reader.problem("name", "Say which column holds the names, the addresses or the organisations.")
    usual = reader.choice("usual", ["fr", "nl", LEAVE_OUT])
    reader.check()
    return columns, usual if is_language(usual) else None


def _ask_page(
    request: Request, session: ReadSession, member: Member, list_id: int, *,
    problems: list[Problem] | None = None,
) -> HTMLResponse:  # fmt: skip
    return page(
        request, "staff/contacts/import.html", member.language, status=422 if problems else 200, user=member,
        list=one_list(session, list_id), most=MOST_CONTACTS, **_said(problems or [], member),
    )  # fmt: skip


def _look_page(
    request: Request, session: ReadSession, member: Member, *, list_id: int, upload_id: UUID, posted: Posted,
    problems: list[Problem] | None = None,
) -> HTMLResponse:  # fmt: skip
    table = upload_of(session, list_id, upload_id)
    found = list(problems or [])
    columns: Columns = recognise(table.header)
    usual: Lang | None = None
    try:
        columns, usual = _read(posted, table)
    except InvalidError as error:
        found = found or error.problems
    done = sort_upload(session, list_id, upload_id, columns, usual) if not found else None
    return page(
        request, "staff/contacts/look.html", member.language, status=422 if found else 200, user=member,
        list=one_list(session, list_id), upload_id=upload_id, header=table.header,
        sample=table.rows[:SHOWN_ROWS],
        total=len(table.rows), kinds=COLUMNS, done=done, faults=FAULTS, shown=SHOWN_FAULTS,
        columns={
            kind: posted.text(kind) if kind in posted else str(columns.get(kind, "")) for kind in COLUMNS
        },
        usual=posted.text("usual") or LEAVE_OUT, **_said(found, member),
    )  # fmt: skip


def _said(problems: list[Problem], member: Member) -> dict[str, Any]:
    lines = [{"field_id": one.field, "message": one.message.text(member.language)} for one in problems]
    return {"errors": lines, "messages": {line["field_id"]: line["message"] for line in lines}}
