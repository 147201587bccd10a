"""The methodological support of a year: services, sittings, mornings, applications."""

import csv
from io import StringIO
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.db import ReadSession, WriteSession
from app.information.follow_up import add_morning, remove_morning
from app.information.forms import read_morning, said
from app.information.queries import YearReport, year_report, years_of_support
from app.information.rules import FIRST_YEAR, LAST_YEAR, MODES
from app.kit import clock
from app.kit.addresses import RowNumber
from app.kit.errors import ForbiddenError, InvalidError
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.i18n import gettext
from app.kit.localized import Lang
from app.kit.pages import page
from app.staff.guard import Member, require
from app.territory.queries import all_bassins
from app.territory.sectors import sectors

router = APIRouter(prefix="/staff/support")

Manager = Annotated[Member, Depends(require("manage_requests"))]
Year = Annotated[int, Path(ge=FIRST_YEAR, le=LAST_YEAR)]

_FORMULA = ("=", "+", "-", "@", "\t")
"""What a spreadsheet would take for a formula at the beginning of a cell."""


@router.get("/{year}", name="staff.support_year")
def one_year(request: Request, session: ReadSession, member: Manager, year: Year) -> HTMLResponse:
    """Show the methodological support of a year."""
    return _year_page(request, session, member, year)


@router.get("/{year}/services.csv", name="staff.support_csv")
def as_file(session: ReadSession, member: Manager, year: Year) -> Response:
    """Give the services of a year as a file for a spreadsheet."""
    content = _csv(_report(session, member, year), member.language)
    return Response(
        # The mark at the beginning tells spreadsheets that it is UTF-8.
        content.encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="support-{year}.csv"',
        },
    )


@router.post("/{year}/mornings", name="staff.add_morning")
def morning(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Manager, year: Year,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Note an information morning."""
    _must_see_the_region(member)
    try:
        held = read_morning(form)
    except InvalidError as error:
        return _year_page(request, reader, member, year, posted=form, error=error)
    added = add_morning(session, held_on=held.held_on, mode=held.mode, services=held.services)
    record(session, member.id, "add_morning", f"morning:{added.id}")
    return see_other(f"/staff/support/{held.held_on.year}#mornings")


@router.post("/{year}/mornings/{morning_id}/remove", name="staff.remove_morning")
def take_back(session: WriteSession, member: Manager, year: Year, morning_id: RowNumber) -> Response:
    """Take an information morning back."""
    _must_see_the_region(member)
    remove_morning(session, morning_id)
    record(session, member.id, "remove_morning", f"morning:{morning_id}")
    return see_other(f"/staff/support/{year}#mornings")


def _must_see_the_region(member: Member) -> None:
    if not member.may_see(None):
        raise ForbiddenError("Information mornings belong to the whole Region.")


def _report(session: Session, member: Member, year: int) -> YearReport:
    if member.may_see(None):
        return year_report(session, year)
    return year_report(session, year, member.bassins)


def _year_page(
    request: Request,
    session: Session,
    member: Member,
    year: int,
    *,
    posted: Posted | None = None,
    error: InvalidError | None = None,
) -> HTMLResponse:
    held = posted or Posted({})
    return page(
        request,
        "staff/requests/year.html",
        member.language,
        status=error.status if error else 200,
        user=member,
        report=_report(session, member, year),
        years=sorted({*years_of_support(session), year, clock.today().year}, reverse=True),
        bassins={bassin.code: bassin for bassin in all_bassins(session)},
        sectors=sectors(),
        modes=MODES,
        values={name: held.text(name) for name in ("held_on", "mode", "services")},
        may_note=member.may_see(None),
        **said(error, member.language),
    )


def _csv(report: YearReport, lang: Lang) -> str:
    text = StringIO()
    writer = csv.writer(text, delimiter=";")
    heads = ("Service", "Sector", "Bassin", "Objective", "Sittings", "Carried over", "Last sitting")
    writer.writerow([gettext(lang, head) for head in heads])
    names = sectors()
    yes, no = gettext(lang, "yes"), gettext(lang, "no")
    for line in report.services:
        writer.writerow(
            [
                _plain(line.organisation),
                names[line.sector][lang] if line.sector in names else line.sector,
                line.bassin_code or "",
                _plain(line.objective),
                line.sittings,
                yes if line.carried_over else no,
                line.last_on.isoformat() if line.last_on else "",
            ]
        )
    return text.getvalue()


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
