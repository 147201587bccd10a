from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import reading, transaction
from app.kit import clock
from app.kit.errors import InvalidError
from app.kit.outbox.models import OutboxMail
from app.meetings.cancel import cancel
from app.meetings.change import ChangeForm, change
from app.meetings.errors import (
    MeetingCancelledError,
    MeetingOverError,
    NoRegistrationNeededError,
    NoSuchMeetingError,
    NotYetOpenError,
    RegistrationClosedError,
)
from app.meetings.links import private_page_of, registration_code
from app.meetings.models import Meeting, MeetingQuota, Registration
from app.meetings.register import Outcome, Standing, register
from app.meetings.rules import HOLD, MAIL_PAUSE
from tests.meetings.factories import (
    AFTER,
    FORM,
    WISH,
    asked,
    committed_meeting,
    make_wish,
    registration_behind,
    seated,
)

pytestmark = pytest.mark.usefixtures("database")

PHONE = "+32475123456"


def take(number: int = 0, **changes: object) -> Outcome:
    with transaction() as session:
        return register(session, "nord-1", make_wish(number, **changes))


def templates() -> list[str]:
    with reading() as session:
        return sorted(session.scalars(select(OutboxMail.template)))


def count_registrations(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Registration)) or 0


def test_it_holds_a_seat_for_a_day_and_posts_a_mail_with_ids_only() -> None:
    committed_meeting()
    before = clock.now()
    token = asked(number=1, needs=("wheelchair",), needs_note="Merci !", sector="cpas")
    row = registration_behind(token)
    assert (row.queue_number, row.status, row.needs, row.sector) == (1, "held", ["wheelchair"], "cpas")
    assert row.expires_at is not None
    assert before + HOLD <= row.expires_at <= clock.now() + HOLD
    with reading() as session:
        mail = session.scalars(select(OutboxMail)).one()
    assert (mail.template, mail.language) == ("seat_held", "fr")
    assert mail.params == {"registration": str(row.id)}


def test_whoever_came_by_a_mail_or_once_it_began_has_the_seat_at_once() -> None:
    committed_meeting()
    assert registration_behind(seated(number=1)).status == "confirmed"
    last_day = FORM
    with clock.set_to(last_day.starts_at - timedelta(hours=3)):
        assert registration_behind(asked(number=2)).expires_at == last_day.starts_at
    with clock.set_to(last_day.starts_at + timedelta(minutes=5)):
        late = registration_behind(asked(number=3))
    assert (late.status, late.expires_at) == ("confirmed", None)
    assert templates() == ["registration_confirmed", "registration_confirmed", "seat_held", "seat_lapsed"]


def test_a_seat_that_comes_free_after_the_start_is_not_taken_past_those_who_wait() -> None:
    committed_meeting(capacity=1, mode="hybrid", online_address="https://example.org/salle")
    first, waits = seated(number=1), seated(number=2)
    afar = seated(number=3, online=True)
    with clock.set_to(FORM.starts_at + timedelta(minutes=5)):
        with transaction() as session:
            cancel(session, "nord-1", first)
        assert registration_behind(waits).status == "waiting", "the door decides"
        assert take(4).standing == Standing("waiting", "full", None, 2)
        assert take(5, online=True).status == "confirmed"
        here = ChangeForm("Amina", "fr", "", "", "carer", (), "", companion=False, online=False)
        with pytest.raises(InvalidError), transaction() as session:
            change(session, "nord-1", afar, here)
        with transaction() as session:
            cancel(session, "nord-1", waits)
        assert take(6).status == "waiting", "the fourth is still before the sixth"
        assert registration_behind(afar).online, "nothing was changed"


def test_somebody_with_a_telephone_only_has_the_seat_a_code_and_no_mail() -> None:
    committed_meeting()
    token = asked(email="", phone=PHONE)
    row = registration_behind(token)
    assert (row.status, row.to_call, templates()) == ("confirmed", None, [])
    with reading() as session:
        for typed in (registration_code(row), registration_code(row).lower().replace("-", " ")):
            assert private_page_of(session, typed, "nl") == f"/nl/m/nord-1/r/{token}"
        with pytest.raises(InvalidError):
            private_page_of(session, "0000-0000-0000", "nl")
    with pytest.raises(InvalidError) as refused:
        take(email="", phone=PHONE)
    assert [problem.field for problem in refused.value.problems] == ["phone"]
    assert take(email="", phone="+3221234567").status == "confirmed"


def test_who_comes_too_late_for_a_seat_waits_and_is_told_the_place_and_why() -> None:
    meeting_id = committed_meeting(capacity=3)
    with transaction() as session:
        session.add(MeetingQuota(meeting_id=meeting_id, profile="professional", ceiling=1, floor=0))
        session.add(MeetingQuota(meeting_id=meeting_id, profile="beneficiary", ceiling=None, floor=1))
    assert take(1, profile="professional").status == "held"
    assert take(2, profile="professional").standing == Standing("waiting", "ceiling", None, 1)
    assert take(3, profile="carer").status == "held"
    assert take(4, profile="carer").standing == Standing("waiting", "kept", None, 2)
    assert take(5, profile="beneficiary", companion=True).standing == Standing("waiting", "full", None, 3)
    assert take(6, profile="beneficiary").status == "held"
    assert take(7, profile="beneficiary").standing == Standing("waiting", "full", None, 4)
    assert templates().count("seat_waiting") == 4


def test_a_companion_takes_a_seat_and_from_afar_nobody_does() -> None:
    meeting_id = committed_meeting(capacity=2)
    assert take(1, companion=True).status == "held"
    assert take(2, online=True).status == "waiting"
    with transaction() as session:
        session.get_one(Meeting, meeting_id).mode = "hybrid"
    assert take(3, online=True).status == "held"
    assert take(4).status == "waiting"


def test_the_queue_numbers_follow_the_order_of_arrival_and_are_never_given_twice() -> None:
    committed_meeting(capacity=2)
    tokens = [asked(number=n) for n in range(4)]
    rows = [registration_behind(token) for token in tokens]
    assert [row.queue_number for row in rows] == [1, 2, 3, 4]
    assert [row.status for row in rows] == ["held", "held", "waiting", "waiting"]


def test_the_same_form_sent_twice_is_one_registration_with_one_link() -> None:
    committed_meeting(capacity=1)
    assert take(attempt="one form") == take(attempt="one form")
    with reading() as session:
        assert count_registrations(session) == 1
    assert templates() == ["seat_held"]


@pytest.mark.parametrize("capacity", [1, 5])
def test_an_address_that_is_known_learns_nothing_that_a_stranger_would_not(capacity: int) -> None:
    """Also when the meeting is full: whoever types somebody's address sees what anybody sees."""
    committed_meeting(capacity=capacity)
    seated(attempt="one form")
    moment = clock.now() + MAIL_PAUSE
    with clock.set_to(moment):
        known = take(attempt="another")
    with clock.set_to(moment):
        stranger = take(9)
    assert known.token is None
    assert known.standing == stranger.standing
    assert templates().count("registration_confirmed") == 2


def test_nobody_can_flood_an_address_with_mails() -> None:
    committed_meeting()
    asked()
    assert {take().token for _ in range(10)} == {None}
    assert templates() == ["seat_held"]


def test_the_reader_of_a_mail_who_is_registered_already_is_led_to_that() -> None:
    committed_meeting()
    token = asked()
    assert seated() == token
    row = registration_behind(token)
    assert (row.status, row.address_confirmed) == ("confirmed", True)


@pytest.mark.parametrize("code", ["nowhere", "draft"])
def test_it_knows_no_meeting_that_is_not_public(code: str) -> None:
    committed_meeting(code="draft", public=False)
    with pytest.raises(NoSuchMeetingError), transaction() as session:
        register(session, code, make_wish())


def test_it_refuses_a_meeting_that_is_over_cancelled_or_without_registration() -> None:
    committed_meeting()
    seated()
    with clock.set_to(AFTER), pytest.raises(MeetingOverError), transaction() as session:
        register(session, "nord-1", make_wish())
    committed_meeting(code="open", capacity=None)
    cancelled = committed_meeting(code="cancelled")
    with transaction() as session:
        session.get_one(Meeting, cancelled).status = "cancelled"
    with pytest.raises(NoRegistrationNeededError), transaction() as session:
        register(session, "open", make_wish())
    with pytest.raises(MeetingCancelledError), transaction() as session:
        register(session, "cancelled", make_wish())


def test_it_refuses_what_comes_before_or_after_the_registration_period() -> None:
    meeting_id = committed_meeting()
    opens, closes = clock.now() + timedelta(days=1), clock.now() + timedelta(days=9)
    with transaction() as session:
        meeting = session.get_one(Meeting, meeting_id)
        meeting.registration_opens_at, meeting.registration_closes_at = opens, closes
    with pytest.raises(NotYetOpenError):
        take()
    with clock.set_to(closes), pytest.raises(RegistrationClosedError):
        take()
    with clock.set_to(opens):
        assert take().status == "held"


def test_where_the_team_chooses_everybody_is_a_candidate_first() -> None:
    meeting_id = committed_meeting()
    with transaction() as session:
        session.get_one(Meeting, meeting_id).admission = "selection"
    assert take().standing == Standing("candidate")
    assert templates() == ["candidate_noted"]


def test_one_person_is_the_same_in_all_meetings_of_a_programme() -> None:
    committed_meeting()
    committed_meeting(code="nord-2")
    by_mail = [registration_behind(seated(code, 1)).person for code in ("nord-1", "nord-2")]
    by_phone = [
        registration_behind(asked(code, email="", phone=PHONE)).person for code in ("nord-1", "nord-2")
    ]
    assert len(set(by_mail)) == len(set(by_phone)) == 1
    assert set(by_mail).isdisjoint(by_phone)


def test_a_registration_that_fails_leaves_no_mail_behind() -> None:
    committed_meeting()

    class OtherError(Exception):
        pass

    def fail_late() -> None:
        with transaction() as session:
            register(session, "nord-1", WISH)
            raise OtherError

    with pytest.raises(OtherError):
        fail_late()
    assert templates() == []
