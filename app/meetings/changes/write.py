"""Write down what was changed after evaluations, publish it in both languages, take it back, remove it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.db import lock_row
from app.kit import clock
from app.kit.errors import Message, Problem
from app.kit.localized import Localized, missing_languages
from app.meetings.changes.errors import (
    ChangedMeanwhileError,
    NoSuchChangeError,
    NotReadyError,
    PublishedError,
)
from app.meetings.changes.models import MeetingChange, MeetingChangeSource

LONGEST: Final = 600
_MISSING: Final = {
    ("heard", "fr"): Message("Say in French what people told you."),
    ("heard", "nl"): Message("Say in Dutch what people told you."),
    ("changed", "fr"): Message("Say in French what was changed."),
    ("changed", "nl"): Message("Say in Dutch what was changed."),
}


@dataclass(frozen=True)
class ChangeWish:
    """A note as the team writes it. A text may lack a language until it is published."""

    heard: Localized
    changed: Localized
    decided_on: date
    item: str = ""
    meeting_ids: tuple[int, ...] = ()
    """The meetings whose evaluations led to it."""
    invented: bool = False


def write_change(
    session: Session, bassin_code: str | None, wish: ChangeWish, *, user_id: int
) -> MeetingChange:
    """Write a note of a bassin, or of the whole Region, as a draft."""
    change = MeetingChange(bassin_code=bassin_code, status="draft", version=0)
    _fill(change, wish, user_id)
    session.add(change)
    session.flush()
    _name_meetings(session, change.id, wish)
    record(session, user_id, "write_change", f"change:{change.id}")
    return change


def revise_change(
    session: Session, change_id: int, wish: ChangeWish, *, user_id: int, expected_version: int
) -> None:
    """Change a note. What is public stays complete in both languages.

    Raises:
        NoSuchChangeError: it was removed.
        ChangedMeanwhileError: `expected_version`, which the form was filled from, is not the newest.
        NotReadyError: it is public, and a text would be missing in a language.
    """
    change = _locked(session, change_id, expected_version)
    if change.status == "published":
        _must_be_whole(wish.heard, wish.changed)
    _fill(change, wish, user_id)
    session.execute(delete(MeetingChangeSource).where(MeetingChangeSource.change_id == change_id))
    _name_meetings(session, change_id, wish)
    session.flush()
    record(session, user_id, "revise_change", f"change:{change_id}")


def publish_change(session: Session, change_id: int, *, user_id: int) -> None:
    """Show a note to everybody, in both languages at once.

    Raises:
        NoSuchChangeError: it was removed.
        NotReadyError: one problem for each text that is missing in a language.
    """
    change = _locked(session, change_id)
    _must_be_whole(change.heard, change.changed)
    change.status = "published"
    session.flush()
    record(session, user_id, "publish_change", f"change:{change_id}")


def withdraw_change(session: Session, change_id: int, *, user_id: int) -> None:
    """Take a note back: it is a draft again.

    Raises:
        NoSuchChangeError: it was removed.
    """
    _locked(session, change_id).status = "draft"
    session.flush()
    record(session, user_id, "withdraw_change", f"change:{change_id}")


def remove_change(session: Session, change_id: int, *, user_id: int) -> None:
    """Remove a draft for good.

    Raises:
        NoSuchChangeError: it was removed already.
        PublishedError: it is public.
    """
    change = _locked(session, change_id)
    if change.status == "published":
        raise PublishedError
    session.delete(change)
    session.flush()
    record(session, user_id, "remove_change", f"change:{change_id}")


def gaps(heard: Localized, changed: Localized) -> list[Problem]:
    """Name every text that keeps a note from being public."""
    texts = {"heard": heard, "changed": changed}
    return [
        Problem(f"{name}.{lang}", _MISSING[name, lang])
        for name, text in texts.items()
        for lang in missing_languages(text)
    ]


def _must_be_whole(heard: Localized, changed: Localized) -> None:
    problems = gaps(heard, changed)
    if problems:
        raise NotReadyError(problems)


def _fill(change: MeetingChange, wish: ChangeWish, user_id: int) -> None:
    change.item = wish.item
    change.heard = wish.heard
    change.changed = wish.changed
    change.decided_on = wish.decided_on
    change.recorded_by_id = user_id
    change.recorded_at = clock.now()
    change.invented = wish.invented


def _name_meetings(session: Session, change_id: int, wish: ChangeWish) -> None:
    session.add_all(
        MeetingChangeSource(change_id=change_id, meeting_id=each) for each in sorted(set(wish.meeting_ids))
    )
    session.flush()


def _locked(session: Session, change_id: int, expected_version: int | None = None) -> MeetingChange:
    change = lock_row(session, MeetingChange, change_id)
    if change is None:
        raise NoSuchChangeError
    # The lock itself raised the version by one.
    if expected_version is not None and change.version - 1 != expected_version:
        raise ChangedMeanwhileError
    return change
