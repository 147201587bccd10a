"""The team's pages on which meetings are planned: their list, their form, and what becomes of them."""

from html import unescape

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.db import reading
from app.kit import clock
from app.kit.outbox.models import OutboxMail
from app.meetings.models import Meeting
from app.meetings.queries import MeetingView, staff_meeting
from app.meetings.schedule import Quota
from tests.meetings.factories import FORM, committed_meeting, seated
from tests.staff.world import give_members, sign_in
from tests.support.forms import Form, forms_of
from tests.support.statements import statements

pytestmark = pytest.mark.usefixtures("database")
ADDRESS = "/staff/meetings/nord-1"


@pytest.fixture
def admin(client: TestClient) -> TestClient:
    give_members()
    return sign_in(client, "admin@example.be")


def found(code: str = "nord-1") -> MeetingView:
    with reading() as session:
        return staff_meeting(session, code)


def posted() -> list[str]:
    with reading() as session:
        return [one for one in session.scalars(select(OutboxMail.template)) if one.startswith("meeting_")]


def form_of(page: httpx.Response) -> Form:
    """The form of a page about meetings, not those of its frame."""
    return next(form for form in forms_of(page).values() if form.action.startswith("/staff/meetings"))


def the_form(client: TestClient, address: str) -> Form:
    """The form that an address shows."""
    return form_of(client.get(address))


def test_the_list_is_narrowed_by_its_address_and_asks_little_of_the_database(admin: TestClient) -> None:
    committed_meeting(series="spring")
    committed_meeting(code="sud-1", bassin_code="sud", kind="interview", series="spring", public=False)
    committed_meeting(code="region-1", bassin_code=None, kind="preparatory")
    committed_meeting(
        code="past-1", starts_at=FORM.starts_at.replace(year=2022), ends_at=FORM.ends_at.replace(year=2022)
    )
    everything = {"nord-1", "sud-1", "region-1", "past-1"}

    def listed(query: str) -> set[str]:
        page = admin.get(f"/staff/meetings{query}")
        assert page.status_code == 200
        return {code for code in everything if f'/staff/meetings/{code}"' in page.text}

    assert listed("") == listed("?when=&page=3") == listed("?programme=adc-2022-2023") == everything
    assert listed("?when=to_come") == {"nord-1", "sud-1", "region-1"}
    assert listed("?when=past&bassin=nord") == {"past-1"}
    assert listed("?bassin=region") == listed("?kind=preparatory") == {"region-1"}
    assert listed("?series=spring&status=draft") == {"sud-1"}
    assert listed("?kind=circus") == set()
    with statements() as made:
        admin.get("/staff/meetings")
    assert len(made) <= 9


def test_a_button_adds_a_day_and_keeps_everything_typed_and_nothing_is_saved(admin: TestClient) -> None:
    typed = {
        "title.fr": "Deux jours",
        "rows": "1",
        "day.1": "2030-03-31",
        "start.1": "09:00",
        "end.1": "x",
        "ceiling.carer": "3",
        "reminders": ["24", "3"],
    }
    page = admin.post("/staff/meetings/new", data=typed | {"press": "day:add"})
    assert page.status_code == 200
    values = form_of(page).values()
    assert values["rows"] == ["2"]
    assert (values["day.2"], values["start.2"], values["end.2"]) == (["2030-04-01"], ["09:00"], ["x"])
    assert values["title.fr"] == ["Deux jours"]
    assert values["ceiling.carer"] == ["3"]
    assert values["reminders"] == ["24", "3"]
    again = admin.post("/staff/meetings/new", data=values | {"press": "day:remove:1"})
    values = form_of(again).values()
    assert (values["rows"], values["day.1"]) == (["1"], ["2030-04-01"])
    for press in ("day:remove:7", "day:remove:x", "day:fly"):
        assert admin.post("/staff/meetings/new", data=typed | {"press": press}).status_code == 422
    with reading() as session:
        assert session.scalars(select(Meeting)).all() == []


def test_days_in_another_order_are_put_in_order_and_shown_before_they_are_saved(admin: TestClient) -> None:
    committed_meeting(public=False)
    form = the_form(admin, f"{ADDRESS}/edit")
    wish = form.values() | {
        "rows": "2",
        "day.2": "2030-03-11",
        "start.2": "18:00",
        "end.2": "20:00",
        "mode": "hybrid",
        "online_address": "https://meet.example/room",
        "interpretation.fr": "Langue des signes",
        "interpretation.nl": "Gebarentaal",
        "floor.carer": "2",
        "ceiling.carer": "3",
        "floors_day": "2030-03-01",
        "opens_day": "2030-02-01",
        "closes_day": "2030-03-10",
        "closes_hour": "12:00",
        "admission": "selection",
        "reminders": ["168", "3"],
    }
    page = admin.post(f"{ADDRESS}/edit", data=wish)
    assert page.status_code == 422
    assert 'href="#sittings"' in page.text
    in_order = form_of(page).values()
    assert (in_order["day.1"], in_order["day.2"]) == (["2030-03-11"], ["2030-03-12"])
    assert len(found().sittings) == 1
    assert admin.post(f"{ADDRESS}/edit", data=in_order).status_code == 303
    meeting = found()
    assert [clock.local(one.starts_at).isoformat()[:16] for one in meeting.sittings] == [
        "2030-03-11T18:00",
        "2030-03-12T13:00",
    ]
    assert meeting.floors_until is not None
    assert clock.local(meeting.floors_until).isoformat()[:16] == "2030-03-02T00:00"
    assert meeting.registration_opens_at is not None
    assert clock.local(meeting.registration_opens_at).hour == 0
    assert [(one.profile, one.ceiling, one.floor) for one in meeting.quotas] == [("carer", 3, 2)]
    assert (meeting.mode, meeting.admission, meeting.reminders) == ("hybrid", "selection", (168, 3))
    # What the form shows of it is what it is: saved unchanged, nothing changes.
    assert admin.post(f"{ADDRESS}/edit", data=the_form(admin, f"{ADDRESS}/edit").values()).status_code == 303
    assert found().sittings == meeting.sittings
    assert found().quotas == meeting.quotas


def test_a_change_for_people_is_shown_before_it_is_saved_and_tells_them(admin: TestClient) -> None:
    committed_meeting(capacity=5, quotas={"carer": Quota(4, 0)})
    seated()
    form = the_form(admin, f"{ADDRESS}/edit").values()
    assert admin.post(f"{ADDRESS}/edit", data=form | {"headcount": "3"}).status_code == 303
    form = the_form(admin, f"{ADDRESS}/edit").values()
    asked = admin.post(f"{ADDRESS}/edit", data=form | {"place.fr": "Ailleurs", "tell": "yes"})
    assert asked.status_code == 200
    assert "Une personne a une place" in unescape(asked.text)
    assert (found().place, found().sequence, posted()) == (FORM.place, 0, [])
    sure = form_of(asked).values()
    back = admin.post(f"{ADDRESS}/edit", data=sure | {"press": "back"})
    assert form_of(back).values()["place.fr"] == ["Ailleurs"]
    assert admin.post(f"{ADDRESS}/edit", data=sure).status_code == 303
    assert (found().place["fr"], posted()) == ("Ailleurs", ["meeting_changed"])
    # Only words: a box that is ticked unless somebody takes the tick away.
    form = the_form(admin, f"{ADDRESS}/edit").values() | {"title.fr": ["Autre titre"]}
    sure = form_of(admin.post(f"{ADDRESS}/edit", data=form)).values()
    assert sure["tell"] == ["yes"]
    assert admin.post(f"{ADDRESS}/edit", data=sure | {"tell": []}).status_code == 303
    assert (found().title["fr"], posted()) == ("Autre titre", ["meeting_changed"])
    form = the_form(admin, f"{ADDRESS}/edit").values()
    lower = admin.post(f"{ADDRESS}/edit", data=form | {"ceiling.carer": "0"})
    assert lower.status_code == 422
    assert 'name="below"' in lower.text
    answered = form_of(lower).values() | {"below": "taken"}
    assert admin.post(f"{ADDRESS}/edit", data=answered).status_code == 303
    assert found().quotas[0].ceiling == 1


def test_whoever_saves_over_somebody_elses_change_is_told_and_keeps_what_was_typed(
    admin: TestClient,
) -> None:
    committed_meeting()
    first, second = (the_form(admin, f"{ADDRESS}/edit").values() for _ in range(2))
    assert admin.post(f"{ADDRESS}/edit", data=first | {"title.fr": "Un"}).status_code == 303
    told = admin.post(f"{ADDRESS}/edit", data=second | {"title.nl": "Twee"})
    assert told.status_code == 422
    assert "a modifié cette rencontre" in unescape(told.text)
    assert found().title == {"fr": "Un", "nl": FORM.title["nl"]}
    again = form_of(told).values()
    assert again["title.nl"] == ["Twee"]
    assert admin.post(f"{ADDRESS}/edit", data=again).status_code == 303
    assert found().title == {"fr": FORM.title["fr"], "nl": "Twee"}


def test_a_meeting_is_cancelled_copied_and_held_as_a_series_from_its_page(admin: TestClient) -> None:
    committed_meeting(capacity=5)
    seated()
    page = admin.get(f"{ADDRESS}/cancel")
    assert "1 personne" in unescape(page.text) or "Une personne" in unescape(page.text)
    half = admin.post(f"{ADDRESS}/cancel", data={"reason.fr": "Grève", "reason.nl": ""})
    assert half.status_code == 422
    assert 'href="#reason.nl"' in half.text
    assert "Grève" in half.text
    assert admin.post(f"{ADDRESS}/cancel", data={}).status_code == 303
    assert (found().status, posted()) == ("cancelled", ["meeting_cancelled"])
    assert admin.get(f"{ADDRESS}/edit").status_code == 200
    assert admin.post(f"{ADDRESS}/edit", data=the_form(admin, f"{ADDRESS}/edit").values()).status_code == 409
    twice = {"rows": "2", "day.1": "2030-05-01", "day.2": "2030-05-01"}
    assert admin.post(f"{ADDRESS}/copy", data=twice).status_code == 422
    more = admin.post(f"{ADDRESS}/copy", data={"rows": "1", "day.1": "2030-05-01", "press": "day:add"})
    days = form_of(more).values()
    assert days["day.2"] == ["2030-05-08"]
    made = admin.post(f"{ADDRESS}/copy", data=days)
    assert made.headers["location"] == "/staff/meetings?series=nord-1"
    first, second = (f"focus-group-nord-2030-05-0{n}" for n in (1, 8))
    assert found(first).status == "draft"
    assert admin.post(f"/staff/meetings/{first}/publish-series").status_code == 303
    assert (found(first).status, found(second).status) == ("published", "published")
