"""The support group of a bassin, seen by those who prepare its meetings."""

from collections.abc import Callable
from html import unescape

import pytest
from fastapi.testclient import TestClient

from app.db import reading
from app.information.group_queries import group
from tests.staff.world import give_meeting, give_members, sign_in

PLACE = "/staff/support-groups/nord"


@pytest.fixture(params=["sqlite"])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def nord(database: str, make_client: Callable[[], TestClient]) -> TestClient:  # noqa: ARG001 - it must be there first
    give_members()
    give_meeting("focus-group-nord", "nord")
    give_meeting("focus-group-sud", "sud")
    return sign_in(make_client(), "nord@example.be")


def test_a_group_has_people_with_a_role_in_both_languages_meetings_and_tasks(nord: TestClient) -> None:
    person = {"name": "Sam  Exemple", "organisation": "Coordination", "role.fr": "Prévention", "role.nl": ""}
    refused = nord.post(f"{PLACE}/members", data=person)
    assert (refused.status_code, "Donnez le rôle en néerlandais." in unescape(refused.text)) == (422, True)
    assert 'value="Coordination"' in refused.text
    nord.post(f"{PLACE}/members", data=person | {"role.nl": "Preventie"})
    assert nord.post(f"{PLACE}/tasks", data={"what": "", "due_on": "demain"}).status_code == 422
    nord.post(f"{PLACE}/tasks", data={"what": "Réserver la salle", "due_on": "2023-01-05", "who": "Sam"})
    nord.post(f"{PLACE}/tasks", data={"what": "Inviter"})
    for _ in range(2):
        assert nord.post(f"{PLACE}/meetings", data={"meeting": "focus-group-nord"}).status_code == 303
    assert nord.post(f"{PLACE}/meetings", data={"meeting": "focus-group-sud"}).status_code == 404
    page = unescape(nord.get(PLACE).text)
    for said in (
        "Sam Exemple",
        "Prévention",
        "Focus group focus-group-nord",
        "En retard",
        "pour le 5 janvier 2023",
    ):
        assert said in page
    assert page.index("Réserver la salle") < page.index("Inviter"), "the most urgent first"
    for done in ("yes", "yes", "no", "yes"):
        assert nord.post(f"{PLACE}/tasks/1/done", data={"done": done}).status_code == 303
    with reading() as session:
        found = group(session, "nord")
    assert [(task.what, task.done_on is None) for task in found.tasks] == [
        ("Inviter", True), ("Réserver la salle", False),
    ]  # fmt: skip
    for gone in ("tasks/1/remove", "members/1/remove"):
        assert nord.post(f"{PLACE}/{gone}").status_code == 303
        assert nord.post(f"{PLACE}/{gone}").status_code == 404, "twice is told"
    nord.post(f"{PLACE}/meetings", data={"meeting": "focus-group-nord", "prepares": "no"})
    with reading() as session:
        left = group(session, "nord")
    assert (left.members, left.meeting_codes, len(left.tasks)) == ((), frozenset(), 1)


def test_a_line_of_another_bassin_cannot_be_reached_through_ones_own(
    nord: TestClient, make_client: Callable[[], TestClient]
) -> None:
    nord.post(f"{PLACE}/tasks", data={"what": "Réserver la salle"})
    sud = sign_in(make_client(), "sud@example.be")
    assert sud.post("/staff/support-groups/sud/tasks/1/remove").status_code == 404
    assert "support-groups/nord" not in sud.get("/staff/support-groups").text
    with reading() as session:
        assert len(group(session, "nord").tasks) == 1
