"""Registering and one's own seat, as people see and use the pages."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.db import reading
from app.kit import clock
from app.kit.localized import LANGUAGES, Lang
from app.meetings.models import Meeting, Registration
from app.meetings.rules import HOLD
from tests.meetings.factories import FORM, asked, committed_meeting, mail_link, registration_behind, seated
from tests.meetings.test_public_pages import ANSWERS, count_registrations, text_of
from tests.support.forms import forms_of


@pytest.mark.parametrize("lang", LANGUAGES)
def test_registering_ends_on_a_page_that_says_what_to_do_and_holds_no_link(
    client: TestClient, lang: Lang
) -> None:
    committed_meeting(capacity=1)
    form = forms_of(client.get(f"/{lang}/m/nord-1"))["form-1"]
    first, again = (client.post(form.action, data=form.values() | ANSWERS) for _ in range(2))
    assert first.status_code == 303
    assert first.headers["location"] == again.headers["location"]
    assert count_registrations() == 1
    page = client.get(first.headers["location"])
    assert page.headers["cache-control"] == "no-store"
    words = {"fr": "Votre place est retenue jusqu’au", "nl": "Uw plaats wordt bewaard tot"}
    assert words[lang] in text_of(page)
    assert "/r/" not in page.text
    assert "/a/" not in page.text
    assert "amina" not in page.text.lower()
    with reading() as session:
        row = session.scalars(select(Registration)).one()
        assert (row.language, row.email, row.needs) == (
            "nl",
            "amina@example.org",
            ["wheelchair", "quiet_place"],
        )
    other = client.post(form.action, data=ANSWERS | {"email": "other@example.org"})
    page = client.get(other.headers["location"])
    assert {"fr": "en tête de la liste d’attente", "nl": "als eerste op de wachtlijst"}[lang] in text_of(page)
    tampered = other.headers["location"].replace("waiting", "confirmed")
    assert client.get(tampered).status_code == 404


@pytest.mark.parametrize("capacity", [1, 9])
def test_a_known_address_and_a_new_one_lead_to_the_same_page(client: TestClient, capacity: int) -> None:
    """Also when every seat is taken: nobody learns who comes."""
    committed_meeting(capacity=capacity)
    seated(email="amina@example.org")
    with clock.set_to(clock.now()):
        answers = [
            client.post("/fr/m/nord-1/register", data=ANSWERS | {"email": email})
            for email in ("amina@example.org", "new@example.org")
        ]
    known, new = (answer.headers["location"] for answer in answers)
    assert known == new


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_link_of_the_mail_confirms_and_only_when_it_is_pressed(client: TestClient, lang: Lang) -> None:
    committed_meeting(capacity=1)
    token = asked()
    link = mail_link(token, lang)
    (confirm,) = forms_of(client.get(link)).values()
    assert registration_behind(token).status == "held"
    private = f"/{lang}/m/nord-1/r/{token}"
    assert client.post(confirm.action).headers["location"] == private
    page = client.get(private)
    assert {"fr": "Vous êtes inscrit·e", "nl": "U bent ingeschreven"}[lang] in text_of(page)
    assert "<svg" in page.text
    assert client.get(link).headers["location"] == private
    assert link.rpartition("/")[2] not in page.text


def test_a_seat_that_lapsed_is_asked_for_again_with_one_press(client: TestClient) -> None:
    committed_meeting(capacity=1)
    token = asked()
    link = mail_link(token)
    with clock.set_to(clock.now() + HOLD):
        late = client.post(link)
        assert late.headers["location"] == link
        page = client.get(link)
        assert "n’a pas été confirmée à temps" in text_of(page)
        (again,) = forms_of(page).values()
        first, second = (client.post(again.action) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert registration_behind(token).status == "lapsed"
    anew = registration_behind(first.headers["location"].rpartition("/")[2])
    assert (anew.status, anew.name) == ("confirmed", "Amina Exemple")


def test_whoever_waits_is_offered_a_seat_late_and_takes_it_on_the_private_page(client: TestClient) -> None:
    committed_meeting(capacity=1)
    first, second = seated(number=1), seated(number=2)
    words = text_of(client.get(f"/fr/m/nord-1/r/{second}"))
    assert "Vous êtes en tête de la liste d’attente" in words
    assert "Toutes les places sont prises" in words
    with clock.set_to(FORM.starts_at - timedelta(hours=30)):
        client.post(f"/fr/m/nord-1/r/{first}/cancel")
        page = client.get(f"/fr/m/nord-1/r/{second}")
        assert "Une place se libère pour vous" in text_of(page)
        accept = next(form for form in forms_of(page).values() if form.action.endswith("/accept"))
        by_mail = client.get(mail_link(second))
        assert f'href="/fr/m/nord-1/r/{second}"' in by_mail.text, "there one can say no"
        assert client.post(accept.action).status_code == 303
    assert registration_behind(second).status == "confirmed"


def test_somebody_without_an_address_gets_the_page_at_once_with_a_code_that_opens_it(
    client: TestClient,
) -> None:
    committed_meeting()
    answer = client.post("/fr/m/nord-1/register", data=ANSWERS | {"email": "", "phone": "0475/12.34.56"})
    private = answer.headers["location"]
    page = text_of(client.get(private))
    assert "+32 475 12 34 56" in page
    (code,) = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page)
    assert client.post("/fr/my-seat", data={"code": code.lower()}).headers["location"] == private
    wrong = client.post("/nl/my-seat", data={"code": "0000"})
    assert wrong.status_code == 422
    assert "We kennen deze code niet" in text_of(wrong)
    taken = client.post("/fr/m/nord-1/register", data=ANSWERS | {"email": "", "phone": "0475 123456"})
    assert taken.status_code == 422
    assert "Ce numéro est déjà inscrit" in text_of(taken)


def test_a_registration_is_changed_on_its_page_and_a_seat_that_is_not_there_is_refused(
    client: TestClient,
) -> None:
    committed_meeting(capacity=2)
    token = seated(number=1)
    address = f"/fr/m/nord-1/r/{token}/change"
    form = forms_of(client.get(address))["form-1"]
    wish = {"name": "Amina X", "profile": "professional", "companion": "yes", "sector": "cpas"}
    assert client.post(address, data=form.values() | wish).status_code == 303
    row = registration_behind(token)
    assert (row.name, row.profile, row.companion, row.sector) == ("Amina X", "professional", True, "cpas")
    waits = seated(number=2)
    client.post(address, data=form.values() | {"name": "Amina Y"})
    assert registration_behind(waits).status == "confirmed"
    with reading() as session:
        version = session.scalars(select(Meeting.version)).one()
    refused = client.post(address, data=form.values() | wish)
    assert refused.status_code == 422
    with reading() as session:
        assert session.scalars(select(Meeting.version)).one() == version, "what is refused writes nothing"
    assert 'id="companion-error"' in refused.text
    assert registration_behind(token).name == "Amina Y"
