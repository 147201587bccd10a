"""Charts of the team are drawn, taken away as pictures and printed; without scripts the table is there."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accounts.people import PASSWORD
from tests.support.service import Service

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"])]

HERE = "/staff/consultations/citoyens"


def sign_in(page: Page) -> Page:
    page.goto("/staff/sign-in?lang=fr")
    page.fill("[name=email]", "analyst@example.be")
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/staff/")
    return page


def test_a_chart_is_taken_away_as_a_picture_that_says_what_it_shows(
    browser: Browser, service: Service, tmp_path: Path
) -> None:
    with browser.new_context(base_url=service.url, color_scheme="dark", accept_downloads=True) as context:
        page = sign_in(context.new_page())
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(HERE)
        title = page.locator("#days-title").inner_text()
        for kind, start in (("svg", b"<svg"), ("png", b"\x89PNG")):
            button = page.locator(f"[data-picture={kind}][data-of=days-title]")
            expect(button).to_be_visible()
            with page.expect_download() as download:
                button.click()
            saved = tmp_path / download.value.suggested_filename
            download.value.save_as(saved)
            assert saved.name.startswith("citoyens-days.")
            assert saved.read_bytes().startswith(start)
        assert title in (tmp_path / "citoyens-days.svg").read_text("utf-8")

        page.pdf()
        ink = page.locator("figure .main-svg text").first.evaluate("it => getComputedStyle(it).fill")
        paper = page.evaluate("getComputedStyle(document.body).color")
        assert ink == paper, "after printing the chart has the colours of the page again"
        assert errors == []


def test_without_scripts_every_chart_has_its_table(browser: Browser, service: Service) -> None:
    with browser.new_context(base_url=service.url, java_script_enabled=False) as context:
        page = sign_in(context.new_page())
        page.goto(HERE)
        charts = page.locator("figure[data-chart]").count()
        assert charts > 0
        assert page.locator("table.figures").count() == charts
        expect(page.locator("[data-picture]").first).to_be_hidden()
