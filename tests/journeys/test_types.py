"""Every type of question in a real browser: no axe finding, no scroll sideways, and at once with scripts."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from app.db import transaction
from tests.conftest import Databases, forget_everything, use_settings
from tests.factories.types import open_book
from tests.questionnaires.books import Cells, book, options, row
from tests.support.service import SECRET, running

pytestmark = pytest.mark.browser

END: Cells = {"type": "end_group"}
GROUP = {"appearance": "field-list"}
ROWS = [
    row("begin_group", "opinions", appearance="table-list"),
    row("select_one colours", "one"), row("select_one colours", "two"), END,
    row("begin_group", "order", **GROUP), row("rank wishes", "wishes"), END,
    row("begin_group", "fields", **GROUP),
    row("range", "trust", parameters="start=0 end=100 step=5"), row("range", "scale"),
    row("date", "month", appearance="month-year"), row("date", "year", appearance="year"),
    row("text", "site", appearance="url"), row("text", "fixed", default="Nord", read_only="yes"),
    row("select_one many", "long", appearance="autocomplete"), row("select_multiple many", "several"),
    row("image", "photo"), row("file", "paper"), END,
]  # fmt: skip
LISTS = [
    *options("colours", ["red", "green", "blue"]),
    *options("wishes", ["parks", "trams", "homes"]),
    *options("many", [f"o{number}" for number in range(30)]),
]


@pytest.mark.parametrize("width", [320, 1280])
def test_every_type_is_for_everyone(
    browser: Browser, databases: Databases, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, width: int
) -> None:
    url = databases.fresh("sqlite")
    use_settings(monkeypatch, database_url=url, secret_key=SECRET)
    with transaction() as session:
        open_book(session, book(ROWS, LISTS))
    with running(url, files_folder=str(tmp_path)) as service:
        context = browser.new_context(base_url=service.url, viewport={"width": width, "height": 844})
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.goto("/fr/c/essai")
        page.locator("form[action$='/start'] button").first.click()
        page.locator("label[for=one]").wait_for(state="attached")
        look(page)
        on(page)
        rank_with_the_keyboard(page)
        look(page)
        on(page)
        page.locator("[data-slider] input").fill("45")
        expect(page.locator("#trust")).to_have_value("45")
        page.locator("input[type=search]").first.fill("o29")
        expect(page.locator("#long option")).to_have_count(2)
        look(page)
        page.set_input_files("#paper", {"name": "a.pdf", "mimeType": "text/html", "buffer": b"%PDF-1.7"})
        on(page)
        expect(page.locator("main")).to_contain_text("Un document PDF")
        look(page)
        context.close()
    forget_everything()


def on(page: Page) -> None:
    page.locator("button.button[value=next]").click()


def rank_with_the_keyboard(page: Page) -> None:
    """Two options are put in order; the focus stays with the one that moves, and it is said."""
    for name in ("parks", "homes"):
        page.locator(f"button[value='rank:add:wishes:{name}']").press("Enter")
    page.locator("button[value='rank:up:wishes:homes']").press("Enter")
    expect(page.locator("[data-rank-list] > li").first).to_have_attribute("data-option", "homes")
    expect(page.locator(":focus")).to_have_attribute("value", "rank:down:wishes:homes")
    expect(page.locator("[data-rank-said]")).to_contain_text("homes")


def look(page: Page) -> None:
    found = Axe().run(page)
    assert [violation["id"] for violation in found.response["violations"]] == [], found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
