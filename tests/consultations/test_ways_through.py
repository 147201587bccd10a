"""The less straight ways through a questionnaire: stale tabs, pages opened late, tickets pressed twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select, text

from app.consultations.models import Draft, Response, Tally
from app.consultations.tickets import create_tickets, hand_out_ticket
from app.db import get_engine, reading, transaction
from app.housekeeping import KEPT_WITHOUT_ORDER
from app.kit.forget_order import forget_order
from tests.factories.answers import answer, make_consultation
from tests.support.forms import answer_form, forms_of
from tests.support.service import running
from tests.support.visitor import CITIZEN, Visitor

Clients = Callable[[], TestClient]


@pytest.fixture
def citizens(database: str) -> None:  # noqa: ARG001 - it must be there first
    with transaction() as session:
        make_consultation(session, "citoyens")


@pytest.fixture
def ticket(database: str) -> str:  # noqa: ARG001 - it must be there first
    with transaction() as session:
        consultation = make_consultation(session, "evaluation", access="ticket")
        create_tickets(session, consultation.id, 3)
        token = hand_out_ticket(session, consultation.id)
    assert token is not None
    return token


def only_draft() -> Draft:
    with reading() as session:
        return session.scalars(select(Draft)).one()


@pytest.mark.usefixtures("citizens")
def test_a_tab_that_was_open_all_along_takes_nothing_back(client: TestClient) -> None:
    first, second = Visitor(client, "citoyens"), Visitor(client, "citoyens")
    first.begin()
    second.go(first.address)
    first.press("next", {"commune": "jette"})
    second.press("lang:nl")
    assert only_draft().answers["commune"] == "jette"


@pytest.mark.usefixtures("citizens")
def test_unticking_and_emptying_are_edits(client: TestClient) -> None:
    visitor = Visitor(client, "citoyens")
    visitor.begin()
    visitor.fill(CITIZEN)
    visitor.go("/fr/c/citoyens/q/page_priorities?to=check")
    visitor.press("next", {"priorities": []})
    visitor.go("/fr/c/citoyens/q/page_change?to=check")
    visitor.press("next", {"change_nearby": ""})
    assert {"priorities", "change_nearby"}.isdisjoint(only_draft().answers)


@pytest.mark.usefixtures("citizens")
def test_each_tab_goes_on_with_its_own_answer(client: TestClient) -> None:
    mother = Visitor(client, "citoyens")
    mother.begin()
    daughter = Visitor(client, "citoyens")
    daughter.go("/fr/c/citoyens")
    form = next(f for f in forms_of(daughter.page).values() if f.action.endswith("/start"))
    daughter.page = client.post(form.action, data={**form.values(), "anew": "yes"})
    daughter.follow()
    mother.press("next", {"commune": "jette"})
    mother.press("next", {"bassin": "nord"})
    with reading() as session:
        found = {draft.answers.get("commune", ""): draft.answers for draft in session.scalars(select(Draft))}
    assert found["jette"]["bassin"] == "nord"
    assert found[""] == {}


@pytest.mark.usefixtures("citizens")
def test_coming_back_leads_to_the_page_that_was_left(client: TestClient) -> None:
    visitor = Visitor(client, "citoyens")
    visitor.begin()
    visitor.press("next")
    visitor.press("next", {"bassin": "nord"})
    visitor.press("later", {"age": "30-44"})
    visitor.post(next(f for f in forms_of(visitor.page).values() if f.action.endswith("/start")), {})
    assert visitor.address.endswith("/q/page_you")
    assert visitor.form.values()["age"] == ["30-44"]


@pytest.mark.usefixtures("citizens")
def test_a_page_opened_by_a_changed_answer_is_shown_before_sending(client: TestClient) -> None:
    visitor = Visitor(client, "citoyens")
    visitor.begin()
    visitor.fill(CITIZEN | {"looked_for_help": "no"})
    visitor.go("/fr/c/citoyens/q/page_help?to=check")
    visitor.press("next", {"looked_for_help": "yes"})
    visitor.press("next", {"found_help": "no"})
    assert visitor.address.endswith("/q/page_obstacles?to=check")
    visitor.press("next", {"obstacles": ["cost"]})
    assert visitor.address.endswith("/check")


@pytest.mark.usefixtures("citizens")
def test_nobody_counts_as_asked_who_was_not_shown_the_question(client: TestClient) -> None:
    visitor = Visitor(client, "citoyens")
    visitor.begin()
    visitor.press("next")
    visitor.press("next", {"bassin": "nord"})
    visitor.press("next", {"profile": "carer"})
    visitor.go("/fr/c/citoyens/check")
    visitor.send()
    assert visitor.address.startswith("/fr/c/citoyens/q/page_help")
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Tally)) == 0


@pytest.mark.usefixtures("citizens")
def test_a_changed_form_of_a_hidden_page_is_refused(client: TestClient) -> None:
    visitor = Visitor(client, "citoyens")
    visitor.begin()
    refusal = client.post("/fr/c/citoyens/q/page_obstacles", data={"obstacles": "nope"})
    assert refusal.status_code == 400


@pytest.mark.usefixtures("citizens")
def test_a_very_long_text_is_kept_whole(client: TestClient) -> None:
    visitor = Visitor(client, "citoyens")
    visitor.begin()
    visitor.fill({name: value for name, value in CITIZEN.items() if name != "change_nearby"})
    visitor.go("/fr/c/citoyens/q/page_change")
    long_text = "mot " * 25_000
    visitor.press("next", {"change_nearby": long_text})
    assert visitor.page.status_code == 422
    assert visitor.form.values()["change_nearby"] == [long_text.strip()]


def test_the_holder_of_a_ticket_is_never_locked_out(ticket: str, client: TestClient) -> None:
    visitor = Visitor(client, "evaluation")
    visitor.go(f"/fr/c/evaluation/t/{ticket}")
    visitor.post(next(f for f in forms_of(visitor.page).values() if "/t/" in f.action), {})
    first_page = visitor.address
    visitor.press("later")
    visitor.post(next(f for f in forms_of(visitor.page).values() if f.action.endswith("/start")), {})
    assert visitor.address == first_page
    visitor.press("back")
    visitor.post(next(f for f in forms_of(visitor.page).values() if f.action.endswith("/start")), {})
    assert visitor.address == first_page


@pytest.mark.both_databases
def test_a_ticket_pressed_many_times_at_once_begins_one_answer(ticket: str, database: str) -> None:
    with running(database) as service:

        def press(_: int) -> int:
            with httpx.Client(base_url=service.url, headers={"Sec-Fetch-Site": "same-origin"}) as client:
                return client.post(f"/fr/c/evaluation/t/{ticket}").status_code

        with ThreadPoolExecutor(12) as pool:
            statuses = set(pool.map(press, range(24)))
    assert statuses == {303}
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 1


@pytest.mark.usefixtures("citizens")
def test_a_refused_form_can_be_read_in_the_other_language(client: TestClient) -> None:
    refusal = client.post("/fr/c/nergens/start")
    twin = (
        refusal.text.partition('hreflang="nl"')[0].rpartition("<")[2]
        + refusal.text.partition('hreflang="nl" ')[2]
    )
    address = twin.partition('href="')[2].partition('"')[0]
    assert client.get(address).status_code in {200, 404}
    assert address == "/nl/c/nergens"


@pytest.mark.both_databases
@pytest.mark.usefixtures("citizens")
def test_the_files_of_the_database_forget_who_came_first(database: str) -> None:
    """On PostgreSQL rows lie in the order of writing until housekeeping; SQLite keeps them by random key."""
    order = []
    for _ in range(30):
        with transaction() as session:
            order.append(answer(session, "citoyens", "fr", {"bassin": "nord", "profile": "carer"}))
    forget_order(KEPT_WITHOUT_ORDER)
    with get_engine().connect() as connection:
        if database.startswith("sqlite"):
            stored = list(connection.execute(select(Response.id)).scalars())
        else:
            stored = list(connection.execute(select(Response.id).order_by(text("ctid"))).scalars())
            assert len(set(connection.execute(text("SELECT xmin::text FROM response")).scalars())) == 1
    assert stored == sorted(stored, key=str)
    assert stored != order


@pytest.mark.usefixtures("citizens")
def test_a_failure_leaves_no_words_in_the_log(
    client: TestClient,
    caplog: pytest.LogCaptureFixture,
    database: str,  # noqa: ARG001
) -> None:
    visitor = Visitor(client, "citoyens")
    visitor.begin()
    visitor.fill(CITIZEN)
    form = answer_form(visitor.page)
    with get_engine().begin() as connection:
        connection.execute(text("DROP TABLE answer_choice"))
    client.post(form.action, data=form.values())
    assert "failed" in caplog.text
    assert str(CITIZEN["change_nearby"]) not in caplog.text
    assert form.values()["draft"][0] not in caplog.text
