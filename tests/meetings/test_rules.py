from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.meetings.rules import (
    MeetingFacts,
    Opening,
    can_register,
    evaluation_stock,
    missing_for_publication,
    seats_left,
)

END = datetime(2030, 3, 12, 16, tzinfo=UTC)
FULL = {"fr": "oui", "nl": "ja"}


def facts(status: str = "published", capacity: int | None = 5, confirmed: int = 0) -> MeetingFacts:
    return MeetingFacts(status, END, capacity, confirmed)


def test_it_is_open_until_the_meeting_ends() -> None:
    before = END - timedelta(seconds=1)
    assert can_register(facts(), before) is Opening.OPEN
    assert can_register(facts(), END) is Opening.PAST


def test_a_draft_and_a_cancelled_meeting_say_so_even_when_past_or_full() -> None:
    assert can_register(facts("draft", confirmed=5), END) is Opening.DRAFT
    assert can_register(facts("cancelled", confirmed=5), END) is Opening.CANCELLED


def test_a_meeting_without_capacity_takes_no_registration() -> None:
    assert can_register(facts(capacity=None), END - timedelta(hours=1)) is Opening.NO_REGISTRATION


@given(capacity=st.integers(1, 500), confirmed=st.integers(0, 600))
def test_it_is_open_exactly_while_a_seat_is_left(capacity: int, confirmed: int) -> None:
    opening = can_register(facts(capacity=capacity, confirmed=confirmed), END - timedelta(hours=1))
    assert (opening is Opening.OPEN) == (seats_left(capacity, confirmed) > 0) == (confirmed < capacity)
    assert 0 <= seats_left(capacity, confirmed) <= capacity


def test_publication_names_each_text_that_lacks_a_language() -> None:
    texts = {"title": {"fr": "Titre", "nl": " "}, "description": {}, "place": FULL, "access": FULL}
    assert missing_for_publication(texts, ["fr", "nl"]) == ["title.nl", "description.fr", "description.nl"]


def test_notes_on_access_may_lack_in_both_languages_but_not_in_one() -> None:
    nothing = {"fr": "", "nl": ""}
    assert missing_for_publication({"access": nothing}, ["fr", "nl"]) == []
    assert missing_for_publication({"access": {"fr": "Ascenseur", "nl": ""}}, ["fr", "nl"]) == ["access.nl"]


def test_there_is_a_ticket_for_everybody_who_may_have_come() -> None:
    assert evaluation_stock(12, None, 3) == 12
    assert evaluation_stock(12, 30, 3) == 30
    assert evaluation_stock(None, None, 0) == 0
