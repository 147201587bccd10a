"""What the pages on evaluations have in common: the places that a member sees, and the frame around them."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from app.kit import i18n
from app.kit.errors import ForbiddenError, NotFoundError
from app.kit.pages import page
from app.meetings.lists import REGION
from app.staff.figure_files import here
from app.staff.guard import Member, require
from app.territory.queries import all_bassins

Reader = Annotated[Member, Depends(require("read_figures"))]


@dataclass(frozen=True)
class Places:
    """The bassins and the whole Region, in the words of the member, and the one that the address names."""

    words: dict[str, str]
    seen: list[str]
    """Those that the member may see one by one."""
    chosen: str
    """'' where the member sees none."""


def places_of(session: Session, member: Member, asked: str = "") -> Places:
    """Return the places of the evaluations, with the one asked for or the first one may see.

    Raises:
        NotFoundError: there is no such place.
        ForbiddenError: the member may not see it.
    """
    words = {bassin.code: bassin.name[member.language] for bassin in all_bassins(session)}
    words[REGION] = i18n.gettext(member.language, "The whole Region")
    seen = [code for code in words if member.may_see(bassin_of(code))]
    if asked and asked not in words:
        raise NotFoundError("There is no bassin at this address.")
    if asked and asked not in seen:
        raise ForbiddenError("These figures belong to another bassin.")
    return Places(words, seen, asked or next(iter(seen), ""))


def bassin_of(place: str) -> str | None:
    """Return the code of the bassin that a place is, None for the whole Region."""
    return None if place == REGION else place


def framed(
    request: Request,
    template: str,
    member: Member,
    places: Places,
    *,
    heading: str,
    status: int = 200,
    **data: Any,  # noqa: ANN401 - whatever the template shows
) -> HTMLResponse:
    """Return a page on evaluations."""
    return page(
        request,
        f"staff/evaluations/{template}.html",
        member.language,
        status=status,
        fragment="figures",
        user=member,
        here=here(request),
        heading=heading,
        place_words=places.words,
        places=places.seen,
        chosen=places.chosen,
        region=REGION,
        **data,
    )
