from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import reading, transaction
from app.kit import clock
from app.kit.tokens import read_token
from app.meetings.attendance import mark_present
from app.meetings.errors import NoSuchRegistrationError
from app.meetings.links import registration_of
from app.meetings.models import Registration
from app.meetings.purge import purge_registrations
from app.meetings.queries import staff_meeting
from app.meetings.rules import RETENTION
from tests.meetings.factories import FORM, committed_meeting, seated

pytestmark = pytest.mark.usefixtures("database")


def test_it_forgets_people_after_six_months_and_keeps_how_many_came() -> None:
    old = committed_meeting()
    committed_meeting(code="counted", headcount=40)
    recent = committed_meeting(code="recent", ends_at=FORM.ends_at + timedelta(days=5))
    tokens = [seated(number=n) for n in range(3)]
    seated("counted")
    seated("recent")
    for token in tokens[:2]:
        registration_id = read_token(token)
        assert registration_id is not None
        with transaction() as session:
            mark_present(session, old, registration_id, present=True)
    with clock.set_to(FORM.ends_at + RETENTION + timedelta(days=1)), transaction() as session:
        assert purge_registrations(session) == 4
    with reading() as session:
        rows = {row.meeting_id: row for row in session.scalars(select(Registration))}
        assert {rows[old].name, rows[old].email, rows[old].needs_note} == {""}
        assert rows[recent].name
        assert staff_meeting(session, "nord-1").headcount == 2
        assert staff_meeting(session, "counted").headcount == 40
    for code in ("nord-1", "counted"):
        with reading() as session, pytest.raises(NoSuchRegistrationError):
            registration_of(session, code, tokens[0])
