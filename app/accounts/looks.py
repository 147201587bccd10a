"""Who looked at figures with small numbers in them, page by page and day by day."""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.accounts.models import FiguresLook, StaffUser
from app.db import insert_for, reading, transaction
from app.kit import clock

KEPT: Final = timedelta(days=365)
LONGEST_PAGE: Final = 200
LONGEST_FILTERS: Final = 300
LINES_ON_A_PAGE: Final = 50

log = logging.getLogger("ateliers.looks")


@dataclass(frozen=True)
class Look:
    """Somebody opened a page of figures on a day; `at` is the first time."""

    day: date
    at: datetime
    who: str
    page: str
    filters: str


def note_look(user_id: int, page: str, filters: str) -> None:
    """Note that somebody opened a page of unprotected figures: once a day for each page and filter.

    It has a transaction of its own, since the page that is read has none. When the database is busy the page
    is shown all the same, and the service's log says that the line is missing.
    """
    key = {
        "user_id": user_id,
        "day": clock.today(),
        "page": _written(page)[:LONGEST_PAGE],
        "filters": _written(filters)[:LONGEST_FILTERS],
    }
    with reading() as session:
        if session.get(FiguresLook, key) is not None:
            return
    try:
        with transaction() as session:
            found = insert_for(session)(FiguresLook).values(**key, at=clock.now())
            session.connection().execute(found.on_conflict_do_nothing())
    except OperationalError:
        log.exception("a look at figures could not be noted: user %s, %s", user_id, key["page"])


def _written(address: str) -> str:
    """Return an address without signs that a database may refuse."""
    return "".join(sign for sign in address if sign.isprintable())


def looks(session: Session, number: int) -> tuple[list[Look], int]:
    """Return one page of what was looked at, the last day first, and how many pages there are.

    Two statements. `number` counts from 1.
    """
    total = session.scalar(select(func.count()).select_from(FiguresLook)) or 0
    rows = session.execute(
        select(FiguresLook, StaffUser.name)
        .join(StaffUser, StaffUser.id == FiguresLook.user_id)
        .order_by(FiguresLook.at.desc(), FiguresLook.page, FiguresLook.filters)
        .limit(LINES_ON_A_PAGE)
        .offset((number - 1) * LINES_ON_A_PAGE)
    )
    found = [Look(row.day, row.at, name, row.page, row.filters) for row, name in rows]
    return found, -(-total // LINES_ON_A_PAGE) or 1


def purge_looks(session: Session) -> int:
    """Remove what was noted more than a year ago; return how many lines."""
    old = delete(FiguresLook).where(FiguresLook.day < clock.today() - KEPT)
    return session.connection().execute(old).rowcount
