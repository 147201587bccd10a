"""The sheet that people sign on the day, one for each sitting, in both languages."""

from collections.abc import Callable
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from app.db import ReadSession
from app.kit import clock
from app.kit.errors import Message
from app.kit.i18n import weekday_date
from app.kit.localized import LANGUAGES, Lang
from app.kit.pages import page
from app.meetings.day.handover import needs_of
from app.meetings.day.roster import roster
from app.meetings.meeting_views import SittingView
from app.staff.own_meetings import Manager, meeting_of

router = APIRouter(prefix="/staff/meetings")

BLANK_ROWS: Final = 12
"""For people who come without having registered."""
_WORDS: Final = {
    "title": Message("Attendance sheet"),
    "name": Message("Name"),
    "signature": Message("Signature"),
    "besides": Message("Came without registering"),
    "promise": Message("Your signature shows that you were there."),
}


@router.get("/{code}/attendance-sheet", name="staff.attendance_sheet")
def sheet(
    request: Request,
    session: ReadSession,
    member: Manager,
    code: str,
    sitting: Annotated[str, Query()] = "",
) -> HTMLResponse:
    """Show the sheets of a meeting, or the one of a sitting, to print."""
    found = meeting_of(session, member, code)
    signs: dict[UUID, list[str]] = {}
    asked = needs_of(session, found.id)
    for each in asked:
        for person in each.people:
            signs.setdefault(person.id, []).append(each.sign)
    return page(
        request,
        "staff/sheet/sheet.html",
        member.language,
        user=member,
        meeting=found,
        sheets=[_Sheet(each) for each in found.sittings if sitting in {"", str(each.number)}],
        people=[person for person in roster(session, found.id, found.capacity).people if person.is_seated],
        signs=signs,
        asked=asked,
        blank_rows=BLANK_ROWS,
        both={key: _both(word.text) for key, word in _WORDS.items()},
        titles=dict.fromkeys(found.title[lang] for lang in LANGUAGES if found.title[lang]),
    )


class _Sheet:
    """One sitting, with its day as both languages say it."""

    def __init__(self, sitting: SittingView) -> None:
        self.number = sitting.number
        self.day = _both(lambda lang: weekday_date(sitting.starts_at, lang))
        self.hours = f"{clock.local(sitting.starts_at):%H:%M} – {clock.local(sitting.ends_at):%H:%M}"


def _both(word: Callable[[Lang], str]) -> str:
    return " / ".join(dict.fromkeys(word(lang) for lang in LANGUAGES))
