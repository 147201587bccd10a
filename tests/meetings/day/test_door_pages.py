"""The door without scripts, its messages for phones, and checking in by a code."""

import json
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.accounts.models import AuditLine
from app.db import reading
from app.meetings.links import registration_code
from app.meetings.models import Meeting
from tests.accounts.people import PASSWORD
from tests.meetings.day.people import (
    CODE,
    give_person,
    hold_meeting,
    noted,
    people,
    person,
    sittings_of,
    token_of,
)
from tests.staff.world import give_members, sign_in
from tests.support.forms import Form, forms_of

DOOR = f"/staff/meetings/{CODE}/door"
WALK_IN = {"name": "Sam Exemple", "profile": "carer", "language": "nl", "contact": ""}


@pytest.fixture
def member(client: TestClient) -> TestClient:
    give_members()
    return sign_in(client, "nord@example.be")


def beside(member: TestClient, who: UUID, **query: str) -> Form:
    """The form beside a name."""
    forms = forms_of(member.get(DOOR, params=query)).values()
    return next(form for form in forms if str(who) in form.names.get("person", ()) or is_of(form, who))


def is_of(form: Form, who: UUID) -> bool:
    return form.values().get("person") == [str(who)]


def test_somebody_is_found_marked_and_taken_back_without_scripts(member: TestClient) -> None:
    meeting_id = hold_meeting()
    first, second = sittings_of(meeting_id)
    elodie = give_person(meeting_id, "Élodie Dupont")
    give_person(meeting_id, "Jan De Smet")
    found = member.get(DOOR, params={"q": "dupont elo"}).text
    assert f'id="p-{elodie}" data-person="{elodie}" data-state="">' in found
    assert found.count('data-state=""') == 2, "nobody else but the row that scripts copy"
    form = beside(member, elodie, q="elodie")
    for state in ("present", "excused", "none"):
        answer = member.post(form.action, data={**form.values(), "state": state})
        assert answer.headers["location"] == f"{DOOR}?sitting=1&q=elodie#p-{elodie}"
        assert noted(meeting_id).get((elodie, first)) == (None if state == "none" else state)
    form = beside(member, elodie, sitting="2")
    member.post(form.action, data={**form.values(), "state": "present"})
    assert noted(meeting_id) == {(elodie, second): "present"}
    assert "Personne de ce nom" in member.get(DOOR, params={"q": "zzz"}).text


def test_a_full_room_asks_for_a_second_press_and_keeps_what_was_typed(member: TestClient) -> None:
    meeting_id = hold_meeting(capacity=1)
    give_person(meeting_id, "Amina")
    waits = give_person(meeting_id, "Noor", "waiting")
    form = next(f for f in forms_of(member.get(DOOR)).values() if f.action.endswith("/arrivals"))
    wrong = member.post(form.action, data={**form.values(), **WALK_IN, "profile": "", "contact": "abc"})
    assert wrong.status_code == 422
    assert "ni une adresse e-mail, ni un numéro" in unescape(wrong.text)
    assert 'value="Sam Exemple"' in wrong.text
    before = version_of(meeting_id)
    full = member.post(form.action, data={**form.values(), **WALK_IN})
    assert full.status_code == 409
    assert version_of(meeting_id) == before, "asking first leaves no trace"
    again = next(f for f in forms_of(full).values() if f.action.endswith("/arrivals"))
    assert again.values()["name"] == ["Sam Exemple"]
    assert ("anyway", "yes") in again.buttons
    for _ in range(2):
        assert member.post(again.action, data={**again.values(), "anyway": "yes"}).status_code == 303
    assert [(p.name, p.walk_in) for p in people(meeting_id)] == [
        ("Amina", False), ("Noor", False), ("Sam Exemple", True),
    ]  # fmt: skip

    form = beside(member, waits)
    asked = member.post(form.action, data={**form.values(), "state": "present"})
    assert asked.status_code == 409
    assert "Faire entrer quand même\u00a0: Noor" in asked.text
    form = next(f for f in forms_of(asked).values() if ("anyway", "yes") in f.buttons and is_of(f, waits))
    assert member.post(form.action, data={**form.values(), "anyway": "yes"}).status_code == 303
    assert person(waits).status == "confirmed"


def version_of(meeting_id: int) -> int:
    with reading() as session:
        return session.get_one(Meeting, meeting_id).version


def press(who: UUID, sitting: int, state: str, age: float = 0, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"id": str(uuid4()), "person": str(who), "sitting": sitting, "state": state, "age": age, **more}


def test_what_phones_send_is_noted_once_and_each_is_told_what_stands(member: TestClient) -> None:
    meeting_id = hold_meeting()
    day, _ = sittings_of(meeting_id)
    amina = give_person(meeting_id, "Amina", needs=["wheelchair"])
    walk_in = {**press(amina, day, "walk_in", 1_000), "name": "", "profile": "other", "language": "fr"}
    bad = {**walk_in, "id": str(uuid4()), "contact": "nobody", "name": "Jan\u0000"}
    sent = [
        press(amina, day, "absent", 60_000),
        {**walk_in, "contact": "0471 23 45 67"},
        bad,
        # Pressed earlier on another phone, and sent later.
        press(amina, day, "present", 3_600_000),
    ]
    for _ in range(2):
        answer = member.post(f"{DOOR}/sync", data={"presses": json.dumps(sent)})
        assert answer.status_code == 200
        news = answer.json()
        assert list(news["refused"]) == [bad["id"]]
    stands = {p["name"]: p["states"] for p in news["roster"]["people"]}
    assert stands == {"Amina": {str(day): "absent"}, "": {str(day): "present"}}
    assert people(meeting_id)[1].phone == "+32471234567"
    assert "wheelchair" not in answer.text, "a phone keeps nothing that the door does not need"
    with reading() as session:
        lines = session.scalars(select(AuditLine).where(AuditLine.verb == "sync_door")).all()
    assert [line.target for line in lines] == [f"meeting:{CODE}"] * 2

    for nonsense in (
        "x", "{}", "[1]", '[{"id": 1}]', "null", json.dumps([press(amina, 2**40, "present")]),
        json.dumps([press(amina, day, "present", float("nan"))]),
        json.dumps([{**walk_in, "contact": "", "name": "\ud800"}]), "[" * 5_000,
    ):  # fmt: skip
        assert member.post(f"{DOOR}/sync", data={"presses": nonsense}).status_code == 400, nonsense


def test_a_code_shows_who_brings_it_and_checks_in_once(member: TestClient) -> None:
    meeting_id = hold_meeting()
    day, _ = sittings_of(meeting_id)
    amina = give_person(meeting_id, "Amina Exemple")
    code = f"/staff/check-in/{CODE}/{token_of(amina)}"
    form = next(f for f in forms_of(member.get(code)).values() if f.action == code)
    for state, shown in (("present", "Présent·e"), ("none", "Noter comme présent·e")):
        assert member.post(code, data={**form.values(), "state": state}).headers["location"] == code
        assert shown in member.get(code).text
    member.post(code, data={"state": "present"})
    assert noted(meeting_id) == {(amina, day): "present"}

    other = hold_meeting(code="nord-2", days=3, capacity=1)
    later = f"/staff/check-in/nord-2/{token_of(give_person(other, 'Jan'))}"
    assert "pas pour aujourd’hui" in unescape(member.get(later).text)
    assert member.post(later, data={"state": "present"}).status_code == 409
    assert member.get(f"/staff/check-in/nord-2/{token_of(amina)}").status_code == 404, "of another meeting"
    left = f"/staff/check-in/{CODE}/{token_of(give_person(meeting_id, 'Noor', 'cancelled'))}"
    assert "n’a plus de place" in unescape(member.get(left).text)
    assert noted(other) == {}


def test_a_stranger_with_a_code_is_led_to_sign_in_and_back(client: TestClient) -> None:
    give_members()
    code = f"/staff/check-in/{CODE}/{token_of(give_person(hold_meeting(), 'Amina'))}"
    away = client.get(code).headers["location"]
    form = next(f for f in forms_of(client.get(away)).values() if "password" in f.names)
    typed = {**form.values(), "email": "nord@example.be", "password": PASSWORD}
    assert client.post(form.action, data=typed).headers["location"] == code


def test_whoever_walked_in_is_shown_the_way_to_their_own_page(member: TestClient) -> None:
    meeting_id = hold_meeting()
    form = next(f for f in forms_of(member.get(DOOR)).values() if f.action.endswith("/arrivals"))
    member.post(form.action, data={**form.values(), **WALK_IN})
    (came,) = people(meeting_id)
    assert f'href="{DOOR}/people/{came.id}"' in member.get(DOOR).text
    shown = member.get(f"{DOOR}/people/{came.id}").text
    code = registration_code(came)
    assert code in shown
    own = member.post("/nl/my-seat", data={"code": code.lower()}).headers["location"]
    assert own == f"/nl/m/{CODE}/r/{token_of(came.id)}"
    elsewhere = give_person(hold_meeting(code="nord-2"), "Jan")
    assert member.get(f"{DOOR}/people/{elsewhere}").status_code == 404
