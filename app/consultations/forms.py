"""What the forms about consultations post, read field by field, and what they show of one that exists."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Final, cast, get_args

from app.consultations.models import Access, Audience
from app.consultations.plan_consultation import Plan, Texts
from app.consultations.queries import ConsultationView
from app.kit import clock
from app.kit.forms import FieldReader, Posted
from app.kit.localized import LANGUAGES, Localized

AUDIENCES: Final[tuple[Audience, ...]] = get_args(Audience)
ACCESSES: Final[tuple[Access, ...]] = get_args(Access)
TEXTS: Final = ("title", "intro", "thanks")
PLAIN: Final = (
    "code", "questionnaire", "strand", "audience", "access", "opens_day", "opens_hour", "closes_day",
    "closes_hour", "version",
)  # fmt: skip
FIRST_YEAR, LAST_YEAR = 2000, 2100
_CODE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_CODE: Final = 50
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


def read_code(posted: Posted) -> str:
    """Read the end of the public address.

    Raises:
        InvalidError: it cannot stand in an address.
    """
    reader = FieldReader(posted)
    code = posted.text("code").lower()
    if not _CODE.fullmatch(code) or len(code) > _LONGEST_CODE or code == "new":
        reader.problem(
            "code", "Use small letters, digits and hyphens only, at most %(longest)s.", longest=_LONGEST_CODE
        )
    reader.check()
    return code


def read_plan(posted: Posted, questionnaires: Mapping[str, object], strands: Mapping[str, object]) -> Plan:
    """Read the whole form. `questionnaires` are keyed by code, `strands` by programme/strand.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    questionnaire = reader.choice("questionnaire", list(questionnaires), required="Choose a questionnaire.")
    strand = reader.choice(
        "strand", list(strands), required="Choose the strand that this consultation belongs to."
    )
    audience = reader.choice("audience", list(AUDIENCES), required="Say whom it is for.")
    access = reader.choice("access", list(ACCESSES), required="Say who can answer.")
    opens_at = _moment(reader, "opens")
    closes_at = _moment(reader, "closes")
    texts = _texts(reader)
    reader.check()
    programme_code, _, strand_code = strand.partition("/")
    return Plan(
        programme_code=programme_code,
        strand_code=strand_code,
        questionnaire_code=questionnaire,
        audience=cast("Audience", audience),
        access=cast("Access", access),
        texts=texts,
        opens_at=opens_at,
        closes_at=closes_at,
    )


def read_revision(posted: Posted) -> tuple[Texts, datetime]:
    """Read the texts and the closing of a consultation that is public.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    closes_at = _moment(reader, "closes")
    texts = _texts(reader)
    reader.check()
    return texts, closes_at


def read_seen(posted: Posted) -> int:
    """Read which version of the row the form was filled from; what is no number is no version."""
    value = posted.text("version")
    return int(value) if re.fullmatch(r"\d{1,9}", value) else -1


def as_posted(found: ConsultationView, questionnaire_code: str) -> Posted:
    """Return the form of a consultation as it would be posted unchanged."""
    opens, closes = clock.local(found.opens_at), clock.local(found.closes_at)
    fields = {
        "code": found.code,
        "questionnaire": questionnaire_code,
        "strand": f"{found.programme_code}/{found.strand_code}",
        "audience": found.audience,
        "access": found.access,
        "opens_day": opens.date().isoformat(),
        "opens_hour": f"{opens:%H:%M}",
        "closes_day": closes.date().isoformat(),
        "closes_hour": f"{closes:%H:%M}",
        "version": str(found.version),
    }
    for name in TEXTS:
        text: Localized = getattr(found, name)
        fields |= {f"{name}.{lang}": text.get(lang, "") for lang in LANGUAGES}
    return Posted({name: [value] for name, value in fields.items()})


def _texts(reader: FieldReader) -> Texts:
    return Texts(
        title=reader.bilingual("title", longest=160),
        intro=reader.bilingual("intro", longest=2_000),
        thanks=reader.bilingual("thanks", longest=2_000),
    )


def _moment(reader: FieldReader, name: str) -> datetime:
    """Read a day and an hour, as said in Brussels; any moment will do when there is a problem."""
    day = _day(reader, f"{name}_day")
    hour = _hour(reader, f"{name}_hour")
    if day is None or hour is None:
        return _NEVER
    return clock.at_brussels(day, hour.hour, hour.minute)


def _day(reader: FieldReader, name: str) -> date | None:
    try:
        day = date.fromisoformat(reader.posted.text(name))
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        reader.problem(name, "Give a day, such as 2026-03-12.")
        return None
    return day


def _hour(reader: FieldReader, name: str) -> time | None:
    try:
        return time.fromisoformat(reader.posted.text(name))
    except ValueError:
        reader.problem(name, "Give an hour, such as 14:00.")
        return None
