"""What the form about a change posts, read field by field."""

from collections.abc import Collection, Mapping
from datetime import date

from app.kit import clock
from app.kit.forms import FieldReader, Posted
from app.meetings.changes.write import LONGEST, ChangeWish


def read_change(posted: Posted, items: Collection[str], meetings: Mapping[str, int]) -> ChangeWish:
    """Read the form of a change. `items` may be chosen, and `meetings`, whose ids are given by code.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    heard = reader.bilingual("heard", longest=LONGEST)
    changed = reader.bilingual("changed", longest=LONGEST)
    if not any(changed.values()):
        reader.problem("changed.fr", "Say what was changed, in at least one language.")
    item = reader.choice("item", list(items))
    chosen = posted.many("meetings")
    if any(code not in meetings for code in chosen):
        reader.problem("meetings", "Please choose one of the options shown.")
    day = _day(posted.text("decided_on"))
    if day is None:
        reader.problem("decided_on", "Give the day on which it was decided.")
    elif day > clock.today():
        reader.problem("decided_on", "This day has not come yet.")
    reader.check()
    return ChangeWish(
        heard, changed, day or clock.today(), item, tuple(meetings[code] for code in dict.fromkeys(chosen))
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
