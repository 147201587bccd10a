"""Meetings and people for tests."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from icalendar import Calendar
from sqlalchemy.orm import Session

from app.db import reading, transaction
from app.kit import clock
from app.kit.tokens import read_token
from app.meetings.confirm_address import confirm_address
from app.meetings.links import confirmation_address
from app.meetings.models import Meeting, Registration
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
    """Give a certain seat, as to somebody who came by a mail, and return the token of its private link."""
    return asked(code, number, address_confirmed=True, **changes)


def asked(code: str = "nord-1", number: int = 0, *, address_confirmed: bool = False, **changes: Any) -> str:  # noqa: ANN401
    """Register somebody as the public form does, and return the token of the private link."""
    with transaction() as session:
        wish = make_wish(number, **changes)
        token = register(session, code, wish, address_confirmed=address_confirmed).token
    assert token is not None
    return token


def mail_link(token: str, lang: str = "fr") -> str:
    """Return the path that only the mails to somebody hold, from the token of their private link."""
    with reading() as session:
        registration = session.get_one(Registration, read_token(token))
        code = session.get_one(Meeting, registration.meeting_id).code
        return confirmation_address(code, registration, lang)


def confirmed(token: str) -> str:
    """Confirm the address behind a private link, and return what came of it."""
    path = mail_link(token).split("/")
    with transaction() as session:
        return confirm_address(session, path[3], path[5])


def registration_behind(token: str) -> Registration:
    """Return the registration of a private link as it is now."""
    with reading() as session:
        return session.get_one(Registration, read_token(token))


def event_of(text: str | bytes) -> Any:  # noqa: ANN401 - the library's type of a property says nothing
    """Return the only event of a calendar."""
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    return event


AFTER = FORM.ends_at + timedelta(hours=1)
