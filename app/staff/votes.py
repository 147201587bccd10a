"""The dots of a room: typed in on a telephone beside the wall, shown, corrected and removed."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.db import ReadSession, WriteSession
from app.kit import clock
from app.kit.errors import AteliersError, InvalidError
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.pages import page
from app.meetings.forms import shown_errors
from app.meetings.queries import MeetingView
from app.meetings.votes.errors import NoBallotHereError, VoteChangedError
from app.meetings.votes.forms import read_edition, read_vote
from app.meetings.votes.queries import VoteView, vote_of
from app.meetings.votes.record import clear_votes, record_votes
from app.meetings.votes.rules import may_vote
from app.programmes.queries import BallotView, ballot
from app.staff.guard import Member
from app.staff.own_meetings import Manager, meeting_of

router = APIRouter(prefix="/staff/meetings")


@router.get("/{code}/votes", name="staff.votes")
def votes(request: Request, session: ReadSession, member: Manager, code: str) -> HTMLResponse:
    """Show the dots of a meeting, to type in and to print. Eight statements."""
    return _page(request, session, member, meeting_of(session, member, code))


@router.post("/{code}/votes", name="staff.votes.keep")
def keep(
    *,
    request: Request,
    session: WriteSession,
    reader: ReadSession,
    member: Manager,
    code: str,
    form: PostedForm,
) -> Response:
    """Keep the dots, or say what is wrong and keep what was typed on the page."""
    found = meeting_of(reader, member, code)
    asked = _ballot(reader, found)
    try:
        # A savepoint, so that a refusal leaves no trace, not even the number that the lock raises.
        with session.begin_nested():
            wish = read_vote(form, [action.code for action in asked.actions])
            corrected = record_votes(session, found.id, wish, user_id=member.id)
    except (InvalidError, VoteChangedError) as error:
        return _page(request, reader, member, found, posted=form, error=error)
    record(session, member.id, "correct_votes" if corrected else "record_votes", f"meeting:{code}")
    return see_other(f"/staff/meetings/{code}/votes#result")


@router.post("/{code}/votes/clear", name="staff.votes.clear")
def clear(
    *,
    request: Request,
    session: WriteSession,
    reader: ReadSession,
    member: Manager,
    code: str,
    form: PostedForm,
) -> Response:
    """Remove the dots, unless somebody changed them meanwhile."""
    found = meeting_of(reader, member, code)
    try:
        with session.begin_nested():
            clear_votes(session, found.id, edition=read_edition(form))
    except VoteChangedError as error:
        return _page(request, reader, member, found, error=error)
    record(session, member.id, "clear_votes", f"meeting:{code}")
    return see_other(f"/staff/meetings/{code}/votes")


def _ballot(session: Session, found: MeetingView) -> BallotView:
    asked = ballot(session, found.programme_code)
    if asked is None:
        raise NoBallotHereError
    return asked


def _as_posted(kept: VoteView | None) -> Posted:
    if kept is None:
        return Posted({})
    fields = {"voters": [str(kept.voters or "")], "dots_each": [str(kept.dots_each)]}
    return Posted(fields | {f"dots.{code}": [str(n)] for code, n in kept.dots.items()})


def _page(
    request: Request,
    session: Session,
    member: Member,
    found: MeetingView,
    *,
    posted: Posted | None = None,
    error: AteliersError | None = None,
) -> HTMLResponse:
    kept = vote_of(session, found.id)
    asked = _ballot(session, found)
    shown = posted or _as_posted(kept)
    lines, messages = shown_errors(error, member.language) if isinstance(error, InvalidError) else ([], {})
    return page(
        request,
        "staff/votes/votes.html",
        member.language,
        status=error.status if error else 200,
        user=member,
        meeting=found,
        ballot=asked,
        vote=kept,
        # Most dots first; the same number in the order of the ballot.
        ranked=sorted(asked.actions, key=lambda action: -kept.dots.get(action.code, 0)) if kept else [],
        may_type=kept is not None
        or may_vote(found.status, clock.local(found.starts_at).date(), clock.today()),
        values={name: shown.text(name) for name in shown.names()},
        changed=error.message.text(member.language) if isinstance(error, VoteChangedError) else "",
        errors=lines,
        messages=messages,
    )
