"""The team's pages about meetings."""

from html import unescape
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.accounts.models import AuditLine
from app.db import reading, transaction
from app.kit import clock
from app.kit.tokens import read_token
from app.meetings.attendance import was_there
from app.meetings.models import Meeting
from tests.meetings.factories import FORM, committed_meeting, seated
from tests.staff.world import give_members, sign_in
from tests.support.forms import forms_of

NEW = {
    "title.fr": "Se rencontrer à Jette",
    "title.nl": "Elkaar ontmoeten in Jette",
    "kind": "atelier",
    "strand": "adc-2022-2023/focus-groups",
    "bassin": "nord",
    "rows": "1",
    "day.1": "2030-07-01",
    "start.1": "14:00",
    "end.1": "17:00",
    "place.fr": "Place du Miroir",
    "place.nl": "Spiegelplein",
    "description.fr": "Venez.",
    "description.nl": "",
    "spoken": "fr",
    "capacity": "12",
}


@pytest.fixture
def admin(client: TestClient) -> TestClient:
    give_members()
    return sign_in(client, "admin@example.be")


def audited() -> list[tuple[str, str]]:
    with reading() as session:
        lines = session.execute(select(AuditLine.verb, AuditLine.target).order_by(AuditLine.id))
        return [(verb, target) for verb, target in lines if target.startswith("meeting:")]


def test_the_team_prepares_a_meeting_completes_it_and_publishes_it(admin: TestClient) -> None:
    created = admin.post("/staff/meetings/new", data=NEW)
    assert created.status_code == 303
    address = created.headers["location"]
    assert address == "/staff/meetings/atelier-nord-2030-07-01"
    refused = admin.post(f"{address}/publish")
    assert refused.status_code == 422
    assert "Donnez la description en néerlandais." in unescape(refused.text)
    form = forms_of(admin.get(f"{address}/edit"))["form-3"]
    values = form.values() | {"description.nl": "Kom langs."}
    assert admin.post(f"{address}/edit", data=values).headers["location"] == address
    assert admin.post(f"{address}/publish").status_code == 303
    with reading() as session:
        meeting = session.scalars(select(Meeting)).one()
        assert meeting.status == "published"
        assert meeting.spoken == "fr"
        assert (meeting.capacity, meeting.headcount) == (12, None)
        assert clock.local(meeting.starts_at).hour == 14
        assert meeting.description == {"fr": "Venez.", "nl": "Kom langs."}
    assert admin.get("/nl/m/atelier-nord-2030-07-01").status_code == 200
    assert [verb for verb, _ in audited()] == ["create_meeting", "revise_meeting", "publish_meeting"]


def test_a_form_that_is_wrong_says_so_in_place_and_keeps_what_was_typed(admin: TestClient) -> None:
    wrong = NEW | {
        "end.1": "13:00",
        "day.1": "soon",
        "capacity": "many",
        "strand": "none",
        "bassin": "elsewhere",
    }
    page = admin.post("/staff/meetings/new", data=wrong)
    assert page.status_code == 422
    for field_id in ("strand", "bassin", "day.1", "capacity"):
        assert f'href="#{field_id}"' in page.text
        assert f'id="{field_id}-error"' in page.text
    assert forms_of(page)["form-3"].values()["title.nl"] == ["Elkaar ontmoeten in Jette"]
    backwards = admin.post("/staff/meetings/new", data=NEW | {"end.1": "13:00"})
    assert backwards.status_code == 422
    assert 'href="#end.1"' in backwards.text
    untitled = admin.post("/staff/meetings/new", data=NEW | {"title.fr": "", "title.nl": ""})
    assert 'href="#title.fr"' in untitled.text
    assert 'id="title.fr-error"' in untitled.text
    with reading() as session:
        assert session.scalars(select(Meeting)).all() == []


def test_the_page_of_a_meeting_shows_who_comes_and_what_they_need(admin: TestClient) -> None:
    committed_meeting(capacity=5)
    seated(name="Zoë D’Hondt", language="nl", needs=("sign_language",), needs_note="<b>Dank u</b>")
    page = admin.get("/staff/meetings/nord-1")
    assert "Zoë D’Hondt" in page.text
    assert "langue des signes" in page.text
    assert "&lt;b&gt;Dank u&lt;/b&gt;" in page.text
    assert "<dd>1</dd>" in page.text
    assert "sur 5" in page.text


def test_presence_is_noted_and_taken_back(admin: TestClient) -> None:
    committed_meeting()
    registration_id = read_token(seated())
    assert registration_id is not None
    address = f"/staff/meetings/nord-1/registrations/{registration_id}/presence"
    for value, present in (("yes", True), ("yes", True), ("no", False)):
        assert admin.post(address, data={"present": value}).status_code == 303
        with reading() as session:
            assert was_there(session, registration_id) is present
    stranger = f"/staff/meetings/nord-1/registrations/{uuid4()}/presence"
    assert admin.post(stranger, data={"present": "yes"}).status_code == 404


def test_the_evaluation_is_opened_once_the_meeting_is_public(admin: TestClient) -> None:
    meeting_id = committed_meeting(public=False)
    assert admin.post("/staff/meetings/nord-1/evaluation").status_code == 409
    with transaction() as session:
        session.get_one(Meeting, meeting_id).status = "published"
    assert admin.post("/staff/meetings/nord-1/evaluation").status_code == 303
    assert 'href="/staff/meetings/nord-1/evaluation"' in admin.get("/staff/meetings/nord-1").text


def test_a_facilitator_sees_and_makes_meetings_of_their_own_bassin_only(client: TestClient) -> None:
    give_members()
    committed_meeting()
    committed_meeting(code="sud-1", bassin_code="sud")
    committed_meeting(code="region-1", bassin_code=None)
    nord = sign_in(client, "nord@example.be")
    page = nord.get("/staff/meetings").text
    assert "/staff/meetings/nord-1" in page
    assert "sud-1" not in page
    assert "region-1" not in page
    assert nord.get("/staff/meetings/nord-1").status_code == 200
    for code in ("sud-1", "region-1"):
        for method, end in (("GET", ""), ("GET", "/edit"), ("POST", "/edit"), ("POST", "/publish")):
            assert nord.request(method, f"/staff/meetings/{code}{end}").status_code == 403
    assert nord.post("/staff/meetings/new", data=NEW | {"bassin": "sud"}).status_code == 422
    assert nord.post("/staff/meetings/new", data=NEW | {"bassin": "region"}).status_code in {403, 422}
    assert nord.post("/staff/meetings/new", data=NEW).status_code == 303


def test_the_list_and_the_page_speak_the_members_language(admin: TestClient) -> None:
    committed_meeting()
    assert FORM.title["fr"] in unescape(admin.get("/staff/meetings").text)
    admin.post("/staff/language", data={"lang": "nl"})
    assert FORM.title["nl"] in unescape(admin.get("/staff/meetings").text)
    assert "Zorgzone Noord" in admin.get("/staff/meetings/nord-1").text
