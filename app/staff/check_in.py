"""Checking in by the code that somebody brings: the camera of a phone opens this page."""

from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.db import ReadSession, WriteSession
from app.kit import clock
from app.kit.errors import ConflictError
from app.kit.forms import PostedForm, see_other
from app.kit.pages import page
from app.kit.qr import qr_svg
from app.meetings.day.forms import read_state
from app.meetings.day.press import Mark, RoomFullError
from app.meetings.day.presses import note_one
from app.meetings.day.roster import roster
from app.meetings.errors import NoSuchRegistrationError
from app.meetings.links import registration_address, registration_code, registration_of
from app.meetings.meeting_views import SittingView
from app.meetings.models import Registration
from app.settings import get_settings
from app.staff.guard import Member
from app.staff.own_meetings import Manager, meeting_of

router = APIRouter()


@router.get("/staff/check-in/{code}/{token}", name="staff.check_in")
def look(request: Request, session: ReadSession, member: Manager, code: str, token: str) -> HTMLResponse:
    """Show whose code this is, and one button."""
    return _page(request, session, member, code, token)


@router.post("/staff/check-in/{code}/{token}", name="staff.check_in.mark")
def mark(
    *,
    request: Request,
    session: WriteSession,
    reader: ReadSession,
    member: Manager,
    code: str,
    token: str,
    form: PostedForm,
) -> Response:
    """Note that the person with this code is there, or take it back."""
    found = meeting_of(reader, member, code)
    person = registration_of(reader, code, token)
    today = _today(roster(reader, found.id, found.capacity).sittings)
    if today is None:
        raise ConflictError("This meeting is not today. Open its list to note who was there.")
    press = Mark(uuid4(), person.id, today.id, read_state(form), clock.now())
    try:
        # A savepoint, so that asking first leaves no trace, not even the number that the lock raises.
        with session.begin_nested():
            note_one(session, found.id, press, anyway=form.flag("anyway"))
    except RoomFullError as error:
        return _page(request, reader, member, code, token, full=error)
    record(session, member.id, "mark_attendance", f"meeting:{code}")
    return see_other(f"/staff/check-in/{code}/{token}")


@router.get("/staff/meetings/{code}/door/people/{registration_id}", name="staff.door_person")
def own_page(
    request: Request, session: ReadSession, member: Manager, code: str, registration_id: UUID
) -> HTMLResponse:
    """Show somebody who came without registering the way to their own page, for the evaluation."""
    found = meeting_of(session, member, code)
    person = session.get(Registration, registration_id)
    if person is None or person.meeting_id != found.id or person.forgotten:
        raise NoSuchRegistrationError
    base = get_settings().base_url
    return page(
        request,
        "staff/door/own_page.html",
        member.language,
        user=member,
        meeting=found,
        name=person.name,
        qr=qr_svg(base + registration_address(code, person, person.language)),
        seat_code=registration_code(person) if person.code_fingerprint else "",
        seat_page=f"{base}/{person.language}/my-seat",
    )


def _today(sittings: tuple[SittingView, ...]) -> SittingView | None:
    """Return the sitting of this day; of two on one day the one that is not over."""
    mine = [each for each in sittings if clock.local(each.starts_at).date() == clock.today()]
    return next((each for each in mine if clock.now() < each.ends_at), mine[-1] if mine else None)


def _page(
    request: Request,
    session: Session,
    member: Member,
    code: str,
    token: str,
    *,
    full: RoomFullError | None = None,
) -> HTMLResponse:
    found = meeting_of(session, member, code)
    registration = registration_of(session, code, token)
    expected = roster(session, found.id, found.capacity)
    return page(
        request,
        "staff/door/check_in.html",
        member.language,
        status=full.status if full else 200,
        user=member,
        meeting=found,
        token=token,
        name=registration.name,
        status_of_seat=registration.status,
        person=expected.find(str(registration.id)),
        today=_today(expected.sittings),
        sittings=expected.sittings,
        full=full,
    )
