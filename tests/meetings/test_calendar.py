from datetime import timedelta

import pytest

from app.db import reading, transaction
from app.kit import clock
from app.kit.localized import LANGUAGES, Lang
from app.meetings.calendar import meeting_calendar
from app.meetings.models import Meeting
from app.meetings.queries import public_meeting
from tests.meetings.factories import FORM, committed_meeting, event_of

pytestmark = pytest.mark.usefixtures("database")


def calendar_in(lang: Lang) -> str:
    with reading() as session:
        return meeting_calendar(public_meeting(session, "nord-1"), lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_event_is_in_one_language_and_in_brussels_time(lang: Lang) -> None:
    committed_meeting(access={"fr": "Ascenseur", "nl": "Lift"})
    event = event_of(calendar_in(lang))
    assert event["summary"] == FORM.title[lang]
    assert event["location"] == FORM.place[lang]
    assert event["summary"].params["LANGUAGE"] == lang
    assert event["description"].startswith(FORM.description[lang])
    assert {"fr": "Ascenseur", "nl": "Lift"}[lang] in event["description"]
    assert f"/{lang}/m/nord-1" in event["description"]
    start = event["dtstart"].dt
    assert start == FORM.starts_at
    assert start.utcoffset() == timedelta(hours=1)
    assert event["dtend"].dt == FORM.ends_at


def test_the_uid_is_the_same_in_both_languages_and_after_a_change() -> None:
    meeting_id = committed_meeting()
    uids = {str(event_of(calendar_in(lang))["uid"]) for lang in LANGUAGES}
    with transaction() as session:
        session.get_one(Meeting, meeting_id).starts_at += timedelta(hours=1)
    uids.add(str(event_of(calendar_in("fr"))["uid"]))
    assert uids == {"meeting-nord-1-1@127.0.0.1"}


def test_summer_and_winter_have_their_own_hour() -> None:
    day = FORM.starts_at.replace(month=7)
    committed_meeting(starts_at=day, ends_at=day + timedelta(hours=2))
    text = calendar_in("nl")
    assert event_of(text)["dtstart"].dt.utcoffset() == timedelta(hours=2)
    assert "BEGIN:VTIMEZONE" in text
    assert "TZID:Europe/Brussels" in text


def test_a_cancelled_meeting_says_so() -> None:
    meeting_id = committed_meeting()
    with transaction() as session:
        session.get_one(Meeting, meeting_id).status = "cancelled"
    with clock.set_to(FORM.starts_at):
        assert event_of(calendar_in("fr"))["status"] == "CANCELLED"
