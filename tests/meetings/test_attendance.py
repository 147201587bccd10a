from uuid import UUID, uuid4

import pytest

from app.db import reading, transaction
from app.kit.errors import ConflictError
from app.kit.tokens import read_token
from app.meetings.attendance import mark_present, was_there
from app.meetings.cancel import cancel
from app.meetings.errors import NoSuchRegistrationError
from tests.meetings.factories import committed_meeting, seated

pytestmark = pytest.mark.usefixtures("database")


def id_of(token: str) -> UUID:
    registration_id = read_token(token)
    assert registration_id is not None
    return registration_id


def test_it_notes_that_somebody_is_there_and_takes_it_back() -> None:
    meeting_id = committed_meeting()
    person = id_of(seated())
    for present in (True, True, False):
        with transaction() as session:
            mark_present(session, meeting_id, person, present=present)
        with reading() as session:
            assert was_there(session, person) is present


def test_it_refuses_a_registration_of_another_meeting_or_of_none() -> None:
    committed_meeting()
    other = committed_meeting(code="nord-2")
    person = id_of(seated())
    for stranger in (person, uuid4()):
        with pytest.raises(NoSuchRegistrationError), transaction() as session:
            mark_present(session, other, stranger, present=True)


def test_it_refuses_somebody_who_gave_the_seat_back() -> None:
    meeting_id = committed_meeting()
    token = seated()
    with transaction() as session:
        cancel(session, "nord-1", token)
    with pytest.raises(ConflictError), transaction() as session:
        mark_present(session, meeting_id, id_of(token), present=True)
