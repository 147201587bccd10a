"""The seats of a meeting for the team: how they stand, who waits, and whom to choose among candidates."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.accounts.audit import record
from app.db import ReadSession, WriteSession
from app.kit.errors import InvalidError
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.pages import page
from app.meetings.choose import choice_of, choose, refuse
from app.meetings.forget import forget_person
from app.meetings.forms import shown_errors
from app.meetings.queries import MeetingView, registrations
from app.staff.guard import Member
from app.staff.own_meetings import Manager, meeting_of

router = APIRouter()


@router.get("/staff/meetings/{code}/candidates", name="staff.candidates")
def candidates(request: Request, session: ReadSession, member: Manager, code: str) -> HTMLResponse:
    """Show how the seats stand, who waits and who would like to be chosen."""
    return _page(request, session, member, meeting_of(session, member, code))


@router.post("/staff/meetings/{code}/registrations/{registration_id}/forget", name="staff.forget_person")
def forget(
    session: WriteSession, reader: ReadSession, member: Manager, code: str, registration_id: UUID
) -> Response:
    """Forget somebody who asks for it, here and wherever else they registered."""
    found = meeting_of(reader, member, code)
    forget_person(session, found.id, registration_id)
    record(session, member.id, "forget_person", f"meeting:{code}")
    return see_other(f"/staff/meetings/{code}#registrations")


@router.post("/staff/meetings/{code}/candidates", name="staff.choose_candidates")
def decide(
    *,
    request: Request,
    session: WriteSession,
    reader: ReadSession,
    member: Manager,
    code: str,
    form: PostedForm,
) -> Response:
    """Give a seat to those who are ticked, or tell them that there is none."""
    found = meeting_of(reader, member, code)
    refuses = form.text("act") == "refuse"
    try:
        with session.begin_nested():
            (refuse if refuses else choose)(session, found.id, _ticked(form))
    except InvalidError as error:
        return _page(request, reader, member, found, form, error)
    record(session, member.id, "refuse_candidates" if refuses else "choose_candidates", f"meeting:{code}")
    return see_other(f"/staff/meetings/{code}/candidates")


def _ticked(form: Posted) -> set[UUID]:
    """Read the ids that are ticked; what is no id of ours counts for nobody."""
    found = set()
    for value in form.many("chosen"):
        try:
            found.add(UUID(value))
        except ValueError:
            continue
    return found


def _page(  # noqa: PLR0917 - a page and what was posted to it
    request: Request,
    session: ReadSession,
    member: Member,
    found: MeetingView,
    posted: Posted | None = None,
    error: InvalidError | None = None,
) -> HTMLResponse:
    lines, messages = shown_errors(error, member.language) if error else ([], {})
    people = registrations(session, found.id)
    return page(
        request,
        "staff/meetings/candidates.html",
        member.language,
        status=error.status if error else 200,
        user=member,
        meeting=found,
        choice=choice_of(session, found.id),
        waiting=[person for person in people if person.status == "waiting"],
        undecided=[person for person in people if person.status in {"held", "offered"}],
        chosen=set(posted.many("chosen")) if posted else set(),
        errors=lines,
        message=messages.get("chosen", ""),
    )
