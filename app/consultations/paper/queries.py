"""What screens read of sheets. Never what was typed from them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.consultations.paper.models import PaperEntry, PaperSheet, SheetState
from app.consultations.paper.rules import sheet_code

SHOWN = 200
"""Sheets that are listed at once, those that wait for somebody first."""


@dataclass(frozen=True)
class SheetView:
    """A sheet as it is listed."""

    number: int
    code: str
    batch: str
    state: SheetState
    mine: bool
    """Whether the reader has typed it."""


@dataclass(frozen=True)
class Sheets:
    """The sheets of a consultation: how many stand where, and the first of the list."""

    counted: Mapping[SheetState, int]
    listed: tuple[SheetView, ...]


def sheets(session: Session, consultation_id: int, member_id: int) -> Sheets:
    """Return the sheets from which somebody has typed, those that wait first. Three statements."""
    counted = session.execute(
        select(PaperSheet.standing, func.count())
        .where(PaperSheet.consultation_id == consultation_id)
        .group_by(PaperSheet.standing)
    )
    rows = session.scalars(
        select(PaperSheet)
        .where(PaperSheet.consultation_id == consultation_id)
        # Alphabetical order would put what is done first.
        .order_by(PaperSheet.standing == "done", PaperSheet.standing, PaperSheet.number)
        .limit(SHOWN)
    ).all()
    mine = set(
        session.scalars(
            select(PaperEntry.sheet_id).where(
                PaperEntry.entered_by_id == member_id, PaperEntry.sheet_id.in_([row.id for row in rows])
            )
        )
    )
    return Sheets(
        dict(counted.all()),
        tuple(SheetView(r.number, sheet_code(r.number), r.batch, r.standing, r.id in mine) for r in rows),
    )
