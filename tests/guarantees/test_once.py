"""*once*: the same response sent any number of times is one response with one receipt."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from app.consultations.models import Draft, Response
from app.consultations.rebuild import differences
from app.db import reading, transaction
from app.kit.tokens import make_token
from tests.factories.answers import fill_draft
from tests.support.forms import answer_form
from tests.support.service import running
from tests.support.visitor import CITIZEN, Visitor


def test_once(visitors: Callable[[], TestClient]) -> None:
    visitor = Visitor(visitors(), "citoyens")
    visitor.begin()
    visitor.fill(CITIZEN)
    form = answer_form(visitor.page)
    codes = set()
    for _ in range(3):
        visitor.post(form, {})
        codes.add(visitor.receipt())

    assert len(codes) == 1
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 1
        assert session.scalar(select(func.count()).select_from(Draft)) == 0
        assert list(differences(session)) == []


@pytest.mark.usefixtures("consultations")
def test_the_same_answer_sent_twenty_times_at_once_is_one(database: str) -> None:
    headers = {"Sec-Fetch-Site": "same-origin"}
    with running(database) as service:
        with httpx.Client(base_url=service.url, headers=headers) as client:
            visitor = Visitor(client, "citoyens")
            visitor.begin()
            visitor.fill(CITIZEN)
            form = answer_form(visitor.page)
            cookies = dict(client.cookies)

        def press(_: int) -> tuple[int, str]:
            with httpx.Client(base_url=service.url, headers=headers, cookies=cookies, timeout=30) as one:
                sent = one.post(form.action, data=form.values())
                receipt = one.get(sent.headers["location"])
                return sent.status_code, receipt.text.partition('class="receipt-code">')[2].partition("<")[0]

        with ThreadPoolExecutor(20) as pool:
            results = list(pool.map(press, range(20)))

    assert {status for status, _ in results} == {303}
    assert len({code for _, code in results}) == 1
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 1
        assert list(differences(session)) == []


@pytest.mark.usefixtures("consultations")
def test_forty_people_sending_at_once_are_all_counted(database: str) -> None:
    headers = {"Sec-Fetch-Site": "same-origin"}
    with transaction() as session:
        drafts = [
            fill_draft(session, "citoyens", "nl" if n % 4 == 0 else "fr", CITIZEN).id for n in range(40)
        ]

    def send(draft: UUID) -> str:
        cookies = {"answer-citoyens": make_token("draft", draft)}
        with httpx.Client(base_url=service.url, headers=headers, cookies=cookies, timeout=60) as client:
            visitor = Visitor(client, "citoyens")
            visitor.go("/fr/c/citoyens/check")
            visitor.send()
            return visitor.receipt()

    with running(database) as service, ThreadPoolExecutor(10) as pool:
        codes = list(pool.map(send, drafts))

    assert len(set(codes)) == 40
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 40
        assert list(differences(session)) == []


def test_after_sending_back_shows_a_sensible_page(visitors: Callable[[], TestClient]) -> None:
    visitor = Visitor(visitors(), "citoyens")
    visitor.begin()
    visitor.fill(CITIZEN)
    visitor.send()
    code = visitor.receipt()
    for rest in ("q/page_you", "check", "later", "receipt"):
        visitor.go(f"/nl/c/citoyens/{rest}")
        assert visitor.page.status_code == 200
        assert visitor.receipt() == code
