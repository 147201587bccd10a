"""A sheet typed in with the keyboard alone, and the same without scripts, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.consultations.models import Response
from app.consultations.paper.models import PaperEntry
from app.consultations.paper.plan import take_numbers
from app.consultations.paper.rules import sheet_code
from app.consultations.queries import consultation_by_code
from app.db import reading, transaction
from tests.accounts.people import PASSWORD
from tests.journeys.conftest import phone
from tests.support.service import Service

pytestmark = pytest.mark.browser

TYPE = "/staff/consultations/citoyens/paper/type"
TYPED = ["14", "1", "3", "2", "1", "2", "2 11", "Le téléphone", "1", "", "19", "Plus de bancs"]
"""What the sheet says, a line for each of its twelve questions."""


def sign_in(browser: Browser, service: Service, email: str, *, scripts: bool = True) -> Page:
    page = phone(browser, service, scripts=scripts).new_page()
    page.goto("/staff/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/staff/")
    return page


def open_sheet(page: Page) -> None:
    """Say which sheet it is, with the keyboard."""
    page.goto(TYPE)
    expect(page.locator("#sheet")).to_be_focused()
    page.keyboard.type(sheet_code(1))
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**sheet=0001B**")


def test_a_sheet_is_typed_in_with_the_keyboard_alone_and_again_without_scripts(
    browser: Browser, service: Service
) -> None:
    with transaction() as session:
        take_numbers(session, consultation_by_code(session, "citoyens"), 1)
    first = sign_in(browser, service, "analyst@example.be")
    open_sheet(first)
    expect(first.locator("#commune")).to_be_focused()
    for text in TYPED[:-1]:
        first.keyboard.type(text)
        first.keyboard.press("Enter")
    expect(first.locator("#change_nearby")).to_be_focused()
    said = first.locator(".sheet-row:has(#obstacles) [data-echo]")
    expect(said).to_have_text("Il fallait attendre trop longtemps · Autre chose")
    violations = Axe().run(first, options={"resultTypes": ["violations"]}).response["violations"]
    assert [one["id"] for one in violations] == []
    assert not first.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    first.keyboard.type(TYPED[-1])
    first.keyboard.press("Control+Enter")
    first.wait_for_url("**state=once**")

    second = sign_in(browser, service, "nord@example.be", scripts=False)
    open_sheet(second)
    second.focus("#commune")
    second.keyboard.press("Enter")
    assert "sheet=0001B" in second.url, "half a sheet is never sent by the Enter key"
    for field, text in zip(second.locator(".sheet-row .input").all(), TYPED, strict=True):
        field.fill(text)
    second.locator("[data-end]").click()
    second.wait_for_url("**state=done**")
    with reading() as session:
        sent = session.scalars(select(Response).where(Response.channel == "paper")).one()
        assert session.scalars(select(PaperEntry)).all() == []
    assert sent.answers["obstacles"] == ["waiting", "other"]
    assert sent.answers["priorities"] == ["bassin-dashboard", "outreach"]
    assert sent.answers["change_nearby"] == "Plus de bancs"
