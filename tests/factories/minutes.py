"""Minutes for tests."""

from typing import Any
from uuid import UUID

from app.db import reading, transaction
from app.meetings.minutes.content import Content, ItemWords
from app.meetings.minutes.queries import MinutesView, minutes_view
from app.meetings.minutes.review import publish
from app.meetings.minutes.write import save_item, save_opening

ITEM = UUID(int=7)
MINUTES = {
    "/staff/meetings/{code}/minutes/items/{item_id}": str(ITEM),
    "/staff/meetings/{code}/minutes/history/{number}": "1",
}
"""What stands for each parameter of their routes, by the path that ends with it."""
READY = ("fr", "nl")
INTRODUCTION = {"fr": "On a parlé du retour.", "nl": "Het ging over thuiskomen."}
NOTHING = {"fr": "", "nl": ""}


def words(fr: str = "Un lit", nl: str = "Een bed", **changes: Any) -> ItemWords:  # noqa: ANN401 - its fields
    """Return a proposal made in French, ready in both languages."""
    fields: dict[str, Any] = {"kind": "proposal", "language": "fr", "ready": READY} | changes
    return ItemWords(texts={"fr": fr, "nl": nl}, **fields)


def view_of(code: str) -> MinutesView:
    """Return the minutes of a meeting as the database has them."""
    with reading() as session:
        return minutes_view(session, code)


def content_of(code: str) -> Content:
    """Return what the minutes of a meeting say."""
    return view_of(code).content


def give_minutes(code: str, item_id: UUID = ITEM, *, public: bool = True) -> None:
    """Write minutes of one item, and publish them. Their first revision is the introduction."""
    with transaction() as session:
        meeting = minutes_view(session, code).meeting
        save_opening(session, meeting.id, INTRODUCTION, NOTHING, seen=0, user_id=1)
        save_item(session, meeting.id, item_id, words(), seen=0, user_id=1)
        if public:
            publish(session, meeting.id, seen=2, checked=False, user_id=1)
