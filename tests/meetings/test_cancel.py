import pytest
from sqlalchemy import select

from app.db import reading, transaction
from app.kit import clock
from app.kit.outbox.models import OutboxMail
from app.kit.tokens import make_token, read_token
from app.meetings.attendance import mark_present
from app.meetings.cancel import cancel
from app.meetings.errors import AlreadyPresentError, MeetingOverError, NoSuchRegistrationError
from app.meetings.models import Registration
from tests.meetings.factories import AFTER, asked, committed_meeting, registration_behind, seated

pytestmark = pytest.mark.usefixtures("database")


def status_of(token: str) -> str:
    with reading() as session:
        return session.get_one(Registration, read_token(token)).status


def test_it_frees_the_seat_for_the_first_who_waits_in_the_same_transaction_and_tells_both() -> None:
    committed_meeting(capacity=1)
    token = seated(number=1)
    first, second = seated(number=2), seated(number=3)
    with transaction() as session:
        cancel(session, "nord-1", token)
    assert [status_of(each) for each in (token, first, second)] == ["cancelled", "confirmed", "waiting"]
    with reading() as session:
        templates = session.scalars(select(OutboxMail.template)).all()
    assert sorted(templates) == [
        "registration_cancelled", "registration_confirmed", "seat_promoted", "seat_waiting", "seat_waiting",
    ]  # fmt: skip


def test_whoever_waits_gives_up_the_place_and_whoever_has_no_address_is_not_called_about_it() -> None:
    committed_meeting(capacity=1)
    seated(number=1)
    waits = asked(email="", phone="+32475123456")
    with transaction() as session:
        cancel(session, "nord-1", waits)
    row = registration_behind(waits)
    assert (row.status, row.to_call) == ("cancelled", None)


def test_asked_twice_it_changes_nothing_and_sends_one_mail() -> None:
    committed_meeting()
    token = seated()
    for _ in range(2):
        with transaction() as session:
            cancel(session, "nord-1", token)
    with reading() as session:
        assert len(session.scalars(select(OutboxMail)).all()) == 2


def test_whoever_cancelled_can_register_again_with_the_same_form() -> None:
    committed_meeting(capacity=1)
    first = seated(attempt="one form")
    with transaction() as session:
        cancel(session, "nord-1", first)
    second = seated(attempt="one form")
    assert second != first
    assert status_of(first) == "cancelled"
    assert status_of(second) == "confirmed"


def test_it_refuses_links_that_are_not_of_this_meeting() -> None:
    committed_meeting()
    committed_meeting(code="nord-2")
    token = seated()
    registration_id = read_token(token)
    assert registration_id is not None
    other_purpose = make_token("draft", registration_id)
    revoked = make_token("registration", registration_id, 1)
    tampered = token[:-1] + ("A" if token[-1] != "A" else "B")
    for code, link in [
        ("nord-2", token),
        ("nord-1", other_purpose),
        ("nord-1", revoked),
        ("nord-1", tampered),
        ("nord-1", "short"),
    ]:
        with pytest.raises(NoSuchRegistrationError), transaction() as session:
            cancel(session, code, link)
    assert status_of(token) == "confirmed"


def test_there_is_nothing_to_give_back_once_the_meeting_is_over() -> None:
    committed_meeting()
    token = seated()
    with clock.set_to(AFTER), pytest.raises(MeetingOverError), transaction() as session:
        cancel(session, "nord-1", token)


def test_somebody_who_was_welcomed_keeps_the_seat() -> None:
    meeting_id = committed_meeting()
    token = seated()
    registration_id = read_token(token)
    assert registration_id is not None
    with transaction() as session:
        mark_present(session, meeting_id, registration_id, present=True)
    with pytest.raises(AlreadyPresentError), transaction() as session:
        cancel(session, "nord-1", token)
