"""Recording a choice on screen, publishing it and taking it back."""

from collections.abc import Callable
from html import unescape

import pytest
from fastapi.testclient import TestClient

from app.db import reading, transaction
from app.syntheses.queries import ChoiceView, choice_of, current_ballot
from tests.factories.answers import answer, make_consultation
from tests.factories.voices import citizen
from tests.staff.world import give_members, sign_in

WHOLE = {
    "version": "0",
    "action-1": "helpdesk",
    "action-2": "outreach",
    "reason-1.fr": "Une raison",
    "reason-1.nl": "Een reden",
    "reason-2.fr": "Une autre",
    "reason-2.nl": "Een andere",
    "decided_on": "2023-05-11",
    "manner": "vote",
    "against.fr": "Un doute",
    "against.nl": "Een twijfel",
    "evidence-2.source": "consultation:citoyens",
    "evidence-2.statement.fr": "On le dit",
    "evidence-2.statement.nl": "Men zegt het",
}


@pytest.fixture
def analyst(database: str, make_client: Callable[[], TestClient]) -> TestClient:  # noqa: ARG001
    """An analyst, before a consultation with one answer."""
    with transaction() as session:
        make_consultation(session)
        answer(session, "citoyens", "fr", citizen("nord", "helpdesk", "outreach"))
    give_members()
    return sign_in(make_client(), "analyst@example.be")


def stored(bassin: str = "nord") -> ChoiceView | None:
    """Return what is recorded."""
    with reading() as session:
        ballot = current_ballot(session)
        assert ballot is not None
        return choice_of(session, ballot, bassin)


def test_a_draft_is_saved_and_shown_again(analyst: TestClient) -> None:
    half = WHOLE | {"against.nl": ""}
    saved = analyst.post("/staff/bassins/nord", data=half)
    assert (saved.status_code, saved.headers["Location"]) == (303, "/staff/bassins/nord?saved=yes")
    page = unescape(analyst.get("/staff/bassins/nord").text)
    assert "Een reden" in page
    assert '<option value="helpdesk" selected' in page
    assert '<option value="consultation:citoyens" selected' in page
    found = stored()
    assert found is not None
    assert [gap.field for gap in found.gaps] == ["against.nl"]
    assert len(found.evidence) == 1


def test_what_cannot_stand_is_said_at_its_field_and_what_was_typed_is_kept(analyst: TestClient) -> None:
    wrong = WHOLE | {"action-2": "helpdesk", "decided_on": "demain", "evidence-2.source": ""}
    page = analyst.post("/staff/bassins/nord", data=wrong)
    assert page.status_code == 422
    text = unescape(page.text)
    for field in ("action-2", "decided_on", "evidence-2.source"):
        assert f'href="#{field}"' in text
        assert f'id="{field}-error"' in text
    assert "On le dit" in text
    assert "demain" in text
    assert stored() is None


def test_it_is_published_when_whole_and_withdrawn_again(analyst: TestClient) -> None:
    analyst.post("/staff/bassins/nord", data=WHOLE)
    assert analyst.post("/staff/bassins/nord/publish").status_code == 303
    assert "Une raison" in analyst.get("/fr/bassins/nord").text
    found = stored()
    assert found is not None
    again = analyst.post("/staff/bassins/nord", data=WHOLE | {"version": str(found.version)})
    assert again.status_code == 409
    assert analyst.post("/staff/bassins/nord/withdraw").status_code == 303
    assert "Une raison" not in analyst.get("/fr/bassins/nord").text
    assert analyst.post("/staff/bassins/nord/withdraw").status_code == 409


def test_what_is_missing_is_listed_before_publication(analyst: TestClient) -> None:
    analyst.post("/staff/bassins/nord", data=WHOLE | {"against.nl": "", "reason-1.fr": ""})
    page = analyst.post("/staff/bassins/nord/publish")
    assert page.status_code == 422
    assert 'href="#against.nl"' in page.text
    assert 'href="#reason-1.fr"' in page.text
    assert "Een reden" in page.text


def test_a_form_that_somebody_else_overtook_is_shown_again_with_what_was_typed(analyst: TestClient) -> None:
    analyst.post("/staff/bassins/nord", data=WHOLE)
    late = analyst.post("/staff/bassins/nord", data=WHOLE | {"against.fr": "Mon doute à moi"})
    assert late.status_code == 409
    assert "Mon doute à moi" in unescape(late.text)
    found = stored()
    assert found is not None
    assert found.against["fr"] == "Un doute"
    fresh = analyst.post("/staff/bassins/nord", data=WHOLE | {"version": str(found.version)})
    assert fresh.status_code == 303


def test_the_list_says_where_each_choice_stands(analyst: TestClient) -> None:
    analyst.post("/staff/bassins/nord", data=WHOLE)
    page = unescape(analyst.get("/staff/bassins").text)
    row = next(row for row in page.split("<tr>") if '/staff/bassins/nord"' in row)
    assert "tag-warning" in row
    assert "Helpdesk pour situations complexes" in row


def test_a_facilitator_reads_their_bassin_and_changes_nothing(
    analyst: TestClient, make_client: Callable[[], TestClient]
) -> None:
    analyst.post("/staff/bassins/nord", data=WHOLE)
    client = sign_in(make_client(), "nord@example.be")
    page = client.get("/staff/bassins/nord")
    assert page.status_code == 200
    assert "Een reden" in page.text
    assert "<textarea" not in page.text
    assert "/publish" not in page.text
    assert client.get("/staff/bassins/sud").status_code == 403
    assert '/staff/bassins/sud"' not in client.get("/staff/bassins").text
    for address in ("", "/publish", "/withdraw"):
        assert client.post(f"/staff/bassins/nord{address}", data=WHOLE).status_code == 403


def test_an_unknown_bassin_is_not_there(analyst: TestClient) -> None:
    assert analyst.get("/staff/bassins/nowhere").status_code == 404
    assert analyst.post("/staff/bassins/nowhere", data=WHOLE).status_code == 404
    assert analyst.post("/staff/bassins/nowhere/publish").status_code == 404
    assert analyst.post("/staff/bassins/nord/publish").status_code == 404
