"""The form of a meeting: preparing it, changing it, and telling the people who come before it changes."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.db import ReadSession, WriteSession
from app.kit import clock
from app.kit.errors import InvalidError, Message, Problem
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.localized import LANGUAGES
from app.kit.pages import page
from app.meetings.forms import shown_errors
from app.meetings.meeting_form import REMINDERS, TEXTS, MeetingForm, check_form
from app.meetings.queries import MeetingView
from app.meetings.read_meeting import (
    PLAIN,
    REGION,
    ROW,
    as_posted,
    press,
    read_below,
    read_meeting,
    read_seen,
    rows_of,
    sorted_rows,
)
from app.meetings.room_kept import BelowTakenError
from app.meetings.rules import ADMISSIONS, KINDS, MODES, PROFILES, SPOKEN
from app.meetings.schedule import ChangedMeanwhileError, revise, schedule
from app.meetings.tell_everybody import IMPORTANT, Audience, audience, changes
from app.programmes.queries import strand_names
from app.staff.guard import Member
from app.staff.own_meetings import Manager, bassins_of, meeting_of, must_see

router = APIRouter(prefix="/staff/meetings")

_IN_ORDER = "The days were not in the order of time. Now they are: please look at them, and save again."


@dataclass(frozen=True)
class Typed:
    """A form as somebody typed it, the meeting it belongs to, and what is wrong with it."""

    posted: Posted
    found: MeetingView | None = None
    error: InvalidError | None = None


class AskFirstError(Exception):
    """Nothing is wrong with the change, but people come: the team is shown what they will be told."""

    def __init__(self, wish: MeetingForm, changed: frozenset[str], people: Audience) -> None:
        super().__init__()
        self.wish, self.changed, self.people = wish, changed, people


@router.get("/new", name="staff.new_meeting")
def new(request: Request, session: ReadSession, member: Manager) -> HTMLResponse:
    """Show the form for a new meeting."""
    usual = {"spoken": ["both"], "mode": ["on_site"], "admission": ["order"], "reminders": ["48"]}
    return _form_page(request, session, member, Typed(Posted(usual)))


@router.post("/new", name="staff.create_meeting")
def create(
    request: Request, session: WriteSession, reader: ReadSession, member: Manager, form: PostedForm
) -> Response:
    """Create a meeting as a draft, or show the form again after one of its buttons."""
    if pressed := press(form):
        return _form_page(request, reader, member, Typed(pressed))
    try:
        # A savepoint, so that a refusal leaves no trace.
        with session.begin_nested():
            code = schedule(session, _read(reader, member, form)).code
    except InvalidError as error:
        return _form_page(request, reader, member, _again(form, None, error))
    record(session, member.id, "create_meeting", f"meeting:{code}")
    return see_other(f"/staff/meetings/{code}")


@router.get("/{code}/edit", name="staff.edit_meeting")
def edit(request: Request, session: ReadSession, member: Manager, code: str) -> HTMLResponse:
    """Show the form of a meeting."""
    found = meeting_of(session, member, code)
    return _form_page(request, session, member, Typed(as_posted(found), found))


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
    """Change a meeting; when people come to it, first show what changes for them."""
    found = meeting_of(reader, member, code)
    if pressed := press(form):
        return _form_page(request, reader, member, Typed(pressed, found))
    if form.text("press") == "back":
        return _form_page(request, reader, member, Typed(form, found))
    try:
        with session.begin_nested():
            wish = _read(reader, member, form)
            below, seen = read_below(form) or "", read_seen(form)
            revise(session, found.id, wish, below=below, tell=form.flag("tell"), seen=seen)
            _ask_first(session, found, wish, sure=form.flag("sure"))
    except InvalidError as error:
        return _form_page(request, reader, member, _again(form, found, error))
    except AskFirstError as asked:
        return _asking_page(request, member, found, form, asked)
    record(session, member.id, "revise_meeting", f"meeting:{code}")
    return see_other(f"/staff/meetings/{code}")


def _read(session: Session, member: Member, posted: Posted) -> MeetingForm:
    form = read_meeting(posted, strand_names(session), bassins_of(session, member))
    must_see(member, form.bassin_code)
    check_form(form)
    if sorted_rows(posted) is not None:
        raise InvalidError([Problem("sittings", Message(_IN_ORDER))])
    return form


def _ask_first(session: Session, found: MeetingView, wish: MeetingForm, *, sure: bool) -> None:
    """Undo a change that concerns people until somebody has seen whom it concerns.

    Raises:
        AskFirstError: it does, and nobody has.
    """
    changed = changes(found, found.sittings, wish)
    people = audience(session, found.id)
    to_come = clock.now() < max(found.ends_at, wish.ends_at)
    if found.status == "published" and changed and people.people and to_come and not sure:
        raise AskFirstError(wish, changed, people)


def _again(posted: Posted, found: MeetingView | None, error: InvalidError) -> Typed:
    """Return the form as it was typed, its days in the order of time when nothing else is wrong with them."""
    out_of_order = any(problem.message.id == _IN_ORDER for problem in error.problems)
    in_order = sorted_rows(posted) if out_of_order else None
    if found and isinstance(error, ChangedMeanwhileError):
        # Told once: whoever saves again has been told, and means it.
        posted = Posted(posted.as_dict() | {"seen": [found.changed_at.isoformat()]})
    return Typed(in_order or posted, found, error)


def _form_page(request: Request, session: Session, member: Member, typed: Typed) -> HTMLResponse:
    posted, error = typed.posted, typed.error
    lines, messages = shown_errors(error, member.language) if error else ([], {})
    return page(
        request,
        "staff/meetings/form.html",
        member.language,
        status=error.status if error else 200,
        user=member,
        meeting=typed.found,
        values={name: posted.text(name) for name in PLAIN},
        texts={name: {lang: posted.text(f"{name}.{lang}") for lang in LANGUAGES} for name in TEXTS},
        rows=[
            {name: posted.text(f"{name}.{number}") for name in ROW}
            for number in range(1, rows_of(posted) + 1)
        ],
        quotas={
            profile: (posted.text(f"ceiling.{profile}"), posted.text(f"floor.{profile}"))
            for profile in PROFILES
        },
        reminders=REMINDERS,
        chosen_reminders=posted.many("reminders"),
        errors=lines,
        messages=messages,
        text_messages={
            name: {lang: messages.get(f"{name}.{lang}", "") for lang in LANGUAGES} for name in TEXTS
        },
        too_low=isinstance(error, BelowTakenError),
        below=posted.text("below"),
        strands=strand_names(session),
        bassins=bassins_of(session, member),
        region=REGION if member.may_see(None) else None,
        kinds=KINDS,
        modes=MODES,
        admissions=ADMISSIONS,
        spoken=SPOKEN,
    )


def _asking_page(
    request: Request, member: Member, found: MeetingView, posted: Posted, asked: AskFirstError
) -> HTMLResponse:
    carried = {
        name: values for name, values in posted.as_dict().items() if name not in {"press", "sure", "tell"}
    }
    return page(
        request,
        "staff/meetings/ask_first.html",
        member.language,
        user=member,
        meeting=found,
        wish=asked.wish,
        changed=asked.changed,
        important=bool(IMPORTANT & asked.changed),
        people=asked.people,
        carried=carried,
        texts=TEXTS,
    )
