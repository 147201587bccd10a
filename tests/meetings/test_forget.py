"""*erased*: somebody who registered is forgotten on request, and their seat goes to the next."""

from typing import Any

import pytest
from sqlalchemy import select

from app.db import reading, transaction
from app.kit.tokens import read_token
from app.meetings.errors import NoSuchRegistrationError
from app.meetings.forget import forget_person
from app.meetings.links import registration_of
from app.meetings.models import Registration
from app.meetings.register import register
from app.tables import metadata
from tests.meetings.factories import committed_meeting, make_wish, seated

pytestmark = pytest.mark.usefixtures("database")


def test_a_person_is_in_no_table_any_more_and_the_next_has_the_seat() -> None:
    here = committed_meeting(capacity=1)
    committed_meeting(code="elsewhere")
    who: dict[str, Any] = {"name": "Amina Unique", "email": "a.unique@example.org", "organisation": "Unique"}
    token = seated(**who, needs_note="Une chaise Unique")
    seated("elsewhere", **who)
    with transaction() as session:
        register(session, "nord-1", make_wish(7), address_confirmed=True)
    registration_id = read_token(token)
    assert registration_id is not None
    with transaction() as session:
        assert forget_person(session, here, registration_id) == 2
    with reading() as session:
        for table in metadata.sorted_tables:
            for row in session.execute(select(table)):
                assert "unique" not in repr(tuple(row)).lower(), table.name
        next_one = session.scalars(
            select(Registration).where(Registration.email == "person7@example.org")
        ).one()
        assert next_one.status == "confirmed"
        with pytest.raises(NoSuchRegistrationError):
            registration_of(session, "nord-1", token)
    with pytest.raises(NoSuchRegistrationError), transaction() as session:
        forget_person(session, here, registration_id)


def test_a_meeting_forgets_only_its_own() -> None:
    committed_meeting()
    other = committed_meeting(code="elsewhere")
    registration_id = read_token(seated())
    assert registration_id is not None
    with pytest.raises(NoSuchRegistrationError), transaction() as session:
        forget_person(session, other, registration_id)
