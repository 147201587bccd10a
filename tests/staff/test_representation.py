"""The page on representation, as each role sees it."""

from collections.abc import Callable
from html import unescape

import pytest
from fastapi.testclient import TestClient

from app.db import transaction
from tests.factories.answers import make_consultation
from tests.factories.crowd import give_answers
from tests.factories.populations import give_population
from tests.factories.voices import citizen
from tests.staff.world import give_members, sign_in

ADDRESS = "/staff/consultations/citoyens/representation"


def answered() -> None:
    """Give forty answers from two bassins, and the figures of all five."""
    with transaction() as session:
        consultation = make_consultation(session)
        give_population(session)
        places = ["nord"] * 30 + ["sud"] * 10
        give_answers(session, consultation, [citizen(place, "helpdesk", "outreach") for place in places])
    give_members()


@pytest.fixture
def world() -> Callable[[], object]:
    return answered


def test_each_reader_sees_the_page_in_their_language_with_what_they_may_see(
    make_client: Callable[[], TestClient],
) -> None:
    analyst = sign_in(make_client(), "analyst@example.be")
    page = analyst.get(ADDRESS)
    text = unescape(page.text)
    assert page.status_code == 200
    assert "groupes manquent nettement" in text
    assert "Bassin Nord-Est (0\u202f% des réponses, 18\u202f% des habitant·es)" in text
    assert 'aria-current="page">Représentation' in text
    assert "data-chart" in text
    assert "Rien n’est pondéré" in text
    assert 'href="/staff/populations"' in text
    file = analyst.get(f"{ADDRESS}?table=bassin.csv")
    assert file.headers["content-type"].startswith("text/csv")
    assert "Bassin Nord,30,0.75" in file.text
    assert analyst.get(f"{ADDRESS}?table=nothing.csv").status_code == 404

    facilitator = sign_in(make_client(), "sud@example.be")
    facilitator.post("/staff/language", data={"lang": "nl"})
    seen = unescape(facilitator.get(ADDRESS).text)
    assert "Vertegenwoordiging" in seen
    assert "Zorgzone Zuid" in seen
    assert "Zorgzone Noord" not in seen.partition('id="figures"')[2]
    assert 'href="/staff/populations"' not in seen
    assert facilitator.get("/staff/consultations/nowhere/representation").status_code == 404
