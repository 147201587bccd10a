"""From invited to present, over the meetings of a programme. For the team only: the numbers can be small."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from app.db import ReadSession
from app.kit.errors import NotFoundError
from app.kit.pages import page
from app.meetings.funnel import REGION, counted_by_heads, funnels_of_programme, meetings_of_programme
from app.programmes.queries import programme, programme_names
from app.staff.funnel_words import sentence
from app.staff.guard import Member, require
from app.territory.queries import all_bassins

router = APIRouter(prefix="/staff/funnels")

Reader = Annotated[Member, Depends(require("read_attendance"))]


@router.get("", name="staff.funnels")
def funnels(
    request: Request,
    session: ReadSession,
    member: Reader,
    code: Annotated[str, Query(alias="programme", max_length=60)] = "",
) -> HTMLResponse:
    """Show the funnel of a programme, of its bassins and of its meetings, as far as this member may see them.

    Eleven statements, however many people. A facilitator sees the bassins they work for and no total.
    """
    names = programme_names(session)
    if code and code not in names:
        raise NotFoundError("There is no such programme.")
    chosen = code or next(iter(names), "")
    view = programme(session, chosen)
    total = funnels_of_programme(session, chosen, "programme").get(chosen) if member.may_see(None) else None
    bassins = {each.code: each.name for each in all_bassins(session)}
    by_bassin = funnels_of_programme(session, chosen, "bassin")
    return page(
        request,
        "staff/funnels/programme.html",
        member.language,
        user=member,
        names=names,
        programme=view,
        total=total,
        said=sentence(total, member.language) if total else "",
        bassins=[
            (place, by_bassin[place])
            for place in (*bassins, REGION)
            if place in by_bassin and member.may_see(None if place == REGION else place)
        ],
        bassin_names=bassins,
        meetings=[
            each for each in meetings_of_programme(session, chosen) if member.may_see(each.bassin_code)
        ],
        heads=[each for each in counted_by_heads(session, chosen) if member.may_see(each.bassin_code)],
    )
