"""Inviting people to a consultation one by one, reminding them, and following it by counts alone."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.consultations.models import Consultation
from app.consultations.queries import view
from app.contacts.campaigns import closed_circle, count_of, funnel, to_invite, without_address
from app.contacts.invite import invite, lay_out_slips, send_trial
from app.contacts.links import invitation_link
from app.contacts.mails import INVITATION, REMINDER, example
from app.contacts.queries import all_lists, sectors_of, slips_of
from app.contacts.remind import remind
from app.db import ReadSession, WriteSession, transaction
from app.kit.errors import ConflictError, GoneError, InvalidError, Problem
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.localized import LANGUAGES
from app.kit.pages import page, render_text
from app.kit.qr import qr_svg
from app.staff.guard import Member, require
from app.staff.list_part import chosen_part, must_have

router = APIRouter(prefix="/staff/consultations/{code}/invitations")

Keeper = Annotated[Member, Depends(require("manage_contacts"))]
DONE: Final = {"invited", "reminded", "slips", "trial"}


@dataclass(frozen=True)
class _Press:
    """A button that somebody pressed on the page of a consultation's invitations."""

    request: Request
    session: Session
    reader: Session
    member: Member
    code: str
    form: Posted

    def do(self, what: str, act: Callable[[], int]) -> Response:
        """Do something whole or not at all; say how many it was for, or why it was refused."""
        try:
            # A savepoint, so that a refusal leaves no trace, not even the number that the lock raises.
            with self.session.begin_nested():
                n = act()
        except InvalidError as error:
            return self._refused(error.problems)
        except (ConflictError, GoneError) as error:
            return self._refused([Problem("", error.message)])
        record(self.session, self.member.id, f"invitations_{what}", f"consultation:{self.code}")
        return see_other(f"/staff/consultations/{self.code}/invitations?done={what}&n={n}")

    def _refused(self, problems: list[Problem]) -> Response:
        return _page(self.request, self.reader, self.member, self.code, self.form, problems=problems)


def _press(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Keeper, code: str,
    form: PostedForm,
) -> _Press:  # fmt: skip
    return _Press(request, session, reader, member, code, form)


Pressed = Annotated[_Press, Depends(_press)]


@router.get("", name="staff.invitations")
def show(request: Request, session: ReadSession, member: Keeper, code: str) -> HTMLResponse:
    """Show how the invitations stand, whom a press would write to, and the mails in both languages."""
    asked = Posted({name: request.query_params.getlist(name) for name in request.query_params})
    return _page(request, session, member, code, asked)


@router.post("/send", name="staff.invite")
def send(press: Pressed) -> Response:
    """Invite a list or a part of it."""
    return press.do(
        "invited", lambda: invite(press.session, press.code, must_have(chosen_part(press.reader, press.form)))
    )


@router.post("/slips", name="staff.lay_out_slips")
def make_slips(press: Pressed) -> Response:
    """Invite on paper whoever of a list has no address."""
    return press.do(
        "slips",
        lambda: lay_out_slips(press.session, press.code, must_have(chosen_part(press.reader, press.form))),
    )


@router.post("/reminder", name="staff.remind")
def send_reminder(press: Pressed) -> Response:
    """Remind whoever has not answered."""
    return press.do("reminded", lambda: remind(press.session, press.code))


@router.post("/trial", name="staff.trial")
def trial(press: Pressed) -> Response:
    """Send the mail to whoever presses, in both languages."""

    def act() -> int:
        send_trial(press.session, press.code, press.member.id)
        return len(LANGUAGES)

    return press.do("trial", act)


@router.get("/slips", name="staff.slips")
def slips(request: Request, session: ReadSession, member: Keeper, code: str) -> HTMLResponse:
    """Show the slips of paper, ready to be printed, and note who looked: they hold names and links."""
    consultation = view(closed_circle(session, code))
    shown = [
        render_text(
            "staff/invitations/slip.html",
            person.language,
            {
                "consultation": consultation,
                "person": person,
                "link": (link := invitation_link(code, invitation_id, person.language)),
                "qr": qr_svg(link),
            },
        )
        for person, invitation_id in slips_of(session, consultation.id)
    ]
    with transaction() as writing:
        record(writing, member.id, "read_slips", f"consultation:{code}")
    return page(
        request, "staff/invitations/slips.html", member.language, user=member, consultation=consultation,
        slips=shown,
    )  # fmt: skip


def _page(
    request: Request, session: Session, member: Member, code: str, asked: Posted, *,
    problems: list[Problem] | None = None,
) -> HTMLResponse:  # fmt: skip
    consultation: Consultation = closed_circle(session, code)
    found, part = list(problems or []), None
    try:
        part = chosen_part(session, asked)
    except InvalidError as error:
        found = found or error.problems
    lines = [{"field_id": one.field, "message": one.message.text(member.language)} for one in found]
    return page(
        request, "staff/invitations/invitations.html", member.language, status=422 if found else 200,
        user=member, consultation=view(consultation), found=funnel(session, consultation.id),
        lists=all_lists(session), part=part,
        sectors=sectors_of(session, part.list_id) if part else [],
        to_write=count_of(session, to_invite(consultation.id, part)) if part else {},
        on_paper=sum(count_of(session, without_address(consultation.id, part)).values()) if part else 0,
        mails={
            name: {lang: example(session, consultation, name, lang) for lang in LANGUAGES}
            for name in (INVITATION, REMINDER)
        },
        done=asked.text("done") if asked.text("done") in DONE else "",
        n=int(asked.text("n")) if re.fullmatch(r"[0-9]{1,6}", asked.text("n")) else 0,
        errors=lines, messages={line["field_id"]: line["message"] for line in lines},
    )  # fmt: skip
