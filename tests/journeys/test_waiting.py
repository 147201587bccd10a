"""Somebody waits for a seat on a phone, is given it, brings somebody along in vain, and gives it back."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.db import reading
from app.kit.outbox.content import render_row
from app.kit.outbox.models import OutboxMail
from app.meetings import mails  # noqa: F401 - it declares the mails
from tests.journeys.conftest import phone
from tests.journeys.test_from_a_question_to_the_figures import tap
from tests.meetings.factories import committed_meeting, seated
from tests.support.service import Service, running

pytestmark = pytest.mark.browser

WORDS = {
    "fr": (
        "en tête de la liste d’attente",
        "Vous êtes inscrit·e",
        "plus de place pour une deuxième personne",
    ),
    "nl": ("als eerste op de wachtlijst", "U bent ingeschreven", "geen plaats meer voor een tweede"),
}


@pytest.fixture
def full(database: str) -> Iterator[tuple[Service, str]]:
    """The service with a meeting of one seat, and the private link of whoever has it."""
    committed_meeting(capacity=1)
    token = seated(number=1)
    with running(database) as service:
        yield service, token


def link_in_mail(template: str, kind: str) -> str:
    """Return the path of a link in the newest mail of a kind, as its reader sees it."""
    with reading() as session:
        rows = session.scalars(select(OutboxMail).where(OutboxMail.template == template))
        content = render_row(session, list(rows)[-1])
        assert content is not None
        found = re.search(rf"https?://[^/\s]+(/(?:fr|nl)/m/nord-1/{kind}/[\w-]+)", content.text)
    assert found, content.text
    return found.group(1)


def must_be_for_everyone(page: Page, *, scripts: bool) -> None:
    if scripts:
        assert Axe().run(page).response["violations"] == []


def test_waiting_being_promoted_and_giving_back(
    browser: Browser,
    full: tuple[Service, str],
    lang: str,
    scripts: bool,  # noqa: FBT001
) -> None:
    service, holder = full
    waits, inside, refused = WORDS[lang]
    page = phone(browser, service, scripts=scripts, lang=lang).new_page()
    page.goto(f"/{lang}/m/nord-1")
    page.fill("[name=name]", "Noor Janssens")
    page.fill("[name=email]", "noor@example.org")
    tap(page, "input[name=profile]")
    page.locator("details.group summary").click()
    tap(page, "input[name=needs][value=transport]")
    tap(page, "input[name=consent]")
    page.locator("form[action$='/register'] button.button").click()
    page.wait_for_url("**/sent/**")
    expect(page.locator("main")).to_contain_text(waits)
    must_be_for_everyone(page, scripts=scripts)

    page.goto(link_in_mail("seat_waiting", "a"))
    must_be_for_everyone(page, scripts=scripts)
    page.locator("main form button.button").click()
    page.wait_for_url("**/r/**")
    private = page.url
    expect(page.locator("main")).to_contain_text(waits)

    other = phone(browser, service, scripts=scripts, lang=lang).new_page()
    give_back(other, f"/{lang}/m/nord-1/r/{holder}")
    page.goto(private)
    expect(page.locator("h1")).to_contain_text(inside)
    assert link_in_mail("seat_promoted", "r") in private

    page.locator("a[href$='/change']").click()
    tap(page, "input[name=companion]")
    page.locator("form[action$='/change'] button.button").click()
    expect(page.locator("#companion-error")).to_contain_text(refused)
    must_be_for_everyone(page, scripts=scripts)
    give_back(page, private)
    expect(page.locator("form[action$='/again']")).to_be_visible()


def give_back(page: Page, address: str) -> None:
    """Open the private page, unfold the way out, and press."""
    page.goto(address)
    page.locator("main details summary").click()
    page.locator("form[action$='/cancel'] button").click()
    page.wait_for_url(f"**{address.partition('/m/')[2]}")
