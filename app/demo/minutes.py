"""The minutes of a few focus groups: some public, one still being written."""

from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy.orm import Session

from app.demo.consultations import PROGRAMME
from app.demo.files import read
from app.kit import clock
from app.kit.localized import LANGUAGES
from app.meetings.minutes.content import ItemWords
from app.meetings.minutes.queries import minutes_view
from app.meetings.minutes.review import publish
from app.meetings.minutes.write import mark_invented, save_item, save_opening

_WRITTEN_AT, _PUBLISHED_AT = 11, 15


def write_all(session: Session, user_id: int) -> None:
    """Write the minutes of demo/minutes.yaml, and publish those that were."""
    for row in read("minutes")["minutes"]:
        code = row["meeting"]
        meeting_id = minutes_view(session, code).meeting.id
        day = date.fromisoformat(row["written_on"])
        with clock.set_to(clock.at_brussels(day, _WRITTEN_AT)):
            save_opening(session, meeting_id, row["introduction"], row["facts"], seen=0, user_id=user_id)
            mark_invented(session, meeting_id)
        for number, item in enumerate(row["items"]):
            with clock.set_to(clock.at_brussels(day, _WRITTEN_AT, number + 1)):
                key = uuid5(NAMESPACE_URL, f"{code}/{number}")
                save_item(session, meeting_id, key, _words(item), seen=0, user_id=user_id)
        if "published_on" in row:
            seen = minutes_view(session, code).revision
            with clock.set_to(clock.at_brussels(date.fromisoformat(row["published_on"]), _PUBLISHED_AT)):
                publish(session, meeting_id, seen=seen, checked=False, user_id=user_id)


def _words(item: dict[str, Any]) -> ItemWords:
    return ItemWords(
        kind=item["kind"],
        language=item["language"],
        texts={lang: item[lang] for lang in LANGUAGES},
        ready=tuple(item.get("ready", LANGUAGES)),
        action=f"{PROGRAMME}/{item['action']}" if "action" in item else "",
    )
