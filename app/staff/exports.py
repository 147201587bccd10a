"""Exports of a consultation: a page that explains each file in plain words, and the files themselves."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, StreamingResponse

from app.accounts.audit import record
from app.analysis.export.formats import FORMATS, export_chunks, file_name
from app.analysis.subjects import subject_of
from app.consultations.export.rows import table_of
from app.consultations.figures import total_responses
from app.consultations.files import sent_files
from app.consultations.queries import consultation_by_code, consultation_view
from app.db import ReadSession, transaction
from app.kit.errors import NotFoundError
from app.kit.pages import page
from app.staff.guard import Member, require

router = APIRouter(prefix="/staff/consultations")

Exporter = Annotated[Member, Depends(require("export_answers"))]
OpenAnswers = Annotated[Literal["without", "with"], Query(alias="open")]


@router.get("/{code}/exports", name="staff.consultation.exports")
def exports(request: Request, session: ReadSession, member: Exporter, code: str) -> HTMLResponse:
    """Show the files there are. At most eleven statements, and two per version of the questionnaire."""
    consultation = consultation_view(session, code)
    table = table_of(session, consultation_by_code(session, code), open_answers=False)
    return page(
        request,
        "staff/consultations/exports.html",
        member.language,
        user=member,
        consultation=consultation,
        # What closes at midnight was open until the day before.
        last_day=consultation.closes_at - timedelta(seconds=1),
        subject=subject_of(session, consultation),
        responses=total_responses(session, consultation.id),
        repeats=table.children,
        has_files=next(sent_files(session, consultation.id), None) is not None,
    )


@router.get("/{code}/exports/{name}", name="staff.consultation.export")
def export(
    *,
    session: ReadSession,
    member: Exporter,
    code: str,
    name: str,
    open_answers: OpenAnswers = "without",
    table: Annotated[str, Query(max_length=100)] = "",
) -> StreamingResponse:
    """Give a file, written while it is sent, and note who took it. `table` is that of a repeat.

    Raises:
        NotFoundError: there is no such consultation, no such file or no such repeat.
    """
    consultation_view(session, code)
    if name not in FORMATS:
        raise NotFoundError("There is nothing at this address.")
    with_open = open_answers == "with"
    chunks = _begun(export_chunks(code, name, open_answers=with_open, repeat=table))
    of = f"{table}/" if table else ""
    with transaction() as writing:
        verb = "export_open_answers" if with_open and FORMATS[name].holds_answers else "export_answers"
        record(writing, member.id, verb, f"consultation:{code}/{of}{name}")
    file = file_name(code, name, open_answers=with_open, repeat=table)
    return StreamingResponse(
        chunks,
        media_type=FORMATS[name].media_type,
        headers={"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{file}"'},
    )


def _begun(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Write the first piece at once: what goes wrong before it is told on a page, not in half a file."""
    return chain([next(chunks, b"")], chunks)
