from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import reading, transaction
from app.kit import clock
from app.kit.outbox.models import OutboxMail
from app.kit.tokens import read_token
from app.meetings.errors import (
    MeetingCancelledError,
    MeetingFullError,
    MeetingOverError,
    NoRegistrationNeededError,
    NoSuchMeetingError,
)
from app.meetings.models import Meeting, Registration
from app.meetings.register import register
from app.meetings.rules import MAIL_PAUSE
from tests.meetings.factories import AFTER, committed_meeting, make_wish, seated

pytestmark = pytest.mark.usefixtures("database")


def count_mails(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(OutboxMail)) or 0


def test_it_gives_a_seat_with_a_number_and_posts_a_mail_with_ids_only() -> None:
    committed_meeting()
    token = seated(number=1, name="Amina Exemple", needs=("wheelchair",), needs_note="Merci !")
    with reading() as session:
        registration = session.get_one(Registration, read_token(token))
        mail = session.scalars(select(OutboxMail)).one()
        assert registration.queue_number == 1
        assert registration.status == "confirmed"
        assert registration.needs == ["wheelchair"]
        assert mail.template == "registration_confirmed"
        assert mail.params == {"registration": str(registration.id)}
        assert mail.language == "fr"


def test_the_queue_numbers_follow_the_order_of_arrival_and_are_never_given_twice() -> None:
    committed_meeting()
    tokens = [seated(number=n) for n in range(3)]
    with reading() as session:
        numbers = [session.get_one(Registration, read_token(token)).queue_number for token in tokens]
    assert numbers == [1, 2, 3]


def test_it_refuses_the_sixth_of_five_and_posts_it_nothing() -> None:
    committed_meeting(capacity=5)
    for n in range(5):
        seated(number=n)
    with pytest.raises(MeetingFullError), transaction() as session:
        register(session, "nord-1", make_wish(5))
    with reading() as session:
        assert count_mails(session) == 5


def test_the_same_form_sent_twice_is_one_registration_with_one_link() -> None:
    committed_meeting(capacity=1)
    first = seated(attempt="one form")
    assert seated(attempt="one form") == first
    with reading() as session:
        assert count_mails(session) == 1
        assert session.scalar(select(func.count()).select_from(Registration)) == 1


def test_an_address_that_has_a_seat_gets_its_mail_again_and_its_link_is_not_shown() -> None:
    committed_meeting(capacity=1)
    seated(attempt="one form")
    with clock.set_to(clock.now() + MAIL_PAUSE), transaction() as session:
        assert register(session, "nord-1", make_wish(attempt="another")).token is None
    with reading() as session:
        assert count_mails(session) == 2
        assert session.scalar(select(func.count()).select_from(Registration)) == 1


def test_nobody_can_flood_an_address_with_confirmations() -> None:
    committed_meeting()
    seated()
    for _ in range(10):
        with transaction() as session:
            assert register(session, "nord-1", make_wish()).token is None
    with reading() as session:
        assert count_mails(session) == 1


@pytest.mark.parametrize("code", ["nowhere", "draft"])
def test_it_knows_no_meeting_that_is_not_public(code: str) -> None:
    committed_meeting(code="draft", public=False)
    with pytest.raises(NoSuchMeetingError), transaction() as session:
        register(session, code, make_wish())


def test_it_refuses_a_meeting_that_is_over_even_to_those_who_have_a_seat() -> None:
    committed_meeting()
    seated()
    with clock.set_to(AFTER), pytest.raises(MeetingOverError), transaction() as session:
        register(session, "nord-1", make_wish())


def test_it_takes_people_at_the_door_while_the_meeting_goes_on() -> None:
    committed_meeting()
    with clock.set_to(AFTER - timedelta(hours=2)):
        assert seated()


def test_it_refuses_a_cancelled_meeting_and_one_without_registration() -> None:
    committed_meeting(code="open", capacity=None)
    cancelled = committed_meeting(code="cancelled")
    with transaction() as session:
        session.get_one(Meeting, cancelled).status = "cancelled"
    with pytest.raises(NoRegistrationNeededError), transaction() as session:
        register(session, "open", make_wish())
    with pytest.raises(MeetingCancelledError), transaction() as session:
        register(session, "cancelled", make_wish())


def test_a_registration_that_fails_leaves_no_mail_behind() -> None:
    committed_meeting()

    class OtherError(Exception):
        pass

    def fail_late() -> None:
        with transaction() as session:
            register(session, "nord-1", make_wish())
            raise OtherError

    with pytest.raises(OtherError):
        fail_late()
    with reading() as session:
        assert count_mails(session) == 0
