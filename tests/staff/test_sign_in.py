"""The pages of signing in, signing out and choosing a language."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from app.accounts.passwords import WAITING, place_to_check
from tests.accounts.people import PASSWORD, give_account
from tests.conftest import use_settings
from tests.staff.world import sign_in

EMAIL = "ada@example.be"
WRONG = "not the right password"


def post(client: TestClient, **fields: str) -> str:
    answer = client.post("/staff/sign-in", data={"email": EMAIL, "password": PASSWORD, **fields})
    return answer.headers.get("location", str(answer.status_code))


@pytest.mark.parametrize(
    ("address", "accepted", "heading"),
    [
        ("/staff/sign-in", "", "Se connecter"),
        ("/staff/sign-in", "nl-BE,nl;q=0.9,fr;q=0.5", "Aanmelden"),
        ("/staff/sign-in", "de, en;q=0.8, nl;q=0.2", "Aanmelden"),
        ("/staff/sign-in", "en-GB", "Se connecter"),
        ("/staff/sign-in?lang=fr", "nl", "Se connecter"),
        ("/staff/sign-in?lang=nl", "fr", "Aanmelden"),
        ("/staff/sign-in?lang=klingon", "nl", "Aanmelden"),
    ],
)
def test_the_form_speaks_the_language_asked_for_or_preferred(
    client: TestClient, address: str, accepted: str, heading: str
) -> None:
    answer = client.get(address, headers={"Accept-Language": accepted})
    assert answer.status_code == 200
    assert f"<h1>{heading}</h1>" in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_the_language_switch_keeps_where_the_member_was_going(client: TestClient) -> None:
    shown = client.get("/staff/sign-in?lang=fr&next=/staff/meetings").text
    assert 'href="/staff/sign-in?lang=nl&amp;next=%2Fstaff%2Fmeetings"' in shown
    assert 'name="next" value="/staff/meetings"' in shown


def test_the_right_password_leads_to_the_overview(client: TestClient) -> None:
    give_account()
    assert post(client) == "/staff/"
    assert "Bonjour Ada Peeters" in client.get("/staff/").text


def test_it_leads_back_to_the_page_that_was_asked_for(client: TestClient) -> None:
    give_account()
    asked = client.get("/staff/outbox?page=2").headers["location"]
    shown = client.get(asked).text
    after = re.search(r'name="next" value="([^"]*)"', shown)
    assert after is not None
    assert post(client, next=after[1]) == "/staff/outbox?page=2"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://elsewhere.example/", "//elsewhere.example", "/fr/", "/staff/sign-out", "/staff/\\elsewhere"],
)
def test_it_leads_to_no_other_site_and_no_other_room(client: TestClient, elsewhere: str) -> None:
    give_account()
    assert 'name="next" value=""' in client.get(f"/staff/sign-in?next={quote(elsewhere)}").text
    assert post(client, next=elsewhere) == "/staff/"


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(client: TestClient) -> None:
    give_account()
    answer = client.post("/staff/sign-in", data={"email": EMAIL, "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert re.match(r"ateliers_staff=[\w-]{43};", cookie)
    for part in ("HttpOnly", "SameSite=lax", "Path=/staff", "Max-Age=43200"):
        assert part in cookie
    assert "Secure" not in cookie


def test_over_tls_the_cookie_travels_over_tls_only(
    database: str,
    make_client: Callable[[], TestClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    give_account()
    client = make_client()
    use_settings(monkeypatch, base_url="https://ateliers.example", database_url=database)
    answer = client.post("/staff/sign-in", data={"email": EMAIL, "password": PASSWORD})
    assert "Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize(("lang", "words"), [("fr", "ne vont pas ensemble"), ("nl", "horen niet bij elkaar")])
def test_a_wrong_password_keeps_the_address_typed_and_says_so_beside_the_field(
    client: TestClient, lang: str, words: str
) -> None:
    give_account()
    answer = client.post("/staff/sign-in", data={"email": EMAIL, "password": WRONG, "lang": lang})
    assert answer.status_code == 422
    assert answer.text.count(words) == 2, "in the summary and beside the field"
    assert f'value="{EMAIL}"' in answer.text
    assert WRONG not in answer.text
    assert "set-cookie" not in answer.headers


def test_the_page_is_the_same_for_a_wrong_password_an_unknown_address_and_a_resting_account(
    client: TestClient,
) -> None:
    give_account()

    def page(email: str, password: str) -> str:
        answer = client.post("/staff/sign-in", data={"email": email, "password": password})
        assert answer.status_code == 422
        return answer.text.replace(email, "")

    wrong = page(EMAIL, WRONG)
    assert page("nobody@example.be", WRONG) == wrong
    for _ in range(8):
        assert page(EMAIL, WRONG) == wrong
    assert page(EMAIL, PASSWORD) == wrong


def test_an_empty_form_names_both_fields(client: TestClient) -> None:
    answer = client.post("/staff/sign-in", data={})
    assert answer.status_code == 422
    assert 'href="#email"' in answer.text
    assert 'href="#password"' in answer.text


@pytest.mark.parametrize("typed", ["x" * 900, "é" * 5000, "<script>", "ada@example.be' OR 1=1", "\x00", "😀"])
def test_whatever_is_typed_is_answered_with_the_form(client: TestClient, typed: str) -> None:
    give_account()
    answer = client.post("/staff/sign-in", data={"email": typed, "password": typed})
    assert answer.status_code == 422
    assert "<script>" not in answer.text


def test_blanks_around_a_password_belong_to_it(client: TestClient) -> None:
    give_account(password="  twelve characters  ")
    assert post(client, password="twelve characters") == "422"
    assert post(client, password="  twelve characters  ") == "/staff/"


def test_when_many_sign_in_at_once_the_others_are_asked_to_wait_and_keep_what_they_typed(
    client: TestClient,
) -> None:
    give_account()
    with ExitStack() as crowd:
        for _ in range(WAITING):
            crowd.enter_context(place_to_check())
        answer = client.post("/staff/sign-in", data={"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 503
    assert f'value="{EMAIL}"' in answer.text
    assert post(client) == "/staff/"


def test_another_site_cannot_sign_anybody_in_or_out(client: TestClient) -> None:
    give_account()
    sign_in(client, EMAIL)
    for address in ("/staff/sign-in", "/staff/sign-out", "/staff/language"):
        assert client.post(address, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.get("/staff/").status_code == 200


def test_signing_out_closes_the_session_and_not_only_the_browser(client: TestClient) -> None:
    give_account(language="nl")
    sign_in(client, EMAIL)
    kept = client.cookies["ateliers_staff"]
    answer = client.post("/staff/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/sign-in?lang=nl")
    assert "ateliers_staff" not in client.cookies
    stolen = client.get("/staff/", headers={"Cookie": f"ateliers_staff={kept}"})
    assert stolen.status_code == 303


def test_a_get_signs_nobody_out(client: TestClient) -> None:
    give_account()
    sign_in(client, EMAIL)
    assert client.get("/staff/sign-out").status_code == 405
    assert client.get("/staff/").status_code == 200


def test_the_language_chosen_stays_and_the_same_page_comes_back(client: TestClient) -> None:
    give_account()
    sign_in(client, EMAIL)
    answer = client.post(
        "/staff/language",
        data={"lang": "nl"},
        headers={"Referer": "http://127.0.0.1:8000/staff/outbox?page=1"},
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/outbox?page=1")
    assert "Dag Ada Peeters" in client.get("/staff/").text


def test_a_language_that_does_not_exist_changes_nothing(client: TestClient) -> None:
    give_account()
    sign_in(client, EMAIL)
    assert client.post("/staff/language", data={"lang": "de"}).status_code == 422
    assert client.post("/staff/language").status_code == 422
    assert "Bonjour" in client.get("/staff/").text


def test_without_a_page_to_return_to_the_language_leads_to_the_overview(client: TestClient) -> None:
    give_account()
    sign_in(client, EMAIL)
    answer = client.post(
        "/staff/language", data={"lang": "nl"}, headers={"Referer": "https://elsewhere.example/"}
    )
    assert answer.headers["location"] == "/staff/"
