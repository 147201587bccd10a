"""What the forms about meetings post, read field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import cast

from app.kit import clock
from app.kit.errors import InvalidError
from app.kit.forms import TRAP, FieldReader, Posted
from app.kit.localized import LANGUAGES, Lang, is_language
from app.meetings.models import Kind, Spoken
from app.meetings.register import RegistrationForm
from app.meetings.rules import KINDS, NEEDS, PROFILES, SPOKEN
from app.meetings.schedule import MAX_CAPACITY, MeetingForm

REGION = "region"
"""What the form calls the whole Region, where a bassin would stand."""
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class ShownError:
    """A line of the error summary, and the control it leads to."""

    field_id: str
    message: str


def shown_errors(error: InvalidError, lang: Lang) -> tuple[list[ShownError], dict[str, str]]:
    """Return the lines of the error summary, and the message by field name. A control's id is its name."""
    lines = [ShownError(p.field, p.message.text(lang)) for p in error.problems]
    return lines, {p.field: p.message.text(lang) for p in error.problems}


def read_registration(posted: Posted, lang: Lang) -> RegistrationForm:
    """Read the registration form of a page in `lang`.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    name = _on_one_line(reader.text("name", longest=120, required="Enter your name."))
    email = reader.email("email", required="Enter your e-mail address: your confirmation is sent to it.")
    organisation = _on_one_line(reader.text("organisation", longest=160))
    profile = reader.choice("profile", list(PROFILES), required="Say in what capacity you come.")
    language = reader.choice("language", list(LANGUAGES)) or lang
    needs = [need for need in NEEDS if need in posted.many("needs")]
    note = reader.text("note", longest=500)
    attempt = reader.text("attempt", longest=100)
    if posted.text(TRAP):
        reader.problem(TRAP, "Leave this field empty.")
    reader.check()
    return RegistrationForm(
        name=name,
        email=email,
        language=language if is_language(language) else lang,
        organisation=organisation,
        profile=profile,
        needs=tuple(needs),
        needs_note=note,
        attempt=attempt,
    )


def read_meeting(posted: Posted, strands: Mapping[str, object], bassins: Mapping[str, object]) -> MeetingForm:
    """Read the form of a meeting. `strands` are keyed by programme/strand, `bassins` by code.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    strand = reader.choice(
        "strand", list(strands), required="Choose the strand that this meeting belongs to."
    )
    kind = reader.choice("kind", list(KINDS), required="Choose the kind of meeting.")
    bassin = reader.choice("bassin", [*bassins, REGION], required="Choose a bassin, or the whole Region.")
    spoken = reader.choice("spoken", list(SPOKEN), required="Choose the language spoken.")
    starts_at, ends_at = _moments(reader)
    title = reader.bilingual("title", longest=160)
    description = reader.bilingual("description", longest=4_000)
    place = reader.bilingual("place", longest=400)
    access = reader.bilingual("access", longest=1_000)
    capacity = reader.integer("capacity", low=1, high=MAX_CAPACITY)
    headcount = reader.integer("headcount", low=0, high=100_000)
    reader.check()
    programme_code, _, strand_code = strand.partition("/")
    return MeetingForm(
        programme_code=programme_code,
        strand_code=strand_code,
        kind=cast("Kind", kind),
        bassin_code=None if bassin == REGION else bassin,
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=capacity,
        headcount=headcount,
        spoken=cast("Spoken", spoken),
        title=title,
        description=description,
        place=place,
        access=access,
    )


def _moments(reader: FieldReader) -> tuple[datetime, datetime]:
    """Read the day and the two hours, as said in Brussels; any moment will do when there is a problem."""
    day = _day(reader, "day")
    start = _hour(reader, "start", "Give the hour at which it starts, such as 14:00.")
    end = _hour(reader, "end", "Give the hour at which it ends, such as 17:00.")
    if day is None or start is None or end is None:
        never = datetime.max.replace(tzinfo=UTC)
        return never, never
    return (
        clock.at_brussels(day, start.hour, start.minute),
        clock.at_brussels(day, end.hour, end.minute),
    )


def _day(reader: FieldReader, name: str) -> date | None:
    value = reader.posted.text(name)
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


def _on_one_line(value: str) -> str:
    return " ".join(value.split())
