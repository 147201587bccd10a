"""The pages on differences between groups, as the team opens them."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from app.db import transaction
from tests.factories.answers import make_consultation
from tests.factories.crowds import count_crowd
from tests.factories.voices import ACTIONS, PROGRAMME, citizen, professional
from tests.staff.world import give_members, sign_in

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

HERE = "/staff/consultations/citoyens/differences"
THERE = f"/staff/programmes/{PROGRAMME}/differences"


@pytest.fixture
def asked(database: str) -> None:  # noqa: ARG001 - it must be there first
    """Citizens and professionals, of whom those of Nord want something else than the others."""
    give_members()
    with transaction() as session:
        for name in ("citoyens", "professionnels", "evaluation"):
            make_consultation(session, name)
        count_crowd(
            session,
            "citoyens",
            [
                (("fr", "nl")[n % 2], citizen(place, want, ACTIONS[n % 2]))
                for place, want in (("nord", "outreach"), ("sud", "helpdesk"))
                for n in range(30)
            ],
        )
        count_crowd(session, "professionnels", [("fr", professional(["nord"], "helpdesk"))] * 20)


@pytest.mark.usefixtures("asked")
def test_the_pages_show_what_stands_out_with_a_table_to_take_away(
    make_client: Callable[[], TestClient],
) -> None:
    analyst = sign_in(make_client(), "analyst@example.be")
    page = analyst.get(HERE).text
    assert "ces différences ressortent" in page
    assert "data-chart" in page
    assert "Comment lire ces chiffres" in page
    table = analyst.get(f"{HERE}?bassin=nord&table=difference.csv").text
    assert "100.0" in table.splitlines()[-10] or ",100.0," in table
    fragment = analyst.get(f"{HERE}?between=languages", headers={"HX-Request": "true"}).text
    assert fragment.lstrip().startswith('<div id="figures"')
    both = analyst.get(THERE).text
    assert "Citoyen·nes" in both
    assert "Deux questionnaires et deux groupes" in both
    assert "il n’y a rien à comparer" in analyst.get("/staff/programmes/ets-2023/differences").text


@pytest.mark.usefixtures("asked")
def test_what_is_not_there_or_belongs_to_others_is_refused_with_words(
    make_client: Callable[[], TestClient],
) -> None:
    facilitator = sign_in(make_client(), "nord@example.be")
    mine = facilitator.get(HERE)
    assert mine.status_code == 200
    assert "Bassin Nord" in mine.text
    assert "Bassin Sud" not in mine.text
    for address in (HERE, THERE):
        assert facilitator.get(f"{address}?bassin=sud").status_code == 403
        odd = facilitator.get(f"{address}?question=%00&between=x&bassin=nowhere")
        assert odd.status_code == 422
        assert "Nous ne savons pas ce que cette adresse demande de comparer." in odd.text
        assert facilitator.get(f"{address}?table=nothing.csv").status_code == 404
    # What people said of a meeting is told on its own pages alone.
    assert facilitator.get("/staff/consultations/evaluation/differences").status_code == 404
    assert "/differences" not in facilitator.get("/staff/consultations/evaluation").text
    assert facilitator.get("/staff/programmes/nope/differences").status_code == 404
