"""The only clock: nothing else in the project asks the time.

Replaying history and testing deadlines set it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """Return the current moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """Return the current day as people in Brussels call it."""
    return now().astimezone(BRUSSELS).date()


def local(moment: datetime) -> datetime:
    """Return `moment` in Brussels time."""
    return moment.astimezone(BRUSSELS)


def at_brussels(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """Return the UTC moment at which it is `hour:minute` in Brussels on `day`."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BRUSSELS).astimezone(UTC)


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Make `moment` (aware) the current one inside the block, in this thread."""
    if moment.tzinfo is None:
        raise ValueError("the clock takes aware moments only")
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
