"""The priorities over a programme: audiences beside each other, groups, and what each reader may see."""

import csv
import re
from collections.abc import Callable
from html import unescape

import pytest
from fastapi.testclient import TestClient

from app.db import transaction
from tests.factories.answers import answer, make_consultation
from tests.factories.voices import citizen, professional
from tests.staff.world import give_members, sign_in

HERE = "/staff/programmes/adc-2022-2023/priorities"


def answered() -> None:
    """Fourteen citizens who want the help desk, twelve professionals of whom two do."""
    give_members()
    with transaction() as session:
        make_consultation(session)
        make_consultation(session, "professionnels")
        for number in range(14):
            other = "outreach" if number < 6 else "coming-home"
            answer(session, "citoyens", "nl" if number % 2 else "fr", citizen("nord", "helpdesk", other))
        for number in range(12):
            first = "helpdesk" if number < 2 else "no-wrong-door"
            answer(session, "professionnels", "fr", professional(["nord", "sud"], first, "outreach"))


@pytest.fixture
def world() -> Callable[[], object]:
    return answered


def read(client: TestClient, query: str = "", status: int = 200) -> str:
    page = client.get(f"{HERE}{query}")
    assert page.status_code == status
    assert not re.search(r"\b(nan|inf)\b", page.text, re.IGNORECASE)
    return unescape(page.text).replace("\u00a0", " ")


def table(client: TestClient, key: str, query: str = "?") -> dict[str, list[str]]:
    rows = csv.reader(client.get(f"{HERE}{query}&table={key}.csv").text.removeprefix("\ufeff").splitlines())
    return {row[0]: row[1:] for row in rows}


def test_audiences_stand_beside_each_other_and_what_divides_them_is_said(
    make_client: Callable[[], TestClient],
) -> None:
    client = sign_in(make_client(), "analyst@example.be")
    page = read(client)
    beside = table(client, "audiences")
    assert beside["Action"][0::2] == ["Citoyen·nes", "Professionnel·les"]
    helpdesk = beside["Helpdesk pour situations complexes"]
    assert (float(helpdesk[0]), float(helpdesk[2])) == pytest.approx((1.0, 2 / 12))
    assert helpdesk[1].endswith(", nette")
    assert beside["Personnes qui ont choisi au moins une action"][0::2] == ["14", "12"]
    support = table(client, "support")
    # Seven people who answered in Dutch are too few for a group.
    assert support["Action"][:4] == ["Citoyen·nes", "Professionnel·les", "En français", "Au moins"]
    assert "divise" in support["Helpdesk pour situations complexes"][-1]
    assert float(support["Helpdesk pour situations complexes"][3]) == pytest.approx(2.5 / 13)
    assert "divisent les groupes" in page
    assert "une égalité" in page.lower(), "the rule for ties is said in words"


def test_filters_narrow_every_audience_and_unknown_ones_are_said(
    make_client: Callable[[], TestClient],
) -> None:
    client = sign_in(make_client(), "analyst@example.be")
    assert "Professionnel·les : 12 personnes" in read(client, "?bassin=sud")
    assert "Citoyen·nes : 0" in read(client, "?bassin=sud")
    assert "Citoyen·nes : 7 personnes" in read(client, "?language=nl")
    inhabitants = read(client, "?profile=inhabitant")
    assert "Citoyen·nes (Habitant·es) : 14 personnes" in inhabitants
    assert "Professionnel·les : " not in inhabitants
    assert 'role="alert"' in read(client, "?bassin=mars&language=xx&profile=martian", 422)
    assert "Personne n’a encore choisi" in read(client, "?bassin=centre-ouest")


def test_whoever_sees_protected_figures_sees_no_small_number_by_any_filter(
    make_client: Callable[[], TestClient],
) -> None:
    partner = sign_in(make_client(), "partner@example.be")
    for query in ("", "?bassin=nord", "?language=nl", "?profile=inhabitant"):
        page = read(partner, query)
        # Hidden ones may be candidates too: nothing is said of what the audiences do not have in common.
        assert "aucune candidate en commun" not in page
        assert "restent possibles" not in page
        # Two professionals chose the help desk; all citizens did, so that none of their shares may be told.
        assert "(2)" not in page
        assert "17\u202f%" not in page
    # Hidden among professionals, and therefore in every group: the others would tell it by subtraction.
    assert table(partner, "support")["Helpdesk pour situations complexes"][:5] == ["–"] * 5
    # Who sees every bassin could subtract them from the Region: everybody is shown, whatever is asked.
    for query in ("?language=nl", "?profile=inhabitant", "?bassin=nord"):
        assert "petits groupes" in read(partner, query)
        assert table(partner, "audiences") == table(partner, "audiences", query)
    beside = table(partner, "audiences")
    assert beside["Helpdesk pour situations complexes"][0] == "masqué"
    nord = sign_in(make_client(), "nord@example.be")
    read(nord, "?bassin=nord")
    read(nord, "?bassin=sud", 403)


def test_a_programme_without_ballot_has_no_priorities_and_htmx_gets_the_figures_alone(
    make_client: Callable[[], TestClient],
) -> None:
    client = sign_in(make_client(), "analyst@example.be")
    assert client.get("/staff/programmes/ets-2023/priorities").status_code == 404
    assert client.get("/staff/programmes/nowhere/priorities").status_code == 404
    part = client.get(HERE, headers={"HX-Request": "true"}).text
    assert 'id="figures"' in part
    assert "<html" not in part
