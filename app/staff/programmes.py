"""The programmes, and each of them at a glance."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.db import ReadSession
from app.kit.errors import NotFoundError
from app.kit.pages import page
from app.programmes.queries import ProgrammeView, ballot, programme, programme_names
from app.staff.figure_files import here, table_file
from app.staff.guard import Member, require
from app.staff.sights import sight_of
from app.territory.queries import all_bassins

router = APIRouter(prefix="/staff/programmes")

Reader = Annotated[Member, Depends(require("read_figures"))]


@router.get("", name="staff.programmes")
def programmes(request: Request, session: ReadSession, member: Reader) -> HTMLResponse:
    """List the programmes, the newest first."""
    found = [programme(session, code) for code in programme_names(session)]
    return page(request, "staff/programmes/list.html", member.language, user=member, programmes=found)


@router.get("/{code}", name="staff.programme")
def overview(request: Request, session: ReadSession, member: Reader, code: str) -> Response:
    """Show a programme at a glance."""
    from app.analysis.overview import overview as builder  # noqa: PLC0415 - loads numpy

    view = found_programme(session, code)
    bassins = {each.code: each.name for each in all_bassins(session)}
    shown = builder(
        session, view, sight=sight_of(member), lang=member.language, bassins=bassins,
        visible=[*member.sees(bassins), "region"],
    )  # fmt: skip
    file = table_file(request, shown.panels, code)
    if file is not None:
        return file
    return programme_page(request, session, member, view, "overview", shown=shown)


def found_programme(session: Session, code: str) -> ProgrammeView:
    """Return a programme.

    Raises:
        NotFoundError: there is none of this code.
    """
    view = programme(session, code)
    if view is None:
        raise NotFoundError("There is no such programme.")
    return view


def programme_page(
    request: Request,
    session: Session,
    member: Member,
    view: ProgrammeView,
    template: str,
    **data: Any,  # noqa: ANN401 - whatever the template shows
) -> HTMLResponse:
    """Show one of the pages of a programme; its block `figures` alone when htmx asks for it."""
    return page(
        request,
        f"staff/programmes/{template}.html",
        member.language,
        fragment="figures",
        user=member,
        here=here(request),
        programme=view,
        bassins=all_bassins(session),
        has_ballot=ballot(session, view.code) is not None,
        **data,
    )
