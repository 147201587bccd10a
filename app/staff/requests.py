"""Answering requests for a presentation or for support, and noting the sittings that follow."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.accounts.history import history, team
from app.db import ReadSession, WriteSession
from app.information.decide import accept, decline
from app.information.follow_up import add_sitting, note_follow_up, remove_sitting
from app.information.forget import forget_person
from app.information.forms import read_follow_up, read_reply, read_sitting, said
from app.information.queries import RequestView, request_view, requests, sittings_of, years_of_support
from app.information.rules import KINDS, MODES, STATUSES
from app.kit.addresses import RowNumber
from app.kit.errors import ForbiddenError, InvalidError
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.localized import Localized
from app.kit.pages import page
from app.meetings.queries import staff_meetings
from app.staff.guard import Member, require
from app.territory.sectors import sectors

router = APIRouter(prefix="/staff/requests")

Manager = Annotated[Member, Depends(require("manage_requests"))]


@router.get("", name="staff.requests")
def all_requests(
    request: Request, session: ReadSession, member: Manager, status: str = "", kind: str = ""
) -> HTMLResponse:
    """List the requests that this member may see, those that wait first."""
    everything = [one for one in requests(session) if member.may_see(one.bassin_code)]
    wanted_status = status if status in STATUSES else ""
    wanted_kind = kind if kind in KINDS else ""
    shown = [one for one in everything if wanted_status in {"", one.status} and wanted_kind in {"", one.kind}]
    return page(
        request,
        "staff/requests/list.html",
        member.language,
        user=member,
        asked=shown,
        counts={code: sum(one.status == code for one in everything) for code in STATUSES},
        chosen_status=wanted_status,
        chosen_kind=wanted_kind,
        statuses=STATUSES,
        kinds=KINDS,
        sectors=sectors(),
        years=years_of_support(session),
    )


@router.get("/{request_id}", name="staff.request")
def one_request(request: Request, session: ReadSession, member: Manager, request_id: UUID) -> HTMLResponse:
    """Show a request, what was decided, and the sittings that followed."""
    return _request_page(request, session, member, _mine(session, member, request_id))


@router.post("/{request_id}/decision", name="staff.decide_request")
def decide(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Manager, request_id: UUID,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Accept or decline a request, and write to the person."""
    asked = _mine(reader, member, request_id)
    try:
        reply = read_reply(form)
        accepts = form.text("decision") == "accepted"
        (accept if accepts else decline)(session, request_id, reply)
    except InvalidError as error:
        return _request_page(request, reader, member, asked, posted=form, error=error)
    record(session, member.id, "accept_request" if accepts else "decline_request", _target(request_id))
    return see_other(f"/staff/requests/{request_id}")


@router.post("/{request_id}/follow-up", name="staff.follow_up_request")
def follow_up(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Manager, request_id: UUID,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Note who has a request in hand and what it aims at."""
    asked = _mine(reader, member, request_id)
    try:
        wish = read_follow_up(form, _team(reader, asked), _meetings(reader, member, asked))
        note_follow_up(session, request_id, wish)
    except InvalidError as error:
        return _request_page(request, reader, member, asked, posted=form, error=error)
    record(session, member.id, "follow_up_request", _target(request_id))
    return see_other(f"/staff/requests/{request_id}#follow-up")


@router.post("/{request_id}/sittings", name="staff.add_sitting")
def sitting(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Manager, request_id: UUID,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Note a sitting."""
    asked = _mine(reader, member, request_id)
    try:
        held = read_sitting(form)
    except InvalidError as error:
        return _request_page(request, reader, member, asked, posted=form, error=error)
    add_sitting(session, request_id, held_on=held.held_on, mode=held.mode, note=held.note)
    record(session, member.id, "add_sitting", _target(request_id))
    return see_other(f"/staff/requests/{request_id}#sittings")


@router.post("/{request_id}/sittings/{sitting_id}/remove", name="staff.remove_sitting")
def take_back(
    session: WriteSession, reader: ReadSession, member: Manager, request_id: UUID, sitting_id: RowNumber
) -> Response:
    """Take a sitting back."""
    _mine(reader, member, request_id)
    remove_sitting(session, request_id, sitting_id)
    record(session, member.id, "remove_sitting", _target(request_id))
    return see_other(f"/staff/requests/{request_id}#sittings")


@router.get("/{request_id}/forget", name="staff.ask_forget_request")
def ask_forget(request: Request, session: ReadSession, member: Manager, request_id: UUID) -> HTMLResponse:
    """Ask whether to erase the person of a request."""
    return page(
        request,
        "staff/requests/forget.html",
        member.language,
        user=member,
        asked=_mine(session, member, request_id),
    )


@router.post("/{request_id}/forget", name="staff.forget_request")
def forget(session: WriteSession, reader: ReadSession, member: Manager, request_id: UUID) -> Response:
    """Erase the person of a request."""
    _mine(reader, member, request_id)
    forget_person(session, request_id)
    record(session, member.id, "forget_request", _target(request_id))
    return see_other(f"/staff/requests/{request_id}")


def _mine(session: Session, member: Member, request_id: UUID) -> RequestView:
    found = request_view(session, request_id)
    if not member.may_see(found.bassin_code):
        raise ForbiddenError("This request belongs to another bassin.")
    return found


def _target(request_id: UUID) -> str:
    return f"request:{request_id}"


def _team(session: Session, asked: RequestView) -> dict[int, str]:
    """Return who may have a request in hand: whoever can sign in, and whoever has it already."""
    kept = {asked.in_charge_id: asked.in_charge} if asked.in_charge_id is not None else {}
    return kept | team(session)


def _meetings(session: Session, member: Member, asked: RequestView) -> dict[str, Localized]:
    """Return the presentations that a request may have become, and the one that it has, the latest first."""
    if asked.kind != "presentation":
        return {}
    return {
        meeting.code: meeting.title
        for meeting in staff_meetings(session)
        if meeting.code == asked.meeting_code
        or (meeting.kind == "presentation" and member.may_see(meeting.bassin_code))
    }


def _request_page(
    request: Request,
    session: Session,
    member: Member,
    asked: RequestView,
    *,
    posted: Posted | None = None,
    error: InvalidError | None = None,
) -> HTMLResponse:
    values: dict[str, Any] = {
        "in_charge": "" if asked.in_charge_id is None else str(asked.in_charge_id),
        "staff_note": asked.staff_note,
        "year": str(asked.year),
        "objective": asked.objective,
        "meeting": asked.meeting_code,
        "reply": "",
        "held_on": "",
        "mode": asked.mode,
        "note": "",
    }
    if posted is not None:
        values |= {name: posted.text(name) for name in values if name in posted}
    return page(
        request,
        "staff/requests/request.html",
        member.language,
        status=error.status if error else 200,
        user=member,
        asked=asked,
        sittings=sittings_of(session, asked.id),
        steps=history(session, _target(asked.id)),
        values=values,
        team=_team(session, asked),
        meetings=_meetings(session, member, asked),
        modes=MODES,
        sectors=sectors(),
        **said(error, member.language),
    )
