"""A bassin in a programme, at a glance."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from app.db import ReadSession
from app.kit.errors import ForbiddenError
from app.programmes.queries import ballot
from app.staff.figure_files import table_file
from app.staff.guard import Member, require
from app.staff.programmes import found_programme, programme_page
from app.staff.sights import sight_of
from app.syntheses.errors import NoSuchBassinError
from app.syntheses.queries import choice_of
from app.territory.queries import all_bassins

router = APIRouter(prefix="/staff/programmes")

Reader = Annotated[Member, Depends(require("read_figures"))]


@router.get("/{code}/bassins/{bassin}", name="staff.programme.bassin")
def bassin_at_a_glance(
    request: Request, session: ReadSession, member: Reader, code: str, bassin: str
) -> Response:
    """Show who took part in a bassin, what they put first and what rooms said."""
    from app.analysis.bassin import bassin_board  # noqa: PLC0415 - loads numpy

    programme = found_programme(session, code)
    everyone = all_bassins(session)
    found = next((view for view in everyone if view.code == bassin), None)
    if found is None:
        raise NoSuchBassinError("There is no bassin at this address.")
    if not member.may_see(bassin):
        raise ForbiddenError("This page belongs to another bassin.")
    asks = ballot(session, code)
    choice = choice_of(session, asks, bassin) if asks else None
    board = bassin_board(
        session, programme, bassin, sight=sight_of(member), lang=member.language,
        bassins={view.code: view.name for view in everyone},
        chosen=[one.action.name for one in choice.actions] if choice else [],
    )  # fmt: skip
    file = table_file(request, board.panels, f"{code}-{bassin}")
    if file is not None:
        return file
    return programme_page(request, session, member, programme, "bassin", bassin=found, board=board)
