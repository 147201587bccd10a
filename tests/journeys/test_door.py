"""The door of a meeting on phones whose network comes and goes."""

import json
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from app.kit.i18n import gettext
from tests.accounts.people import PASSWORD
from tests.conftest import Databases, forget_everything, use_settings
from tests.meetings.day.people import give_person, hold_meeting, noted, people, sittings_of, token_of
from tests.staff.world import give_members
from tests.support.phone import SCREEN
from tests.support.service import SECRET, Service, running

pytestmark = pytest.mark.browser

FACILITATOR = "nord@example.be"
Phones = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def service(databases: Databases) -> Iterator[Service]:
    """One service; each test holds a meeting of its own."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        url = databases.fresh("sqlite")
        use_settings(monkeypatch, database_url=url, secret_key=SECRET, password_cost="low")
        give_members()
        with running(url) as service:
            yield service
    forget_everything()


@pytest.fixture
def phone(browser: Browser, service: Service) -> Iterator[Phones]:
    """Give phones of a facilitator who is signed in, in the language asked for."""
    given: list[BrowserContext] = []

    def give(lang: str, email: str = FACILITATOR) -> BrowserContext:
        context = browser.new_context(
            viewport=SCREEN, base_url=service.url, locale=f"{lang}-BE", has_touch=True, is_mobile=True
        )
        context.set_default_timeout(15_000)
        given.append(context)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        page = context.new_page()
        sign_in(page, lang, email)
        page.close()
        return context

    errors: list[str] = []
    yield give
    for context in given:
        context.close()
    assert errors == []


def sign_in(page: Page, lang: str, email: str = FACILITATOR) -> None:
    """Sign in where the page asks for it or else on the page for it."""
    if "/staff/sign-in" not in page.url:
        page.goto("/staff/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    if page.locator("html").get_attribute("lang") != lang:
        page.locator("form[action='/staff/language'] button").click()
        expect(page.locator("html")).to_have_attribute("lang", lang)


def open_door(context: BrowserContext, code: str) -> Page:
    """Open the door, and wait until it would open without network too."""
    page = context.new_page()
    page.goto(f"/staff/meetings/{code}/door")
    expect(page.locator("html")).to_have_attribute("data-offline", "ready")
    return page


def row(page: Page, who: UUID) -> "Row":
    return Row(page, who)


class Row:
    """One name of the list with its buttons."""

    def __init__(self, page: Page, who: UUID) -> None:
        self.place = page.locator(f"#p-{who}")

    def press(self, state: str) -> None:
        self.place.locator(f"button[value={state}]").click()

    def expect(self, state: str) -> None:
        expect(self.place).to_have_attribute("data-state", state)


def expect_state(page: Page, state: str, unsent: int | None = None) -> None:
    line = page.locator("[data-door-state]")
    expect(line).to_have_attribute("data-state", state)
    if unsent is not None:
        expect(line).to_contain_text(f": {unsent}")


@pytest.mark.parametrize("lang", ["fr", "nl"])
def test_without_network_people_are_welcomed_and_all_of_it_arrives_later(phone: Phones, lang: str) -> None:
    code = f"door-off-{lang}"
    meeting_id = hold_meeting(code=code, capacity=2)
    first, second = sittings_of(meeting_id)
    elodie, jan = give_person(meeting_id, "Élodie"), give_person(meeting_id, "Jan")
    context = phone(lang)
    open_door(context, code).close()

    context.set_offline(True)
    page = context.new_page()
    page.goto(f"/staff/meetings/{code}/door")
    expect(page.locator("html")).to_have_attribute("lang", lang)
    expect(page.locator("[data-count=expected]")).to_have_text("2")
    page.fill("#q", "elo")
    expect(page.locator(".door-person:visible")).to_have_count(1)
    row(page, elodie).press("present")
    page.fill("#q", "")
    row(page, jan).press("absent")
    row(page, jan).press("none")
    row(page, jan).press("excused")
    expect_state(page, "offline", 4)
    page.locator("#walk-in summary").click()
    page.fill("#walk-in [name=name]", "Fatma")
    page.locator("#walk-in [name=profile][value=beneficiary]").check(force=True)
    page.locator("#walk-in [type=submit]").click()
    expect(page.get_by_text("Fatma", exact=True)).to_be_visible()
    # The seat of somebody excused is free; the next one is not.
    page.locator("#walk-in summary").click()
    page.locator("#walk-in [name=profile][value=other]").check(force=True)
    page.locator("#walk-in [type=submit]").click()
    page.locator("[data-ask-full] button[value=yes]").click()
    expect_state(page, "offline", 6)
    page.locator("a[data-sitting='2']").click()
    row(page, elodie).press("present")
    assert noted(meeting_id) == {}
    # The phone is put away, and taken out again still without network.
    page.close()
    page = context.new_page()
    page.goto(f"/staff/check-in/{code}/{token_of(elodie)}")
    expect(page.locator(".door-person:visible")).to_have_count(1)
    row(page, elodie).expect("present")
    expect_state(page, "offline", 7)

    context.set_offline(False)
    expect_state(page, "sent")
    fatma, nobody = people(meeting_id)[2:]
    assert (fatma.name, fatma.walk_in, nobody.name, nobody.profile) == ("Fatma", True, "", "other")
    assert noted(meeting_id) == {
        (elodie, first): "present", (jan, first): "excused", (fatma.id, first): "present",
        (nobody.id, first): "present", (elodie, second): "present",
    }  # fmt: skip


def test_two_phones_see_what_the_other_noted_and_the_later_press_stands(
    phone: Phones,
) -> None:
    meeting_id = hold_meeting(code="door-two")
    day, _ = sittings_of(meeting_id)
    amina = give_person(meeting_id, "Amina")
    mine, theirs = phone("nl", "admin@example.be"), phone("fr")
    here, there = open_door(mine, "door-two"), open_door(theirs, "door-two")
    mine.set_offline(True)
    here.reload()
    expect(here.locator("h1")).to_have_text(gettext("nl", "At the door"))
    row(here, amina).press("absent")
    expect(here.locator("[data-door-state]")).to_have_text("Geen netwerk. Nog niet verzonden: 1")
    row(there, amina).press("present")
    row(there, amina).expect("present")
    expect_state(there, "sent")
    mine.set_offline(False)
    row(here, amina).expect("present")
    expect_state(here, "sent")
    assert noted(meeting_id) == {(amina, day): "present"}, "pressed later, though it arrived first"
    row(here, amina).press("none")
    row(here, amina).expect("")
    expect_state(here, "sent")
    there.reload()
    row(there, amina).expect("")


def test_replies_that_get_lost_and_a_session_that_ends_lose_nothing(
    phone: Phones,
) -> None:
    meeting_id = hold_meeting(code="door-lost")
    day, _ = sittings_of(meeting_id)
    amina = give_person(meeting_id, "Amina")
    context = phone("fr")
    page = open_door(context, "door-lost")
    sent: list[str] = []

    def swallow(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.fetch()
        route.abort()

    context.route("**/door/sync", swallow)
    row(page, amina).press("present")
    expect_state(page, "offline", 1)
    assert noted(meeting_id) == {(amina, day): "present"}
    row(page, amina).press("none")
    expect_state(page, "offline", 2)
    context.clear_cookies()
    context.unroute_all(behavior="wait")
    context.set_offline(True)
    context.set_offline(False)
    expect_state(page, "signin", 2)
    assert "presses=" in sent[0], json.dumps(sent)
    page.locator("[data-sign-in] a").click()
    sign_in(page, "fr")
    expect_state(page, "sent")
    row(page, amina).expect("")
    assert noted(meeting_id) == {}


def test_signing_out_and_forgetting_leave_nothing_on_the_phone(
    phone: Phones,
) -> None:
    meeting_id = hold_meeting(code="door-gone")
    amina = give_person(meeting_id, "Amina")
    context = phone("nl")
    page = open_door(context, "door-gone")
    assert traces(page) == ["door-gone", "/staff/meetings/door-gone/door", "until"]
    page.locator("[data-forget]").click()
    page.locator("[data-ask-forget] button[value=yes]").click()
    page.wait_for_url("**/staff/meetings")
    assert traces(page) == []

    page = open_door(context, "door-gone")
    context.route("**/door/sync", lambda route: route.abort())
    row(page, amina).press("present")
    expect_state(page, "offline", 1)
    page.locator("form[action='/staff/sign-out'] button").click()
    expect(page.locator("[data-leaving] p")).to_contain_text(": 1")
    page.locator("[data-leaving] button[value=no]").click()
    assert traces(page) == ["door-gone", "/staff/meetings/door-gone/door", "until"]
    context.unroute_all(behavior="wait")
    page.locator("form[action='/staff/sign-out'] button").click()
    page.wait_for_url("**/staff/sign-in*")
    assert traces(page) == []
    assert list(noted(meeting_id).values()) == ["present"], "what was not sent yet left before"


def test_it_goes_by_itself_when_the_day_is_over(phone: Phones) -> None:
    give_person(hold_meeting(code="door-past", days=-9), "Amina")
    context = phone("fr")
    page = open_door(context, "door-past")
    page.goto("/staff/")
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_function("() => localStorage.getItem('door-until') === null")
    assert traces(page) == []


def traces(page: Page) -> list[str]:
    """What is left of meetings on the device."""
    found: list[str] = page.evaluate(
        """async () => {
          const result = (it) => new Promise((resolve) => (it.onsuccess = () => resolve(it.result)));
          const database = await result(indexedDB.open("ateliers-door", 1));
          const kept = await result(database.transaction("meetings").objectStore("meetings").getAllKeys());
          database.close();
          const pages = await (await caches.open("door-pages")).keys();
          const until = localStorage.getItem("door-until") ? ["until"] : [];
          return [...kept, ...pages.map((each) => new URL(each.url).pathname), ...until];
        }"""
    )
    return found
