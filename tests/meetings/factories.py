"""Meetings and people for tests."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from icalendar import Calendar
from sqlalchemy.orm import Session

from app.db import transaction
from app.kit import clock
from app.meetings.models import Meeting
from app.meetings.register import RegistrationForm, register
from app.meetings.schedule import MeetingForm, SittingTimes, publish, schedule

FORM = MeetingForm(
    programme_code="adc-2022-2023",
    strand_code="focus-groups",
    kind="focus_group",
    bassin_code="nord",
    title={"fr": "L’accueil & l’écoute", "nl": "Onthaal & luisteren"},
    description={"fr": "Venez en parler.", "nl": "Kom erover praten."},
    place={"fr": "Place du Miroir, Jette", "nl": "Spiegelplein, Jette"},
    sittings=(
        SittingTimes(clock.at_brussels(date(2030, 3, 12), 13), clock.at_brussels(date(2030, 3, 12), 16, 30)),
    ),
    capacity=5,
)
WISH = RegistrationForm(name="Amina Exemple", email="amina@example.org", language="fr", profile="carer")


def make_form(**changes: Any) -> MeetingForm:  # noqa: ANN401 - the fields of the form
    """Return the form of a meeting; `starts_at` and `ends_at` change its only day."""
    day = FORM.sittings[0]
    times = {name: changes.pop(name) for name in ("starts_at", "ends_at") if name in changes}
    if times:
        changes["sittings"] = (replace(day, **times),)
    return replace(FORM, **changes)


def make_wish(number: int = 0, **changes: Any) -> RegistrationForm:  # noqa: ANN401 - the fields of the form
    return replace(WISH, **{"email": f"person{number}@example.org", **changes})


def make_meeting(session: Session, *, code: str = "nord-1", public: bool = True, **changes: Any) -> Meeting:  # noqa: ANN401
    meeting = schedule(session, make_form(**changes), code=code)
    return publish(session, meeting.id) if public else meeting


def committed_meeting(**changes: Any) -> int:  # noqa: ANN401 - the fields of the form
    """Make a public meeting that everybody sees, and return its id."""
    with transaction() as session:
        return make_meeting(session, **changes).id


def seated(code: str = "nord-1", number: int = 0, **changes: Any) -> str:  # noqa: ANN401
    """Give a seat and return the token of its private link."""
    with transaction() as session:
        token = register(session, code, make_wish(number, **changes)).token
    assert token is not None
    return token


def event_of(text: str | bytes) -> Any:  # noqa: ANN401 - the library's type of a property says nothing
    """Return the only event of a calendar."""
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    return event


AFTER = FORM.ends_at + timedelta(hours=1)
