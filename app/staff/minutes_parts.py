"""What the pages of the team about minutes share: whose they are, and how they are shown."""

from collections.abc import Iterable
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from app.kit.errors import ForbiddenError, Problem
from app.kit.localized import LANGUAGES, Lang, Localized
from app.kit.pages import page
from app.meetings.minutes.content import Content, Item, ItemWords
from app.meetings.minutes.forms import read_id
from app.meetings.minutes.queries import MinutesView, action_names, minutes_view
from app.meetings.minutes.review import known_names, missing, warnings
from app.questionnaires.wording import Piece, pieces
from app.staff.guard import Member, require

Writer = Annotated[Member, Depends(require("write_minutes"))]

Difference = tuple[str, str, tuple[Piece, ...], tuple[Piece, ...]]
"""A field that two people filled in differently: its name, its language or '', theirs and mine."""

DONE: Final = ("saved", "imported", "restored", "review", "returned", "back")
"""What the page can say was done, by the word in its address."""


def mine(session: Session, member: Member, code: str) -> MinutesView:
    """Return the minutes of a meeting that this member may see.

    Raises:
        NoSuchMeetingError: there is no such meeting. ForbiddenError: it belongs to another bassin.
    """
    found = minutes_view(session, code)
    if not member.may_see(found.meeting.bassin_code):
        raise ForbiddenError("This meeting belongs to another bassin.")
    return found


def address(code: str) -> str:
    """Return the address of the minutes of a meeting, for the team."""
    return f"/staff/meetings/{code}/minutes"


def minutes_page(
    request: Request,
    session: Session,
    member: Member,
    view: MinutesView,
    *,
    status: int = 200,
    problems: Iterable[Problem] = (),
) -> HTMLResponse:
    """Show the minutes side by side, what they lack and what may tell who somebody is."""
    lang = member.language
    query = request.query_params
    return page(
        request,
        "staff/minutes/minutes.html",
        lang,
        status=status,
        user=member,
        view=view,
        content=view.content,
        address=address(view.meeting.code),
        actions=action_names(session, view.meeting.programme_code),
        hints=warnings(view.content, known_names(session, view.meeting.id)),
        missing=_lines(missing(view.content, meeting_is_public=view.meeting.status != "draft"), lang),
        errors=_lines(problems, lang),
        done=query.get("done", "") if query.get("done", "") in DONE else "",
        removed=read_id(query.get("removed", "")),
        removed_from=query.get("from", ""),
    )


def differences(
    theirs: ItemWords, mine: ItemWords, actions: dict[str, Localized], lang: Lang
) -> list[Difference]:
    """Return the fields of an item that two people filled in differently, in the order of the form."""
    found: list[Difference] = []
    for name in ("kind", "language"):
        found += _differ(name, "", getattr(theirs, name), getattr(mine, name))
    for code in LANGUAGES:
        found += _differ("text", code, theirs.texts[code], mine.texts[code])
    names = [actions[one.action][lang] if one.action in actions else "" for one in (theirs, mine)]
    found += _differ("action", "", *names)
    return found + _differ("ready", "", " ".join(theirs.ready), " ".join(mine.ready))


def opening_differences(theirs: Content, introduction: Localized, facts: Localized) -> list[Difference]:
    """Return the texts of the opening that two people wrote differently."""
    found: list[Difference] = []
    for code in LANGUAGES:
        found += _differ("introduction", code, theirs.introduction[code], introduction[code])
        found += _differ("facts", code, theirs.facts[code], facts[code])
    return found


def item_of(view: MinutesView, item_id: object) -> Item | None:
    """Return an item of the minutes by its id, None when it is not there."""
    return next((item for item in view.content.items if item.id == item_id), None)


def _differ(name: str, lang: str, theirs: str, mine: str) -> list[Difference]:
    if theirs == mine:
        return []
    found = pieces(theirs, mine)
    return [
        (
            name,
            lang,
            tuple(piece for piece in found if piece.kind != "in"),
            tuple(piece for piece in found if piece.kind != "out"),
        )
    ]


def _lines(problems: Iterable[Problem], lang: Lang) -> list[dict[str, str]]:
    return [{"field_id": one.field, "message": one.message.text(lang)} for one in problems]
