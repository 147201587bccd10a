"""*mine*, on a phone: an answer that is closed or withdrawn leaves nothing on the device either."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from app.db import transaction
from tests.conftest import use_settings
from tests.factories.answers import make_consultation
from tests.support.phone import Phone
from tests.support.service import SECRET, running
from tests.support.visitor import CITIZEN

pytestmark = pytest.mark.browser

EVERYTHING = {**CITIZEN, "commune": "jette"}


@pytest.fixture
def phone(browser: Browser, database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Phone]:
    """A new telephone. No script of ours may fail on it."""
    use_settings(monkeypatch, database_url=database, secret_key=SECRET)
    with transaction() as session:
        make_consultation(session, "citoyens")
    with running(database) as service:
        phone = Phone(browser, service)
        yield phone
        phone.context.close()
        assert phone.errors == []


def test_a_correction_that_is_over_leaves_nothing_on_the_device(phone: Phone) -> None:
    phone.begin()
    phone.ready()
    phone.walk(EVERYTHING)
    phone.send()
    code = phone.receipt()
    for button in ("/close", "/leave", "/withdraw"):
        phone.page.goto("/fr/my-answer")
        phone.page.fill("[name=code]", code)
        phone.page.locator("main form[action$='/my-answer'] button").click()
        phone.page.locator("form[action$='/correct'] button").first.click()
        phone.page.locator(".summary-change a").last.click()
        phone.page.wait_for_url("**/q/**")
        phone.page.wait_for_load_state("networkidle")
        token = phone.page.locator("#answer [name=draft]").input_value()
        phone.page.goto("/fr/my-answer")
        phone.page.wait_for_load_state("networkidle")
        assert token in phone.traces()
        if button == "/withdraw":
            phone.page.locator("a[href$='/my-answer/withdraw']").click()
            phone.page.wait_for_load_state("networkidle")
        there = f"form[action$='{button}'] button, button[formaction$='{button}']"
        with phone.page.expect_navigation(wait_until="networkidle"):
            phone.page.locator(there).first.click()
        assert token not in phone.traces(), button
        phone.page.goto("/fr/my-answer")
        if phone.page.locator("form[action$='/close'] button").count():
            with phone.page.expect_navigation(wait_until="networkidle"):
                phone.page.locator("form[action$='/close'] button").first.click()
