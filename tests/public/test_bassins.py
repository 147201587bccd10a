"""The public page of a bassin."""

import subprocess
import sys
from collections.abc import Callable
from typing import Literal

import pytest
from fastapi.testclient import TestClient

from app.db import transaction
from app.syntheses.queries import current_ballot
from app.syntheses.withdraw_publication import withdraw_publication
from tests.accounts.people import give_account
from tests.factories.answers import answer, make_consultation
from tests.factories.choices import choose, choose_and_publish
from tests.factories.voices import ACTIONS, citizen
from tests.staff.world import give_meeting

Lang = Literal["fr", "nl"]
PLAIN = {
    "fr": (
        "Bassin Nord",
        "Helpdesk pour situations complexes",
        "Un texte en français",
        "Une consultation d’essai",
    ),
    "nl": (
        "Zorgzone Noord",
        "Helpdesk voor complexe situaties",
        "Een tekst in het Nederlands",
        "Een proefraadpleging",
    ),
}


@pytest.fixture
def user_id(database: str) -> int:  # noqa: ARG001
    """Somebody of the team, in a database where twenty people of the Nord and one of the Sud answered."""
    with transaction() as session:
        make_consultation(session)
        for place in range(20):
            answer(session, "citoyens", "fr" if place < 12 else "nl", citizen("nord", *_picks(place)))
        answer(session, "citoyens", "fr", citizen("sud", "helpdesk", "outreach"))
    return give_account()


def _picks(place: int) -> tuple[str, str]:
    return ("helpdesk", "outreach") if place < 13 else ("coming-home", ACTIONS[place % 2])


@pytest.mark.parametrize("lang", ["fr", "nl"])
def test_it_shows_the_choice_in_the_reader_s_language(user_id: int, client: TestClient, lang: Lang) -> None:
    with transaction() as session:
        choose_and_publish(session, "nord", user_id)
    page = client.get(f"/{lang}/bassins/nord")
    other: Lang = "nl" if lang == "fr" else "fr"
    assert page.status_code == 200
    assert all(text in page.text for text in PLAIN[lang])
    assert not any(text in page.text for text in PLAIN[other][1:])
    assert f'href="/{other}/bassins/nord"' in page.text
    assert f'href="/{lang}/c/citoyens"' in page.text
    assert "data-print" in page.text


def test_it_shows_frozen_figures_that_later_answers_do_not_change(user_id: int, client: TestClient) -> None:
    with transaction() as session:
        choose_and_publish(session, "nord", user_id)
    before = client.get("/nl/bassins/nord").text
    with transaction() as session:
        answer(session, "citoyens", "nl", citizen("nord", "no-wrong-door", "coming-home"))
    assert client.get("/nl/bassins/nord").text == before
    assert "65%" in before
    # Three and four people chose these two: their shares of 15 and 20 per cent are hidden.
    assert 'aria-label="15%' not in before
    assert 'aria-label="20%' not in before


def test_before_publication_it_says_so_and_still_shows_the_bassin(user_id: int, client: TestClient) -> None:
    give_meeting("rencontre-nord", "nord")
    with transaction() as session:
        choose(session, "nord", user_id)
    page = client.get("/fr/bassins/nord")
    assert page.status_code == 200
    assert "Berchem-Sainte-Agathe" in page.text
    assert "/fr/m/rencontre-nord" in page.text
    assert "Relais d’Action de Quartier" in page.text
    assert "Un texte en français" not in page.text
    assert "65" not in page.text


def test_a_withdrawn_choice_is_no_longer_shown(user_id: int, client: TestClient) -> None:
    with transaction() as session:
        choose_and_publish(session, "nord", user_id)
        ballot = current_ballot(session)
        assert ballot is not None
        withdraw_publication(session, ballot, "nord", user_id=user_id)
    assert "Un texte en français" not in client.get("/fr/bassins/nord").text


def test_a_bassin_with_one_answer_shows_no_figure(user_id: int, client: TestClient) -> None:
    with transaction() as session:
        choose_and_publish(session, "sud", user_id)
    page = client.get("/fr/bassins/sud")
    assert page.status_code == 200
    assert 'class="bar"' not in page.text


def test_the_list_leads_to_every_bassin_and_names_what_is_public(user_id: int, client: TestClient) -> None:
    with transaction() as session:
        choose_and_publish(session, "nord", user_id)
        choose(session, "sud", user_id)
    page = client.get("/nl/bassins").text
    for code in ("nord", "nord-est", "sud-est", "sud", "centre-ouest"):
        assert f'href="/nl/bassins/{code}"' in page
    assert page.count("Helpdesk voor complexe situaties") == 1


@pytest.mark.parametrize("address", ["/fr/bassins/nowhere", "/de/bassins/nord", "/de/bassins"])
def test_an_unknown_address_is_kindly_refused(make_client: Callable[[], TestClient], address: str) -> None:
    assert make_client().get(address).status_code == 404


def test_the_public_path_never_loads_numpy() -> None:
    code = "import sys, app.public.bassins, app.staff.bassins, app.staff.consultations; "
    code += "sys.exit(bool({'numpy', 'pandas'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603
