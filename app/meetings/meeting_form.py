"""What staff decide about a meeting, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.kit.errors import InvalidError, Message, Problem
from app.kit.localized import LANGUAGES, Localized
from app.meetings.meeting_views import MeetingView
from app.meetings.models import Admission, Kind, Meeting, Mode, Spoken
from app.meetings.rules import PROFILES, Quota, missing_for_publication, overlaps

MAX_CAPACITY = 2_000
MAX_SITTINGS = 10
REMINDERS = (168, 48, 24, 3)
"""How many hours before a meeting a reminder may go out."""
_MISSING = {
    "title.fr": Message("Give the title in French."),
    "title.nl": Message("Give the title in Dutch."),
    "description.fr": Message("Give the description in French."),
    "description.nl": Message("Give the description in Dutch."),
    "place.fr": Message("Give the place in French."),
    "place.nl": Message("Give the place in Dutch."),
    "access.fr": Message("Give the notes on access in French, or leave them out in both languages."),
    "access.nl": Message("Give the notes on access in Dutch, or leave them out in both languages."),
    "interpretation.fr": Message("Say in French what is interpreted, or leave it out in both languages."),
    "interpretation.nl": Message("Say in Dutch what is interpreted, or leave it out in both languages."),
}
TEXTS = ("title", "description", "place", "access", "interpretation")
"""The texts that a meeting has in both languages before it is public."""


def _blank() -> Localized:
    return dict.fromkeys(LANGUAGES, "")


@dataclass(frozen=True)
class SittingTimes:
    """One day of a meeting: when it begins and ends."""

    starts_at: datetime
    ends_at: datetime
    id: int | None = None
    """Of the sitting that is moved there, so that who was noted at it stays with it; None for a new day."""


@dataclass(frozen=True)
class MeetingForm:
    """What staff decide about a meeting. Texts may lack a language until the meeting is published."""

    programme_code: str
    strand_code: str
    kind: Kind
    bassin_code: str | None
    title: Localized
    description: Localized
    place: Localized
    sittings: tuple[SittingTimes, ...]
    """At least one, in any order."""
    capacity: int | None = None
    """None where nobody registers: people just come."""
    headcount: int | None = None
    access: Localized = field(default_factory=_blank)
    spoken: Spoken = "both"
    interpretation: Localized = field(default_factory=_blank)
    mode: Mode = "on_site"
    online_address: str = ""
    registration_opens_at: datetime | None = None
    registration_closes_at: datetime | None = None
    admission: Admission = "order"
    quotas: Mapping[str, Quota] = field(default_factory=dict)
    """By profile."""
    floors_until: datetime | None = None
    reminders: tuple[int, ...] = (48,)
    series: str | None = None
    invented: bool = False

    @property
    def starts_at(self) -> datetime:
        """When its first day begins."""
        return min(sitting.starts_at for sitting in self.sittings)

    @property
    def ends_at(self) -> datetime:
        """When its last day ends."""
        return max(sitting.ends_at for sitting in self.sittings)


def check_form(form: MeetingForm) -> None:
    """Refuse what can never be.

    Raises:
        InvalidError: it has no day or no title, a day ends before it starts or overlaps another, the
            registration closes before it opens, or more seats are kept than there are.
    """
    problems = [*_times(form), *_registration(form), *_quotas(form)]
    if not any(form.title.values()):
        problems.append(Problem("title.fr", Message("Give the title in at least one language.")))
    if problems:
        raise InvalidError(problems)


def _times(form: MeetingForm) -> list[Problem]:
    if not form.sittings:
        return [Problem("sittings", Message("Give the day of the meeting."))]
    if len(form.sittings) > MAX_SITTINGS:
        text = Message("A meeting has %(most)s days at most.", {"most": MAX_SITTINGS})
        return [Problem("sittings", text)]
    problems = [
        Problem(f"end.{number}", Message("The meeting has to end after it starts."))
        for number, sitting in enumerate(form.sittings, 1)
        if sitting.ends_at <= sitting.starts_at
    ]
    spans = [(sitting.starts_at, sitting.ends_at) for sitting in form.sittings]
    if not problems:
        problems += [
            Problem(f"day.{number}", Message("This overlaps another day of the meeting."))
            for number in overlaps(spans)
        ]
    return problems


def _registration(form: MeetingForm) -> list[Problem]:
    opens, closes = form.registration_opens_at, form.registration_closes_at
    problems = []
    if opens and closes and closes <= opens:
        problems.append(Problem("closes_day", Message("Registration has to close after it opens.")))
    if opens and form.sittings and opens >= form.ends_at:
        problems.append(Problem("opens_day", Message("Registration has to open before the meeting is over.")))
    return problems


def _quotas(form: MeetingForm) -> list[Problem]:
    problems = []
    for profile in PROFILES:
        quota = form.quotas.get(profile, Quota())
        if quota.ceiling is not None and quota.ceiling < quota.floor:
            message = Message("More seats are kept for this profile than it may have.")
            problems.append(Problem(f"floor.{profile}", message))
    kept = sum(quota.floor for quota in form.quotas.values())
    if kept > (form.capacity or 0):
        message = Message(
            "%(kept)s seats would be kept, and there are %(capacity)s in all.",
            {"kept": kept, "capacity": form.capacity or 0},
        )
        problems.append(Problem("quotas", message))
    return problems


def problems_before_publication(meeting: Meeting | MeetingView | MeetingForm) -> list[Problem]:
    """Name what a meeting lacks to be published: texts in a language, where to connect."""
    texts = {name: getattr(meeting, name) for name in TEXTS}
    missing = missing_for_publication(texts, LANGUAGES)
    problems = [Problem(name, _MISSING[name]) for name in missing]
    if meeting.mode != "on_site" and not meeting.online_address:
        problems.append(Problem("online_address", Message("Give the address at which people connect.")))
    return problems


def refuse_incomplete(meeting: Meeting | MeetingForm) -> None:
    """Let a meeting pass that can be public.

    Raises:
        InvalidError: with everything that it lacks.
    """
    if problems := problems_before_publication(meeting):
        raise InvalidError(problems)
