"""Inviting people to a meeting, reading their replies, reminding the silent; and its funnel."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.contacts.queries import all_lists, sectors_of
from app.db import ReadSession, WriteSession, transaction
from app.kit import clock
from app.kit.errors import ConflictError, ForbiddenError, GoneError, InvalidError, Problem
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.localized import LANGUAGES
from app.kit.pages import page, render_text
from app.kit.qr import qr_svg
from app.meetings.funnel import funnel_of_meeting, sittings_of_meeting
from app.meetings.invitation_list import (
    STATES,
    InvitationLine,
    as_csv,
    counts_by_state,
    invitation_lines,
    letters_of,
)
from app.meetings.invitation_mails import example
from app.meetings.invite import INVITATION, invite, lay_out_letters, reach, send_trial
from app.meetings.models import Meeting
from app.meetings.queries import MeetingView, staff_meeting
from app.meetings.remind_silent import REMINDER, remind_silent
from app.meetings.reply import reply_link
from app.staff.funnel_words import sentence
from app.staff.guard import Member, require
from app.staff.list_part import chosen_part, must_have
from app.staff.shown import shown_errors

router = APIRouter(prefix="/staff/meetings/{code}/invitations")

Host = Annotated[Member, Depends(require("invite_to_meetings"))]
DONE: Final = {"invited", "reminded", "letters", "trial"}
PER_PAGE: Final = 50


@dataclass(frozen=True)
class _Press:
    """A button that somebody pressed on the page of a meeting's invitations."""

    request: Request
    session: Session
    reader: Session
    member: Member
    code: str
    form: Posted

    def do(self, what: str, act: Callable[[int], tuple[int, int]]) -> Response:
        """Do something whole or not at all; say for how many it was, or why it was refused."""
        meeting = _mine(self.reader, self.member, self.code)
        try:
            # A savepoint, so that a refusal leaves no trace, not even the number that the lock raises.
            with self.session.begin_nested():
                n, noted = act(meeting.id)
        except InvalidError as error:
            return self._refused(error.problems)
        except (ConflictError, GoneError) as error:
            return self._refused([Problem("", error.message)])
        record(self.session, self.member.id, f"meeting_invitations_{what}", f"meeting:{self.code}")
        return see_other(f"/staff/meetings/{self.code}/invitations?done={what}&n={n}&noted={noted}")

    def _refused(self, problems: list[Problem]) -> Response:
        # Without anybody's name, so that there is nothing to note: a refusal changes nothing.
        return _page(self.request, self.reader, self.member, self.code, self.form, problems=problems)


def _press(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Host, code: str, form: PostedForm
) -> _Press:
    return _Press(request, session, reader, member, code, form)


Pressed = Annotated[_Press, Depends(_press)]


@router.get("", name="staff.meeting_invitations")
def show(request: Request, session: ReadSession, member: Host, code: str) -> HTMLResponse:
    """Show the funnel, whom a press would write to, the mails in both languages, and who replied what."""
    asked = Posted({name: request.query_params.getlist(name) for name in request.query_params})
    shown = _page(request, session, member, code, asked)
    _note_reading(member, "read_replies", code)
    return shown


@router.post("/send", name="staff.invite_to_meeting")
def send(press: Pressed) -> Response:
    """Invite a list or a part of it."""

    def act(meeting_id: int) -> tuple[int, int]:
        found = invite(press.session, meeting_id, must_have(chosen_part(press.reader, press.form)))
        return found.mailed, found.noted

    return press.do("invited", act)


@router.post("/letters", name="staff.lay_out_letters")
def make_letters(press: Pressed) -> Response:
    """Invite on paper whoever of a list has no address."""

    def act(meeting_id: int) -> tuple[int, int]:
        return lay_out_letters(press.session, meeting_id, must_have(chosen_part(press.reader, press.form))), 0

    return press.do("letters", act)


@router.post("/reminder", name="staff.remind_silent")
def send_reminder(press: Pressed) -> Response:
    """Remind whoever has said neither yes nor no."""
    return press.do("reminded", lambda meeting_id: (remind_silent(press.session, meeting_id), 0))


@router.post("/trial", name="staff.meeting_invitation_trial")
def trial(press: Pressed) -> Response:
    """Send the mail to whoever presses, in both languages."""

    def act(meeting_id: int) -> tuple[int, int]:
        send_trial(press.session, meeting_id, press.member.id)
        return len(LANGUAGES), 0

    return press.do("trial", act)


@router.get("/letters", name="staff.letters")
def letters(request: Request, session: ReadSession, member: Host, code: str) -> HTMLResponse:
    """Show the letters, ready to be printed, and note who looked: they hold names and links."""
    meeting = _mine(session, member, code)
    shown = [
        render_text(
            "staff/meeting_invitations/letter.html",
            contact.language,
            {
                "meeting": meeting,
                "person": contact,
                "link": (link := reply_link(row, contact.language)),
                "qr": qr_svg(link),
            },
        )
        for row, contact in letters_of(session, meeting.id)
    ]
    _note_reading(member, "read_letters", code)
    return page(
        request, "staff/meeting_invitations/letters.html", member.language, user=member, meeting=meeting,
        letters=shown,
    )  # fmt: skip


@router.get("/replies.csv", name="staff.export_replies")
def export(session: ReadSession, member: Host, code: str) -> Response:
    """Give the replies as a file that no spreadsheet takes for formulas, and note who took it."""
    meeting = _mine(session, member, code)
    content = as_csv(invitation_lines(session, meeting.id))
    _note_reading(member, "export_replies", code)
    return Response(
        # The mark at the beginning tells spreadsheets that it is UTF-8.
        content.encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="replies-{code}.csv"',
        },
    )


def _mine(session: Session, member: Member, code: str) -> MeetingView:
    found = staff_meeting(session, code)
    if not member.may_see(found.bassin_code):
        raise ForbiddenError("This meeting belongs to another bassin.")
    return found


def _note_reading(member: Member, what: str, code: str) -> None:
    with transaction() as writing:
        record(writing, member.id, what, f"meeting:{code}")


def _page(
    request: Request, session: Session, member: Member, code: str, asked: Posted, *,
    problems: list[Problem] | None = None,
) -> HTMLResponse:  # fmt: skip
    meeting = _mine(session, member, code)
    found, part = list(problems or []), None
    try:
        part = chosen_part(session, asked)
    except InvalidError as error:
        found = found or error.problems
    lines = shown_errors(found, member.language)
    replies = invitation_lines(session, meeting.id)
    funnel = funnel_of_meeting(session, meeting.id)
    row = session.get_one(Meeting, meeting.id)
    return page(
        request, "staff/meeting_invitations/invitations.html", member.language, status=422 if found else 200,
        user=member, meeting=meeting, begun=clock.now() >= meeting.starts_at,
        funnel=funnel, said=sentence(funnel, member.language),
        sittings=sittings_of_meeting(session, meeting.id), lists=all_lists(session), part=part,
        sectors=sectors_of(session, part.list_id) if part else [],
        reach=reach(session, meeting.id, meeting.programme_code, part) if part else None,
        mails={
            name: {lang: example(session, row, name, lang) for lang in LANGUAGES}
            for name in (INVITATION, REMINDER)
        },
        to_remind=sum(line.can_be_reminded for line in replies),
        reminded_on=max((line.reminded_on for line in replies if line.reminded_on), default=None),
        on_paper=any(line.on_paper for line in replies),
        counts=counts_by_state(replies),
        **_shown_replies(replies, asked),
        done=asked.text("done") if asked.text("done") in DONE else "",
        n=_number(asked, "n"), noted=_number(asked, "noted"),
        errors=lines, messages={line.field_id: line.message for line in lines},
    )  # fmt: skip


def _shown_replies(replies: list[InvitationLine], asked: Posted) -> dict[str, Any]:
    """Return the replies of the state and of the page asked for, and what the page says of that choice."""
    state = asked.text("state") if asked.text("state") in STATES else ""
    chosen = [line for line in replies if not line.erased and (not state or line.state == state)]
    pages = max(1, ceil(len(chosen) / PER_PAGE))
    number = min(max(_number(asked, "page"), 1), pages)
    return {
        "replies": chosen[(number - 1) * PER_PAGE : number * PER_PAGE],
        "erased": sum(line.erased for line in replies),
        "state": state,
        "number": number,
        "pages": pages,
    }


def _number(asked: Posted, name: str) -> int:
    return int(asked.text(name)) if re.fullmatch(r"[0-9]{1,6}", asked.text(name)) else 0
