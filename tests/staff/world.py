"""A small world behind the doors of the team: members of every role, meetings, and a mail."""

from datetime import timedelta
from uuid import UUID

from fastapi.testclient import TestClient
from sqlalchemy import select

from app.db import transaction
from app.kit import clock
from app.kit.outbox.models import OutboxMail
from app.meetings.models import Registration
from app.meetings.register import RegistrationForm, register
from app.meetings.schedule import MeetingForm, SittingTimes, publish, schedule
from tests.accounts.people import PASSWORD, give_account

MEMBERS = {
    "admin@example.be": ("admin", ()),
    "analyst@example.be": ("analyst", ()),
    "nord@example.be": ("facilitator", ("nord",)),
    "sud@example.be": ("facilitator", ("sud",)),
    "partner@example.be": ("partner", ()),
}


def both(text: str) -> dict[str, str]:
    """Return a text that both languages share."""
    return {"fr": f"{text} (français)", "nl": f"{text} (Nederlands)"}


def give_members() -> None:
    """Create an account of every role, and a facilitator of another bassin."""
    for email, (role, bassins) in MEMBERS.items():
        give_account(email, role=role, bassins=bassins)


def give_meeting(code: str, bassin_code: str | None) -> None:
    """Publish a meeting that takes place in a week."""
    starts_at = clock.now() + timedelta(days=7)
    with transaction() as session:
        meeting = schedule(
            session,
            MeetingForm(
                programme_code="adc-2022-2023",
                strand_code="focus-groups",
                kind="focus_group",
                bassin_code=bassin_code,
                title=both(f"Focus group {code}"),
                description=both("Description"),
                place=both("Place"),
                sittings=(SittingTimes(starts_at, starts_at + timedelta(hours=3)),),
                capacity=12,
                series=code,
            ),
            code=code,
        )
        publish(session, meeting.id)


def give_seat(meeting_code: str) -> UUID:
    """Register somebody, which posts a mail, and return the id of the registration."""
    with transaction() as session:
        wish = RegistrationForm(name="Noor Claes", email="noor@example.be", language="nl")
        register(session, meeting_code, wish, address_confirmed=True)
    with transaction() as session:
        return session.scalars(select(Registration.id)).one()


def only_mail() -> UUID:
    """Return the id of the one mail in the outbox."""
    with transaction() as session:
        return session.scalars(select(OutboxMail.id)).one()


def sign_in(client: TestClient, email: str) -> TestClient:
    """Sign in with this browser."""
    answer = client.post("/staff/sign-in", data={"email": email, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return client
