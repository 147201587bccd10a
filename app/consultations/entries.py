"""One-use entries by a link of one's own: begin, go on from anywhere, and know that it was used.

Whoever makes the links derives the id of an entry from each and from the secret (`tokens.derived_id`). An
entry is written when somebody begins, and never before: nothing of whoever made the link is touched then, so
neither a key, nor an order, nor a moment joins the two. With the database alone, no entry leads to a link.
With the secret as well, it leads to a draft as long as that is not sent, since the link itself does. Sending
deletes the draft and empties the entry: nobody can follow it to the response any more, whose id is random.
"""

from collections.abc import Collection, Sequence
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.consultations.models import Consultation, Draft, Entry
from app.consultations.start import start_draft
from app.db import insert_for
from app.kit.localized import Lang

EntryState = Literal["new", "begun", "used"]

_AT_ONCE = 500
"""Ids asked for in one statement; databases take a few ten thousand at most."""


def enter(session: Session, consultation: Consultation, entry_id: UUID, lang: Lang) -> Draft | None:
    """Return the draft of an entry, begun now if there is none; None when its answer was sent.

    Whoever presses twice comes one after the other and gets the same draft.
    """
    new = {"id": entry_id, "consultation_id": consultation.id, "draft_id": None}
    write = insert_for(session)(Entry).values(new).on_conflict_do_nothing().returning(Entry.id)
    is_new = session.connection().execute(write).first() is not None
    entry = session.get_one(Entry, entry_id, with_for_update=True, populate_existing=True)
    if entry.draft_id is not None:
        return session.get(Draft, entry.draft_id)
    if not is_new:
        return None
    draft = start_draft(session, consultation, lang)
    entry.draft_id = draft.id
    session.flush()
    return draft


def state_of_entry(session: Session, entry_id: UUID) -> EntryState:
    """Say what became of an entry. One statement."""
    return states_of_entries(session, [entry_id])[entry_id]


def states_of_entries(session: Session, entry_ids: Collection[UUID]) -> dict[UUID, EntryState]:
    """Say what became of each entry: `used` is sent. One statement for 500 of them."""
    found: dict[UUID, EntryState] = dict.fromkeys(entry_ids, "new")
    for some in _portions(list(entry_ids)):
        rows = session.execute(select(Entry.id, Entry.draft_id).where(Entry.id.in_(some)))
        found |= {entry_id: "used" if draft_id is None else "begun" for entry_id, draft_id in rows}
    return found


def _portions(ids: Sequence[UUID]) -> list[Sequence[UUID]]:
    return [ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE)]
