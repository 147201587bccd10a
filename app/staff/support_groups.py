"""The support group of each bassin: its people, the meetings it prepares, its tasks."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.db import ReadSession, WriteSession
from app.information.forms import said
from app.information.group_forms import read_member, read_task
from app.information.group_queries import group, group_counts
from app.information.groups import (
    add_member,
    add_task,
    leave_meeting,
    mark_task,
    prepare_meeting,
    remove_member,
    remove_task,
)
from app.kit.addresses import RowNumber
from app.kit.errors import ForbiddenError, InvalidError, NotFoundError
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.localized import LANGUAGES
from app.kit.pages import page
from app.meetings.queries import MeetingView, staff_meetings
from app.staff.guard import Member, require
from app.territory.queries import BassinView, all_bassins

router = APIRouter(prefix="/staff/support-groups")

Manager = Annotated[Member, Depends(require("manage_meetings"))]

_MEMBER = ("name", "organisation", "email")
_TASK = ("what", "who", "due_on")


@router.get("", name="staff.support_groups")
def groups(request: Request, session: ReadSession, member: Manager) -> HTMLResponse:
    """List the support groups that this member may see."""
    return page(
        request,
        "staff/support_groups/list.html",
        member.language,
        user=member,
        bassins=[bassin for bassin in all_bassins(session) if member.may_see(bassin.code)],
        counts=group_counts(session),
    )


@router.get("/{code}", name="staff.support_group")
def one(request: Request, session: ReadSession, member: Manager, code: str) -> HTMLResponse:
    """Show the support group of a bassin."""
    return _group_page(request, session, member, _mine(session, member, code))


@router.post("/{code}/members", name="staff.add_group_member")
def bring_in(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Manager, code: str,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Add somebody to the group."""
    bassin = _mine(reader, member, code)
    try:
        add_member(session, code, read_member(form))
    except InvalidError as error:
        return _group_page(request, reader, member, bassin, posted=form, error=error)
    return _done(session, member, code, "add_group_member", "members")


@router.post("/{code}/members/{member_id}/remove", name="staff.remove_group_member")
def take_out(
    session: WriteSession, reader: ReadSession, member: Manager, code: str, member_id: RowNumber
) -> Response:
    """Remove somebody from the group."""
    _mine(reader, member, code)
    remove_member(session, code, member_id)
    return _done(session, member, code, "remove_group_member", "members")


@router.post("/{code}/meetings", name="staff.prepare_meeting")
def prepare(
    session: WriteSession, reader: ReadSession, member: Manager, code: str, form: PostedForm
) -> Response:
    """Note that the group prepares a meeting of its bassin, or that it does not any more."""
    _mine(reader, member, code)
    meeting = form.text("meeting")
    if meeting not in {one.code for one in _meetings(reader, code)}:
        raise NotFoundError("There is no such meeting in this bassin.")
    if form.text("prepares") == "no":
        leave_meeting(session, code, meeting)
        return _done(session, member, code, "leave_group_meeting", "meetings")
    prepare_meeting(session, code, meeting)
    return _done(session, member, code, "prepare_group_meeting", "meetings")


@router.post("/{code}/tasks", name="staff.add_group_task")
def note_task(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Manager, code: str,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Note something that the group has to do."""
    bassin = _mine(reader, member, code)
    try:
        add_task(session, code, read_task(form))
    except InvalidError as error:
        return _group_page(request, reader, member, bassin, posted=form, error=error)
    return _done(session, member, code, "add_group_task", "tasks")


@router.post("/{code}/tasks/{task_id}/done", name="staff.mark_group_task")
def tick(
    *, session: WriteSession, reader: ReadSession, member: Manager, code: str, task_id: RowNumber,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Tick a task off, or take that back."""
    _mine(reader, member, code)
    mark_task(session, code, task_id, done=form.text("done") == "yes")
    return _done(session, member, code, "mark_group_task", "tasks")


@router.post("/{code}/tasks/{task_id}/remove", name="staff.remove_group_task")
def drop_task(
    session: WriteSession, reader: ReadSession, member: Manager, code: str, task_id: RowNumber
) -> Response:
    """Remove a task."""
    _mine(reader, member, code)
    remove_task(session, code, task_id)
    return _done(session, member, code, "remove_group_task", "tasks")


def _mine(session: Session, member: Member, code: str) -> BassinView:
    bassin = next((one for one in all_bassins(session) if one.code == code), None)
    if bassin is None:
        raise NotFoundError("There is no bassin at this address.")
    if not member.may_see(code):
        raise ForbiddenError("This support group belongs to another bassin.")
    return bassin


def _done(session: Session, member: Member, code: str, verb: str, part: str) -> Response:
    record(session, member.id, verb, f"support_group:{code}")
    return see_other(f"/staff/support-groups/{code}#{part}")


def _meetings(session: Session, code: str) -> list[MeetingView]:
    return [meeting for meeting in staff_meetings(session) if meeting.bassin_code == code]


def _group_page(
    request: Request,
    session: Session,
    member: Member,
    bassin: BassinView,
    *,
    posted: Posted | None = None,
    error: InvalidError | None = None,
) -> HTMLResponse:
    typed = posted or Posted({})
    shown = said(error, member.language)
    found = group(session, bassin.code)
    meetings = _meetings(session, bassin.code)
    return page(
        request,
        "staff/support_groups/group.html",
        member.language,
        status=error.status if error else 200,
        user=member,
        bassin=bassin,
        group=found,
        prepared=[one for one in meetings if one.code in found.meeting_codes],
        others=[one for one in meetings if one.code not in found.meeting_codes and one.status != "cancelled"],
        values={name: typed.text(name) for name in (*_MEMBER, *_TASK)},
        role={lang: typed.text(f"role.{lang}") for lang in LANGUAGES},
        role_messages={lang: shown["messages"].get(f"role.{lang}", "") for lang in LANGUAGES},
        **shown,
    )
