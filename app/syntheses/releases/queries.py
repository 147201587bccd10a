"""What screens read of releases. Nothing here counts: everything is frozen in the release."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.localized import Localized
from app.syntheses.releases.errors import NoSuchReleaseError
from app.syntheses.releases.models import Release


@dataclass(frozen=True)
class ReleaseView:
    """A release as pages show it."""

    number: int
    programme_code: str
    title: Localized
    status: str
    counted_on: date
    published_at: datetime | None
    digest: str
    tables: tuple[Mapping[str, Any], ...]
    refused: Mapping[str, str]
    invented_note: Localized
    software: str


def releases(session: Session, programme_code: str) -> list[ReleaseView]:
    """Return the releases of a programme, drafts included, the newest first. One statement."""
    rows = session.scalars(
        select(Release).where(Release.programme_code == programme_code).order_by(Release.number.desc())
    )
    return [_view(row) for row in rows]


def release_of(session: Session, programme_code: str, number: int) -> ReleaseView:
    """Return a release of a programme, also a draft. Raises NoSuchReleaseError. One statement."""
    row = session.get(Release, number)
    if row is None or row.programme_code != programme_code:
        raise NoSuchReleaseError("There is no release of this number.")
    return _view(row)


def public_releases(session: Session) -> list[ReleaseView]:
    """Return the releases that anyone may read, the newest first. One statement."""
    rows = session.scalars(
        select(Release).where(Release.status == "published").order_by(Release.number.desc())
    )
    return [_view(row) for row in rows]


def public_release(session: Session, number: int) -> ReleaseView:
    """Return a release that anyone may read. Raises NoSuchReleaseError. One statement."""
    row = session.get(Release, number)
    if row is None or row.status != "published":
        raise NoSuchReleaseError("There are no published figures at this address.")
    return _view(row)


def _view(row: Release) -> ReleaseView:
    return ReleaseView(
        row.number, row.programme_code, row.title, row.status, row.counted_on, row.published_at, row.digest,
        tuple(row.content["tables"]), row.refused, row.content["invented_note"], row.content["software"],
    )  # fmt: skip
