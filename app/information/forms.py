"""What the forms about requests post, read field by field."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from app.information.ask import RequestForm
from app.information.decide import LONGEST_REPLY
from app.information.follow_up import FollowUp
from app.information.models import Kind, Mode
from app.information.rules import FIRST_YEAR, LAST_YEAR, MODES, MOST_DAYS, is_telephone
from app.kit import clock
from app.kit.errors import InvalidError
from app.kit.forms import TRAP, FieldReader, Posted
from app.kit.localized import LANGUAGES, Lang, is_language

REGION = "region"
"""What the form calls the whole Region, where a bassin would stand."""
DAYS = tuple(f"day{number}" for number in range(1, MOST_DAYS + 1))
CONSENT = "consent"
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def said(error: InvalidError | None, lang: Lang) -> dict[str, Any]:
    """Return what is wrong, for the summary (`errors`) and beside the fields (`messages`)."""
    problems = error.problems if error else []
    lines = [{"field_id": one.field, "message": one.message.text(lang)} for one in problems]
    return {"errors": lines, "messages": {line["field_id"]: line["message"] for line in lines}}


def read_request(
    posted: Posted, kind: Kind, lang: Lang, *, bassins: Collection[str], sectors: Collection[str]
) -> RequestForm:
    """Read the form with which somebody asks for something, on a page in `lang`.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    organisation = one_line(
        reader, "organisation", 160, required="Say for which organisation or group you ask."
    )
    sector = reader.choice("sector", list(sectors), required="Choose the sector that fits best.")
    bassin = reader.choice("bassin", [*bassins, REGION], required="Choose a bassin, or the whole Region.")
    mode = reader.choice("mode", list(MODES), required="Choose where it should take place.")
    wishes = reader.text("wishes", longest=3_000, required="Say in a few words what you would like.")
    days = _days(reader)
    dates_note = reader.text("dates", longest=500)
    name = one_line(reader, "name", 120, required="Enter your name.")
    email = reader.email("email")
    telephone = _telephone(reader, "telephone")
    if not email and not telephone and not {"email", "telephone"} & {one.field for one in reader.problems}:
        reader.problem("email", "Give an e-mail address or a telephone number, so that we can answer you.")
    language = reader.choice("language", list(LANGUAGES)) or lang
    if not posted.flag(CONSENT):
        reader.problem(CONSENT, "Tick this box: without it we may not keep your request.")
    attempt = reader.text("attempt", longest=100)
    if posted.text(TRAP):
        reader.problem(TRAP, "Leave this field empty.")
    reader.check()
    return RequestForm(
        kind=kind,
        organisation=organisation,
        sector=sector,
        name=name,
        email=email,
        telephone=telephone,
        language=language if is_language(language) else lang,
        bassin_code=None if bassin == REGION else bassin,
        mode=cast("Mode", mode),
        wishes=wishes,
        dates_note=dates_note,
        proposed_days=days,
        attempt=attempt,
    )


def read_reply(posted: Posted) -> str:
    """Read what the team writes to the person with its decision.

    Raises:
        InvalidError: it is too long.
    """
    reader = FieldReader(posted)
    reply = reader.text("reply", longest=LONGEST_REPLY)
    reader.check()
    return reply


def read_follow_up(posted: Posted, team: Collection[int], meetings: Collection[str]) -> FollowUp:
    """Read what the team notes about a request. `team` and `meetings` are what may be chosen.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    in_charge = reader.choice("in_charge", [str(number) for number in team])
    note = reader.text("staff_note", longest=3_000)
    year = reader.integer("year", low=FIRST_YEAR, high=LAST_YEAR, required="Give the year, such as 2026.")
    objective = one_line(reader, "objective", 300)
    meeting = reader.choice("meeting", list(meetings))
    reader.check()
    return FollowUp(int(in_charge) if in_charge else None, note, year or FIRST_YEAR, objective, meeting)


@dataclass(frozen=True)
class SittingForm:
    """A day of work together. The day is never in the future."""

    held_on: date
    mode: Mode
    note: str


def read_sitting(posted: Posted) -> SittingForm:
    """Read the form of a sitting.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    held_on = _day_held(reader)
    mode = reader.choice("mode", list(MODES), required="Choose where it took place.")
    note = reader.text("note", longest=500)
    reader.check()
    return SittingForm(held_on, cast("Mode", mode), note)


@dataclass(frozen=True)
class MorningForm:
    """An information morning, with how many services came."""

    held_on: date
    mode: Mode
    services: int


def read_morning(posted: Posted) -> MorningForm:
    """Read the form of an information morning.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    held_on = _day_held(reader)
    mode = reader.choice("mode", list(MODES), required="Choose where it took place.")
    services = reader.integer("services", low=1, high=1_000, required="Say how many services came.")
    reader.check()
    return MorningForm(held_on, cast("Mode", mode), services or 1)


def read_day(reader: FieldReader, name: str, *, required: str = "") -> date | None:
    """Read a day such as 2026-03-12; blank is None unless `required` says why it is needed."""
    value = reader.posted.text(name)
    if not value:
        if required:
            reader.problem(name, required)
        return None
    try:
        day = date.fromisoformat(value) if _ISO.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        reader.problem(name, "Give a day, such as 2026-03-12.")
        return None
    return day


def _day_held(reader: FieldReader) -> date:
    day = read_day(reader, "held_on", required="Give the day on which it took place.")
    if day is not None and day > clock.today():
        reader.problem("held_on", "This day is still to come: note it once it has taken place.")
    return day or date.min


def _days(reader: FieldReader) -> tuple[str, ...]:
    found = []
    for name in DAYS:
        day = read_day(reader, name)
        if day is not None and day <= clock.today():
            reader.problem(name, "Propose a day that is still to come.")
        elif day is not None:
            found.append(day.isoformat())
    return tuple(sorted(set(found)))


def _telephone(reader: FieldReader, name: str) -> str:
    value = one_line(reader, name, 40)
    if value and not is_telephone(value):
        reader.problem(name, "This does not look like a telephone number. It should look like 0470 12 34 56.")
    return value


def one_line(reader: FieldReader, name: str, longest: int, *, required: str = "") -> str:
    """Read a text of at most `longest` characters as one line; `required` is as in `FieldReader.text`."""
    return " ".join(reader.text(name, longest=longest, required=required).split())
