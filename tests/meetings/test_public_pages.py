"""The public pages about meetings, as visitors see and use them."""

from html import unescape

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from app.db import reading, transaction
from app.kit import clock
from app.kit.localized import LANGUAGES, Lang
from app.kit.tokens import read_token
from app.meetings.attendance import mark_present
from app.meetings.evaluation import open_evaluation
from app.meetings.models import Meeting, Registration
from tests.meetings.factories import (
    AFTER,
    FORM,
    committed_meeting,
    event_of,
    seated,
)
from tests.support.forms import forms_of

ANSWERS = {
    "name": "Amina Exemple",
    "email": "Amina@Example.org",
    "profile": "carer",
    "language": "nl",
    "needs": ["wheelchair", "quiet_place"],
    "note": "Merci.",
    "consent": "yes",
}


def text_of(page: httpx.Response) -> str:
    return unescape(page.text)


def set_status(meeting_id: int, status: str) -> None:
    with transaction() as session:
        session.get_one(Meeting, meeting_id).status = status  # type: ignore[assignment]


def count_registrations() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Registration)) or 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_shows_the_meetings_to_come_with_their_seats(client: TestClient, lang: Lang) -> None:
    empty = client.get(f"/{lang}/meetings")
    assert {"fr": "Aucune rencontre", "nl": "geen bijeenkomst"}[lang] in text_of(empty)
    committed_meeting(capacity=1)
    committed_meeting(code="draft", public=False)
    page = text_of(client.get(f"/{lang}/meetings"))
    assert FORM.title[lang] in page
    assert {"fr": "Encore 1 place", "nl": "Nog 1 plaats"}[lang] in page
    assert {"fr": "mardi 12 mars 2030, de 13\u00a0h à 16\u00a0h\u00a030", "nl": "dinsdag 12 maart 2030"}[
        lang
    ] in page
    assert f"/{lang}/m/nord-1" in page
    assert "/m/draft" not in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_a_meeting_says_what_when_where_and_presets_the_language(
    client: TestClient, lang: Lang
) -> None:
    committed_meeting(access={"fr": "Rampe", "nl": "Hellend vlak"})
    page = client.get(f"/{lang}/m/nord-1")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    words = text_of(page)
    for text in (FORM.title, FORM.description, FORM.place, {"fr": "Rampe", "nl": "Hellend vlak"}):
        assert text[lang] in words
    assert {"fr": "Encore 5 places", "nl": "Nog 5 plaatsen"}[lang] in words
    assert {"fr": "six mois", "nl": "zes maanden"}[lang] in words
    assert forms_of(page)["form-1"].values()["language"] == [lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_wrong_is_said_beside_the_fields_and_what_was_typed_is_kept(
    client: TestClient, lang: Lang
) -> None:
    committed_meeting()
    wrong = ANSWERS | {"email": "amina", "profile": "pirate", "note": "x" * 501, "attempt": "mine"}
    page = client.post(f"/{lang}/m/nord-1/register", data=wrong)
    assert page.status_code == 422
    words = text_of(page)
    for field_id in ("email", "profile", "note"):
        assert f'href="#{field_id}"' in words
        assert f'id="{field_id}-error"' in words
        assert f'id="{field_id}"' in words
    values = forms_of(page)["form-1"].values()
    assert values["name"] == ["Amina Exemple"]
    assert values["email"] == ["amina"]
    assert values["needs"] == ["wheelchair", "quiet_place"]
    assert values["note"] == ["x" * 501]
    assert values["attempt"] == ["mine"]
    assert count_registrations() == 0


def test_a_program_that_fills_in_everything_is_stopped_by_a_field_that_people_do_not_see(
    client: TestClient,
) -> None:
    committed_meeting()
    page = client.post("/fr/m/nord-1/register", data=ANSWERS | {"website": "https://example.org"})
    assert page.status_code == 422
    assert "Laissez ce champ vide" in text_of(page)
    assert count_registrations() == 0


def test_a_name_on_several_lines_becomes_one_line(client: TestClient) -> None:
    committed_meeting()
    client.post("/fr/m/nord-1/register", data=ANSWERS | {"name": "Amina\r\nBcc: everybody@example.org"})
    with reading() as session:
        assert session.scalars(select(Registration.name)).one() == "Amina Bcc: everybody@example.org"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_full_meeting_says_how_many_wait_and_takes_more(client: TestClient, lang: Lang) -> None:
    committed_meeting(capacity=1)
    for number in range(3):
        seated(number=number)
    page = client.get(f"/{lang}/m/nord-1")
    assert page.status_code == 200
    words = {"fr": "2 personnes attendent avant vous", "nl": "Er wachten 2 mensen vóór u"}
    assert words[lang] in text_of(page)
    assert "/register" in page.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_past_cancelled_and_free_meetings_each_have_a_kind_page(client: TestClient, lang: Lang) -> None:
    cancelled = committed_meeting(code="cancelled")
    set_status(cancelled, "cancelled")
    committed_meeting(code="free", capacity=None)
    committed_meeting(
        code="past",
        headcount=12,
        starts_at=FORM.starts_at.replace(year=2022),
        ends_at=FORM.ends_at.replace(year=2022),
    )
    pages = {code: client.get(f"/{lang}/m/{code}") for code in ("cancelled", "free", "past")}
    words = {
        "cancelled": {"fr": "n’aura pas lieu", "nl": "gaat niet door"},
        "free": {"fr": "Pas besoin de s’inscrire", "nl": "Inschrijven hoeft niet"},
        "past": {"fr": "12 personnes ont participé", "nl": "12 mensen waren aanwezig"},
    }
    for code, page in pages.items():
        assert page.status_code == 200
        assert words[code][lang] in text_of(page)
        assert "/register" not in page.text
    refusals = {code: client.post(f"/{lang}/m/{code}/register", data=ANSWERS).status_code for code in pages}
    assert refusals == {"cancelled": 410, "free": 409, "past": 410}


@pytest.mark.parametrize("path", ["m/nowhere", "m/draft", "m/draft/calendar.ics", "m/draft/sent/x"])
def test_a_meeting_that_is_unknown_or_not_public_is_not_there(client: TestClient, path: str) -> None:
    committed_meeting(code="draft", public=False)
    page = client.get(f"/fr/{path}")
    assert page.status_code == 404
    assert "Cette rencontre n’existe pas" in text_of(page)


def test_the_seat_can_be_given_back_on_the_private_page(client: TestClient) -> None:
    committed_meeting(capacity=1)
    token = seated()
    address = f"/nl/m/nord-1/r/{token}"
    page = client.get(address)
    (cancel,) = forms_of(page).values()
    assert client.get(cancel.action).status_code == 405
    assert client.post(cancel.action).headers["location"] == address
    page = client.get(address)
    assert "U bent uitgeschreven" in text_of(page)
    assert [form.action for form in forms_of(page).values()] == [f"{address}/again"]
    assert seated(number=2)


def test_a_strangers_link_shows_and_changes_nothing(client: TestClient) -> None:
    committed_meeting()
    token = seated()
    tampered = token[:-2] + ("AA" if token[-2:] != "AA" else "BB")
    for link in (tampered, "x", "x" * 43):
        for method, end in (("GET", ""), ("POST", "/cancel"), ("POST", "/evaluation")):
            answer = client.request(method, f"/fr/m/nord-1/r/{link}{end}")
            assert answer.status_code == 404
            assert "Amina" not in answer.text
    with reading() as session:
        assert session.scalars(select(Registration.status)).one() == "confirmed"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whoever_was_there_is_led_to_an_evaluation_that_is_not_theirs_by_name(
    client: TestClient, lang: Lang
) -> None:
    meeting_id = committed_meeting()
    token = seated()
    registration_id = read_token(token)
    assert registration_id is not None
    address = f"/{lang}/m/nord-1/r/{token}"
    assert "/evaluation" not in client.get(address).text
    with transaction() as session:
        mark_present(session, meeting_id, registration_id, present=True)
        open_evaluation(session, meeting_id)
    page = client.get(address)
    (evaluate,) = forms_of(page).values()
    answer = client.post(evaluate.action)
    assert answer.status_code == 303
    ticket = answer.headers["location"]
    assert ticket.startswith(f"/{lang}/c/evaluation-nord-1/t/")
    assert client.get(ticket).status_code == 200
    page = client.get(address)
    assert forms_of(page) == {}
    assert ticket.rpartition("/")[2] not in page.text
    assert client.post(evaluate.action).status_code == 409


def test_the_private_page_tells_no_other_page_its_address(client: TestClient) -> None:
    committed_meeting()
    page = client.get(f"/fr/m/nord-1/r/{seated()}")
    assert '<meta name="referrer" content="strict-origin">' in page.text
    assert '<meta name="robots" content="noindex">' in page.text


def test_the_meeting_can_be_put_in_a_calendar(client: TestClient) -> None:
    committed_meeting()
    answer = client.get("/nl/m/nord-1/calendar.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    event = event_of(answer.content)
    assert event["summary"] == FORM.title["nl"]


def test_the_language_switch_leads_to_the_same_meeting(client: TestClient) -> None:
    committed_meeting()
    token = seated()
    for path in ("meetings", "m/nord-1", "my-seat", f"m/nord-1/r/{token}", f"m/nord-1/r/{token}/change"):
        assert f'href="/nl/{path}"' in client.get(f"/fr/{path}").text


def test_a_private_page_says_when_the_meeting_is_over(client: TestClient) -> None:
    committed_meeting(starts_at=FORM.starts_at.replace(year=2022), ends_at=FORM.ends_at.replace(year=2022))
    with clock.set_to(AFTER.replace(year=2021)):
        token = seated()
    page = client.get(f"/fr/m/nord-1/r/{token}")
    assert "Cette rencontre est passée" in text_of(page)
    assert forms_of(page) == {}
    assert client.post(f"/fr/m/nord-1/r/{token}/cancel").status_code == 410
