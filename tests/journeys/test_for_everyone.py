"""*for everyone*: every page, found by walking the routes, has no axe finding and fits on a narrow phone.

`make test` opens each page once, on a phone and then on the narrowest one, in a language that changes from
page to page, and lets axe look at every public page and at every second one of the team. `make proof` lets it
look at every page in both languages, on every width, light and dark, with large text.
"""

import os
import zlib
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Request

from tests.accounts.people import PASSWORD
from tests.conftest import Databases, forget_everything, use_settings
from tests.journeys.conftest import PHONE
from tests.support.house import House, Room, furnish, pages
from tests.support.service import SECRET, Service, running

pytestmark = pytest.mark.browser

AXE = Axe()
WIDTHS = [320, 390, 768, 1280]
PARTS = 8
"""The walk goes in so many parts, so that none takes long and a failure says where."""
IS_WIDER = "document.documentElement.scrollWidth > window.innerWidth"


@pytest.fixture(scope="module")
def furnished(databases: Databases) -> Iterator[tuple[Service, House]]:
    """A service with something in every room.

    The pages are the same on both databases: one is enough here.
    """
    with pytest.MonkeyPatch.context() as monkeypatch:
        url, house = databases.fresh("sqlite", furnish), databases.found_in("sqlite", furnish)
        use_settings(monkeypatch, database_url=url, secret_key=SECRET, password_cost="low")
        with running(url) as service:
            yield service, house
    forget_everything()


def reader(
    browser: Browser,
    furnished: tuple[Service, House],
    *,
    lang: str,
    width: int = PHONE["width"],
    dark: bool = False,
) -> BrowserContext:
    """Somebody half-way through an answer who is also signed in as admin."""
    service, house = furnished
    context = browser.new_context(
        base_url=service.url, viewport={"width": width, "height": PHONE["height"]}, locale=f"{lang}-BE",
        color_scheme="dark" if dark else "light", reduced_motion="reduce",
    )  # fmt: skip
    context.add_cookies([{"name": n, "value": v, "url": service.url} for n, v in house.cookies.items()])
    page = context.new_page()
    page.goto(f"/staff/sign-in?lang={lang}")
    page.fill("[name=email]", "admin@example.be")
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/staff/")
    if page.locator("html").get_attribute("lang") != lang:
        page.locator("form[action='/staff/language'] button").click()
        page.wait_for_load_state()
    return context


class Looker:
    """One page of the browser that visits one room after the other, and what was wrong on the way.

    Hundreds of pages opened and closed would take longer than looking at them.
    """

    def __init__(self, context: BrowserContext, base_url: str) -> None:
        self._base_url = base_url
        self._here = "the first page"
        self.page = context.pages[0]
        self._width = self.page.viewport_size
        self.found: list[str] = []
        self.page.on("pageerror", lambda error: self.found.append(f"{self._here}: script error: {error}"))
        self.page.on("request", self._watch)

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self._base_url, "data:", "blob:")):
            self.found.append(f"{self._here}: foreign request: {request.url}")

    def look(self, room: Room, address: str, *, closely: bool = True) -> None:
        """Open a page as its reader does, and note what is wrong with it; `closely` with the eyes of axe."""
        self._here = str(room)
        if self._width:
            self.page.set_viewport_size(self._width)
        answer = self.page.goto(address)
        assert answer is not None
        if answer.status != 200:
            self.found.append(f"{room}: status {answer.status}")
        if self.page.evaluate(IS_WIDER):
            self.found.append(f"{room}: wider than the screen")
        if closely:
            for violation in AXE.run(self.page, options={"resultTypes": ["violations"]}).response[
                "violations"
            ]:
                nodes = "; ".join(node["html"][:120] for node in violation["nodes"][:2])
                self.found.append(f"{room}: {violation['id']} – {violation['help']}: {nodes}")
        self.page.set_viewport_size({"width": WIDTHS[0], "height": PHONE["height"]})
        if self.page.evaluate(IS_WIDER):
            self.found.append(f"{room}: wider than the narrowest phone")


@pytest.fixture(scope="module")
def lookers(browser: Browser, furnished: tuple[Service, House]) -> dict[str, Looker]:
    """Somebody who reads each language, on a phone."""
    return {lang: Looker(reader(browser, furnished, lang=lang), furnished[0].url) for lang in ("fr", "nl")}


@pytest.mark.parametrize("part", range(PARTS))
def test_for_everyone(lookers: dict[str, Looker], furnished: tuple[Service, House], part: int) -> None:
    for number, room in enumerate(pages()):
        if number % PARTS != part:
            continue
        lang = "fr" if (number // PARTS) % 2 else "nl"
        closely = not room.is_staff or zlib.crc32(room.path.encode()) % 2 == 0
        lookers[lang].look(room, furnished[1].address(room, lang), closely=closely)
    found = [line for looker in lookers.values() for line in looker.found]
    for looker in lookers.values():
        looker.found.clear()
    assert found == []


@pytest.mark.proof
@pytest.mark.skipif(not os.environ.get("PROOF"), reason="exhaustive; make proof runs it")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", ["fr", "nl"])
def test_every_page_in_every_way(
    browser: Browser, furnished: tuple[Service, House], *, lang: str, width: int, dark: bool
) -> None:
    looker = Looker(reader(browser, furnished, lang=lang, width=width, dark=dark), furnished[0].url)
    for room in pages():
        looker.look(room, furnished[1].address(room, lang))
    assert looker.found == []


def test_every_public_page_exists_in_both_languages(
    browser: Browser, furnished: tuple[Service, House]
) -> None:
    """*both languages*: each page says its language and leads to its twin, and the twin leads back."""
    page = reader(browser, furnished, lang="fr").pages[0]
    for room in pages():
        if not room.is_bilingual:
            continue
        page.goto(furnished[1].address(room, "fr"))
        for lang, other in (("fr", "nl"), ("nl", "fr")):
            assert page.locator("html").get_attribute("lang") == lang, room
            switch = page.locator("header [data-language-switch]")
            assert switch.get_attribute("lang") == other, room
            here = page.url.partition(f"/{lang}/")[2].partition("?")[0]
            switch.click()
            page.wait_for_load_state()
            assert page.locator("html").get_attribute("lang") == other, f"{room} has no twin in {other}"
            assert page.url.partition(f"/{other}/")[2].partition("?")[0] == here, room
