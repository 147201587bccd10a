"""The overview shows each member what they may enter, with numbers of now."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from app.consultations.open_consultation import open_consultation
from app.db import transaction
from app.kit import clock
from tests.accounts.people import give_account
from tests.staff.world import both, give_meeting, give_members, give_seat, sign_in


def rooms(shown: str) -> set[str]:
    """Return which cards the page has."""
    return {
        room
        for room in ("consultations", "meetings", "bassins", "outbox")
        if f'class="card-link" href="/staff/{room}"' in shown
    }


@pytest.mark.parametrize(
    ("email", "seen"),
    [
        ("admin@example.be", {"consultations", "meetings", "bassins", "outbox"}),
        ("analyst@example.be", {"consultations", "bassins"}),
        ("nord@example.be", {"consultations", "meetings", "bassins"}),
    ],
)
def test_each_role_sees_the_rooms_it_may_enter(client: TestClient, email: str, seen: set[str]) -> None:
    give_members()
    sign_in(client, email)
    assert rooms(client.get("/staff/").text) == seen


def test_the_short_address_shows_the_same_page(client: TestClient) -> None:
    give_account()
    sign_in(client, "ada@example.be")
    assert client.get("/staff").status_code == 200


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["Bonjour Ada Peeters", "Aucune rencontre n’est prévue", "Aucune consultation n’est ouverte"]),
        ("nl", ["Dag Ada Peeters", "geen bijeenkomst gepland", "geen raadpleging"]),
    ],
)
def test_an_empty_platform_says_so_in_both_languages(
    client: TestClient, language: str, words: list[str]
) -> None:
    give_account(language=language)
    sign_in(client, "ada@example.be")
    shown = client.get("/staff/").text
    assert f'<html lang="{language}">' in shown
    for word in words:
        assert word in shown


def test_it_shows_the_open_consultations_and_the_next_meetings(
    client: TestClient, make_client: Callable[[], TestClient]
) -> None:
    give_members()
    give_meeting("focus-group-nord", "nord")
    give_seat("focus-group-nord")
    with transaction() as session:
        for code, opens_in in (("now", -1), ("later", 5)):
            open_consultation(
                session, code=code, programme_code="adc-2022-2023", strand_code="digital-consultation",
                questionnaire_code="citoyens", audience="citizens", access="open",
                title=both(f"Title {code}"), intro=both("Intro"), thanks=both("Thanks"),
                opens_at=clock.now() + timedelta(days=opens_in), closes_at=clock.now() + timedelta(days=30),
            )  # fmt: skip
    sign_in(client, "admin@example.be")
    shown = client.get("/staff/").text
    assert "Title now (français)" in shown
    assert "Title later" not in shown
    assert "Focus group focus-group-nord" in shown
    assert "1 place prise sur 12" in shown
    assert "1 en attente" in shown
    other = sign_in(make_client(), "analyst@example.be").get("/staff/").text
    assert "focus-group-nord" not in other


def test_the_menu_of_a_phone_says_in_its_summary_which_section_is_open(client: TestClient) -> None:
    give_members()
    sign_in(client, "admin@example.be")
    shown = client.get("/staff/meetings").text
    assert "<summary>Menu\N{NO-BREAK SPACE}: Rencontres</summary>" in shown
    assert '<details class="staff-menu">' in shown, "closed until it is pressed, by the browser alone"
    assert '<a href="/staff/meetings" aria-current="page">Rencontres</a>' in shown
