"""A questionnaire with a repeat on a phone, with scripts and without."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.consultations.models import Response
from app.db import reading, transaction
from tests.factories.rounds import household_book
from tests.factories.types import open_book
from tests.support.service import Service, running

pytestmark = pytest.mark.browser


@pytest.fixture
def household(database: str) -> Iterator[Service]:
    """The service with the questionnaire of households."""
    with transaction() as session:
        open_book(session, household_book())
    with running(database) as service:
        yield service


def forward(page: Page) -> None:
    page.locator("main button[name=go][value=next]").click()


def add(page: Page, name: str, age: str) -> None:
    """Add somebody, go through the pages of the round, and come back to the list."""
    page.locator("button[value^='add:people']").click()
    page.locator("input[name^='name@']").fill(name)
    forward(page)
    page.locator("input[name^='age@']").fill(age)
    while "/q/people" not in page.url:
        forward(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_somebody_adds_removes_puts_back_and_sends(
    browser: Browser, household: Service, *, scripts: bool
) -> None:
    context = browser.new_context(
        viewport={"width": 320, "height": 700}, java_script_enabled=scripts, base_url=household.url
    )
    page = context.new_page()
    page.goto("/fr/c/essai")
    page.locator("form[action$='/start'] button").first.click()
    forward(page)
    add(page, "Zoé", "40")
    add(page, "Ali", "12")
    page.locator("button[value^='remove:people']").first.click()
    expect(page.locator("ol.rounds")).not_to_contain_text("Zoé")
    page.locator("button[value^='restore:people']").click()
    expect(page.locator("ol.rounds li")).to_have_count(2)
    if scripts:
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    forward(page)
    page.locator("[name=rooms]").fill("0")
    forward(page)
    forward(page)
    page.locator("form#answer button.button").first.click()
    page.wait_for_url("**/receipt")
    context.close()

    with reading() as session:
        answers = session.scalars(select(Response)).one().answers
    names = [answers[f"name@{one}"] for one in answers["people"]]
    assert names == ["Zoé", "Ali"]
