"""Who of the team looked at figures with small numbers, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from app.accounts.looks import KEPT, looks
from app.db import ReadSession
from app.kit.pages import page
from app.staff.guard import Member, require

router = APIRouter(prefix="/staff/looks")

Reader = Annotated[Member, Depends(require("read_looks"))]
LAST_PAGE = 100_000


@router.get("", name="staff.looks")
def show_looks(
    request: Request,
    session: ReadSession,
    member: Reader,
    number: Annotated[int, Query(alias="page", ge=1, le=LAST_PAGE)] = 1,
) -> HTMLResponse:
    """List who opened which page of unprotected figures on which day. Two statements."""
    found, pages = looks(session, number)
    return page(
        request, "staff/looks.html", member.language, user=member, looks=found, number=number, pages=pages,
        kept=KEPT.days,
    )  # fmt: skip
