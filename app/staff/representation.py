"""Who answered a consultation beside who lives here, and where people are lost on the way."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from app.analysis.subjects import subject_of
from app.consultations.queries import consultation_view
from app.db import ReadSession
from app.kit.pages import page
from app.staff.figure_files import here, table_file
from app.staff.guard import Member, require
from app.staff.sights import sight_of
from app.territory.queries import all_bassins

router = APIRouter(prefix="/staff/consultations")

Reader = Annotated[Member, Depends(require("read_figures"))]


@router.get("/{code}/representation", name="staff.consultation.representation")
def represented(request: Request, session: ReadSession, member: Reader, code: str) -> Response:
    """Show who answered, who is missing, what weights would change, and where people stop."""
    from app.analysis.representation import representation_page  # noqa: PLC0415 - loads numpy

    subject = subject_of(session, consultation_view(session, code))
    bassins = {view.code: view.name for view in all_bassins(session)}
    shown = representation_page(
        session,
        subject,
        lang=member.language,
        sight=sight_of(member),
        bassins=bassins,
        visible=member.sees(bassins),
    )
    file = table_file(request, shown.panels, code)
    if file is not None:
        return file
    return page(
        request,
        "staff/consultations/representation.html",
        member.language,
        user=member,
        here=here(request),
        consultation=subject.consultation,
        # What closes at midnight was open until the day before.
        last_day=subject.consultation.closes_at - timedelta(seconds=1),
        subject=subject,
        shown=shown,
    )
