"""The evaluation of a meeting, seen by those who run it: the code for the room, slips, and how many forms."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.consultations.tickets import unused_slips
from app.db import ReadSession, WriteSession
from app.kit.errors import InvalidError
from app.kit.forms import FieldReader, Posted, PostedForm, see_other
from app.kit.localized import LANGUAGES, Lang
from app.kit.pages import page
from app.kit.qr import qr_svg
from app.meetings.evaluation import evaluation_state
from app.meetings.forms import shown_errors
from app.meetings.hand_out import forms_of, note_slip_given, print_slips, void_unused_slips
from app.meetings.queries import MeetingView, registrations
from app.meetings.rules import MOST_SLIPS
from app.settings import get_settings
from app.staff.guard import Member
from app.staff.own_meetings import Manager, meeting_of

router = APIRouter(prefix="/staff/meetings/{code}/evaluation")

FEW: Final = 5
"""Below so many answers nobody is told how many there are: of two, one knows the other's."""


@router.get("", name="staff.evaluation")
def evaluation(request: Request, session: ReadSession, member: Manager, code: str) -> HTMLResponse:
    """Show how the evaluation of a meeting stands, and what it takes to hand it out."""
    return _page(request, session, member, meeting_of(session, member, code))


@router.get("/poster", name="staff.evaluation_poster")
def poster(request: Request, session: ReadSession, member: Manager, code: str) -> HTMLResponse:
    """Show the code that the room scans, in both languages, for a screen or a wall."""
    found = meeting_of(session, member, code)
    links = {lang: _link(code, lang) for lang in LANGUAGES}
    return page(
        request,
        "staff/evaluation/poster.html",
        member.language,
        user=member,
        meeting=found,
        links=links,
        codes={lang: qr_svg(link) for lang, link in links.items()},
    )


@router.get("/slips", name="staff.evaluation_slips")
def slips(request: Request, session: ReadSession, member: Manager, code: str) -> HTMLResponse:
    """Show the slips that nobody has used, to print and to cut."""
    found = meeting_of(session, member, code)
    codes = unused_slips(session, found.evaluation_id) if found.evaluation_id is not None else []
    return page(
        request,
        "staff/evaluation/slips.html",
        member.language,
        user=member,
        meeting=found,
        slips=[(each, qr_svg(f"{_link(code, member.language)}?code={each}")) for each in codes],
        links={lang: _link(code, lang) for lang in LANGUAGES},
    )


@router.post("/slips", name="staff.make_slips")
def make(
    *,
    request: Request,
    session: WriteSession,
    reader: ReadSession,
    member: Manager,
    code: str,
    form: PostedForm,
) -> Response:
    """Draw slips, and lead to their page."""
    found = meeting_of(reader, member, code)
    try:
        fields = FieldReader(form)
        count = fields.integer("slips", low=1, high=MOST_SLIPS, required="Say how many slips you need.")
        fields.check()
        with session.begin_nested():
            print_slips(session, found.id, count or 0)
    except InvalidError as error:
        return _page(request, reader, member, found, posted=form, error=error)
    record(session, member.id, "make_slips", f"meeting:{code}")
    return see_other(f"/staff/meetings/{code}/evaluation/slips")


@router.post("/slips/void", name="staff.void_slips")
def void(session: WriteSession, reader: ReadSession, member: Manager, code: str) -> Response:
    """Make the slips that nobody has used worthless."""
    found = meeting_of(reader, member, code)
    void_unused_slips(session, found.id)
    record(session, member.id, "void_slips", f"meeting:{code}")
    return see_other(f"/staff/meetings/{code}/evaluation")


@router.post("/given/{registration_id}", name="staff.slip_given")
def given(
    session: WriteSession, reader: ReadSession, member: Manager, code: str, registration_id: UUID
) -> Response:
    """Note that somebody was handed a slip."""
    found = meeting_of(reader, member, code)
    note_slip_given(session, found.id, registration_id)
    record(session, member.id, "give_slip", f"meeting:{code}")
    return see_other(f"/staff/meetings/{code}/evaluation#given")


def _link(code: str, lang: Lang) -> str:
    return f"{get_settings().base_url}/{lang}/e/{code}"


def _page(
    request: Request,
    session: Session,
    member: Member,
    found: MeetingView,
    *,
    posted: Posted | None = None,
    error: InvalidError | None = None,
) -> HTMLResponse:
    lines, messages = shown_errors(error, member.language) if error else ([], {})
    state = evaluation_state(session, found.evaluation_id)
    present = [each for each in registrations(session, found.id) if each.present] if state else []
    return page(
        request,
        "staff/evaluation/evaluation.html",
        member.language,
        status=error.status if error else 200,
        user=member,
        meeting=found,
        evaluation=state,
        forms=forms_of(session, found.id, found.evaluation_id) if found.evaluation_id is not None else None,
        without=[each for each in present if not each.evaluation_issued],
        few=FEW,
        wanted=posted.text("slips") if posted else "",
        errors=lines,
        messages=messages,
    )
