from datetime import timedelta

import pytest

from app.db import reading, transaction
from app.kit.errors import ConflictError, InvalidError
from app.meetings.errors import NoSuchMeetingError
from app.meetings.models import Meeting
from app.meetings.schedule import publish, revise, schedule
from tests.meetings.factories import FORM, committed_meeting, make_form, seated

pytestmark = pytest.mark.usefixtures("database")


def fields_of(error: InvalidError) -> list[str]:
    return [problem.field for problem in error.problems]


def test_a_meeting_begins_as_a_draft_with_an_address_made_from_what_it_is() -> None:
    with transaction() as session:
        codes = [schedule(session, FORM).code for _ in range(3)]
        region = schedule(session, make_form(bassin_code=None)).code
        assert session.get_one(Meeting, 1).status == "draft"
    assert codes == [
        "focus-group-nord-2030-03-12",
        "focus-group-nord-2030-03-12-2",
        "focus-group-nord-2030-03-12-3",
    ]
    assert region == "focus-group-region-2030-03-12"


def test_it_refuses_a_code_that_is_taken() -> None:
    committed_meeting()
    with pytest.raises(ConflictError), transaction() as session:
        schedule(session, FORM, code="nord-1")


def test_it_refuses_a_meeting_that_ends_before_it_starts_or_has_no_title() -> None:
    wrong = make_form(ends_at=FORM.starts_at - timedelta(hours=1), title={"fr": "", "nl": ""})
    with pytest.raises(InvalidError) as error, transaction() as session:
        schedule(session, wrong)
    assert fields_of(error.value) == ["end.1", "title.fr"]


def test_publishing_names_everything_that_is_missing_and_changes_nothing() -> None:
    meeting_id = committed_meeting(
        public=False, title={"fr": "Titre", "nl": ""}, place={"fr": "", "nl": ""},
        access={"fr": "Ascenseur", "nl": ""},
    )  # fmt: skip
    with pytest.raises(InvalidError) as error, transaction() as session:
        publish(session, meeting_id)
    assert fields_of(error.value) == ["title.nl", "place.fr", "place.nl", "access.nl"]
    with reading() as session:
        assert session.get_one(Meeting, meeting_id).status == "draft"


def test_publishing_twice_is_publishing_once_and_a_cancelled_meeting_stays_cancelled() -> None:
    meeting_id = committed_meeting()
    with transaction() as session:
        assert publish(session, meeting_id).status == "published"
        session.get_one(Meeting, meeting_id).status = "cancelled"
    with pytest.raises(ConflictError), transaction() as session:
        publish(session, meeting_id)


def test_it_knows_no_meeting_that_is_not_there() -> None:
    with pytest.raises(NoSuchMeetingError), transaction() as session:
        publish(session, 999)
    with pytest.raises(NoSuchMeetingError), transaction() as session:
        revise(session, 999, FORM)


def test_revising_changes_every_field() -> None:
    meeting_id = committed_meeting()
    with transaction() as session:
        revise(session, meeting_id, make_form(capacity=9, spoken="nl", bassin_code=None, headcount=4))
    with reading() as session:
        meeting = session.get_one(Meeting, meeting_id)
        assert (meeting.capacity, meeting.spoken, meeting.bassin_code, meeting.headcount) == (
            9,
            "nl",
            None,
            4,
        )


@pytest.mark.parametrize("capacity", [1, None])
def test_revising_never_takes_a_seat_away(capacity: int | None) -> None:
    meeting_id = committed_meeting(capacity=3)
    seated(number=1)
    seated(number=2)
    with pytest.raises(InvalidError) as error, transaction() as session:
        revise(session, meeting_id, make_form(capacity=capacity))
    assert fields_of(error.value) == ["capacity"]
    with transaction() as session:
        assert revise(session, meeting_id, make_form(capacity=2)).capacity == 2


def test_what_is_public_stays_complete_in_both_languages() -> None:
    meeting_id = committed_meeting()
    with transaction() as session, pytest.raises(InvalidError) as error:
        revise(session, meeting_id, make_form(place={"fr": "Jette", "nl": ""}))
    assert fields_of(error.value) == ["place.nl"]
    with reading() as session:
        assert session.get_one(Meeting, meeting_id).place == FORM.place
