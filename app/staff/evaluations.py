"""What people said of the meetings they were at, for the team: what a handful said stays hidden here too."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from app.analysis.evaluations import evaluations_of
from app.db import ReadSession
from app.kit.errors import NotFoundError
from app.kit.pages import page
from app.meetings.lists import REGION
from app.staff.evaluation_words import sentence
from app.staff.own_meetings import Manager, must_see
from app.territory.queries import all_bassins

router = APIRouter(prefix="/staff/evaluations")


@router.get("", name="staff.evaluations")
def evaluations(
    request: Request,
    session: ReadSession,
    member: Manager,
    bassin: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:
    """Show the evaluations of the meetings of a bassin, or of the whole Region: the first one may see."""
    names = {each.code: each.name for each in all_bassins(session)}
    places = member.sees(names) + ([REGION] if member.may_see(None) else [])
    chosen = bassin or next(iter(places), "")
    if chosen and chosen != REGION and chosen not in names:
        raise NotFoundError("There is no bassin at this address.")
    if chosen:
        must_see(member, None if chosen == REGION else chosen)
    found = evaluations_of(session, chosen)
    return page(
        request,
        "staff/evaluations.html",
        member.language,
        user=member,
        names=names,
        places=places,
        chosen=chosen,
        found=found,
        said=sentence(found, member.language),
    )
