"""Preparing meetings, welcoming the people who come, and opening the evaluation."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.db import ReadSession, WriteSession
from app.kit import clock
from app.kit.errors import ForbiddenError, InvalidError
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.localized import LANGUAGES, Localized
from app.kit.pages import page
from app.meetings.attendance import mark_present
from app.meetings.evaluation import evaluation_state, open_evaluation
from app.meetings.forms import REGION, read_meeting, shown_errors
from app.meetings.queries import MeetingView, registrations, staff_meeting, staff_meetings
from app.meetings.rules import KINDS, SPOKEN
from app.meetings.schedule import MeetingForm, problems_before_publication, publish, revise, schedule
from app.programmes.queries import strand_names
from app.staff.guard import Member, require
from app.territory.queries import all_bassins

router = APIRouter(prefix="/staff/meetings")

Manager = Annotated[Member, Depends(require("manage_meetings"))]

_PLAIN = ("strand", "kind", "bassin", "spoken", "day", "start", "end", "capacity", "headcount")
_BILINGUAL = ("title", "description", "place", "access")


@router.get("", name="staff.meetings")
def meetings(request: Request, session: ReadSession, member: Manager) -> HTMLResponse:
    """List the meetings that this member may see."""
    mine = [meeting for meeting in staff_meetings(session) if member.may_see(meeting.bassin_code)]
    return page(request, "staff/meetings/list.html", member.language, user=member, meetings=mine)


@router.get("/new", name="staff.new_meeting")
def new(request: Request, session: ReadSession, member: Manager) -> HTMLResponse:
    """Show the form for a new meeting."""
    return _form_page(request, session, member, Posted({"spoken": ["both"]}))


@router.post("/new", name="staff.create_meeting")
def create(
    request: Request, session: WriteSession, reader: ReadSession, member: Manager, form: PostedForm
) -> Response:
    """Create a meeting as a draft."""
    try:
        wish = _read(reader, member, form)
        code = schedule(session, wish).code
    except InvalidError as error:
        return _form_page(request, reader, member, form, error=error)
    record(session, member.id, "create_meeting", f"meeting:{code}")
    return see_other(f"/staff/meetings/{code}")


@router.get("/{code}", name="staff.meeting")
def meeting(request: Request, session: ReadSession, member: Manager, code: str) -> HTMLResponse:
    """Show a meeting, what it lacks to be published, and who comes."""
    return _meeting_page(request, session, member, _mine(session, member, code))


@router.get("/{code}/edit", name="staff.edit_meeting")
def edit(request: Request, session: ReadSession, member: Manager, code: str) -> HTMLResponse:
    """Show the form of a meeting."""
    found = _mine(session, member, code)
    return _form_page(request, session, member, _as_posted(found), found=found)


@router.post("/{code}/edit", name="staff.revise_meeting")
def change(
    *,
    request: Request,
    session: WriteSession,
    reader: ReadSession,
    member: Manager,
    code: str,
    form: PostedForm,
) -> Response:
    """Change a meeting."""
    found = _mine(reader, member, code)
    try:
        revise(session, found.id, _read(reader, member, form))
    except InvalidError as error:
        return _form_page(request, reader, member, form, found=found, error=error)
    record(session, member.id, "revise_meeting", f"meeting:{code}")
    return see_other(f"/staff/meetings/{code}")


@router.post("/{code}/publish", name="staff.publish_meeting")
def make_public(
    request: Request, session: WriteSession, reader: ReadSession, member: Manager, code: str
) -> Response:
    """Publish a meeting, or say what it lacks."""
    found = _mine(reader, member, code)
    try:
        publish(session, found.id)
    except InvalidError as error:
        return _meeting_page(request, reader, member, found, error)
    record(session, member.id, "publish_meeting", f"meeting:{code}")
    return see_other(f"/staff/meetings/{code}")


@router.post("/{code}/registrations/{registration_id}/presence", name="staff.mark_present")
def presence(
    *,
    session: WriteSession,
    reader: ReadSession,
    member: Manager,
    code: str,
    registration_id: UUID,
    form: PostedForm,
) -> Response:
    """Note that somebody is there, or take it back."""
    found = _mine(reader, member, code)
    mark_present(session, found.id, registration_id, present=form.text("present") == "yes")
    record(session, member.id, "mark_present", f"meeting:{code}")
    return see_other(f"/staff/meetings/{code}#registrations")


@router.post("/{code}/evaluation", name="staff.open_evaluation")
def evaluation(session: WriteSession, reader: ReadSession, member: Manager, code: str) -> Response:
    """Open the evaluation of a meeting."""
    found = _mine(reader, member, code)
    open_evaluation(session, found.id)
    record(session, member.id, "open_evaluation", f"meeting:{code}")
    return see_other(f"/staff/meetings/{code}#evaluation")


def _mine(session: Session, member: Member, code: str) -> MeetingView:
    found = staff_meeting(session, code)
    _must_see(member, found.bassin_code)
    return found


def _must_see(member: Member, bassin_code: str | None) -> None:
    if not member.may_see(bassin_code):
        raise ForbiddenError("This meeting belongs to another bassin.")


def _read(session: Session, member: Member, posted: Posted) -> MeetingForm:
    form = read_meeting(posted, strand_names(session), _bassins(session, member))
    _must_see(member, form.bassin_code)
    return form


def _bassins(session: Session, member: Member) -> dict[str, Localized]:
    return {bassin.code: bassin.name for bassin in all_bassins(session) if member.may_see(bassin.code)}


def _as_posted(found: MeetingView) -> Posted:
    starts, ends = clock.local(found.starts_at), clock.local(found.ends_at)
    fields = {
        "strand": f"{found.programme_code}/{found.strand_code}",
        "kind": found.kind,
        "bassin": found.bassin_code or REGION,
        "spoken": found.spoken,
        "day": starts.date().isoformat(),
        "start": f"{starts:%H:%M}",
        "end": f"{ends:%H:%M}",
        "capacity": "" if found.capacity is None else str(found.capacity),
        "headcount": "" if found.noted_headcount is None else str(found.noted_headcount),
    }
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
    found: MeetingView | None = None,
    error: InvalidError | None = None,
) -> HTMLResponse:
    lines, messages = shown_errors(error, member.language) if error else ([], {})
    return page(
        request,
        "staff/meetings/form.html",
        member.language,
        status=error.status if error else 200,
        user=member,
        meeting=found,
        values={name: posted.text(name) for name in _PLAIN},
        texts={name: {lang: posted.text(f"{name}.{lang}") for lang in LANGUAGES} for name in _BILINGUAL},
        errors=lines,
        messages=messages,
        text_messages={
            name: {lang: messages.get(f"{name}.{lang}", "") for lang in LANGUAGES} for name in _BILINGUAL
        },
        strands=strand_names(session),
        bassins=_bassins(session, member),
        region=REGION if member.may_see(None) else None,
        kinds=KINDS,
        spoken=SPOKEN,
    )


def _meeting_page(
    request: Request, session: Session, member: Member, found: MeetingView, error: InvalidError | None = None
) -> HTMLResponse:
    texts: dict[str, Localized] = {name: getattr(found, name) for name in _BILINGUAL}
    return page(
        request,
        "staff/meetings/meeting.html",
        member.language,
        status=error.status if error else 200,
        user=member,
        meeting=found,
        registrations=registrations(session, found.id),
        missing=[problem.message.text(member.language) for problem in problems_before_publication(texts)],
        refused=error is not None,
        evaluation=evaluation_state(session, found.evaluation_id),
    )
