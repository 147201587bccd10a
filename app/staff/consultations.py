"""Reading a consultation: who answered, what they put first, and the bassins side by side.

The figures need numpy and pandas, which are loaded when such a page is first asked for, never at start-up.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.analysis.subjects import Subject, subject_of
from app.consultations.queries import consultation_view, consultations_overview, in_preparation
from app.db import ReadSession
from app.kit.errors import ForbiddenError, NotFoundError
from app.kit.localized import Localized
from app.kit.pages import page
from app.staff.figure_files import here, table_file
from app.staff.guard import Member, require
from app.staff.sights import sight_of
from app.territory.queries import BassinView, all_bassins

router = APIRouter(prefix="/staff/consultations")

Reader = Annotated[Member, Depends(require("read_figures"))]


@dataclass(frozen=True)
class Narrowed:
    """What the address asks to see of a consultation, and what this member may see."""

    subject: Subject
    bassins: list[BassinView]
    """Those that this member may see one by one."""
    visible: list[str]
    """Codes of every place that this member may see, `region` and `unknown` included."""
    bassin: str
    profile: str
    unknown: bool
    """Whether the address asked for something that does not exist: the figures are then not narrowed."""
    too_narrow: bool
    """Whether it asked for a bassin and a profile at once, which only analysts see: the bassin is shown."""

    @property
    def status(self) -> int:
        """The HTTP status that goes with it."""
        return 422 if self.unknown else 200

    @property
    def query(self) -> dict[str, str]:
        """The same, as the fields of the address."""
        return {name: value for name, value in (("bassin", self.bassin), ("profile", self.profile)) if value}


@router.get("", name="staff.consultations")
def consultations(request: Request, session: ReadSession, member: Reader) -> HTMLResponse:
    """List every consultation with what came in. Four statements."""
    return page(
        request, "staff/consultations/list.html", member.language,
        user=member, sight=sight_of(member), lines=consultations_overview(session),
        prepared=in_preparation(session) if member.may("manage_consultations") else [],
    )  # fmt: skip


@router.get("/{code}", name="staff.consultation")
def consultation(
    *, request: Request, session: ReadSession, member: Reader, code: str, bassin: str = "", profile: str = ""
) -> Response:
    """Show who answered."""
    from app.analysis.figures import who_answered_page  # noqa: PLC0415 - loads pandas

    asked = _narrow(session, member, code, bassin, profile)
    answered = who_answered_page(
        session,
        asked.subject,
        lang=member.language,
        sight=sight_of(member),
        bassins=_names(session),
        visible=asked.visible,
        bassin=asked.bassin,
        profile=asked.profile,
    )
    file = table_file(request, answered.panels, code)
    if file is not None:
        return file
    drafts = next(line.drafts for line in consultations_overview(session) if line.consultation.code == code)
    return _page(
        request, "consultation", member, asked, answered=answered, drafts=sight_of(member).number(drafts)
    )


@router.get("/{code}/priorities", name="staff.consultation.priorities")
def priorities(
    *, request: Request, session: ReadSession, member: Reader, code: str, bassin: str = "", profile: str = ""
) -> Response:
    """Show where the actions stand, in one bassin or in the Region."""
    from app.analysis.boards import board  # noqa: PLC0415 - loads pandas

    asked = _narrow(session, member, code, bassin, profile)
    _must_ask_priorities(asked.subject)
    shown = board(
        session, asked.subject, lang=member.language, sight=sight_of(member), bassin=asked.bassin,
        profile=asked.profile,
    )  # fmt: skip
    file = table_file(request, shown.panels, code)
    if file is not None:
        return file
    return _page(request, "priorities", member, asked, board=shown)


@router.get("/{code}/side-by-side", name="staff.consultation.side_by_side")
def beside(request: Request, session: ReadSession, member: Reader, code: str, profile: str = "") -> Response:
    """Show the actions in all the bassins at once."""
    from app.analysis.boards import side_by_side  # noqa: PLC0415 - loads pandas

    asked = _narrow(session, member, code, "", profile)
    _must_ask_priorities(asked.subject)
    panel, whole = side_by_side(
        session, asked.subject, asked.bassins, lang=member.language, sight=sight_of(member),
        profile=asked.profile,
    )  # fmt: skip
    file = table_file(request, [panel], code)
    if file is not None:
        return file
    return _page(request, "side_by_side", member, asked, panel=panel, found=whole)


@router.get("/{code}/rankings", name="staff.consultation.rankings")
def rankings(
    *, request: Request, session: ReadSession, member: Reader, code: str, bassin: str = "", profile: str = ""
) -> Response:
    """Show what people put in order, gave points to, and found important and feasible."""
    from app.analysis.rankings import rankings_page  # noqa: PLC0415 - loads numpy

    asked = _narrow(session, member, code, bassin, profile)
    if not asked.subject.rates:
        raise NotFoundError("This consultation asks for no order, no points and no importance.")
    sight = sight_of(member)
    # Who sees all bassins one by one could subtract them from the Region, which hides what one of them hides.
    whole = sight.protects and (member.may_see(None) or bool(asked.profile))
    if whole:
        asked = replace(asked, bassin="", profile="", too_narrow=False)
    shown = rankings_page(
        session, asked.subject, sight=sight, lang=member.language, bassin=asked.bassin, profile=asked.profile
    )
    file = table_file(request, shown.panels, code)
    if file is not None:
        return file
    return _page(request, "rankings", member, asked, shown=shown, whole=whole, protects=sight.protects)


def _narrow(session: Session, member: Member, code: str, bassin: str, profile: str) -> Narrowed:
    subject = subject_of(session, consultation_view(session, code))
    bassins = all_bassins(session)
    known_place = bassin == "" or bassin in subject.places
    known_profile = profile == "" or profile in subject.profiles
    if bassin and known_place and not member.may_see(bassin):
        raise ForbiddenError("These figures belong to another bassin.")
    too_narrow = bool(bassin and known_place and profile and known_profile) and sight_of(member).protects
    return Narrowed(
        subject=subject,
        bassins=[view for view in bassins if member.may_see(view.code)],
        visible=member.sees([*(view.code for view in bassins), "region", "unknown"]),
        bassin=bassin if known_place else "",
        profile=profile if known_profile and not too_narrow else "",
        too_narrow=too_narrow,
        unknown=not (known_place and known_profile),
    )


def _must_ask_priorities(subject: Subject) -> None:
    if not subject.ballot:
        raise NotFoundError("This consultation does not ask for priorities.")


def _names(session: Session) -> dict[str, Localized]:
    return {view.code: view.name for view in all_bassins(session)}


def _page(
    request: Request,
    template: str,
    member: Member,
    asked: Narrowed,
    **data: Any,  # noqa: ANN401 - whatever the template shows
) -> HTMLResponse:
    from app.analysis.labels import Words, translator  # noqa: PLC0415 - loads numpy

    lang = member.language
    words = Words(lang, translator(lang), {view.code: view.name for view in asked.bassins})
    places = words.of("bassin")
    profiles = words.of("profile")
    return page(
        request,
        f"staff/consultations/{template}.html",
        lang,
        status=asked.status,
        fragment="figures",
        user=member,
        here=here(request),
        consultation=asked.subject.consultation,
        # What closes at midnight was open until the day before.
        last_day=asked.subject.consultation.closes_at - timedelta(seconds=1),
        subject=asked.subject,
        asked=asked,
        place_options=[
            {"value": code, "label": places[code]} for code in asked.subject.places if code in asked.visible
        ],
        profile_options=[
            {"value": code, "label": profiles.get(code, code)} for code in asked.subject.profiles
        ],
        **data,
    )
