"""The actions of a programme: all of them side by side, and each over the bassins."""

from collections import defaultdict
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from app.db import ReadSession
from app.kit.errors import NotFoundError
from app.kit.localized import Localized
from app.programmes.queries import BallotView, ballot
from app.staff.figure_files import table_file
from app.staff.guard import Member, require
from app.staff.programmes import found_programme, programme_page
from app.staff.sights import sight_of
from app.syntheses.queries import chosen_actions
from app.territory.queries import all_bassins

router = APIRouter(prefix="/staff/programmes")

Reader = Annotated[Member, Depends(require("read_figures"))]


@router.get("/{code}/actions", name="staff.programme.actions")
def actions(request: Request, session: ReadSession, member: Reader, code: str) -> Response:
    """Show every action with what speaks for it."""
    from app.analysis.actions import actions_board  # noqa: PLC0415 - loads numpy

    view = found_programme(session, code)
    found = _ballot(session, code)
    shown = actions_board(
        session, found, sight=sight_of(member), lang=member.language, bassins=_names(session),
        chosen=_chosen(session, member, code),
    )  # fmt: skip
    file = table_file(request, shown.panels, code)
    if file is not None:
        return file
    return programme_page(request, session, member, view, "actions", shown=shown, ballot=found)


@router.get("/{code}/actions/{action}", name="staff.programme.action")
def action(request: Request, session: ReadSession, member: Reader, code: str, action: str) -> Response:
    """Show one action over the bassins, and what rooms say of it."""
    from app.analysis.action import action_board  # noqa: PLC0415 - loads numpy

    view = found_programme(session, code)
    found = _ballot(session, code)
    asked = next((one for one in found.actions if one.code == action), None)
    if asked is None:
        raise NotFoundError("There is no such action in this programme.")
    names = _names(session)
    shown = action_board(
        session, found, asked, sight=sight_of(member), lang=member.language, bassins=names,
        visible=member.sees(names), chosen=_chosen(session, member, code),
    )  # fmt: skip
    file = table_file(request, shown.panels, f"{code}-{action}")
    if file is not None:
        return file
    return programme_page(request, session, member, view, "action", shown=shown, ballot=found)


def _ballot(session: Session, code: str) -> BallotView:
    found = ballot(session, code)
    if found is None:
        raise NotFoundError("Nothing in this programme asks for priorities.")
    return found


def _names(session: Session) -> dict[str, Localized]:
    return {each.code: each.name for each in all_bassins(session)}


def _chosen(session: Session, member: Member, code: str) -> dict[str, list[str]]:
    """Return what bassins chose: what is public, and drafts of the bassins that this member may see."""
    found = defaultdict(list)
    for bassin, chosen, public in chosen_actions(session, code):
        if public or member.may_see(bassin):
            found[bassin].append(chosen)
    return dict(found)
