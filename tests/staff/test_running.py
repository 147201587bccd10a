"""The pages on which a consultation is prepared, looked at, published, followed and closed."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from app.accounts.models import AuditLine
from app.consultations.models import Consultation, Draft, PageVisit, Response
from app.consultations.queries import consultation_by_code
from app.consultations.start import start_draft
from app.db import reading, transaction
from app.kit import clock
from tests.factories.answers import answer, fill_draft, make_consultation
from tests.factories.voices import citizen
from tests.staff.world import give_members, sign_in
from tests.support.forms import Form, forms_of

MANAGE = "/staff/consultations/essai-2026/manage"
WHOLE = {
    "code": "essai-2026", "questionnaire": "citoyens", "strand": "adc-2022-2023/digital-consultation",
    "audience": "citizens", "access": "open", "title.fr": "Un titre", "title.nl": "Een titel",
    "intro.fr": "Bonjour", "intro.nl": "Dag", "thanks.fr": "Un grand merci", "thanks.nl": "Hartelijk dank",
}  # fmt: skip


@pytest.fixture
def analyst(database: str, make_client: Callable[[], TestClient]) -> TestClient:  # noqa: ARG001
    """An analyst, whose pages are in French."""
    give_members()
    return sign_in(make_client(), "analyst@example.be")


def form_at(client: TestClient, address: str, action: str = "") -> Form:
    """The form of a page that posts to `action`, or to the page itself."""
    page = client.get(address)
    assert page.status_code == 200, page.text
    return next(form for form in forms_of(page).values() if form.action == (action or address))


def save(client: TestClient, address: str, **changes: str) -> str:
    """Fill in the form of a page, post it, and return where that leads."""
    form = form_at(client, address)
    data = {name: values[-1] for name, values in form.values().items()}
    known = {name: value for name, value in WHOLE.items() if name in form.names}
    answered = client.post(address, data={**data, **known, **changes})
    assert answered.status_code == 303, answered.text
    return str(answered.headers["location"])


def words(client: TestClient, address: str, status: int = 200) -> str:
    page = client.get(address)
    assert page.status_code == status, page.text
    return unescape(page.text)


def row() -> Consultation:
    with reading() as session:
        return consultation_by_code(session, "essai-2026", drafts=True)


def test_a_consultation_goes_from_the_form_to_the_public(
    analyst: TestClient, make_client: Callable[[], TestClient]
) -> None:
    assert save(analyst, "/staff/consultations/new", **{"thanks.nl": ""}) == MANAGE
    assert "essai-2026/manage" in words(analyst, "/staff/consultations")
    assert '<a href="#thanks.nl">' in words(analyst, MANAGE)
    refused = analyst.post("/staff/consultations/essai-2026/publish")
    assert refused.status_code == 422
    assert 'href="#thanks.nl"' in refused.text
    assert make_client().get("/nl/c/essai-2026").status_code == 404

    save(analyst, MANAGE)
    assert analyst.post("/staff/consultations/essai-2026/publish").status_code == 303
    assert "Een titel" in words(make_client(), "/nl/c/essai-2026")
    assert "Un titre" in words(make_client(), "/fr/")
    with reading() as session:
        verbs = session.scalars(
            select(AuditLine.verb).where(AuditLine.target == "consultation:essai-2026")
        ).all()
    assert set(verbs) == {"plan_consultation", "revise_consultation", "publish_consultation"}


def test_hours_are_those_of_brussels(analyst: TestClient) -> None:
    save(
        analyst, "/staff/consultations/new",
        opens_day="2026-07-01", opens_hour="09:30", closes_day="2026-12-01", closes_hour="09:30",
    )  # fmt: skip
    assert row().opens_at.hour == 7
    assert row().closes_at.hour == 8
    form = form_at(analyst, MANAGE)
    assert form.values()["opens_hour"] == ["09:30"]
    assert form.values()["closes_day"] == ["2026-12-01"]


def test_everything_that_is_wrong_is_said_at_once_and_what_was_typed_stays(analyst: TestClient) -> None:
    page = analyst.post(
        "/staff/consultations/new",
        data={**WHOLE, "code": "Pas ça !", "audience": "martians", "title.fr": "Mon titre", "opens_day": "x"},
    )
    assert page.status_code == 422
    for field in ("code", "audience", "opens_day", "closes_day", "closes_hour"):
        assert f'href="#{field}"' in page.text, field
    assert 'value="Mon titre"' in page.text
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Consultation)) == 0
        assert "plan_consultation" not in session.scalars(select(AuditLine.verb)).all()


@pytest.mark.parametrize("code", ["new", "", "a/b", "-a", "é", "a" * 51])
def test_an_address_has_small_letters_digits_and_hyphens(analyst: TestClient, code: str) -> None:
    page = analyst.post("/staff/consultations/new", data={**WHOLE, "code": code})
    assert page.status_code == 422
    assert 'href="#code"' in page.text


def test_a_public_consultation_offers_its_texts_and_its_closing_alone(analyst: TestClient) -> None:
    save(analyst, "/staff/consultations/new")
    analyst.post("/staff/consultations/essai-2026/publish")
    form = form_at(analyst, MANAGE)
    assert not {"questionnaire", "strand", "audience", "access", "opens_day"} & set(form.names)
    save(
        analyst, MANAGE, **{"title.nl": "Een betere titel", "access": "ticket", "questionnaire": "evaluation"}
    )
    assert (row().title["nl"], row().access) == ("Een betere titel", "open")


def test_a_refusal_leaves_no_trace_and_the_form_can_be_sent_again(analyst: TestClient) -> None:
    save(analyst, "/staff/consultations/new")
    analyst.post("/staff/consultations/essai-2026/publish")
    form = form_at(analyst, MANAGE)
    data = {name: values[-1] for name, values in form.values().items()}
    refused = analyst.post(MANAGE, data={**data, "intro.nl": ""})
    assert refused.status_code == 422
    again = next(form for form in forms_of(refused).values() if form.action == MANAGE)
    data = {name: values[-1] for name, values in again.values().items()}
    assert analyst.post(MANAGE, data={**data, "intro.nl": "Goeiedag"}).status_code == 303
    old = analyst.post(MANAGE, data={**data, "intro.nl": "Te laat"})
    assert old.status_code == 422
    assert 'value="Te laat"' in old.text or "Te laat</textarea>" in old.text
    assert row().intro["nl"] == "Goeiedag"


def test_it_closes_now(analyst: TestClient, make_client: Callable[[], TestClient]) -> None:
    save(analyst, "/staff/consultations/new", opens_day=(clock.today() - timedelta(days=2)).isoformat())
    analyst.post("/staff/consultations/essai-2026/publish")
    assert analyst.post("/staff/consultations/essai-2026/close").status_code == 303
    assert make_client().post("/fr/c/essai-2026/start").status_code == 410
    assert analyst.post("/staff/consultations/essai-2026/close").status_code == 422


def test_a_facilitator_follows_and_does_not_manage(
    analyst: TestClient,  # noqa: ARG001 - the members are there
    make_client: Callable[[], TestClient],
) -> None:
    with transaction() as session:
        make_consultation(session)
        # Fewer than five would be hidden from somebody who is no analyst.
        for bassin in ("nord", "nord", "nord", "nord", "sud"):
            answer(session, "citoyens", "fr", citizen(bassin))
    client = sign_in(make_client(), "nord@example.be")
    page = words(client, "/staff/consultations/citoyens/progress")
    assert "Bassin Nord" in page
    assert "Bassin Sud" not in page
    assert "/manage" not in page
    assert "/manage" not in words(client, "/staff/consultations")
    for path in ("new", "citoyens/manage", "citoyens/preview", "citoyens/preview/fr/1"):
        words(client, f"/staff/consultations/{path}", status=403)


def test_the_preview_has_every_page_in_both_languages_and_saves_nothing(analyst: TestClient) -> None:
    save(analyst, "/staff/consultations/new")
    start = "/staff/consultations/essai-2026/preview"
    outside = words(analyst, start)
    assert f'src="{start}/fr/0"' in outside
    assert f'src="{start}/nl/0"' in outside
    last = 10
    for lang, labels in (("fr", ("Les difficultés", "Bonjour")), ("nl", ("De moeilijkheden", "Dag"))):
        everything = "".join(words(analyst, f"{start}/{lang}/{number}") for number in range(last + 1))
        assert f'<html lang="{lang}">' in everything
        for label in labels:
            assert label in everything
    words(analyst, f"{start}/fr/{last + 1}", status=404)
    words(analyst, f"{start}?number={last + 1}", status=404)
    for page in (words(analyst, f"{start}/fr/{number}") for number in range(last + 1)):
        posting = [part.partition('"')[0] for part in page.split('action="')[1:]]
        assert all(action.startswith("/staff/consultations/essai-2026/preview/") for action in posting)
        assert "<script" not in page
    with reading() as session:
        for table in (Draft, Response, PageVisit):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_the_buttons_of_the_preview_turn_pages(analyst: TestClient) -> None:
    with transaction() as session:
        make_consultation(session)
    start = "/staff/consultations/citoyens/preview"
    for here, go, there in (
        ("fr/0", "", "fr/1"), ("fr/3", "next", "fr/4"), ("fr/3", "back", "fr/2"), ("fr/3", "later", "fr/3"),
        ("fr/3", "lang:nl", "nl/3"), ("nl/0", "back", "nl/0"), ("nl/10", "next", "nl/10"),
    ):  # fmt: skip
        answered = analyst.post(f"{start}/{here}", data={"go": go, "bassin": "nord"})
        assert answered.headers["location"] == f"{start}/{there}"


def test_conditions_are_said_beside_the_frames(analyst: TestClient) -> None:
    with transaction() as session:
        make_consultation(session)
    page = words(analyst, "/staff/consultations/citoyens/preview")
    assert "Avez-vous trouvé" in page
    assert "En partie" in page
    assert "${" not in page


def test_the_progress_says_who_began_who_sent_and_where_people_stop(analyst: TestClient) -> None:
    with transaction() as session:
        made = make_consultation(session)
        for _ in range(5):
            answer(session, "citoyens", "fr", citizen("nord"))
        answer(session, "citoyens", "nl", citizen("sud", profile="carer"))
        start_draft(session, made, "nl")
        start_draft(session, made, "nl")
        fill_draft(session, "citoyens", "fr", citizen("nord"))
    page = words(analyst, "/staff/consultations/citoyens/progress")
    lead = page.partition('<p class="lead measure">')[2].partition("</p>")[0]
    assert lead
    cells = [part.partition("</dd>")[0] for part in page.split("<dd>")[1:]]
    assert cells[:3] == ["9", "6", "3"]
    first = page.partition('id="stops"')[2].partition("<tbody>")[2].partition("</tr>")[0]
    assert "<td>9</td><td>2</td>" in first
    languages = page.partition('id="languages"')[2].partition("</table>")[0]
    assert "<td>6</td><td>5</td>" in languages
    assert "<td>3</td><td>1</td>" in languages


def test_a_consultation_that_nobody_began_says_so(analyst: TestClient) -> None:
    with transaction() as session:
        make_consultation(session)
    page = words(analyst, "/staff/consultations/citoyens/progress")
    assert "<table" not in page
    save(analyst, "/staff/consultations/new")
    words(analyst, "/staff/consultations/essai-2026/progress", status=404)
