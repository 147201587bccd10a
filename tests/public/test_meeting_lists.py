"""The public lists of meetings and the calendars to subscribe to."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar

from app.db import transaction
from app.kit import clock
from app.kit.localized import LANGUAGES, Lang
from app.meetings.cancel_meeting import cancel_meeting
from app.meetings.schedule import SittingTimes, revise
from tests.meetings.factories import FORM, committed_meeting, make_form
from tests.support.statements import statements

SECOND = SittingTimes(FORM.starts_at + timedelta(days=1), FORM.ends_at + timedelta(days=1))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_is_narrowed_to_a_bassin_and_to_what_is_past_by_its_address(
    client: TestClient, lang: Lang
) -> None:
    committed_meeting(
        sittings=(*FORM.sittings, SECOND), mode="hybrid", online_address="https://x.example/secret"
    )
    committed_meeting(code="region-1", bassin_code=None, series="spring")
    committed_meeting(
        code="past-1",
        starts_at=FORM.starts_at.replace(year=2022),
        ends_at=FORM.ends_at.replace(year=2022),
        headcount=12,
    )
    committed_meeting(code="draft-1", public=False, series="spring")

    def listed(query: str) -> set[str]:
        page = client.get(f"/{lang}/meetings{query}")
        assert page.status_code == 200
        assert "secret" not in page.text
        return {code for code in ("nord-1", "region-1", "past-1", "draft-1") if f'/m/{code}"' in page.text}

    assert listed("") == listed("?bassin=nowhere") == {"nord-1", "region-1"}
    assert listed("?bassin=nord") == {"nord-1"}
    assert listed("?bassin=region") == {"region-1"}
    assert listed("?bassin=sud") == set()
    assert listed("?when=past") == listed("?bassin=nord&when=past&page=7") == {"past-1"}
    assert listed("/series/spring") == {"region-1"}
    assert client.get(f"/{lang}/meetings/series/nothing").status_code == 404
    words = unescape(client.get(f"/{lang}/meetings?bassin=nord").text)
    assert {"fr": "2 jours, du mardi 12 mars 2030", "nl": "2 dagen, van dinsdag 12 maart 2030"}[lang] in words
    assert f"webcal://127.0.0.1:8000/{lang}/bassins/nord/meetings.ics" in words
    page = unescape(client.get(f"/{lang}/m/nord-1").text)
    assert {"fr": "mercredi 13 mars 2030", "nl": "woensdag 13 maart 2030"}[lang] in page
    assert "secret" not in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_calendar_shows_every_day_keeps_its_uids_and_says_what_was_moved_or_cancelled(
    client: TestClient, lang: Lang
) -> None:
    meeting_id = committed_meeting(sittings=(*FORM.sittings, SECOND))
    committed_meeting(code="sud-1", bassin_code="sud")
    committed_meeting(code="draft-1", public=False)

    def events(path: str) -> dict[str, Any]:
        answer = client.get(f"/{lang}{path}")
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        calendar: Any = Calendar.from_ical(answer.content)
        assert calendar["refresh-interval"].dt == timedelta(hours=6)
        assert calendar["x-published-ttl"] == "PT6H"
        assert "VTIMEZONE" in answer.text
        return {str(one["uid"]): one for one in calendar.walk("VEVENT")}

    everything = events("/meetings.ics")
    assert len(everything) == 3
    first = events("/bassins/nord/meetings.ics")
    assert len(first) == 2
    assert {str(one["summary"]) for one in first.values()} == {
        f"{FORM.title[lang]} ({'jour' if lang == 'fr' else 'dag'} {n} {'sur' if lang == 'fr' else 'van'} 2)"
        for n in (1, 2)
    }
    later = [
        SittingTimes(one.starts_at + timedelta(hours=1), one.ends_at) for one in (*FORM.sittings, SECOND)
    ]
    with transaction() as session:
        revise(session, meeting_id, make_form(sittings=tuple(later)))
    moved = events("/bassins/nord/meetings.ics")
    assert set(moved) == set(first)
    assert {int(one["sequence"]) for one in moved.values()} == {1}
    assert {one["dtstart"].dt for one in moved.values()} == {one.starts_at for one in later}
    reason = {"fr": "La salle est inondée.", "nl": "De zaal staat onder water."}
    with transaction() as session:
        cancel_meeting(session, meeting_id, reason)
    assert reason[lang] in client.get(f"/{lang}/m/nord-1").text
    gone = events("/bassins/nord/meetings.ics")
    assert {str(one["status"]) for one in gone.values()} == {"CANCELLED"}
    assert {int(one["sequence"]) for one in gone.values()} == {2}
    assert all(reason[lang] in str(one["description"]) for one in gone.values())
    with clock.set_to(SECOND.ends_at + timedelta(days=43)):
        assert set(events("/meetings.ics")) == set(everything) - set(first)
    assert client.get(f"/{lang}/bassins/atlantis/meetings.ics").status_code == 404


def test_a_program_that_asks_every_minute_costs_one_statement_until_something_changes(
    client: TestClient,
) -> None:
    meeting_id = committed_meeting()
    fresh = client.get("/fr/meetings.ics")
    known = [
        {"If-None-Match": fresh.headers["etag"]},
        {"If-None-Match": f'"other", W/{fresh.headers["etag"]}'},
        {"If-Modified-Since": fresh.headers["last-modified"]},
    ]
    for headers in known:
        with statements() as made:
            answer = client.get("/fr/meetings.ics", headers=headers)
        assert (answer.status_code, answer.content, len(made)) == (304, b"", 1)
        assert answer.headers["etag"] == fresh.headers["etag"]
    for headers in ({"If-None-Match": '"other"'}, {"If-Modified-Since": "yesterday"}, {}):
        with statements() as made:
            assert client.get("/fr/meetings.ics", headers=headers).content == fresh.content
        assert len(made) == 4
    assert client.get("/nl/meetings.ics", headers=known[0]).status_code == 200
    with clock.set_to(clock.now() + timedelta(minutes=1)), transaction() as session:
        revise(session, meeting_id, make_form(place={"fr": "Ailleurs", "nl": "Elders"}))
    for headers in known:
        assert "Ailleurs" in client.get("/fr/meetings.ics", headers=headers).text


def test_a_long_list_of_the_past_has_pages(client: TestClient) -> None:
    for number in range(25):
        moment = FORM.starts_at.replace(year=2022) + timedelta(days=number)
        committed_meeting(code=f"past-{number}", starts_at=moment, ends_at=moment + timedelta(hours=2))
    first, second = (client.get(f"/fr/meetings?when=past&page={page}").text for page in (1, 2))
    assert '/m/past-24"' in first
    assert '/m/past-0"' not in first
    assert '/m/past-0"' in second
    assert "when=past&amp;page=2" in first
