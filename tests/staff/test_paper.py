"""The pages about paper: printing, numbering, typing in, deciding, and filling in for somebody."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from app.accounts.models import AuditLine
from app.consultations.models import Draft, Response
from app.consultations.paper.models import PaperEntry, PaperPlan, PaperSheet
from app.consultations.paper.rules import sheet_code
from app.db import reading, transaction
from app.kit import clock
from tests.factories.answers import make_consultation
from tests.staff.world import give_members, sign_in
from tests.support.forms import Form, forms_of
from tests.support.visitor import Visitor

PAPER = "/staff/consultations/citoyens/paper"
TYPE = f"{PAPER}/type"
SHEET = {"a.commune": "14", "a.bassin": "1", "a.profile": "3", "a.priorities": "1 2"}


@pytest.fixture
def team(database: str, make_client: Callable[[], TestClient]) -> tuple[TestClient, TestClient]:  # noqa: ARG001
    """An analyst and a facilitator, with a consultation that is open."""
    give_members()
    with transaction() as session:
        make_consultation(session, "citoyens")
    return sign_in(make_client(), "analyst@example.be"), sign_in(make_client(), "nord@example.be")


def form_to(page: httpx.Response, action: str) -> Form:
    """The form of a page that posts to `action`."""
    return next(form for form in forms_of(page).values() if form.action == action)


def number(client: TestClient) -> str:
    """Take a number by hand and return its code, as the page says it."""
    answer = client.post(f"{PAPER}/numbers", data={"by_hand": "1"})
    assert answer.status_code == 303, answer.text
    address = answer.headers["location"].partition("#")[0]
    code = sheet_code(int(address.rpartition("=")[2]))
    assert code in client.get(address).text
    return code


def type_in(client: TestClient, code: str, **changes: str) -> httpx.Response:
    """Ask for a sheet, fill in what the page shows, and keep it."""
    page = client.get(TYPE, params={"step": "2", "sheet": code, "language": "fr", "batch": "Jette"})
    form = form_to(page, TYPE)
    assert set(SHEET) <= set(form.names)
    fields = {name: values[-1] for name, values in form.values().items()}
    return client.post(TYPE, data=fields | SHEET | {f"a.{name}": text for name, text in changes.items()})


def count(model: type[Response | PaperEntry | PaperSheet | Draft]) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_two_people_type_a_sheet_and_it_counts(team: tuple[TestClient, TestClient]) -> None:
    code = number(team[0])
    kept = type_in(team[0], code)
    assert kept.status_code == 303
    said = unescape(team[0].get(kept.headers["location"]).text)
    assert f"La feuille {code} est enregistrée" in said
    assert 'value="Jette"' in said, "the next sheet lies in the same folder"
    done = type_in(team[1], code)
    assert f"La feuille {code} est terminée" in unescape(team[1].get(done.headers["location"]).text)
    assert (count(Response), count(PaperEntry)) == (1, 0)
    with reading() as session:
        lines = [(line.verb, line.target) for line in session.scalars(select(AuditLine))]
    assert ("type_in_sheet", "consultation:citoyens/sheet:1") in lines
    assert ("count_sheet", "consultation:citoyens/sheet:1") in lines


def test_the_second_person_sees_nothing_of_the_first(team: tuple[TestClient, TestClient]) -> None:
    code = number(team[0])
    type_in(team[0], code, change_nearby="Un mot que personne d’autre n’écrit")
    for address in (PAPER, f"{TYPE}?step=2&sheet={code}&language=fr"):
        assert "personne d’autre n’écrit" not in unescape(team[1].get(address).text)


def test_what_cannot_be_read_is_said_at_its_field_and_nothing_typed_is_lost(
    team: tuple[TestClient, TestClient],
) -> None:
    refused = type_in(team[0], number(team[0]), bassin="7", change_nearby="Plus de bancs")
    assert refused.status_code == 422
    said = unescape(refused.text)
    assert "Tapez des numéros de choix, de 1 à 6." in said
    assert "Plus de bancs" in said
    assert form_to(refused, TYPE).values()["a.bassin"] == ["7"]
    assert (count(PaperSheet), count(PaperEntry)) == (0, 0)


@pytest.mark.parametrize("sheet", ["", "0001", "0001A", "0099J", "<script>"])
def test_it_asks_again_for_a_sheet_that_there_is_not(team: tuple[TestClient, TestClient], sheet: str) -> None:
    page = team[0].get(TYPE, params={"step": "2", "sheet": sheet, "language": "fr"})
    assert page.status_code == 422
    assert "a.bassin" not in page.text
    assert team[0].post(TYPE, data={"sheet": sheet, "language": "fr", **SHEET}).status_code == 422


def test_nobody_is_asked_for_a_sheet_that_they_have_typed(team: tuple[TestClient, TestClient]) -> None:
    code = number(team[0])
    type_in(team[0], code)
    page = team[0].get(TYPE, params={"step": "2", "sheet": code, "language": "fr"})
    assert page.status_code == 422
    assert f"Vous avez déjà encodé la feuille {code}" in unescape(page.text)


def test_a_difference_is_decided_on_its_page(team: tuple[TestClient, TestClient]) -> None:
    code = number(team[0])
    type_in(team[0], code, age="2")
    answer = type_in(team[1], code, age="3", priorities="1 2 3")
    assert "state=differing" in answer.headers["location"]
    address = f"{PAPER}/sheets/1"
    assert f'href="{address}"' in team[0].get(PAPER).text
    page = team[0].get(address)
    form = form_to(page, address)
    assert set(form.names) == {"pick.age", "a.age", "pick.priorities", "a.priorities"}, "and nothing else"
    assert team[0].post(address, data={"pick.age": "second"}).status_code == 422
    broken = team[0].post(address, data={"pick.age": "other", "a.age": "9", "pick.priorities": "second"})
    assert broken.status_code == 422
    assert 'value="9"' in broken.text
    assert count(Response) == 0
    done = team[0].post(address, data={"pick.age": "second", "pick.priorities": "first"})
    assert done.status_code == 303
    with reading() as session:
        assert session.scalars(select(Response)).one().answers["age"] == "30-44"
    assert team[0].get(address).status_code == 409
    assert team[0].post(f"{address}/drop").status_code == 409


def test_what_was_typed_under_a_wrong_number_can_be_forgotten(team: tuple[TestClient, TestClient]) -> None:
    code = number(team[0])
    type_in(team[0], code, age="2")
    type_in(team[1], code, age="3")
    assert team[0].post(f"{PAPER}/sheets/1/drop").status_code == 303
    assert (count(PaperSheet), count(PaperEntry)) == (0, 0)


def test_copies_are_numbered_once_and_can_be_printed_again(team: tuple[TestClient, TestClient]) -> None:
    for data in ({"count": "51", "edition": "fr"}, {"count": "x", "edition": "fr"}, {"count": "2"}):
        assert team[1].post(f"{PAPER}/numbers", data=data).status_code == 422
    answer = team[1].post(f"{PAPER}/numbers", data={"count": "2", "edition": "both"})
    assert answer.headers["location"] == f"{PAPER}/copies/1/both"
    for address in (answer.headers["location"], f"{PAPER}/copies/1/nl", f"{PAPER}/form/fr"):
        file = team[1].get(address)
        assert file.headers["content-type"] == "application/pdf"
        assert file.content.startswith(b"%PDF-")
    assert team[1].get(f"{PAPER}/copies/2/fr").status_code == 404
    assert number(team[0]) == sheet_code(3)


def test_how_sheets_are_taken_is_changed_by_those_who_manage_consultations(
    team: tuple[TestClient, TestClient],
) -> None:
    form = form_to(team[0].get(PAPER), PAPER)
    fields = {name: values[-1] for name, values in form.values().items()}
    good = fields | {
        "entries": "single",
        "return_words.fr": "Au guichet.",
        "return_words.nl": "Aan het loket.",
    }
    assert team[1].post(PAPER, data=good).status_code == 403
    for bad in ({"entries": "thrice"}, {"accepted_until": "2020-01-01"}, {"return_words.nl": ""}):
        refused = team[0].post(PAPER, data=good | bad)
        assert refused.status_code == 422, bad
        assert "Au guichet." in unescape(refused.text)
    assert team[0].post(PAPER, data=good).status_code == 303
    stale = team[0].post(PAPER, data=good)
    assert stale.status_code == 422
    assert "entre-temps" in unescape(stale.text)
    with reading() as session:
        plan = session.scalars(select(PaperPlan)).one()
    assert (plan.entries, plan.return_words["nl"]) == ("single", "Aan het loket.")
    assert type_in(team[0], number(team[0])).status_code == 303
    assert count(Response) == 1


def test_the_public_form_is_there_while_people_may_print_it(team: tuple[TestClient, TestClient]) -> None:
    landing = team[1].get("/nl/c/citoyens").text
    assert 'href="/nl/c/citoyens/form.pdf"' in landing
    file = team[1].get("/nl/c/citoyens/form.pdf")
    assert file.headers["content-type"] == "application/pdf"
    with transaction() as session:
        session.merge(
            PaperPlan(consultation_id=1, entries="double", on_the_web=False, return_words={}, version=9)
        )
    assert "form.pdf" not in team[1].get("/nl/c/citoyens").text
    assert team[1].get("/nl/c/citoyens/form.pdf").status_code == 404


def test_a_closed_consultation_still_takes_sheets_and_then_no_more(
    team: tuple[TestClient, TestClient],
) -> None:
    codes = [number(team[0]), number(team[0])]
    closing = clock.now() + timedelta(days=30)
    with clock.set_to(closing + timedelta(days=3)):
        again = sign_in(team[0], "analyst@example.be")
        assert type_in(again, codes[0]).status_code == 303
    with clock.set_to(closing + timedelta(days=20)):
        again = sign_in(team[0], "analyst@example.be")
        assert again.get(TYPE, params={"step": "2", "sheet": codes[1], "language": "fr"}).status_code == 410
        assert again.post(f"{PAPER}/numbers", data={"by_hand": "1"}).status_code == 410


@pytest.mark.parametrize("lang", ["fr", "nl"])
def test_somebody_is_helped_and_the_device_forgets_them(
    team: tuple[TestClient, TestClient], lang: str
) -> None:
    helper = team[1]
    began = helper.post("/staff/consultations/citoyens/assisted", data={"language": lang})
    visitor = Visitor(helper, "citoyens", lang)
    visitor.go(began.headers["location"])
    button = next(form for form in forms_of(visitor.page).values() if "/resume/" in form.action)
    visitor.post(button, {})
    assert 'class="assisted"' in visitor.page.text
    assert "data-phone" not in visitor.page.text, "nothing is kept on the device"
    with clock.set_to(clock.now() + timedelta(minutes=6)):
        visitor.fill({"bassin": "nord", "profile": "carer", "priorities": ["helpdesk"]})
        visitor.send()
    assert visitor.receipt()
    with reading() as session:
        sent = session.scalars(select(Response)).one()
        verbs = {line.verb for line in session.scalars(select(AuditLine))}
    assert (sent.channel, sent.language) == ("assisted", lang)
    assert not any("assist" in verb for verb in verbs), "no count of who helped is kept"
    forget = next(form for form in forms_of(visitor.page).values() if form.action.endswith("/forget"))
    after = helper.post(forget.action, data={"assisted": "yes"})
    assert after.headers["location"] == f"{PAPER}#assisted"
    assert "answer-citoyens" not in helper.cookies


def test_nobody_is_helped_with_what_is_closed_or_needs_a_link(team: tuple[TestClient, TestClient]) -> None:
    with transaction() as session:
        make_consultation(session, "evaluation", access="ticket")
        make_consultation(
            session, "citoyens", code="passee", opened=timedelta(days=-9), closes=timedelta(days=-1)
        )
    for code in ("evaluation", "passee"):
        assert team[1].post(f"/staff/consultations/{code}/assisted", data={}).status_code == 410
        assert "/assisted" not in team[1].get(f"/staff/consultations/{code}/paper").text
    assert count(Draft) == 0
