"""What groups of people answered differently: inside one consultation, and between those of a programme."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from app.analysis.subjects import subject_of
from app.consultations.queries import consultation_view
from app.db import ReadSession
from app.kit.errors import ForbiddenError, NotFoundError
from app.kit.pages import page
from app.staff.figure_files import here, table_file
from app.staff.guard import Member, require
from app.staff.programmes import found_programme, programme_page
from app.staff.sights import sight_of
from app.territory.queries import BassinView, all_bassins

if TYPE_CHECKING:
    from app.analysis.differences import Reader as FigureReader

router = APIRouter(prefix="/staff")

Reader = Annotated[Member, Depends(require("read_figures"))]


@router.get("/consultations/{code}/differences", name="staff.consultation.differences")
def consultation(
    *,
    request: Request,
    session: ReadSession,
    member: Reader,
    code: str,
    question: str = "",
    between: str = "",
    bassin: str = "",
) -> Response:
    """Show what differs between the bassins, the languages or the rounds of a consultation."""
    from app.analysis.differences import Wish, consultation_differences  # noqa: PLC0415 - loads numpy

    view = consultation_view(session, code)
    if view.audience == "participants":
        # What people said of a meeting is told on its own pages alone: more figures could be subtracted.
        raise NotFoundError("There is nothing at this address.")
    subject = subject_of(session, view)
    reader = _reader(session, member, bassin)
    wish = Wish(question, between, bassin)
    shown = consultation_differences(session, subject, wish, reader=reader)
    file = table_file(request, shown.panels, code)
    if file is not None:
        return file
    return page(
        request,
        "staff/consultations/differences.html",
        member.language,
        status=422 if shown.unknown else 200,
        fragment="figures",
        user=member,
        here=here(request),
        consultation=view,
        # What closes at midnight was open until the day before.
        last_day=view.closes_at - timedelta(seconds=1),
        subject=subject,
        shown=shown,
    )


@router.get("/programmes/{code}/differences", name="staff.programme.differences")
def programme(
    *,
    request: Request,
    session: ReadSession,
    member: Reader,
    code: str,
    question: str = "",
    between: str = "",
    bassin: str = "",
) -> Response:
    """Show what citizens and professionals answered differently to the same question."""
    from app.analysis.differences import Wish, programme_differences  # noqa: PLC0415 - loads numpy

    view = found_programme(session, code)
    reader = _reader(session, member, bassin)
    shown = programme_differences(session, code, Wish(question, between, bassin), reader=reader)
    file = table_file(request, shown.panels, code)
    if file is not None:
        return file
    answer = programme_page(request, session, member, view, "differences", shown=shown)
    answer.status_code = 422 if shown.unknown else 200
    return answer


def _reader(session: Session, member: Member, bassin: str) -> "FigureReader":
    """Return who reads.

    Raises:
        ForbiddenError: the address asks for a bassin that is not theirs.
    """
    from app.analysis.differences import Reader as FigureReader  # noqa: PLC0415 - loads numpy

    bassins: Sequence[BassinView] = all_bassins(session)
    codes = [view.code for view in bassins]
    if bassin in codes and not member.may_see(bassin):
        raise ForbiddenError("These figures belong to another bassin.")
    return FigureReader(
        sight_of(member), member.language, {view.code: view.name for view in bassins}, member.sees(codes)
    )
