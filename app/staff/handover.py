"""The handover of a meeting: the run of the day, what is to be arranged, and who can be called."""

from collections import Counter

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.db import ReadSession, WriteSession
from app.kit.errors import AteliersError, InvalidError
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.pages import page
from app.kit.qr import qr_svg
from app.meetings.day.handover import (
    OTHER_NEED,
    Handover,
    HandoverChangedError,
    handover_of,
    keep_handover,
    needs_of,
)
from app.meetings.day.handover_form import MOST_ROWS, read_handover
from app.meetings.day.roster import roster
from app.meetings.day.rules import ARRANGEMENT_STATES, MATERIAL
from app.meetings.evaluation import evaluation_state
from app.meetings.forms import shown_errors
from app.meetings.meeting_views import MeetingView
from app.meetings.rules import NEEDS, PROFILES
from app.settings import get_settings
from app.staff.guard import Member
from app.staff.own_meetings import Manager, meeting_of

router = APIRouter(prefix="/staff/meetings")

_BLANK_ROWS = 3
_TEXTS = ("interpreter", "contacts", "remarks")


@router.get("/{code}/handover", name="staff.handover")
def handover(request: Request, session: ReadSession, member: Manager, code: str) -> HTMLResponse:
    """Show the handover of a meeting, to fill in and to print."""
    return _page(request, session, member, meeting_of(session, member, code))


@router.post("/{code}/handover", name="staff.handover.keep")
def keep(
    *,
    request: Request,
    session: WriteSession,
    reader: ReadSession,
    member: Manager,
    code: str,
    form: PostedForm,
) -> Response:
    """Keep what was changed, or say who was quicker and keep what was typed on the page."""
    found = meeting_of(reader, member, code)
    try:
        # A savepoint, so that a refusal leaves no trace, not even the number that the lock raises.
        with session.begin_nested():
            keep_handover(session, found.id, read_handover(form))
    except (InvalidError, HandoverChangedError) as error:
        return _page(request, reader, member, found, posted=form, error=error)
    record(session, member.id, "keep_handover", f"meeting:{code}")
    return see_other(f"/staff/meetings/{code}/handover")


def _as_posted(kept: Handover) -> Posted:
    fields: dict[str, list[str]] = {name: [getattr(kept, name)] for name in _TEXTS}
    fields |= {"ready": list(kept.ready), "edition": [str(kept.edition)]}
    for number, row in enumerate(kept.run_sheet, 1):
        for name in ("hour", "what", "who"):
            fields[f"{name}.{number}"] = [getattr(row, name)]
    for need, arrangement in kept.arrangements.items():
        fields |= {f"state.{need}": [arrangement.state], f"words.{need}": [arrangement.words]}
    return Posted(fields)


def _rows(posted: Posted) -> list[dict[str, str]]:
    """Return the rows that are filled in and a few blank ones, each with its number in the form."""
    rows = [
        {name: posted.text(f"{name}.{number}") for name in ("hour", "what", "who")} | {"number": str(number)}
        for number in range(1, MOST_ROWS + 1)
    ]
    filled = max((n for n, row in enumerate(rows, 1) if row["hour"] or row["what"] or row["who"]), default=0)
    return rows[: filled + _BLANK_ROWS]


def _page(
    request: Request,
    session: Session,
    member: Member,
    found: MeetingView,
    *,
    posted: Posted | None = None,
    error: AteliersError | None = None,
) -> HTMLResponse:
    kept = handover_of(session, found.id)
    shown = posted or _as_posted(kept)
    lines, messages = shown_errors(error, member.language) if isinstance(error, InvalidError) else ([], {})
    expected = [person for person in roster(session, found.id, found.capacity).people if person.is_seated]
    link = f"{get_settings().base_url}/{member.language}/e/{found.code}"
    evaluation = evaluation_state(session, found.evaluation_id)
    return page(
        request,
        "staff/handover/handover.html",
        member.language,
        status=error.status if error else 200,
        user=member,
        meeting=found,
        rows=_rows(shown),
        values={name: shown.text(name) for name in _TEXTS},
        ready=shown.many("ready"),
        # Whoever saves once more after being told has seen what stands.
        edition=kept.edition,
        arrangements={
            need: (shown.text(f"state.{need}"), shown.text(f"words.{need}")) for need in (*NEEDS, OTHER_NEED)
        },
        theirs=kept if isinstance(error, HandoverChangedError) else None,
        changed=error.message.text(member.language) if isinstance(error, HandoverChangedError) else "",
        errors=lines,
        messages=messages,
        asked=needs_of(session, found.id),
        states=ARRANGEMENT_STATES,
        material=MATERIAL,
        by_profile={code: n for code in PROFILES if (n := sum(p.profile == code for p in expected))},
        by_language=Counter(person.language for person in expected),
        people=len(expected),
        seats=sum(person.seats for person in expected),
        evaluation=evaluation,
        evaluation_qr=qr_svg(link) if evaluation and evaluation.is_open else "",
        evaluation_link=link,
    )
