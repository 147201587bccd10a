"""Writing minutes: every change is made under their lock and leaves a revision of the whole behind."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import insert_for, lock_row
from app.kit import clock
from app.kit.errors import InvalidError, Message, Problem
from app.kit.localized import Localized
from app.meetings.minutes.content import (
    Content,
    ItemWords,
    content_of,
    from_json,
    item_of,
    to_json,
    write_row,
)
from app.meetings.minutes.errors import (
    ChangedMeanwhileError,
    ItemChangedError,
    ItemRemovedError,
    NoSuchItemError,
    NoSuchMinutesError,
    NoSuchRevisionError,
    OpeningChangedError,
)
from app.meetings.minutes.models import Minutes, MinutesItem, MinutesRevision
from app.meetings.minutes.rules import MOST_ITEMS, Change


def lock_minutes(session: Session, meeting_id: int) -> Minutes:
    """Return the minutes of a meeting under their lock.

    Raises:
        NoSuchMinutesError: nothing was written yet.
    """
    key = session.scalar(select(Minutes.id).where(Minutes.meeting_id == meeting_id))
    minutes = None if key is None else lock_row(session, Minutes, key)
    if minutes is None:
        raise NoSuchMinutesError
    return minutes


def items_of(session: Session, minutes: Minutes) -> list[MinutesItem]:
    """Return the items of minutes in their order. One statement."""
    return list(
        session.scalars(
            select(MinutesItem).where(MinutesItem.minutes_id == minutes.id).order_by(MinutesItem.position)
        )
    )


def save_opening(
    session: Session, meeting_id: int, introduction: Localized, facts: Localized, *, seen: int, user_id: int
) -> None:
    """Save the introduction and the facts of the day; `seen` is the revision that the form was made of.

    Raises:
        OpeningChangedError: somebody else saved others meanwhile; nothing is changed.
    """
    minutes = _begin(session, meeting_id)
    if (minutes.introduction, minutes.facts) == (introduction, facts):
        return
    if minutes.opening_revision != seen:
        theirs = Content(minutes.introduction, minutes.facts)
        raise OpeningChangedError(theirs, minutes.opening_revision)
    minutes.introduction = introduction
    minutes.facts = facts
    minutes.opening_revision = minutes.revision + 1
    _keep(session, minutes, items_of(session, minutes), "opening", user_id)


def save_item(
    session: Session,
    meeting_id: int,
    item_id: UUID,
    words: ItemWords,
    *,
    seen: int,
    user_id: int,
    after: UUID | None = None,
) -> None:
    """Save an item as the form says it; `seen` is the revision that the form was made of, 0 for a new one.

    A new item stands behind `after`, or at the end. The same words saved twice are saved once.

    Raises:
        ItemChangedError: somebody else changed it meanwhile. ItemRemovedError: somebody else removed it.
        NoSuchItemError: the id is that of an item of other minutes.
        InvalidError: there are too many items already.
    """
    minutes = _begin(session, meeting_id)
    rows = items_of(session, minutes)
    row = _row(session, minutes, item_id)
    if row is None:
        if seen:
            raise ItemRemovedError
        place = next((n for n, one in enumerate(rows, start=1) if one.id == after), len(rows))
        rows.insert(place, _new(minutes, item_id, words))
        _keep(session, minutes, rows, "added", user_id)
        return
    theirs = item_of(row)
    if theirs.words == words:
        return
    if theirs.revision != seen:
        raise ItemChangedError(theirs)
    write_row(row, words, minutes.revision + 1)
    _keep(session, minutes, rows, "changed", user_id)


def add_items(
    session: Session, meeting_id: int, wishes: Iterable[tuple[UUID, ItemWords]], *, user_id: int
) -> int:
    """Add items at the end, those that are there already left out; return how many were added.

    Raises:
        NoSuchItemError: an id is that of an item of other minutes. InvalidError: there would be too many.
    """
    minutes = _begin(session, meeting_id)
    rows = items_of(session, minutes)
    new = [
        _new(minutes, key, words) for key, words in wishes if _row(session, minutes, key) is None
    ]  # fmt: skip
    if new:
        _keep(session, minutes, [*rows, *new], "imported", user_id)
    return len(new)


def move_item(session: Session, meeting_id: int, item_id: UUID, *, place: int, by: int, user_id: int) -> None:
    """Move an item from `place`, counted from 1, one up (`by` -1) or down (1). Pressed twice it moves once.

    Raises:
        NoSuchItemError: it is not there. ChangedMeanwhileError: it stands elsewhere by now.
    """
    minutes = lock_minutes(session, meeting_id)
    rows = items_of(session, minutes)
    found = next((n for n, row in enumerate(rows, start=1) if row.id == item_id), None)
    if found is None:
        raise NoSuchItemError
    if found == place + by or not 1 <= place + by <= len(rows):
        return
    if found != place:
        raise ChangedMeanwhileError
    rows.insert(place + by - 1, rows.pop(place - 1))
    _keep(session, minutes, rows, "moved", user_id)


def remove_item(session: Session, meeting_id: int, item_id: UUID, *, seen: int, user_id: int) -> int:
    """Remove an item; return the number of the last revision that holds it, from which it can come back.

    Raises:
        NoSuchItemError: it is not there. ItemChangedError: somebody else changed it meanwhile.
    """
    minutes = lock_minutes(session, meeting_id)
    rows = items_of(session, minutes)
    row = next((one for one in rows if one.id == item_id), None)
    if row is None:
        raise NoSuchItemError
    if row.revision != seen:
        raise ItemChangedError(item_of(row))
    before = minutes.revision
    rows.remove(row)
    session.delete(row)
    _keep(session, minutes, rows, "removed", user_id)
    return before


def bring_back(session: Session, meeting_id: int, item_id: UUID, *, number: int, user_id: int) -> None:
    """Put a removed item back where it stood in revision `number`; one that is there stays as it is.

    Raises:
        NoSuchRevisionError: that state is not kept. NoSuchItemError: it did not hold the item.
    """
    minutes = lock_minutes(session, meeting_id)
    if _row(session, minutes, item_id) is not None:
        return
    then = content_at(session, minutes, number).items
    place = next((n for n, item in enumerate(then) if item.id == item_id), None)
    if place is None:
        raise NoSuchItemError
    rows = items_of(session, minutes)
    rows.insert(place, _new(minutes, item_id, then[place].words))
    _keep(session, minutes, rows, "brought_back", user_id)


def restore(session: Session, meeting_id: int, number: int, *, seen: int, user_id: int) -> None:
    """Make the minutes again what they were in revision `number`; `seen` is the newest that was looked at.

    Raises:
        NoSuchRevisionError: that state is not kept. ChangedMeanwhileError: there is a newer one by now.
    """
    minutes = lock_minutes(session, meeting_id)
    then = content_at(session, minutes, number)
    if minutes.revision != seen:
        raise ChangedMeanwhileError
    new = minutes.revision + 1
    now = {row.id: row for row in items_of(session, minutes)}
    rows = []
    for item in then.items:
        row = now.pop(item.id, None)
        if row is None:
            row = _new(minutes, item.id, item.words)
        elif item_of(row).words != item.words:
            write_row(row, item.words, new)
        rows.append(row)
    for row in now.values():
        session.delete(row)
    if (minutes.introduction, minutes.facts) != (then.introduction, then.facts):
        minutes.introduction, minutes.facts, minutes.opening_revision = then.introduction, then.facts, new
    _keep(session, minutes, rows, "restored", user_id)


def mark_invented(session: Session, meeting_id: int) -> None:
    """Say of minutes that all of it is an invented example, which its readers are told.

    Raises:
        NoSuchMinutesError: nothing was written yet.
    """
    lock_minutes(session, meeting_id).invented = True
    session.flush()


def content_at(session: Session, minutes: Minutes, number: int) -> Content:
    """Return what minutes said in a revision. One statement.

    Raises:
        NoSuchRevisionError: that state is not kept.
    """
    snapshot = session.scalar(
        select(MinutesRevision.snapshot).where(
            MinutesRevision.minutes_id == minutes.id, MinutesRevision.number == number
        )
    )
    if snapshot is None:
        raise NoSuchRevisionError
    return from_json(snapshot)


def _begin(session: Session, meeting_id: int) -> Minutes:
    """Return the minutes under their lock, begun when nothing was written yet, also by two at once."""
    insert = insert_for(session)(Minutes).values(meeting_id=meeting_id)
    session.execute(insert.on_conflict_do_nothing(index_elements=["meeting_id"]))
    return lock_minutes(session, meeting_id)


def _row(session: Session, minutes: Minutes, item_id: UUID) -> MinutesItem | None:
    row = session.get(MinutesItem, item_id)
    if row is not None and row.minutes_id != minutes.id:
        raise NoSuchItemError
    return row


def _new(minutes: Minutes, item_id: UUID, words: ItemWords) -> MinutesItem:
    row = MinutesItem(id=item_id, minutes_id=minutes.id)
    write_row(row, words, minutes.revision + 1)
    return row


def _keep(
    session: Session, minutes: Minutes, rows: Sequence[MinutesItem], change: Change, user_id: int
) -> None:
    """Number the items as they stand in `rows`, and keep the whole as the next revision."""
    if len(rows) > MOST_ITEMS:
        said = Message("There are too many items: at most %(most)s fit into one page.", {"most": MOST_ITEMS})
        raise InvalidError([Problem("", said)])
    for place, row in enumerate(rows, start=1):
        row.position = place
        session.add(row)
    minutes.revision += 1
    if minutes.status == "published":
        minutes.status = "draft"
    session.add(
        MinutesRevision(
            minutes_id=minutes.id,
            number=minutes.revision,
            user_id=user_id,
            at=clock.now(),
            change=change,
            snapshot=to_json(content_of(minutes, rows)),
        )
    )
    session.flush()
