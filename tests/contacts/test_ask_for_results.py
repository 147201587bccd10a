from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.consultations.errors import NoSuchConsultationError
from app.contacts.ask_for_results import ask_for_results
from app.contacts.errors import NoResultsToComeError
from app.contacts.models import ResultsList, ResultsWish
from app.contacts.purge import KEPT_AFTER_CLOSING, purge_results_wishes
from app.db import reading, transaction
from app.kit import clock
from tests.factories.answers import make_consultation
from tests.support.forms import forms_of

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def consultations(database: str) -> None:  # noqa: ARG001 - it must be there first
    with transaction() as session:
        make_consultation(session, "citoyens")
        make_consultation(session, "professionnels")
        make_consultation(session, "evaluation", access="ticket")


def wishes() -> set[tuple[str, str]]:
    with reading() as session:
        return {(wish.email, wish.language) for wish in session.scalars(select(ResultsWish))}


def ask(email: str, code: str = "citoyens", language: str = "fr") -> None:
    with transaction() as session:
        ask_for_results(session, code, email, language)  # type: ignore[arg-type]


def test_an_address_is_kept_once_and_the_last_language_stands() -> None:
    ask("a@example.be")
    with reading() as session:
        first = session.scalars(select(ResultsWish.id)).one()
    ask("b@example.be", language="nl")
    ask("a@example.be", language="nl")
    ask("a@example.be", "professionnels")
    assert wishes() == {("a@example.be", "nl"), ("b@example.be", "nl"), ("a@example.be", "fr")}
    with reading() as session:
        assert session.get_one(ResultsWish, first).language == "nl", "its id stays, for mails to come"


def test_addresses_left_at_once_are_all_kept() -> None:
    people = [f"p{number}@example.be" for number in range(12)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(ask, people * 2))
    assert {email for email, _ in wishes()} == set(people)


def test_it_refuses_where_no_results_will_come() -> None:
    with pytest.raises(NoSuchConsultationError):
        ask("a@example.be", "nulle-part")
    with pytest.raises(NoResultsToComeError):
        ask("a@example.be", "evaluation")
    with (
        clock.set_to(clock.now() + timedelta(days=31) + KEPT_AFTER_CLOSING),
        pytest.raises(NoResultsToComeError),
    ):
        ask("a@example.be")
    assert wishes() == set()


def test_addresses_are_forgotten_a_year_after_the_closing() -> None:
    ask("a@example.be")
    for days, left in ((30 + 364, 1), (30 + 366, 0)):
        with clock.set_to(clock.now() + timedelta(days=days)), transaction() as session:
            purge_results_wishes(session)
        assert len(wishes()) == left
    with reading() as session:
        assert session.scalars(select(ResultsList)).all() == []


@pytest.mark.parametrize("lang", ["fr", "nl"])
def test_the_form_keeps_an_address_in_the_language_of_its_page(client: TestClient, lang: str) -> None:
    page = client.get(f"/{lang}/c/citoyens/results")
    (form,) = (form for form in forms_of(page).values() if form.action.endswith("/results"))
    assert set(form.values()) == {"email", "website"}, "nothing else travels with the address"
    answer = client.post(form.action, data=form.values() | {"email": ["Qui@Example.be "]})
    assert answer.headers["location"] == f"/{lang}/c/citoyens/results/noted"
    assert client.get(answer.headers["location"]).status_code == 200
    assert wishes() == {("qui@example.be", lang)}


def test_twice_reads_like_once(client: TestClient) -> None:
    answers = [client.post("/fr/c/citoyens/results", data={"email": "a@example.be"}) for _ in range(2)]
    assert [(one.status_code, one.headers["location"]) for one in answers] == [
        (303, "/fr/c/citoyens/results/noted")
    ] * 2


@pytest.mark.parametrize(
    "fields", [{}, {"email": "nobody"}, {"email": "a@example.be", "website": "http://spam.example"}]
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(
    client: TestClient, fields: dict[str, str]
) -> None:
    answer = client.post("/nl/c/citoyens/results", data=fields)
    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.text
    assert fields.get("email", "") in answer.text
    assert wishes() == set()
