"""How far people come with a questionnaire: page by page, as counts that hold nothing of anybody.

What an answer counts for is its footprint: each page gone through, and the place where it stands. It follows
from the draft's own row, or from the response, so that a change is the difference between two footprints, a
withdrawal takes everything back, and `rebuild` can count it all again while the rows are there. A correction
leaves no footprint of its own: its response already has one.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.consultations.models import Draft, Duration, PageVisit
from app.consultations.rules import CHECK, GONE, minutes_between, slot_of
from app.db import upsert_adding
from app.kit import clock
from app.questionnaires import logic
from app.questionnaires.logic import State
from app.questionnaires.repeats import written_name

VISIT_KEY = ("consultation_id", "page", "what", "language", "channel", "slot")

Visits = Counter[tuple[Any, ...]]
"""Counts by `VISIT_KEY`."""


def footprint(
    answer_id: UUID, consultation_id: int, language: str, channel: str, *, reached: Iterable[str], here: str
) -> Visits:
    """Return what one answer counts for: the pages that it went through and the place where it stands.

    A page of a repeat counts once, in however many rounds somebody went through it.
    """
    tail = (language, channel, slot_of(answer_id))
    place = written_name(here)
    pages = {written_name(page) for page in reached} - {place}
    found: Visits = Counter({(consultation_id, page, "reached", *tail): 1 for page in pages})
    found[(consultation_id, place, "here", *tail)] = 1
    return found


def footprint_of_draft(draft: Draft) -> Visits:
    """Return what a draft counts for; nothing when it corrects a response."""
    if draft.sent_on is not None:
        return Counter()
    return footprint(
        draft.id, draft.consultation_id, draft.language, draft.channel,
        reached=draft.reached, here=draft.at_page,
    )  # fmt: skip


def frontier(state: State, reached: Collection[str]) -> str:
    """Return the first page that is asked and was not gone through, or the check of all answers."""
    return logic.unseen(state, reached) or CHECK


def move(session: Session, before: Visits, after: Visits) -> None:
    """Count `after` in the place of `before`. Nothing is written where nothing changed."""
    change = Counter(after)
    change.subtract(before)
    write_visits(session, change)


def write_visits(session: Session, visits: Visits) -> None:
    """Add to the visits. They come after every other count, so that writers never wait in a circle."""
    rows = [{**dict(zip(VISIT_KEY, key, strict=True)), "n": n} for key, n in visits.items() if n]
    upsert_adding(session, PageVisit, rows, "n")


def leave_behind(session: Session, drafts: Iterable[Draft]) -> None:
    """Keep what drafts counted for beyond their purge, in the slot of those that are gone."""
    change: Visits = Counter()
    for draft in drafts:
        for key, n in footprint_of_draft(draft).items():
            change[key] -= n
            change[(*key[:-1], GONE)] += n
    write_visits(session, change)


def note_duration(session: Session, draft: Draft) -> None:
    """Count how many minutes an answer took, when it is sent for the first time.

    Only the count stays: the moment at which it was begun goes with the draft.
    """
    if draft.started_at is not None and draft.sent_on is None:
        minutes = minutes_between(draft.started_at, clock.now())
        row = {"consultation_id": draft.consultation_id, "minutes": minutes, "n": 1}
        upsert_adding(session, Duration, [row], "n")
