"""Somebody who changes a questionnaire through the pages, without scripts."""

from collections.abc import Callable, Mapping
from html import unescape

from fastapi.testclient import TestClient
from sqlalchemy import func, select

from app.db import reading
from app.questionnaires.workbook import SURVEY, Workbook
from app.questionnaires.working_copy import the_copy
from tests.staff.world import give_members, sign_in
from tests.support.forms import Form, forms_of

EDIT = "/staff/questionnaires/citoyens/edit"


def at_work(make_client: Callable[[], TestClient]) -> TestClient:
    """Sign in an analyst, whose pages are in French, with the questionnaire for citizens on the table."""
    give_members()
    client = sign_in(make_client(), "analyst@example.be")
    assert client.post(f"{EDIT}/start").headers["location"] == EDIT
    return client


def words(client: TestClient, address: str, status: int = 200) -> str:
    page = client.get(address)
    assert page.status_code == status, page.text
    return unescape(page.text)


def form_at(client: TestClient, address: str, form_id: str = "question") -> Form:
    page = client.get(address)
    assert page.status_code == 200, page.text
    return forms_of(page)[form_id]


def press(client: TestClient, address: str, go: str, **fields: str) -> tuple[int, str]:
    """Press a button of the structure; gives the status and where that leads, or the page."""
    form = form_at(client, address, "structure")
    answered = client.post(form.action, data={**form.values(), "go": go, **fields})
    return answered.status_code, answered.headers.get("location") or unescape(answered.text)


def save(client: TestClient, address: str, changes: Mapping[str, str], status: int = 303) -> str:
    """Fill in the form of a question and save it; gives where that leads, or the page."""
    form = form_at(client, address)
    answered = client.post(form.action, data={**form.values(), **changes, "go": "save"})
    assert answered.status_code == status, answered.text
    return answered.headers.get("location") or unescape(answered.text)


def workbook(code: str = "citoyens") -> Workbook:
    with reading() as session:
        return the_copy(session, code).workbook


def names(code: str = "citoyens") -> list[str]:
    return [row["name"] for row in workbook(code).sheet(SURVEY).rows if "name" in row]


def count(model: type[object]) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0
