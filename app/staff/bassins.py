"""Recording what each bassin chose, beside the figures, and making it public."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.db import ReadSession, WriteSession
from app.kit.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, Problem
from app.kit.forms import PostedForm, see_other
from app.kit.pages import page
from app.programmes.queries import BallotView
from app.staff.guard import Member, require
from app.staff.sights import sight_of
from app.syntheses.errors import NoSuchBassinError
from app.syntheses.forms import (
    blank_wish,
    form_values,
    read_choice,
    shown_problems,
    typed_values,
    wish_of,
)
from app.syntheses.publish import problem_of, publish
from app.syntheses.queries import choice_of, choices, current_ballot, sources
from app.syntheses.record_choice import MANNERS, record_choice
from app.syntheses.withdraw_publication import withdraw_publication
from app.territory.queries import BassinView, all_bassins, bassin

router = APIRouter(prefix="/staff/bassins")

Reader = Annotated[Member, Depends(require("read_figures"))]
Recorder = Annotated[Member, Depends(require("record_choice"))]
Publisher = Annotated[Member, Depends(require("publish"))]


@router.get("", name="staff.bassins")
def bassins(request: Request, session: ReadSession, member: Reader) -> HTMLResponse:
    """List the bassins that this member may see with the state of their choice."""
    ballot = current_ballot(session)
    return page(
        request,
        "staff/bassins/list.html",
        member.language,
        user=member,
        bassins=[view for view in all_bassins(session) if member.may_see(view.code)],
        choices=choices(session, ballot) if ballot else {},
        ballot=ballot,
    )


@router.get("/{code}", name="staff.bassin")
def choice(request: Request, session: ReadSession, member: Reader, code: str) -> HTMLResponse:
    """Show the choice of a bassin beside its figures, as a form for those who may record it."""
    return _choice_page(request, session, member, code)


@router.post("/{code}", name="staff.record_choice")
def save(
    *,
    request: Request,
    session: WriteSession,
    reader: ReadSession,
    member: Recorder,
    code: str,
    form: PostedForm,
) -> Response:
    """Save the choice as a draft."""
    ballot = _ballot(reader, member, code)
    read = read_choice(form, ballot.pick)
    try:
        record_choice(
            session,
            programme_code=ballot.programme_code,
            bassin_code=code,
            wish=read.wish,
            user_id=member.id,
            expected_version=read.version,
        )
    except InvalidError as error:
        problems = [read.at_form(problem) for problem in error.problems]
        return _choice_page(
            request,
            reader,
            member,
            code,
            status=422,
            problems=problems,
            values=typed_values(form, ballot.pick),
        )
    except ConflictError as error:
        # What was typed is shown again, and nothing of this attempt is kept.
        session.rollback()
        problems = [Problem("", error.message)]
        return _choice_page(
            request,
            reader,
            member,
            code,
            status=409,
            problems=problems,
            values=typed_values(form, ballot.pick),
        )
    return see_other(f"/staff/bassins/{code}?saved=yes")


@router.post("/{code}/publish", name="staff.publish_choice")
def make_public(
    request: Request, session: WriteSession, reader: ReadSession, member: Publisher, code: str
) -> Response:
    """Publish the choice, or say what it lacks."""
    ballot = _ballot(reader, member, code)
    try:
        publish(session, ballot, code, user_id=member.id)
    except InvalidError as error:
        return _choice_page(request, reader, member, code, status=422, problems=error.problems)
    return see_other(f"/staff/bassins/{code}")


@router.post("/{code}/withdraw", name="staff.withdraw_choice")
def take_back(session: WriteSession, reader: ReadSession, member: Publisher, code: str) -> Response:
    """Take the choice back from the public page."""
    withdraw_publication(session, _ballot(reader, member, code), code, user_id=member.id)
    return see_other(f"/staff/bassins/{code}")


def _mine(session: Session, member: Member, code: str) -> BassinView:
    found = bassin(session, code)
    if found is None:
        raise NoSuchBassinError("There is no bassin at this address.")
    if not member.may_see(code):
        raise ForbiddenError("This page belongs to another bassin.")
    return found


def _ballot(session: Session, member: Member, code: str) -> BallotView:
    _mine(session, member, code)
    ballot = current_ballot(session)
    if ballot is None:
        raise NotFoundError("No programme lets the bassins choose yet.")
    return ballot


def _choice_page(
    request: Request,
    session: Session,
    member: Member,
    code: str,
    *,
    status: int = 200,
    problems: list[Problem] | None = None,
    values: dict[str, Any] | None = None,
) -> HTMLResponse:
    from app.analysis.boards import live_boards  # noqa: PLC0415 - loads numpy and pandas

    lang = member.language
    ballot = _ballot(session, member, code)
    found = choice_of(session, ballot, code)
    wish = wish_of(found) if found else blank_wish()
    errors, messages = shown_problems(problems or [], lang)
    consultations, meetings = sources(session, ballot.programme_code)
    boards = live_boards(session, ballot.programme_code, code, lang=lang, sight=sight_of(member))
    return page(
        request,
        "staff/bassins/choice.html",
        lang,
        status=status,
        user=member,
        bassin=_mine(session, member, code),
        ballot=ballot,
        choice=found,
        saved=request.query_params.get("saved") == "yes",
        values=values or form_values(wish, ballot.pick, found.version if found else 0),
        errors=errors,
        messages=messages,
        gaps=[problem_of(gap).message.text(lang) for gap in found.gaps] if found else [],
        manners=MANNERS,
        consultations=consultations,
        meetings=[view for view in meetings if view.bassin_code in {code, None}],
        boards=boards,
        still_open=[view for view in consultations if view.phase == "open"],
    )
