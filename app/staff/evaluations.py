"""What people said of the meetings they were at: of one bassin, and of all of them side by side."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.db import ReadSession
from app.kit import i18n
from app.staff.evaluation_places import Reader, framed, places_of
from app.staff.figure_files import table_file

router = APIRouter(prefix="/staff/evaluations")


@router.get("", name="staff.evaluations")
def evaluations(
    request: Request,
    session: ReadSession,
    member: Reader,
    bassin: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Show the evaluations of the meetings of a bassin, or of the whole Region: the first one may see."""
    from app.analysis.evaluation_board import evaluation_board  # noqa: PLC0415 - loads the charts

    places = places_of(session, member, bassin)
    board = evaluation_board(
        session, places.chosen, lang=member.language, by_meeting=member.may("read_attendance")
    )
    file = table_file(request, board.panels, f"evaluations-{places.chosen}")
    if file is not None:
        return file
    heading = i18n.gettext(member.language, "What people said of the meetings")
    return framed(request, "figures", member, places, heading=heading, board=board)


@router.get("/across", name="staff.evaluations_across")
def across(request: Request, session: ReadSession, member: Reader) -> Response:
    """Show the evaluations of all bassins side by side, and of all of them together."""
    from app.analysis.evaluation_across import evaluations_across  # noqa: PLC0415 - loads the charts

    places = places_of(session, member)
    found = evaluations_across(session, places.words, visible=places.seen, lang=member.language)
    file = table_file(request, found.panels, "evaluations")
    if file is not None:
        return file
    heading = i18n.gettext(member.language, "The evaluations of all bassins")
    return framed(request, "across", member, places, heading=heading, across=found)
