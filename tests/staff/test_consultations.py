"""Reading a consultation, as every role sees it."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from fastapi.testclient import TestClient

from app.db import transaction
from tests.factories.answers import answer, fill_draft, make_consultation
from tests.factories.voices import citizen, professional
from tests.staff.world import give_members, sign_in

PAGES = ("", "/priorities", "/side-by-side")


def answered() -> None:
    """Give five answers and a draft of citizens, two answers of professionals, and no evaluation."""
    with transaction() as session:
        make_consultation(session)
        make_consultation(session, "professionnels")
        make_consultation(session, "evaluation")
        for profile in ("inhabitant", "beneficiary", "carer"):
            answer(session, "citoyens", "fr", citizen("nord", "helpdesk", "outreach", profile=profile))
        answer(session, "citoyens", "nl", citizen("sud", "helpdesk", "coming-home"))
        answer(session, "citoyens", "nl", citizen("unknown"))
        fill_draft(session, "citoyens", "fr", citizen("nord", "no-wrong-door"))
        answer(session, "professionnels", "nl", professional(["nord", "sud"], "helpdesk", "outreach"))
        answer(session, "professionnels", "fr", professional(["nord"], "helpdesk"))
    give_members()


@pytest.fixture
def world() -> Callable[[], object]:
    return answered


@pytest.fixture
def analyst(make_client: Callable[[], TestClient]) -> TestClient:
    """An analyst before the answers."""
    return sign_in(make_client(), "analyst@example.be")


def words(client: TestClient, address: str, status: int = 200) -> str:
    """Return a page as text."""
    page = client.get(address)
    assert page.status_code == status, page.text
    assert not re.search(r"\bnan\b", page.text, re.IGNORECASE)
    return unescape(page.text)


def test_the_list_counts_sent_answers_and_drafts_apart(analyst: TestClient) -> None:
    page = words(analyst, "/staff/consultations")
    rows = page.split("<tr>")
    row = next(row for row in rows if "/staff/consultations/citoyens" in row)
    assert "<td>5</td>" in row
    assert "<td>1</td>" in row


@pytest.mark.parametrize("path", PAGES)
def test_every_page_shows_a_chart_its_sentence_and_its_table(analyst: TestClient, path: str) -> None:
    page = words(analyst, f"/staff/consultations/citoyens{path}")
    assert "data-chart" in page
    assert "-alt" in page
    assert "<table" in page
    assert "js/charts.js" in page


def test_somebody_who_acts_in_two_bassins_counts_in_both_and_once_in_the_region(analyst: TestClient) -> None:
    page = words(analyst, "/staff/consultations/professionnels")
    table = page.partition('id="bassin-table"')[2].partition("</table>")[0]
    counts = [row.partition("<td>")[2].partition("</td>")[0] for row in table.split("<tr>")[2:]]
    names = [row.partition("</span>")[0].rpartition(">")[2] for row in table.split("<tr>")[2:]]
    assert dict(zip(names, counts, strict=True))["Bassin Nord"] == "2"
    assert dict(zip(names, counts, strict=True))["Bassin Sud"] == "1"
    assert counts[-1] == "2"


def test_filters_stand_in_the_address_and_narrow_the_figures(analyst: TestClient) -> None:
    whole = words(analyst, "/staff/consultations/citoyens/priorities")
    narrow = words(analyst, "/staff/consultations/citoyens/priorities?bassin=sud&profile=inhabitant")
    assert '<option value="sud" selected' in narrow
    assert '<option value="inhabitant" selected' in narrow
    assert "<td>4" in whole.partition('id="priorities-table"')[2]
    assert "<td>4" not in narrow.partition('id="priorities-table"')[2]


@pytest.mark.parametrize("path", PAGES)
def test_htmx_gets_the_figures_alone_from_the_same_address(analyst: TestClient, path: str) -> None:
    part = analyst.get(f"/staff/consultations/citoyens{path}?profile=carer", headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.text
    assert 'id="figures"' in part.text


@pytest.mark.parametrize("path", PAGES)
def test_an_unknown_filter_is_said_and_the_figures_are_those_of_everybody(
    analyst: TestClient, path: str
) -> None:
    page = words(analyst, f"/staff/consultations/citoyens{path}?profile=martian&bassin=mars", status=422)
    assert 'role="alert"' in page


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("query", ["", "?bassin=centre-ouest", "?bassin=nord&profile=carer"])
def test_no_answer_and_one_answer_are_said_in_a_sentence(analyst: TestClient, path: str, query: str) -> None:
    with transaction() as session:
        make_consultation(session, code="empty")
    words(analyst, f"/staff/consultations/citoyens{path}{query}")
    words(analyst, f"/staff/consultations/empty{path}{query}")


def test_a_consultation_without_ballot_has_no_priorities(analyst: TestClient) -> None:
    words(analyst, "/staff/consultations/evaluation")
    words(analyst, "/staff/consultations/evaluation/priorities", status=404)
    words(analyst, "/staff/consultations/evaluation/side-by-side", status=404)
    words(analyst, "/staff/consultations/nowhere", status=404)


def test_a_facilitator_sees_their_bassin_and_the_region_only(
    analyst: TestClient,  # noqa: ARG001 - the answers are there
    make_client: Callable[[], TestClient],
) -> None:
    client = sign_in(make_client(), "nord@example.be")
    for path in PAGES:
        page = words(client, f"/staff/consultations/citoyens{path}")
        assert "Bassin Sud" not in page
        assert "Bassin inconnu" not in page
    words(client, "/staff/consultations/citoyens?bassin=nord")
    words(client, "/staff/consultations/citoyens?bassin=sud", status=403)
    words(client, "/staff/consultations/citoyens/priorities?bassin=unknown", status=403)


def test_a_visitor_is_sent_to_sign_in(analyst: TestClient, make_client: Callable[[], TestClient]) -> None:  # noqa: ARG001
    for path in ("", "/citoyens", "/citoyens/priorities", "/citoyens/side-by-side"):
        answer_ = make_client().get(f"/staff/consultations{path}")
        assert answer_.status_code == 303
        assert answer_.headers["Location"].startswith("/staff/sign-in")
