"""The programmes, and each of them at a glance."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from app.db import transaction
from tests.factories.answers import answer, make_consultation
from tests.factories.voices import citizen, professional
from tests.staff.world import give_members, sign_in

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

HERE = "/staff/programmes/adc-2022-2023"


def test_a_programme_shows_its_five_strands_with_what_is_documented_and_what_was_counted(
    make_client: Callable[[], TestClient],
) -> None:
    give_members()
    with transaction() as session:
        make_consultation(session, "citoyens")
        for number in range(6):
            answer(session, "citoyens", "fr", {"bassin": "sud" if number < 2 else "nord", "profile": "carer"})
    everything = sign_in(make_client(), "analyst@example.be")
    page = everything.get(HERE).text
    assert "En 5 volets, 6 réponses ont été envoyées." in page
    for documented in ("209", "109", "266"):
        assert f"<td>{documented}</td>" in page
    table = everything.get(f"{HERE}?table=places.csv").text
    assert "Bassin Nord,4," in table
    assert "Bassin Sud,2," in table

    guarded = sign_in(make_client(), "sud@example.be").get(f"{HERE}?table=places.csv").text
    assert "Bassin Sud,masqué," in guarded, "two people are fewer than five"
    assert "Bassin Nord" not in guarded


def test_a_programme_without_anything_counted_says_so_and_an_unknown_one_is_not_found(
    make_client: Callable[[], TestClient],
) -> None:
    give_members()
    client = sign_in(make_client(), "analyst@example.be")
    assert "Rien n’a encore été compté dans ce programme." in client.get(HERE).text
    assert "Programmes" in client.get("/staff/programmes").text
    assert client.get("/staff/programmes/nope").status_code == 404
    assert client.get(f"{HERE}?table=nothing.csv").status_code == 404
    assert client.get(f"{HERE}?table=strands.doc").status_code == 404


def test_every_view_says_in_its_title_which_it_is_and_a_page_below_leads_back(
    make_client: Callable[[], TestClient],
) -> None:
    give_members()
    with transaction() as session:
        make_consultation(session, "citoyens")
    client = sign_in(make_client(), "analyst@example.be")
    asked = "/staff/consultations/citoyens"
    views = [HERE, *(f"{HERE}/{view}" for view in ("priorities", "actions", "differences", "bassins/nord"))]
    views += [asked, *(f"{asked}/{view}" for view in ("priorities", "differences", "representation"))]
    pages = [client.get(view).text for view in [*views, f"{HERE}/actions/helpdesk"]]
    titles = {page.split("<title>")[1].split("</title>")[0].strip() for page in pages}
    assert len(titles) == len(pages)
    assert f'<li><a href="{HERE}/actions">' in pages[-1]


def test_a_bassin_at_a_glance_keeps_consultations_apart_and_small_numbers_from_a_facilitator(
    make_client: Callable[[], TestClient],
) -> None:
    give_members()
    with transaction() as session:
        make_consultation(session, "citoyens")
        make_consultation(session, "professionnels")
        for number in range(12):
            other = "outreach" if number < 7 else "coming-home"
            answer(session, "citoyens", "fr", citizen("nord", "helpdesk", other))
        for _number in range(3):
            answer(session, "professionnels", "nl", professional(["nord"], "helpdesk"))
    here = f"{HERE}/bassins/nord"
    everything = sign_in(make_client(), "analyst@example.be")
    page = everything.get(here).text
    assert "15 réponses reçues" in page
    assert "n’a pas encore choisi" in page
    assert ",1.0,1.0" in everything.get(f"{here}?table=shares.csv").text
    assert everything.get(f"{HERE}/bassins/nope").status_code == 404

    guarded = sign_in(make_client(), "nord@example.be").get(f"{here}?table=took-part.csv").text
    assert ",3," not in guarded
    assert ",12," in guarded
    assert sign_in(make_client(), "sud@example.be").get(here).status_code == 403
