"""Lists of people whom the team may write to. Whoever reads them is noted: they hold names and addresses."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from app.accounts.audit import record
from app.contacts.erase import erase_person
from app.contacts.lists import erase_list, make_list, read_list, revise_list
from app.contacts.no_mail import mark_bounced
from app.contacts.queries import (
    all_lists,
    as_csv,
    by_address,
    counts_of,
    one_contact,
    one_list,
    people_of,
    sectors_of,
)
from app.contacts.rules import keeping_ends
from app.db import ReadSession, WriteSession, transaction
from app.kit import clock
from app.kit.addresses import RowNumber
from app.kit.errors import InvalidError, Problem
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.pages import page
from app.staff.guard import Member, require

router = APIRouter(prefix="/staff/contacts")

Keeper = Annotated[Member, Depends(require("manage_contacts"))]
LAST_PAGE = 100_000


@router.get("", name="staff.contacts")
def lists(
    request: Request, session: ReadSession, member: Keeper, email: Annotated[str, Query(max_length=254)] = ""
) -> HTMLResponse:
    """Show the lists, and where an address stands."""
    return _lists_page(request, session, member, Posted({}), email=email.strip())


@router.post("", name="staff.make_list")
def make(
    request: Request, session: WriteSession, reader: ReadSession, member: Keeper, form: PostedForm
) -> Response:
    """Make a list."""
    try:
        list_id = make_list(session, read_list(form))
    except InvalidError as error:
        return _lists_page(request, reader, member, form, problems=error.problems)
    record(session, member.id, "make_contact_list", f"contact_list:{list_id}")
    return see_other(f"/staff/contacts/{list_id}")


@router.get("/{list_id}", name="staff.contact_list")
def show(
    *,
    request: Request,
    session: ReadSession,
    member: Keeper,
    list_id: RowNumber,
    q: Annotated[str, Query(max_length=100)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=LAST_PAGE)] = 1,
) -> HTMLResponse:
    """Show who is in a list, and note who looked."""
    return _list_page(request, session, member, list_id, q=q, number=number)


@router.post("/{list_id}", name="staff.revise_list")
def revise(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Keeper, list_id: RowNumber,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Change the name of a list, and how long it is kept."""
    try:
        revise_list(session, list_id, read_list(form))
    except InvalidError as error:
        return _list_page(request, reader, member, list_id, posted=form, problems=error.problems)
    record(session, member.id, "revise_contact_list", f"contact_list:{list_id}")
    return see_other(f"/staff/contacts/{list_id}")


@router.get("/{list_id}/people.csv", name="staff.export_contacts")
def export(session: ReadSession, member: Keeper, list_id: RowNumber) -> Response:
    """Give a list as a file, and note who took it."""
    one_list(session, list_id)
    content = as_csv(session, list_id)
    with transaction() as writing:
        record(writing, member.id, "export_contacts", f"contact_list:{list_id}")
    return Response(
        # The mark at the beginning tells spreadsheets that it is UTF-8.
        content.encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="contacts-{list_id}.csv"',
        },
    )


@router.get("/{list_id}/erase", name="staff.ask_erase_list")
def ask_erase_list(
    request: Request, session: ReadSession, member: Keeper, list_id: RowNumber
) -> HTMLResponse:
    """Ask whether to erase a list."""
    return page(
        request, "staff/contacts/erase.html", member.language, user=member, list=one_list(session, list_id),
        contact=None, places=[],
    )  # fmt: skip


@router.post("/{list_id}/erase", name="staff.erase_list")
def erase(session: WriteSession, member: Keeper, list_id: RowNumber) -> Response:
    """Erase a list with everybody in it."""
    erase_list(session, list_id)
    record(session, member.id, "erase_contact_list", f"contact_list:{list_id}")
    return see_other("/staff/contacts")


@router.post("/{list_id}/people/{contact_id}/bounced", name="staff.mark_bounced")
def bounced(
    session: WriteSession, member: Keeper, list_id: RowNumber, contact_id: UUID, form: PostedForm
) -> Response:
    """Note that mails to somebody come back, or arrive again."""
    mark_bounced(session, list_id, contact_id, bounced=form.text("bounced") == "yes")
    record(session, member.id, "mark_bounced", f"contact_list:{list_id}")
    return see_other(f"/staff/contacts/{list_id}#people")


@router.get("/{list_id}/people/{contact_id}/erase", name="staff.ask_erase_person")
def ask_erase_person(
    request: Request, session: ReadSession, member: Keeper, list_id: RowNumber, contact_id: UUID
) -> HTMLResponse:
    """Ask whether to erase somebody."""
    contact = one_contact(session, list_id, contact_id)
    places = by_address(session, contact.email) if contact.email else []
    return page(
        request, "staff/contacts/erase.html", member.language, user=member, list=one_list(session, list_id),
        contact=contact, places=[name for _, name in places],
    )  # fmt: skip


@router.post("/{list_id}/people/{contact_id}/erase", name="staff.erase_person")
def erase_one(session: WriteSession, member: Keeper, list_id: RowNumber, contact_id: UUID) -> Response:
    """Erase somebody from everywhere. What is noted names the list and nobody."""
    erase_person(session, list_id, contact_id)
    record(session, member.id, "erase_contact", f"contact_list:{list_id}")
    return see_other(f"/staff/contacts/{list_id}?erased=1")


def _lists_page(
    request: Request,
    session: ReadSession,
    member: Member,
    posted: Posted,
    *,
    email: str = "",
    problems: list[Problem] | None = None,
) -> HTMLResponse:
    usual = keeping_ends(clock.today()).isoformat()
    found = by_address(session, email) if email else []
    if found:
        _note_reading(member, "all")
    return page(
        request, "staff/contacts/lists.html", member.language, status=422 if problems else 200, user=member,
        lists=all_lists(session), email=email, found=found,
        values={"name": posted.text("name"), "kept_until": posted.text("kept_until") or usual},
        **_said(problems or [], member),
    )  # fmt: skip


def _list_page(
    request: Request,
    session: ReadSession,
    member: Member,
    list_id: int,
    *,
    q: str = "",
    number: int = 1,
    posted: Posted | None = None,
    problems: list[Problem] | None = None,
) -> HTMLResponse:
    found = one_list(session, list_id)
    people, pages = people_of(session, list_id, q, number)
    _note_reading(member, str(list_id))
    values = {"name": found.name, "kept_until": found.kept_until.isoformat()}
    if posted is not None:
        values = {name: posted.text(name) for name in values}
    return page(
        request, "staff/contacts/list.html", member.language, status=422 if problems else 200, user=member,
        list=found, counts=counts_of(session, list_id), people=people, number=number, pages=pages, q=q,
        sectors=sectors_of(session, list_id), values=values, added=_number(request, "added"),
        erased="erased" in request.query_params, **_said(problems or [], member),
    )  # fmt: skip


def _said(problems: list[Problem], member: Member) -> dict[str, Any]:
    """Return what is wrong, for the summary and beside the fields."""
    lines = [{"field_id": one.field, "message": one.message.text(member.language)} for one in problems]
    return {"errors": lines, "messages": {line["field_id"]: line["message"] for line in lines}}


def _number(request: Request, name: str) -> int | None:
    text = request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(LAST_PAGE)) else None


def _note_reading(member: Member, which: str) -> None:
    with transaction() as session:
        record(session, member.id, "read_contacts", f"contact_list:{which}")
