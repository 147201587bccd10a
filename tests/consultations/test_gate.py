"""What keeps programs from answering by the thousand, and costs people nothing."""

import json
import re
from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from html import escape, unescape
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from altcha.v1 import solve_challenge
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from app.consultations import gate
from app.consultations.models import Draft, SpentProof, StartCount
from app.db import reading, transaction
from app.housekeeping import purge
from app.kit import clock
from tests.conftest import SECRET, Databases, forget_everything, use_settings
from tests.factories.answers import make_consultation
from tests.support.forms import Form, forms_of
from tests.support.service import running
from tests.support.visitor import CITIZEN, Visitor, begin

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOME = "/fr/c/citoyens"
NUMBERS = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"]


@pytest.fixture(autouse=True)
def consultation(database: str) -> None:  # noqa: ARG001 - it must be there first
    with transaction() as session:
        make_consultation(session, "citoyens")


def drafts() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Draft)) or 0


def start_form(visitor: Visitor) -> Form:
    return next(f for f in forms_of(visitor.page).values() if f.action.endswith("/start"))


def puzzle_of(page: str) -> dict[str, Any]:
    puzzle: dict[str, Any] = json.loads(unescape(page.partition('data-puzzle="')[2].partition('"')[0]))
    return puzzle


def solved(page: str) -> str:
    puzzle = puzzle_of(page)
    solution = solve_challenge(puzzle["challenge"], puzzle["salt"], puzzle["algorithm"], puzzle["maxNumber"])
    assert solution is not None
    payload = {name: puzzle[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return b64encode(json.dumps({**payload, "number": solution.number}).encode()).decode()


def asked_sum(page: str) -> str:
    found = re.search(r"Combien font (\S+) plus (\S+?)\s*\?", unescape(page))
    assert found
    return str(sum(NUMBERS.index(word) for word in found.groups()))


def test_it_refuses_a_beginning_that_no_page_of_ours_gave_out(client: TestClient) -> None:
    for field in ({}, {"start": "citoyens 1.x"}, {"start": gate.start_token("professionnels")}):
        answer = client.post(f"{HOME}/start", data=field)
        assert answer.status_code == 422
        assert "Appuyez encore une fois pour commencer" in answer.text
    assert drafts() == 0


def test_a_page_open_since_yesterday_begins_at_the_second_press(client: TestClient) -> None:
    with clock.set_to(clock.now() - timedelta(hours=25)):
        old = gate.start_token("citoyens")
    refused = client.post(f"{HOME}/start", data={"start": old})
    assert refused.status_code == 422
    form = next(f for f in forms_of(refused).values() if f.action.endswith("/start"))
    assert client.post(form.action, data=form.values()).status_code == 303


def test_a_program_that_fills_in_the_hidden_field_does_not_begin(client: TestClient) -> None:
    visitor = Visitor(client, "citoyens")
    visitor.go(HOME)
    visitor.post(start_form(visitor), {"website": "https://example.org"})
    assert visitor.page.status_code == 422
    assert "Laissez ce champ vide" in visitor.page.text
    assert drafts() == 0


@pytest.fixture
def rush(monkeypatch: pytest.MonkeyPatch, database: str, make_client: Callable[[], TestClient]) -> None:
    """Two people have begun, and the third is asked for something."""
    use_settings(
        monkeypatch, database_url=database, secret_key=SECRET, password_cost="low", seconds_per_page="0",
        challenge_after="2",
    )  # fmt: skip
    for _ in range(2):
        assert begin(make_client(), HOME).headers["location"].startswith(f"{HOME}/q/")


@pytest.mark.usefixtures("rush")
def test_in_a_rush_a_person_without_scripts_adds_up_two_numbers(client: TestClient) -> None:
    visitor = Visitor(client, "citoyens")
    visitor.begin()
    assert visitor.address == f"{HOME}/begin"
    visitor.post(start_form(visitor), {"sum": "99"})
    assert visitor.page.status_code == 422
    assert "Ce n’est pas la bonne somme" in visitor.page.text
    assert drafts() == 2
    visitor.post(start_form(visitor), {"sum": f" {asked_sum(visitor.page.text)} "})
    assert visitor.address.startswith(f"{HOME}/q/")
    assert drafts() == 3


@pytest.mark.usefixtures("rush")
def test_in_a_rush_the_work_of_a_browser_is_good_for_one_beginning(
    make_client: Callable[[], TestClient],
) -> None:
    visitor = Visitor(make_client(), "citoyens")
    visitor.begin()
    fields = {name: values[-1] for name, values in start_form(visitor).values().items() if name != "sum"}
    fields["puzzle"] = solved(visitor.page.text)
    assert make_client().post(f"{HOME}/start", data=fields).status_code == 303
    assert make_client().post(f"{HOME}/start", data=fields).status_code == 422
    assert drafts() == 3


@pytest.mark.usefixtures("rush")
@pytest.mark.parametrize(
    "proof",
    ["", "x", "bnVsbA==", "MQ==", "e30=", "W10=", b64encode(b'{"algorithm":1}').decode(), "é", "=" * 5_000],
)
def test_in_a_rush_no_other_proof_begins_and_none_breaks(client: TestClient, proof: str) -> None:
    fields = {"start": gate.start_token("citoyens"), "puzzle": proof, "sum": proof, "asked": proof}
    assert client.post(f"{HOME}/start", data=fields).status_code == 422
    assert drafts() == 2


@pytest.mark.usefixtures("rush")
def test_a_puzzle_of_one_consultation_is_no_good_for_another() -> None:
    page = f'data-puzzle="{escape(gate.make_challenge("professionnels").puzzle)}"'
    with transaction() as session:
        proof = solved(page)
        assert not gate.has_worked(session, "citoyens", proof)
        assert gate.has_worked(session, "professionnels", proof)


@pytest.mark.usefixtures("rush")
def test_in_a_rush_whoever_has_begun_goes_on_without_being_asked(client: TestClient) -> None:
    visitor = Visitor(client, "citoyens")
    visitor.begin()
    visitor.post(start_form(visitor), {"sum": asked_sum(visitor.page.text)})
    visitor.go(HOME)
    visitor.post(start_form(visitor), {})
    assert visitor.address.startswith(f"{HOME}/q/")
    assert drafts() == 3


@pytest.mark.usefixtures("rush")
def test_a_rush_is_over_after_a_while_and_leaves_nothing_behind(client: TestClient) -> None:
    visitor = Visitor(client, "citoyens")
    visitor.begin()
    visitor.post(start_form(visitor), {"sum": asked_sum(visitor.page.text)})
    with clock.set_to(clock.now() + timedelta(minutes=21)), reading() as session:
        assert not gate.is_rush(session, 1)
    with clock.set_to(clock.now() + timedelta(days=2)):
        assert purge()["beginnings"] >= 2
    with reading() as session:
        assert not session.scalars(select(StartCount.n)).all()
        assert not session.scalars(select(SpentProof.fingerprint)).all()


def test_a_hundred_telephones_in_one_room_are_asked_nothing(make_client: Callable[[], TestClient]) -> None:
    client = make_client()
    for _ in range(100):
        client.cookies.clear()
        assert begin(client, HOME).headers["location"].startswith(f"{HOME}/q/")


def test_an_answer_quicker_than_reading_is_looked_over_again_and_nothing_is_lost(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, database: str
) -> None:
    def pace(seconds: str) -> None:
        use_settings(
            monkeypatch, database_url=database, secret_key=SECRET, password_cost="low",
            seconds_per_page=seconds,
        )  # fmt: skip

    pace("1")
    visitor = Visitor(client, "citoyens")
    visitor.begin()
    visitor.fill(CITIZEN)
    visitor.send()
    assert visitor.address == f"{HOME}/check?quick=1"
    assert "rien n’est encore envoyé" in visitor.page.text
    assert "ouvert le soir" in visitor.page.text
    # A browser that holds no beginning of this answer is not believed either.
    del client.cookies["began-citoyens"]
    visitor.send()
    assert visitor.address == f"{HOME}/check?quick=1"
    pace("0")
    visitor.send()
    assert visitor.receipt()


def test_time_passed_is_time_passed(database: str) -> None:  # noqa: ARG001 - the key that signs
    draft = uuid4()
    now = clock.now()
    with clock.set_to(now):
        began = gate.began_token(draft)
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_settings(monkeypatch, seconds_per_page="2")
        for seconds, pages, quick in [
            (0, 1, True),
            (1, 1, True),
            (2, 1, False),
            (29, 40, True),
            (30, 40, False),
        ]:
            with clock.set_to(now + timedelta(seconds=seconds)):
                assert gate.is_too_quick(draft, began, pages) is quick
        with clock.set_to(now + timedelta(hours=1)):
            assert gate.is_too_quick(uuid4(), began, 1)
            assert gate.is_too_quick(draft, began + "x", 1)


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["fr", "nl"])
def test_a_browser_with_scripts_does_the_work_by_itself(
    databases: Databases, browser: "Browser", lang: str
) -> None:
    url = databases.fresh("sqlite")
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_settings(monkeypatch, database_url=url, secret_key=SECRET)
        with transaction() as session:
            make_consultation(session, "citoyens")
    with running(url, challenge_after="1") as service:
        page = browser.new_page()
        for _ in range(2):
            page.context.clear_cookies()
            page.goto(f"{service.url}/{lang}/c/citoyens")
            page.locator("#begin").click()
            page.wait_for_url("**/q/**")
        page.context.close()
    forget_everything()
    databases.drop(url)


@pytest.mark.parametrize("proof", ["[" * 50_000, '{"salt":' * 50_000, "1" * 5_000, "null", '"x"'])
def test_a_proof_that_is_none_is_asked_for_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, database: str, proof: str
) -> None:
    use_settings(monkeypatch, database_url=database, challenge_after="1")
    with transaction() as session:
        session.add(StartCount(consultation_id=1, since=clock.now(), slot=0, n=9))
    fields = {"start": gate.start_token("citoyens"), "puzzle": b64encode(proof.encode()).decode()}
    answer = client.post(f"{HOME}/start", data=fields)
    assert answer.status_code == 422
    assert drafts() == 0
