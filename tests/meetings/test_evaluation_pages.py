"""From the code on the wall and the slip in the hand to a form, and what the team sees of it."""

import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from app.db import transaction
from app.kit.tokens import read_token
from app.meetings.attendance import mark_present
from app.meetings.evaluation import open_evaluation
from tests.meetings.factories import committed_meeting, seated
from tests.staff.world import give_members, sign_in

SLIP = re.compile(r'class="slip-code">([^<]+)<')


@pytest.fixture
def admin(client: TestClient) -> TestClient:
    give_members()
    sign_in(client, "admin@example.be")
    return client


def test_a_slip_leads_from_the_printer_to_a_form_and_the_team_sees_one_form_less(
    admin: TestClient, make_client: Callable[[], TestClient]
) -> None:
    meeting_id = committed_meeting()
    with transaction() as session:
        open_evaluation(session, meeting_id)
    registration = read_token(seated())
    assert registration is not None
    made = admin.post("/staff/meetings/nord-1/evaluation/slips", data={"slips": "2"})
    assert made.headers["location"] == "/staff/meetings/nord-1/evaluation/slips"
    first, second = SLIP.findall(admin.get(made.headers["location"]).text)
    visitor = make_client()
    early = visitor.post("/fr/e/nord-1", data={"code": first})
    assert early.status_code == 409
    with transaction() as session:
        mark_present(session, meeting_id, registration, present=True)
    wrong = visitor.post("/nl/e/nord-1", data={"code": "7K2M-9QRT-4XWB"})
    assert wrong.status_code == 422
    assert 'value="7K2M-9QRT-4XWB"' in wrong.text
    opened = visitor.post("/fr/e/nord-1", data={"code": first.lower()})
    assert opened.headers["location"].startswith("/fr/c/evaluation-nord-1/t/")
    assert visitor.get(opened.headers["location"]).status_code == 200
    assert visitor.post("/fr/e/nord-1", data={"code": second}).status_code == 409, "one person was there"
    assert SLIP.findall(admin.get("/staff/meetings/nord-1/evaluation/slips").text) == [second]
    poster = admin.get("/staff/meetings/nord-1/evaluation/poster").text
    assert "/fr/e/nord-1" in poster
    assert "/nl/e/nord-1" in poster


@pytest.mark.parametrize("number", ["", "0", "many", "-3", "100000"])
def test_an_odd_number_of_slips_is_refused_beside_the_field(admin: TestClient, number: str) -> None:
    meeting_id = committed_meeting()
    with transaction() as session:
        open_evaluation(session, meeting_id)
    page = admin.post("/staff/meetings/nord-1/evaluation/slips", data={"slips": number})
    assert page.status_code == 422
    assert 'id="slips-error"' in page.text
