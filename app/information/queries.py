"""What screens read of requests and of the work that follows them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import StaffUser
from app.information.errors import NoSuchRequestError
from app.information.models import InformationMorning, RequestSitting, SupportRequest
from app.information.rules import is_carried_over
from app.kit.localized import Lang, Localized
from app.territory.models import Bassin


@dataclass(frozen=True)
class RequestView:
    """A request as staff and the person who asked see it."""

    id: UUID
    kind: str
    organisation: str
    sector: str
    name: str
    email: str
    telephone: str
    language: Lang
    bassin_code: str | None
    bassin_name: Localized | None
    """None, as the code, for the whole Region."""
    mode: str
    wishes: str
    dates_note: str
    proposed_days: tuple[date, ...]
    received_on: date
    status: str
    closed_on: date | None
    reply: str
    in_charge_id: int | None
    in_charge: str
    staff_note: str
    year: int
    objective: str
    meeting_code: str
    emptied_on: date | None
    invented: bool


@dataclass(frozen=True)
class SittingView:
    """One time that the team and a service worked together."""

    id: int
    held_on: date
    mode: str
    note: str


@dataclass(frozen=True)
class ServiceLine:
    """A service that was supported in a year, with what was done in that year."""

    request_id: UUID
    organisation: str
    sector: str
    bassin_code: str | None
    objective: str
    language: Lang
    sittings: int
    last_on: date | None
    carried_over: bool
    invented: bool


@dataclass(frozen=True)
class MorningView:
    """An information morning."""

    id: int
    held_on: date
    mode: str
    services: int
    invented: bool


@dataclass(frozen=True)
class YearReport:
    """The methodological support of one year."""

    year: int
    services: tuple[ServiceLine, ...]
    mornings: tuple[MorningView, ...]
    applications: int
    """Requests for the year after."""
    applications_accepted: int

    @property
    def sittings(self) -> int:
        """How many sittings there were in all."""
        return sum(line.sittings for line in self.services)

    @property
    def carried_over(self) -> int:
        """How many services had begun in an earlier year."""
        return sum(line.carried_over for line in self.services)


def request_view(session: Session, request_id: UUID) -> RequestView:
    """Return one request. One statement.

    Raises:
        NoSuchRequestError: there is none.
    """
    found = _views(session, SupportRequest.id == request_id)
    if not found:
        raise NoSuchRequestError
    return found[0]


def requests(session: Session, *, status: str = "", kind: str = "") -> list[RequestView]:
    """List requests, those that wait first, then the newest. One statement."""
    wanted = [SupportRequest.status == status] if status else []
    if kind:
        wanted.append(SupportRequest.kind == kind)
    return _views(session, *wanted)


def waiting_requests(session: Session) -> list[str | None]:
    """Return the bassin of each request that waits for a decision, None for the Region. One statement."""
    return list(session.scalars(select(SupportRequest.bassin_code).where(SupportRequest.status == "pending")))


def sittings_of(session: Session, request_id: UUID) -> list[SittingView]:
    """List the sittings of a request, the first one first. One statement."""
    rows = session.scalars(
        select(RequestSitting)
        .where(RequestSitting.request_id == request_id)
        .order_by(RequestSitting.held_on, RequestSitting.id)
    )
    return [SittingView(row.id, row.held_on, row.mode, row.note) for row in rows]


def years_of_support(session: Session) -> list[int]:
    """List the years in which support was asked for or sittings were held, the newest first."""
    asked = session.scalars(select(SupportRequest.year).where(SupportRequest.kind == "support").distinct())
    held = session.scalars(select(RequestSitting.held_on).distinct())
    return sorted({*asked, *(day.year for day in held)}, reverse=True)


def year_report(session: Session, year: int, seen: Collection[str | None] | None = None) -> YearReport:
    """Return the methodological support of a year. Three statements.

    A service counts when it had sittings in that year, or when it was accepted for that year and still waits
    for its first. `seen` keeps the bassins that the reader may see (None among them for the Region); without
    it everything is shown.
    """
    in_year = RequestSitting.held_on.between(date(year, 1, 1), date(year, 12, 31))
    counted = (
        select(
            RequestSitting.request_id,
            func.count().label("sittings"),
            func.max(RequestSitting.held_on).label("last_on"),
        )
        .where(in_year)
        .group_by(RequestSitting.request_id)
        .subquery()
    )
    rows = session.execute(
        select(SupportRequest, counted.c.sittings, counted.c.last_on)
        .outerjoin(counted, counted.c.request_id == SupportRequest.id)
        .where(
            SupportRequest.kind == "support",
            or_(
                counted.c.sittings.is_not(None),
                (SupportRequest.status == "accepted") & (SupportRequest.year == year),
            ),
        )
        .order_by(SupportRequest.year, func.lower(SupportRequest.organisation), SupportRequest.id)
    )
    asked = session.execute(
        select(SupportRequest.status, SupportRequest.bassin_code).where(
            SupportRequest.kind == "support", SupportRequest.year == year + 1
        )
    ).all()
    next_year = [status for status, bassin in asked if seen is None or bassin in seen]
    return YearReport(
        year=year,
        services=tuple(
            _line(request, sittings, last_on, year)
            for request, sittings, last_on in rows
            if seen is None or request.bassin_code in seen
        ),
        mornings=tuple(
            MorningView(row.id, row.held_on, row.mode, row.services, row.invented)
            for row in session.scalars(
                select(InformationMorning)
                .where(InformationMorning.held_on.between(date(year, 1, 1), date(year, 12, 31)))
                .order_by(InformationMorning.held_on, InformationMorning.id)
            )
        ),
        applications=len(next_year),
        applications_accepted=next_year.count("accepted"),
    )


def _line(request: SupportRequest, sittings: int | None, last_on: date | None, year: int) -> ServiceLine:
    return ServiceLine(
        request_id=request.id,
        organisation=request.organisation,
        sector=request.sector,
        bassin_code=request.bassin_code,
        objective=request.objective,
        language=request.language,
        sittings=sittings or 0,
        last_on=last_on,
        carried_over=is_carried_over(request.year, year),
        invented=request.invented,
    )


def _views(session: Session, *wanted: ColumnElement[bool]) -> list[RequestView]:
    waits_first = (SupportRequest.status != "pending").asc()
    rows = session.execute(
        select(SupportRequest, Bassin.name, StaffUser.name)
        .outerjoin(Bassin, Bassin.code == SupportRequest.bassin_code)
        .outerjoin(StaffUser, StaffUser.id == SupportRequest.in_charge_id)
        .where(*wanted)
        .order_by(waits_first, SupportRequest.received_on.desc(), SupportRequest.id)
    )
    return [_view(request, bassin, in_charge) for request, bassin, in_charge in rows]


def _view(row: SupportRequest, bassin_name: Localized | None, in_charge: str | None) -> RequestView:
    return RequestView(
        id=row.id,
        kind=row.kind,
        organisation=row.organisation,
        sector=row.sector,
        name=row.name,
        email=row.email,
        telephone=row.telephone,
        language=row.language,
        bassin_code=row.bassin_code,
        bassin_name=bassin_name,
        mode=row.mode,
        wishes=row.wishes,
        dates_note=row.dates_note,
        proposed_days=tuple(date.fromisoformat(day) for day in row.proposed_days),
        received_on=row.received_on,
        status=row.status,
        closed_on=row.closed_on,
        reply=row.reply,
        in_charge_id=row.in_charge_id,
        in_charge=in_charge or "",
        staff_note=row.staff_note,
        year=row.year,
        objective=row.objective,
        meeting_code=row.meeting_code,
        emptied_on=row.emptied_on,
        invented=row.invented,
    )
