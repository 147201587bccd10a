"""What the team sees of a questionnaire with repeats: its preview, how it goes, and its files."""

from collections.abc import Callable
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.accounts.models import AuditLine
from app.consultations.queries import consultation_by_code
from app.consultations.start import start_draft
from app.db import reading, transaction
from tests.factories.rounds import household_book
from tests.factories.types import open_book
from tests.staff.world import give_members, sign_in


@pytest.fixture
def admin(database: str, make_client: Callable[[], TestClient]) -> TestClient:  # noqa: ARG001
    """An administrator before a consultation on households."""
    with transaction() as session:
        open_book(session, household_book())
    give_members()
    return sign_in(make_client(), "admin@example.be")


def words(client: TestClient, address: str, status: int = 200) -> str:
    page = client.get(address)
    assert page.status_code == status, page.text
    return unescape(page.text)


def test_the_preview_shows_the_pages_of_a_repeat_once_and_then_its_list(admin: TestClient) -> None:
    start = "/staff/consultations/essai/preview"
    pages = [words(admin, f"{start}/fr/{number}") for number in range(9)]
    assert "Prénom" in pages[2]
    assert "Les personnes" in pages[2], "the page says of what it is one"
    assert "Âge de" in pages[3]
    assert "add:people" in pages[4]
    assert "Pièce" in pages[6]
    words(admin, f"{start}/fr/9", status=404)

    beside = words(admin, start)
    assert "Une fois pour chaque élément de «\u00a0Les personnes\u00a0»" in beside
    assert "le nombre d’éléments de «\u00a0Les personnes\u00a0» est supérieur à 1" in beside
    pressed = admin.post(f"{start}/fr/4", data={"go": "add:people@k7"})
    assert pressed.headers["location"] == f"{start}/fr/4"


def test_the_progress_names_the_pages_of_a_repeat_once(admin: TestClient) -> None:
    with transaction() as session:
        start_draft(session, consultation_by_code(session, "essai"), "fr")
    page = words(admin, "/staff/consultations/essai/progress")

    assert page.count("Prénom") == 1


def test_the_files_of_a_repeat_are_offered_and_noted(admin: TestClient) -> None:
    address = "/staff/consultations/essai/exports"
    page = words(admin, address)
    assert 'name="table" value="people"' in page

    given = admin.get(f"{address}/codes.csv", params={"table": "people"})
    assert given.text.startswith("_number,_round,age,")
    assert "-people-codes.csv" in given.headers["content-disposition"]
    words(admin, f"{address}/codes.csv?table=nothing", status=404)
    with reading() as session:
        noted = list(session.scalars(select(AuditLine.target).where(AuditLine.verb == "export_answers")))
    assert noted == ["consultation:essai/people/codes.csv"]
