import pytest

from app.db import reading, transaction
from app.kit import clock
from app.kit.tokens import read_token
from app.meetings.attendance import mark_present
from app.meetings.cancel import cancel
from app.meetings.errors import NoSuchMeetingError
from app.meetings.queries import past, public_meeting, registrations, staff_meetings, upcoming
from app.meetings.rules import Opening
from tests.meetings.factories import AFTER, FORM, committed_meeting, seated

pytestmark = pytest.mark.usefixtures("database")


def test_upcoming_lists_public_meetings_of_a_bassin_or_of_all_the_next_one_first() -> None:
    committed_meeting(
        code="later", starts_at=FORM.starts_at.replace(day=20), ends_at=FORM.ends_at.replace(day=20)
    )
    committed_meeting(code="sooner", bassin_code="sud")
    committed_meeting(code="region", bassin_code=None, starts_at=FORM.starts_at.replace(hour=8))
    committed_meeting(code="draft", public=False)
    with reading() as session:
        assert [m.code for m in upcoming(session)] == ["region", "sooner", "later"]
        (only,) = upcoming(session, "sud")
    assert only.bassin is not None
    assert only.bassin.name == {"fr": "Bassin Sud", "nl": "Zorgzone Zuid"}


def test_seats_left_follow_registrations_and_cancellations() -> None:
    committed_meeting(capacity=2)
    token = seated(number=1)
    seated(number=2)
    with reading() as session:
        meeting = public_meeting(session, "nord-1")
    assert (meeting.confirmed, meeting.seats_left, meeting.opening) == (2, 0, Opening.FULL)
    with transaction() as session:
        cancel(session, "nord-1", token)
    with reading() as session:
        meeting = public_meeting(session, "nord-1")
    assert (meeting.confirmed, meeting.seats_left, meeting.opening) == (1, 1, Opening.OPEN)


def test_past_meetings_tell_how_many_came() -> None:
    counted = committed_meeting(code="counted", headcount=52)
    by_name = committed_meeting(code="by-name")
    token = seated("by-name")
    registration_id = read_token(token)
    assert registration_id is not None
    assert counted != by_name
    with transaction() as session:
        mark_present(session, by_name, registration_id, present=True)
    with clock.set_to(AFTER), reading() as session:
        assert {m.code: m.headcount for m in past(session, "nord")} == {"counted": 52, "by-name": 1}
        assert upcoming(session) == []
        assert past(session, "sud") == []


def test_the_public_sees_no_draft_and_staff_see_every_meeting() -> None:
    committed_meeting(code="draft", public=False)
    with reading() as session:
        with pytest.raises(NoSuchMeetingError):
            public_meeting(session, "draft")
        assert [m.code for m in staff_meetings(session)] == ["draft"]


def test_registrations_stand_in_the_order_of_arrival_with_cancelled_ones_last() -> None:
    meeting_id = committed_meeting()
    tokens = [seated(number=n) for n in range(3)]
    with transaction() as session:
        cancel(session, "nord-1", tokens[0])
    with reading() as session:
        assert [r.email for r in registrations(session, meeting_id)] == [
            "person1@example.org", "person2@example.org", "person0@example.org",
        ]  # fmt: skip
