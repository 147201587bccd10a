"""Prepare, count again, publish, withdraw and drop a release."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.db import block_writers, lock_row
from app.kit import clock
from app.kit.forms import FieldReader, Posted
from app.kit.localized import Localized
from app.syntheses.releases.errors import (
    FiguresMovedError,
    NoSuchReleaseError,
    NotADraftError,
    NothingToPublishError,
)
from app.syntheses.releases.make import closed_subjects, declared, digest, fill
from app.syntheses.releases.models import Release

LONGEST_TITLE: Final = 160
MOST_TABLES: Final = 24


def prepare(
    session: Session, programme_code: str, *, title: Localized, keys: Sequence[str], user_id: int
) -> Release:
    """Make a draft of the tables with these keys, counted and protected, and return it.

    Raises:
        InvalidError: the title lacks a language or is too long, no table was chosen, too many were, or one
            that does not exist.
    """
    posted = Posted({f"title.{lang}": [text] for lang, text in title.items()})
    reader = FieldReader(posted)
    reader.bilingual("title", longest=LONGEST_TITLE, required="Give the title in French and in Dutch.")
    subjects = closed_subjects(session, programme_code)
    if not keys:
        reader.problem("tables", "Choose at least one table.")
    elif len(keys) > MOST_TABLES:
        reader.problem("tables", "Choose at most %(most)s tables for one release.", most=MOST_TABLES)
    if any(key.partition(".")[0] not in subjects for key in keys):
        reader.problem("tables", "Please choose one of the options shown.")
    reader.check()
    block_writers(session, Release)
    release = Release(
        number=(session.scalar(select(func.max(Release.number))) or 0) + 1,
        programme_code=programme_code, title=title, declared=declared(keys, subjects), content={}, refused={},
        seals={}, digest="", status="draft", counted_on=clock.today(), made_by_id=user_id, published_at=None,
        published_by_id=None, version=1,
    )  # fmt: skip
    fill(session, release)
    session.add(release)
    session.flush()
    record(session, user_id, "prepare_release", f"release:{release.number}")
    return release


def publish(session: Session, number: int, *, seen: str, user_id: int) -> None:
    """Make public what was looked at: `seen` is the digest of the preview. One that was withdrawn comes back.

    Raises:
        NoSuchReleaseError: there is none of this number.
        NotADraftError: it is public already.
        NothingToPublishError: it holds no table.
        FiguresMovedError: counted today, or beside what was published meanwhile, it is no longer the same.
    """
    # One at a time: each release is protected beside all those before it.
    block_writers(session, Release)
    release = _locked(session, number)
    if release.status == "published":
        raise NotADraftError("This release is public already.")
    if release.status == "draft":
        day = release.counted_on
        fill(session, release)
        if not release.content["tables"]:
            raise NothingToPublishError("None of these tables can be published.")
        _as_counted_on(release, day.isoformat())
        if release.digest != seen:
            raise FiguresMovedError("The figures have changed since you looked. Count again, and look again.")
        release.published_at = clock.now()
        release.published_by_id = user_id
    release.status = "published"
    session.flush()
    record(session, user_id, "publish_release", f"release:{number}")


def count_again(session: Session, number: int, *, user_id: int) -> None:
    """Count a draft anew. Raises NoSuchReleaseError, or NotADraftError once it has been public."""
    release = _locked(session, number)
    if release.status != "draft":
        raise NotADraftError("What was public once does not change any more.")
    fill(session, release)
    session.flush()
    record(session, user_id, "count_release", f"release:{number}")


def withdraw(session: Session, number: int, *, user_id: int) -> None:
    """Take a release from the public pages; what it told goes on being known.

    Raises:
        NoSuchReleaseError: there is none of this number.
        NotADraftError: it is not public.
    """
    release = _locked(session, number)
    if release.status != "published":
        raise NotADraftError("This release is not public.")
    release.status = "withdrawn"
    session.flush()
    record(session, user_id, "withdraw_release", f"release:{number}")


def drop(session: Session, number: int, *, user_id: int) -> None:
    """Remove a draft that nobody has read. Raises NoSuchReleaseError; NotADraftError once it was public."""
    release = _locked(session, number)
    if release.status != "draft":
        raise NotADraftError("What was public once does not change any more.")
    session.delete(release)
    session.flush()
    record(session, user_id, "drop_release", f"release:{number}")


def _locked(session: Session, number: int) -> Release:
    release = lock_row(session, Release, number)
    if release is None:
        raise NoSuchReleaseError("There is no release of this number.")
    return release


def _as_counted_on(release: Release, day: str) -> None:
    """Write the day of the preview into tables that are the same today, so that they stay the same."""
    content = dict(release.content)
    content["tables"] = [
        {**table, "counted_on": min(day, table["counted_on"])} for table in content["tables"]
    ]
    release.content = content
    release.counted_on = min(release.counted_on, release.counted_on.fromisoformat(day))
    release.digest = digest(content)
