"""Long definitions in a real browser: the language changes on every page, both ways, and nothing is lost.

`make test` takes two of them, in which most types stand; `make proof` takes all that are real-sized.
"""

import os
import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from app.db import transaction
from app.kit.localized import LANGUAGES, other_language
from tests.conftest import Databases, forget_everything, use_settings
from tests.journeys.conftest import phone
from tests.questionnaires.definitions import Definition, definitions
from tests.questionnaires.walk import put_to_people
from tests.support.service import SECRET, Service, running

pytestmark = pytest.mark.browser

REAL = [
    each for each in definitions() if each.real and not each.rounds and "today()" not in str(each.workbook)
]
"""Those that go by no day, as a running service asks the real clock; repeats have a journey of their own."""
SAMPLE = [each for each in REAL if each.name in {"real-library-users", "real-event-registration"}]
PATH = re.compile(r"/q/[^?#]+")
COMMA = re.compile(r"^(-?\d+),(\d+)$")
MOST_PAGES = 60
AXE = Axe()


@pytest.fixture(scope="module")
def service(databases: Databases) -> Iterator[Service]:
    """A service where the real-sized definitions that are walked can be answered."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        url = databases.fresh("sqlite")
        use_settings(monkeypatch, database_url=url, secret_key=SECRET, password_cost="low")
        with transaction() as session:
            for definition in REAL if os.environ.get("PROOF") else SAMPLE:
                put_to_people(session, definition)
        with running(url) as service:
            yield service
    forget_everything()


@pytest.fixture(params=["with scripts", "without scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Everything works without scripts; better with them."""
    return bool(request.param == "with scripts")


@pytest.mark.parametrize("definition", SAMPLE, ids=str)
def test_the_language_changes_on_every_page_and_nothing_is_lost(
    browser: Browser, service: Service, definition: Definition, *, scripts: bool
) -> None:
    walk(browser, service, definition, scripts=scripts)


@pytest.mark.proof
@pytest.mark.skipif(not os.environ.get("PROOF"), reason="exhaustive; make proof runs it")
@pytest.mark.parametrize("definition", REAL, ids=str)
def test_every_real_sized_definition_in_a_browser(
    browser: Browser, service: Service, definition: Definition, *, scripts: bool
) -> None:
    walk(browser, service, definition, scripts=scripts)


def walk(browser: Browser, service: Service, definition: Definition, *, scripts: bool) -> None:
    """Answer a definition from the first page to the page where everything is checked."""
    context = phone(browser, service, scripts=scripts)
    page = context.new_page()
    page.goto(f"/fr/c/{definition.name}")
    page.locator("form[action$='/start'] button").first.click()
    for _ in range(MOST_PAGES):
        page.wait_for_url(re.compile(r"/q/|/check"))
        if "/check" in page.url:
            break
        _one_page(page, definition, scripts=scripts)
    expect(page.locator("main h1")).to_be_visible()
    assert "/check" in page.url, f"no end in sight at {page.url}"
    context.close()


def _one_page(page: Page, definition: Definition, *, scripts: bool) -> None:
    here = _path(page)
    _fill(page, definition)
    before = _held(page)
    for lang in reversed(LANGUAGES):
        expect(page.locator("html")).to_have_attribute("lang", other_language(lang))
        page.locator("header button[data-language-switch]").click()
        expect(page.locator("html")).to_have_attribute("lang", lang)
        assert _path(page) == here, "the place is kept"
        held = _held(page)
        # What was typed may have opened further questions: those are new, and nothing else is.
        assert held | before == held, here
        if scripts and (lang == LANGUAGES[0] or os.environ.get("PROOF")):
            found = AXE.run(page, options={"resultTypes": ["violations"]}).response["violations"]
            assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == [], here
    while _path(page) == here:
        # An answer may open a question on this very page: it is shown before one goes on.
        _fill(page, definition)
        before_going_on = page.url
        page.locator("#answer .actions button[value=next]").click()
        page.wait_for_url(re.compile(f"^(?!{re.escape(before_going_on)}$)"))
        page.wait_for_load_state()


def _path(page: Page) -> str:
    found = PATH.search(page.url)
    return found[0] if found else ""


def _held(page: Page) -> dict[str, list[str]]:
    """Return what the fields of the questionnaire hold, by name."""
    names = page.locator("#answer input[name=shown]").input_value().split()
    pairs: list[list[str]] = page.locator("#answer").evaluate(
        "form => [...new FormData(form)].map(([name, value]) => [name, String(value)])"
    )
    held: dict[str, list[str]] = {}
    for name, value in pairs:
        if name in names and value:
            # A decimal number comes back with a point.
            held.setdefault(name, []).append(COMMA.sub(r"\1.\2", value))
    return held


def _fill(page: Page, definition: Definition) -> None:
    """Type the answers of the definition into the fields that are shown and still empty."""
    for name in page.locator("#answer input[name=shown]").input_value().split():
        answer = definition.answers.get(name)
        fields = page.locator(f"#answer [name='{name}']:visible, #answer .choice [name='{name}']")
        if answer is None and fields.count() and fields.first.get_attribute("type") == "checkbox":
            answer = [fields.first.get_attribute("value") or ""]
        if answer is None or not fields.count() or name in _held(page):
            continue
        for value in [answer] if isinstance(answer, str) else answer:
            _answer(page, fields, name, value)


def _answer(page: Page, fields: Locator, name: str, value: str) -> None:
    kind = fields.first.evaluate("field => field.type")
    if kind in {"radio", "checkbox"}:
        key = page.locator(f"#answer [name='{name}'][value='{value}']").get_attribute("id")
        page.locator(f"label[for='{key}']").click()
    elif kind == "select-one":
        fields.first.select_option(value)
    else:
        fields.first.fill(value)
