"""Columns of our own: moments that know their zone, and texts in every language."""

from datetime import UTC, datetime

from sqlalchemy import JSON, DateTime, Dialect
from sqlalchemy.types import TypeDecorator

from app.kit.localized import Localized


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC on both databases. A naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse naive moments and turn others into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be kept")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return an aware moment, also from SQLite, which forgets the zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class LocalizedText(TypeDecorator[Localized]):
    """A text in every language of the platform, as one JSON column."""

    impl = JSON
    cache_ok = True
