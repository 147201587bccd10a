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
    page.close()
    return context


def look(context: BrowserContext, room: Room, address: str, *, closely: bool = True) -> list[str]:
    """Open a page as its reader does, and say what is wrong with it; `closely` with the eyes of axe."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(f"script error: {error}"))

    def watch(request: Request) -> None:
        ours = request.url.startswith((page.url[:20], "data:", "blob:"))
        if not ours and page.url != "about:blank":
            errors.append(f"foreign request: {request.url}")

    page.on("request", watch)
    answer = page.goto(address)
    assert answer is not None
    found = [f"{room}: status {answer.status}"] if answer.status != 200 else []
    if page.evaluate(IS_WIDER):
        found.append(f"{room}: wider than the screen")
    result = AXE.run(page, options={"resultTypes": ["violations"]}).response["violations"] if closely else []
    for violation in result:
        nodes = "; ".join(node["html"][:120] for node in violation["nodes"][:2])
        found.append(f"{room}: {violation['id']} – {violation['help']}: {nodes}")
    page.set_viewport_size({"width": WIDTHS[0], "height": PHONE["height"]})
    if page.evaluate(IS_WIDER):
        found.append(f"{room}: wider than the narrowest phone")
    page.close()
    return found + [f"{room}: {error}" for error in errors]


def test_for_everyone(browser: Browser, furnished: tuple[Service, House]) -> None:
    contexts = {lang: reader(browser, furnished, lang=lang) for lang in ("fr", "nl")}
    found = []
    for number, room in enumerate(pages()):
        lang = "fr" if number % 2 else "nl"
        closely = not room.is_staff or zlib.crc32(room.path.encode()) % 2 == 0
        found += look(contexts[lang], room, furnished[1].address(room, lang), closely=closely)
    assert found == []


@pytest.mark.proof
@pytest.mark.skipif(not os.environ.get("PROOF"), reason="exhaustive; make proof runs it")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", ["fr", "nl"])
def test_every_page_in_every_way(
    browser: Browser, furnished: tuple[Service, House], *, lang: str, width: int, dark: bool
) -> None:
    context = reader(browser, furnished, lang=lang, width=width, dark=dark)
    found = []
    for room in pages():
        found += look(context, room, furnished[1].address(room, lang))
    assert found == []


def test_every_public_page_exists_in_both_languages(
    browser: Browser, furnished: tuple[Service, House]
) -> None:
    """*both languages*: each page says its language and leads to its twin, and the twin leads back."""
    page = reader(browser, furnished, lang="fr").new_page()
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
