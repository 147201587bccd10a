"""What the form of a meeting posts, what its buttons do to it, and what it shows of a meeting that exists."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, cast

from app.kit import clock
from app.kit.forms import FieldReader, Posted
from app.kit.localized import LANGUAGES, Localized
from app.meetings.meeting_form import (
    MAX_CAPACITY,
    MAX_SITTINGS,
    REMINDERS,
    TEXTS,
    MeetingForm,
    SittingTimes,
)
from app.meetings.meeting_views import MeetingView
from app.meetings.models import Admission, Kind, Mode, Spoken
from app.meetings.room_kept import BELOW, Below
from app.meetings.rules import ADMISSIONS, KINDS, MODES, PROFILES, SPOKEN, Quota

REGION: Final = "region"
"""What the form calls the whole Region, where a bassin would stand."""
FIRST_YEAR, LAST_YEAR = 2000, 2100
PLAIN: Final = (
    "strand",
    "kind",
    "bassin",
    "mode",
    "online_address",
    "spoken",
    "capacity",
    "headcount",
    "opens_day",
    "opens_hour",
    "closes_day",
    "closes_hour",
    "admission",
    "floors_day",
    "seen",
)
ROW: Final = ("id", "day", "start", "end")
"""The fields of one day, each followed by a dot and the number of its row."""
_NEVER: Final = datetime.max.replace(tzinfo=UTC)
_LONGEST: Final = {"title": 160, "description": 4_000, "place": 400, "access": 1_000, "interpretation": 400}
_WEB: Final = re.compile(r"https://[^\s\"'<>]{3,}", re.IGNORECASE)


def read_meeting(posted: Posted, strands: Mapping[str, object], bassins: Mapping[str, object]) -> MeetingForm:
    """Read the form of a meeting. `strands` are keyed by programme/strand, `bassins` by code.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    texts = {name: reader.bilingual(name, longest=longest) for name, longest in _LONGEST.items()}
    kind = reader.choice("kind", list(KINDS), required="Choose the kind of meeting.")
    strand = reader.choice(
        "strand", list(strands), required="Choose the strand that this meeting belongs to."
    )
    bassin = reader.choice("bassin", [*bassins, REGION], required="Choose a bassin, or the whole Region.")
    sittings = tuple(_sitting(reader, number) for number in range(1, rows_of(posted) + 1))
    mode = reader.choice("mode", list(MODES)) or "on_site"
    online_address = reader.text("online_address", longest=500)
    if online_address and not _WEB.fullmatch(online_address):
        reader.problem("online_address", "Give a whole address that begins with https://.")
    spoken = reader.choice("spoken", list(SPOKEN), required="Choose the language spoken.")
    capacity = reader.integer("capacity", low=1, high=MAX_CAPACITY)
    headcount = reader.integer("headcount", low=0, high=100_000)
    opens_at = _moment(reader, "opens", "00:00")
    closes_at = _moment(reader, "closes", "23:59")
    admission = reader.choice("admission", list(ADMISSIONS)) or "order"
    quotas = {
        profile: Quota(
            ceiling=reader.integer(f"ceiling.{profile}", low=0, high=MAX_CAPACITY),
            floor=reader.integer(f"floor.{profile}", low=0, high=MAX_CAPACITY) or 0,
        )
        for profile in PROFILES
    }
    last_kept = read_day(reader, "floors_day", needed=False)
    reminders = tuple(hours for hours in REMINDERS if str(hours) in posted.many("reminders"))
    reader.check()
    programme_code, _, strand_code = strand.partition("/")
    return MeetingForm(
        programme_code=programme_code,
        strand_code=strand_code,
        kind=cast("Kind", kind),
        bassin_code=None if bassin == REGION else bassin,
        sittings=sittings,
        mode=cast("Mode", mode),
        online_address=online_address,
        spoken=cast("Spoken", spoken),
        capacity=capacity,
        headcount=headcount,
        registration_opens_at=opens_at,
        registration_closes_at=closes_at,
        admission=cast("Admission", admission),
        quotas={profile: quota for profile, quota in quotas.items() if quota != Quota()},
        # Until the end of that day.
        floors_until=clock.at_brussels(last_kept + timedelta(days=1)) if last_kept else None,
        reminders=reminders,
        title=texts["title"],
        description=texts["description"],
        place=texts["place"],
        access=texts["access"],
        interpretation=texts["interpretation"],
    )


def read_below(posted: Posted) -> Below | None:
    """Read what to do where there would be fewer seats than are taken."""
    value = posted.text("below")
    return next((choice for choice in BELOW if choice == value), None)


def read_seen(posted: Posted) -> datetime | None:
    """Read when the meeting that the form shows had last changed; None when the form does not say."""
    try:
        seen = datetime.fromisoformat(posted.text("seen"))
    except ValueError:
        return None
    return seen if seen.tzinfo else None


def rows_of(posted: Posted) -> int:
    """Return how many days the form shows: at least one."""
    value = posted.text("rows")
    return min(max(int(value), 1), MAX_SITTINGS + 1) if re.fullmatch(r"[0-9]{1,3}", value) else 1


def press(posted: Posted, step: timedelta = timedelta(days=1)) -> Posted | None:
    """Return the form after a button changed its days, or None when no such button was pressed.

    Buttons: `day:add` (a day that comes `step` after the last, at the same hours), `day:remove:2`.
    """
    rows = [[posted.text(f"{name}.{number}") for name in ROW] for number in range(1, rows_of(posted) + 1)]
    match posted.text("press").split(":"):
        case ["day", "add"]:
            rows.append(_day_after(rows[-1], step))
        case ["day", "remove", number] if number in {str(n) for n in range(1, len(rows) + 1)}:
            del rows[int(number) - 1]
        case _:
            return None
    return _with_rows(posted, rows[:MAX_SITTINGS] or [[""] * len(ROW)])


def sorted_rows(posted: Posted) -> Posted | None:
    """Return the form with its days in the order of time, or None when they stand in it already."""
    rows = [[posted.text(f"{name}.{number}") for name in ROW] for number in range(1, rows_of(posted) + 1)]
    order = sorted(rows, key=lambda row: row[1:3])
    return None if order == rows else _with_rows(posted, order)


def as_posted(found: MeetingView) -> Posted:
    """Return the form of a meeting as it would be posted unchanged."""
    fields = {
        "strand": f"{found.programme_code}/{found.strand_code}",
        "kind": found.kind,
        "bassin": found.bassin_code or REGION,
        "mode": found.mode,
        "online_address": found.online_address,
        "spoken": found.spoken,
        "capacity": _number(found.capacity),
        "headcount": _number(found.noted_headcount),
        "admission": found.admission,
        "rows": str(len(found.sittings)),
        "floors_day": _last_day(found.floors_until),
        "seen": found.changed_at.isoformat(),
    }
    for name, moment in (("opens", found.registration_opens_at), ("closes", found.registration_closes_at)):
        local = clock.local(moment) if moment else None
        fields |= {
            f"{name}_day": local.date().isoformat() if local else "",
            f"{name}_hour": f"{local:%H:%M}" if local else "",
        }
    for sitting in found.sittings:
        starts, ends = clock.local(sitting.starts_at), clock.local(sitting.ends_at)
        row = (str(sitting.id), starts.date().isoformat(), f"{starts:%H:%M}", f"{ends:%H:%M}")
        fields |= {f"{name}.{sitting.number}": value for name, value in zip(ROW, row, strict=True)}
    for quota in found.quotas:
        fields |= {
            f"ceiling.{quota.profile}": _number(quota.ceiling),
            f"floor.{quota.profile}": _number(quota.floor or None),
        }
    for name in TEXTS:
        text: Localized = getattr(found, name)
        fields |= {f"{name}.{lang}": text.get(lang, "") for lang in LANGUAGES}
    posted = {name: [value] for name, value in fields.items()}
    return Posted(posted | {"reminders": [str(hours) for hours in found.reminders]})


def _with_rows(posted: Posted, rows: list[list[str]]) -> Posted:
    fields = {name: values for name, values in posted.as_dict().items() if name.partition(".")[0] not in ROW}
    for number, row in enumerate(rows, 1):
        fields |= {f"{name}.{number}": [value] for name, value in zip(ROW, row, strict=True)}
    return Posted(fields | {"rows": [str(len(rows))]})


def _day_after(row: list[str], step: timedelta) -> list[str]:
    try:
        day = (date.fromisoformat(row[1]) + step).isoformat()
    except (ValueError, OverflowError):
        day = ""
    return ["", day, *row[2:]]


def _sitting(reader: FieldReader, number: int) -> SittingTimes:
    """Read one day as said in Brussels; any moment will do when there is a problem."""
    day = read_day(reader, f"day.{number}")
    start = _hour(reader, f"start.{number}", "Give the hour at which it starts, such as 14:00.")
    end = _hour(reader, f"end.{number}", "Give the hour at which it ends, such as 17:00.")
    if day is None or start is None or end is None:
        return SittingTimes(_NEVER, _NEVER)
    known = reader.posted.text(f"id.{number}")
    return SittingTimes(
        clock.at_brussels(day, start.hour, start.minute),
        clock.at_brussels(day, end.hour, end.minute),
        int(known) if re.fullmatch(r"[0-9]{1,9}", known) else None,
    )


def _moment(reader: FieldReader, name: str, usual: str) -> datetime | None:
    """Read a day and an hour; without an hour it is the `usual` one, without both there is no moment."""
    if not reader.posted.text(f"{name}_day") and not reader.posted.text(f"{name}_hour"):
        return None
    day = read_day(reader, f"{name}_day")
    hour: time | None = time.fromisoformat(usual)
    if reader.posted.text(f"{name}_hour"):
        hour = _hour(reader, f"{name}_hour", "Give an hour, such as 09:00.")
    return clock.at_brussels(day, hour.hour, hour.minute) if day and hour else None


def read_day(reader: FieldReader, name: str, *, needed: bool = True) -> date | None:
    """Read a day; None when it is blank and not needed, and when something is wrong with it."""
    value = reader.posted.text(name)
    if not value and not needed:
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        reader.problem(name, "Give a day, such as 2026-03-12.")
        return None
    return day


def _hour(reader: FieldReader, name: str, message: str) -> time | None:
    try:
        return time.fromisoformat(reader.posted.text(name))
    except ValueError:
        reader.problem(name, message)
        return None


def _last_day(until: datetime | None) -> str:
    return clock.local(until - timedelta(seconds=1)).date().isoformat() if until else ""


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
