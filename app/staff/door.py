"""The door of a meeting, for somebody with a phone: who is expected, who is there, and who came besides."""

import json
from datetime import timedelta
from hashlib import sha256
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID, uuid4

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.db import ReadSession, WriteSession
from app.kit import clock
from app.kit.errors import InvalidError
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.pages import page
from app.kit.static import FOLDER, static, static_module
from app.meetings.day.forms import read_arrival, read_presses, read_state
from app.meetings.day.press import Mark, RoomFullError
from app.meetings.day.presses import note, note_one
from app.meetings.day.roster import Roster, named, roster
from app.meetings.day.rules import PHONE_KEEPS_UNTIL, sitting_of_the_moment
from app.meetings.errors import NoSuchRegistrationError
from app.meetings.forms import shown_errors
from app.meetings.meeting_views import MeetingView, SittingView
from app.meetings.rules import PROFILES
from app.staff.guard import Member
from app.staff.own_meetings import Manager, meeting_of

router = APIRouter()

_ARRIVAL = ("name", "profile", "language", "contact")
_KEPT_FILES = (
    "css/app.css", "css/staff.css", "favicon.svg", "vendor/htmx-4.0.1.min.js", "js/enhance.js",
)  # fmt: skip
_KEPT_MODULES = tuple(
    f"js/door/{name}.js" for name in ("leaving", "main", "paint", "scan", "store", "sync", "view")
)


@router.get("/staff/meetings/{code}/door", name="staff.door")
def door(
    *,
    request: Request,
    session: ReadSession,
    member: Manager,
    code: str,
    sitting: Annotated[str, Query()] = "",
    q: Annotated[str, Query()] = "",
) -> HTMLResponse:
    """Show who is expected at a sitting."""
    return _page(request, session, member, meeting_of(session, member, code), number=sitting, wanted=q)


@router.get("/staff/meetings/{code}/door/shell", name="staff.door_shell")
def shell(request: Request, session: ReadSession, member: Manager, code: str) -> HTMLResponse:
    """Show the same page with nobody on it: a phone keeps it, and fills it without network."""
    found = meeting_of(session, member, code)
    empty = Roster(found.sittings, (), found.capacity)
    return _page(request, session, member, found, people=empty)


@router.post("/staff/meetings/{code}/door", name="staff.mark")
def mark(
    *,
    request: Request,
    session: WriteSession,
    reader: ReadSession,
    member: Manager,
    code: str,
    form: PostedForm,
) -> Response:
    """Note that somebody is there, absent or excused, or take it back."""
    found = meeting_of(reader, member, code)
    expected = roster(reader, found.id, found.capacity)
    chosen = _sitting(expected, form.text("sitting"))
    person = expected.find(form.text("person"))
    if person is None or chosen is None:
        raise NoSuchRegistrationError
    press = Mark(uuid4(), person.id, chosen.id, read_state(form), clock.now())
    try:
        # A savepoint, so that asking first leaves no trace, not even the number that the lock raises.
        with session.begin_nested():
            note_one(session, found.id, press, anyway=form.flag("anyway"))
    except RoomFullError as error:
        return _page(
            request, reader, member, found, number=str(chosen.number), full=error, asked_for=person.id
        )
    record(session, member.id, "mark_attendance", f"meeting:{code}")
    return see_other(_address(code, chosen, form.text("q"), person.id))


@router.post("/staff/meetings/{code}/door/arrivals", name="staff.walk_in")
def walk_in(
    *,
    request: Request,
    session: WriteSession,
    reader: ReadSession,
    member: Manager,
    code: str,
    form: PostedForm,
) -> Response:
    """Give a seat to somebody who came without registering."""
    found = meeting_of(reader, member, code)
    chosen = _sitting(roster(reader, found.id, found.capacity), form.text("sitting"))
    if chosen is None:
        raise NoSuchRegistrationError
    number = str(chosen.number)
    try:
        arrival = read_arrival(form, sitting_id=chosen.id)
        with session.begin_nested():
            person = note_one(session, found.id, arrival, anyway=form.flag("anyway"))
    except InvalidError as error:
        return _page(request, reader, member, found, number=number, posted=form, error=error)
    except RoomFullError as error:
        return _page(request, reader, member, found, number=number, posted=form, full=error)
    record(session, member.id, "note_walk_in", f"meeting:{code}")
    return see_other(_address(code, chosen, "", person))


@router.post("/staff/meetings/{code}/door/sync", name="staff.door_sync")
def sync(
    session: WriteSession, reader: ReadSession, member: Manager, code: str, form: PostedForm
) -> JSONResponse:
    """Note what a phone kept, in its order, and tell it what stands. Without presses it only tells."""
    found = meeting_of(reader, member, code)
    presses, refused = read_presses(form.text("presses") or "[]")
    known_as: dict[UUID, UUID] = {}
    if presses:
        noted = note(session, found.id, presses)
        refused |= noted.refused
        known_as = noted.known_as
        record(session, member.id, "sync_door", f"meeting:{code}")
    return JSONResponse(
        {
            "refused": {str(press): message.text(member.language) for press, message in refused.items()},
            "knownAs": {str(press): str(person) for press, person in known_as.items()},
            "roster": roster(session, found.id, found.capacity).as_json(),
        },
        headers={"Cache-Control": "no-store", "Content-Language": member.language},
    )


@router.get("/staff/door-worker.js", name="staff.door_worker")
def worker(_member: Manager) -> Response:
    """Give the script that opens the door without network."""
    kept = [*map(static, _KEPT_FILES), *map(static_module, _KEPT_MODULES)]
    release = sha256(json.dumps(kept).encode()).hexdigest()[:10]
    script = (FOLDER / "js" / "door" / "worker.js").read_text(encoding="utf-8")
    return Response(
        f"const RELEASE = {json.dumps(release)};\nconst SHELL = {json.dumps(kept)};\n{script}",
        media_type="text/javascript",
        headers={"Cache-Control": "no-cache"},
    )


def _sitting(expected: Roster, number: str) -> SittingView | None:
    asked = next((each for each in expected.sittings if str(each.number) == number), None)
    return asked or sitting_of_the_moment(expected.sittings, clock.now())


def _address(code: str, sitting: SittingView, wanted: str, person: UUID) -> str:
    query = {"sitting": str(sitting.number)} | ({"q": wanted} if wanted else {})
    return f"/staff/meetings/{code}/door?{urlencode(query)}#p-{person}"


def _page(
    request: Request,
    session: Session,
    member: Member,
    found: MeetingView,
    *,
    people: Roster | None = None,
    number: str = "",
    wanted: str = "",
    posted: Posted | None = None,
    error: InvalidError | None = None,
    full: RoomFullError | None = None,
    asked_for: UUID | None = None,
) -> HTMLResponse:
    """Show the door. `full` asks whether `asked_for`, or who is typed in `posted`, comes in all the same."""
    expected = people or roster(session, found.id, found.capacity)
    chosen = _sitting(expected, number)
    lines, messages = shown_errors(error, member.language) if error else ([], {})
    typed = posted or Posted({"key": [str(uuid4())], "language": [member.language]})
    day_after = clock.local(found.ends_at).date() + timedelta(days=1)
    problem = error or full
    return page(
        request,
        "staff/door/door.html",
        member.language,
        status=problem.status if problem else 200,
        user=member,
        meeting=found,
        roster=expected,
        chosen=chosen,
        counts=expected.counts(chosen.id) if chosen else None,
        shown={person.id for person in named(expected.people, wanted)},
        wanted=wanted,
        profiles=PROFILES,
        key=typed.text("key"),
        values={name: typed.text(name) for name in _ARRIVAL},
        errors=lines,
        messages=messages,
        full=full,
        asked_for=expected.find(str(asked_for)) if asked_for else None,
        typed_in=posted is not None,
        phone={
            "code": found.code,
            "until": clock.at_brussels(day_after, PHONE_KEEPS_UNTIL).isoformat(),
            "roster": expected.as_json(),
        },
        is_shell=people is not None,
    )
