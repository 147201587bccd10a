"""What people wrote about the meetings: analysts read it first, and clear it for the others or hide it."""

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from app.accounts.audit import record
from app.db import ReadSession, WriteSession
from app.kit import i18n
from app.kit.errors import NotFoundError
from app.kit.forms import PostedForm, see_other
from app.staff.evaluation_places import Reader, framed, places_of
from app.staff.guard import Member, require
from app.staff.sights import sight_of

router = APIRouter(prefix="/staff/evaluations/comments")

Clearer = Annotated[Member, Depends(require("clear_comments"))]

_MOST_PAGES: Final = 10_000


@router.get("", name="staff.evaluation_comments")
def comments(
    *,
    request: Request,
    session: ReadSession,
    member: Reader,
    bassin: Annotated[str, Query(max_length=40)] = "",
    show: Annotated[str, Query(max_length=20)] = "",
    page: Annotated[int, Query(ge=1, le=_MOST_PAGES)] = 1,
) -> HTMLResponse:
    """Show the texts of a place: those to be read for who clears them, the cleared ones for everybody."""
    from app.analysis.evaluation_comments import evaluation_comments  # noqa: PLC0415 - as the other pages

    places = places_of(session, member, bassin)
    found = evaluation_comments(
        session, places.chosen, sight=sight_of(member), lang=member.language, state=show, page=page
    )
    heading = i18n.gettext(member.language, "What people wrote about the meetings")
    return framed(request, "comments", member, places, heading=heading, found=found)


@router.post("", name="staff.mark_comment")
def mark(session: WriteSession, reader: ReadSession, member: Clearer, form: PostedForm) -> Response:
    """Clear a text for the team and the partners, or hide it."""
    from app.analysis.evaluation_comments import mark_comment  # noqa: PLC0415 - as the other pages
    from app.consultations.texts.marks import VERDICTS  # noqa: PLC0415 - with it

    places = places_of(reader, member, form.text("bassin"))
    verdict = next((one for one in VERDICTS if one == form.text("verdict")), None)
    if verdict is None:
        raise NotFoundError("There is nothing at this address.")
    mark_comment(
        session, places.chosen, form.text("reference"), fingerprint=form.text("seen"), verdict=verdict
    )
    record(session, member.id, f"{verdict}_comment", f"evaluations:{places.chosen}")
    page = form.text("page")
    back = {"bassin": places.chosen, "show": form.text("show"), "page": page if page.isdecimal() else "1"}
    return see_other(f"/staff/evaluations/comments?{urlencode(back)}#figures")
