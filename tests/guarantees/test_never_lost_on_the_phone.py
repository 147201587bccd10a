"""*never lost*, with scripts: what was typed and left for a second is kept, whatever the network does."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from app.consultations.queries import consultation_by_code
from app.db import transaction
from app.kit import clock
from tests.conftest import Databases, forget_everything, use_settings
from tests.factories.answers import make_consultation
from tests.support.phone import Phone
from tests.support.service import SECRET, Service, running
from tests.support.visitor import CITIZEN

pytestmark = pytest.mark.browser

AXE = Axe()
EVERYTHING = {**CITIZEN, "commune": "jette"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def service(databases: Databases, request: pytest.FixtureRequest) -> Iterator[Service]:
    """One service for all of these tests, each of which has a telephone and an answer of its own."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        url = databases.fresh(str(request.param))
        use_settings(monkeypatch, database_url=url, secret_key=SECRET)
        with transaction() as session:
            make_consultation(session, "citoyens")
            make_consultation(session, "professionnels")
        with running(url) as service:
            yield service
    forget_everything()
    databases.drop(url)


@contextmanager
def closed(code: str) -> Iterator[None]:
    """Let a consultation be over inside the block."""
    with transaction() as session:
        consultation = consultation_by_code(session, code)
        opened, consultation.closes_at = consultation.closes_at, clock.now()
    yield
    with transaction() as session:
        consultation_by_code(session, code).closes_at = opened


@pytest.fixture
def phone(browser: Browser, service: Service) -> Iterator[Phone]:
    """A new telephone. No script of ours may fail on it."""
    phone = Phone(browser, service)
    yield phone
    phone.context.close()
    assert phone.errors == []


def test_what_is_typed_is_saved_without_any_button(phone: Phone) -> None:
    phone.begin()
    phone.fill({"commune": "jette"})
    phone.expect_state("saved")
    assert phone.draft().answers == {"commune": "jette"}
    assert phone.draft().reached == [], "saving is no progress"


def test_without_network_it_is_kept_on_the_phone_and_follows_later(phone: Phone) -> None:
    phone.begin()
    phone.fill({"commune": "jette"})
    phone.expect_state("saved")
    phone.context.set_offline(True)
    phone.fill({"commune": "anderlecht"})
    phone.expect_state("device")
    expect(phone.page.locator("[data-kept]")).to_contain_text("Gardé sur ce téléphone")
    assert phone.draft().answers == {"commune": "jette"}
    phone.context.set_offline(False)
    phone.expect_state("saved")
    assert phone.draft().answers == {"commune": "anderlecht"}


def test_a_tab_that_dies_without_network_has_lost_nothing(phone: Phone) -> None:
    phone.begin()
    phone.fill({"commune": "jette"})
    phone.expect_state("saved")
    address = phone.page.url
    phone.context.set_offline(True)
    phone.fill({"commune": "anderlecht"})
    phone.expect_state("device")
    phone.page.close()
    phone.context.set_offline(False)
    phone.open().goto(address)
    phone.expect_state("saved")
    assert phone.draft().answers == {"commune": "anderlecht"}
    expect(phone.page.locator("[name=commune]")).to_have_value("anderlecht")


def test_a_question_appears_at_once_and_its_answer_comes_back_with_it(phone: Phone) -> None:
    phone.begin()
    phone.ready()
    phone.page.goto("/fr/c/citoyens/q/page_help")
    phone.ready()
    question = phone.page.locator("[data-question=found_help]")
    expect(question).to_be_hidden()
    phone.fill({"looked_for_help": "yes"})
    expect(question).to_be_visible()
    expect(phone.page.locator("[data-appeared]")).to_contain_text("Avez-vous trouvé")
    phone.fill({"found_help": "partly"})
    phone.fill({"looked_for_help": "no"})
    expect(question).to_be_hidden()
    phone.fill({"looked_for_help": "yes"})
    expect(phone.page.locator("[name=found_help][value=partly]")).to_be_checked()


def test_the_whole_questionnaire_without_network_arrives_once(phone: Phone) -> None:
    phone.begin()
    phone.ready()
    phone.context.set_offline(True)
    phone.walk(CITIZEN)
    expect(phone.page.locator("h1")).to_have_text("Vérifiez vos réponses")
    phone.send()
    phone.expect_state("waiting")
    expect(phone.page.locator("[data-kept]")).to_contain_text("Pas encore envoyé")
    phone.context.set_offline(False)
    assert len(phone.receipt()) == 14
    assert phone.response().answers == CITIZEN


def test_whatever_happens_between_two_pages_the_record_is_what_was_typed(phone: Phone) -> None:
    """At each page something else goes wrong: the tab dies, the network goes, a reply is lost."""
    phone.begin()
    phone.ready()
    mishaps = [phone.kill_tab, phone.drop_replies, phone.lose_network, phone.reload, phone.kill_tab_offline]
    for number in range(30):
        if phone.page.url.partition("?")[0].endswith("/check"):
            break
        here = phone.page.url
        phone.fill(EVERYTHING)
        phone.expect_kept()
        mishaps[number % len(mishaps)]()
        phone.fill(EVERYTHING)
        phone.press()
        phone.page.wait_for_function("here => location.href !== here", arg=here)
    phone.back_to_normal()
    phone.page.goto("/fr/c/citoyens/check")
    phone.send()
    phone.receipt()
    assert phone.response().answers == EVERYTHING


def test_the_language_switch_without_network_keeps_page_answers_and_address(phone: Phone) -> None:
    phone.begin()
    phone.ready()
    phone.context.set_offline(True)
    while not phone.page.url.partition("?")[0].endswith("/check"):
        here = phone.page.url
        phone.fill(CITIZEN)
        typed = phone.typed()
        for target in ("nl", "fr"):
            phone.page.locator(f"[data-language-switch][value='lang:{target}']").click()
            expect(phone.page.locator("html")).to_have_attribute("lang", target)
            assert phone.typed() == typed
            assert phone.page.url == here.replace("/fr/", f"/{target}/")
        phone.press()
        phone.page.wait_for_function("here => location.href !== here", arg=here)
    expect(phone.page.locator("dl.summary").first).to_be_visible()


def test_a_mistake_is_said_without_network_in_the_words_of_the_server(phone: Phone) -> None:
    phone.begin()
    phone.ready()
    phone.page.goto("/fr/c/citoyens/q/page_bassin")
    phone.press()
    online = phone.page.locator(".error-summary").inner_text()
    phone.page.reload()
    phone.ready()
    phone.context.set_offline(True)
    phone.press()
    expect(phone.page.locator(".error-summary")).to_be_focused()
    assert phone.page.locator(".error-summary").inner_text() == online
    expect(phone.page.locator("#bassin-error")).to_contain_text("Choisissez un bassin")
    assert AXE.run(phone.page, options={"resultTypes": ["violations"]}).response["violations"] == []


def test_two_tabs_of_one_phone_see_each_others_edits(phone: Phone) -> None:
    phone.begin()
    phone.ready()
    first = phone.page
    phone.open().goto(first.url)
    phone.ready()
    phone.fill({"commune": "jette"})
    expect(first.locator("[name=commune]")).to_have_value("jette")


def test_what_gave_way_on_another_device_is_shown_before_sending(
    phone: Phone, browser: Browser, service: Service
) -> None:
    phone.begin()
    phone.ready()
    phone.page.goto("/fr/c/citoyens/q/page_change")
    phone.ready()
    other = Phone(browser, service)
    other.context.add_cookies(phone.context.cookies())  # type: ignore[arg-type]  # the same in and out
    other.page.goto(phone.page.url)
    other.ready()
    phone.fill({"change_nearby": "Un banc."})
    phone.expect_state("saved")
    other.fill({"change_nearby": "Un arbre."})
    other.expect_state("saved")
    other.context.close()
    phone.page.goto("/fr/c/citoyens/check")
    expect(phone.page.locator(".notice", has_text="autre appareil")).to_contain_text("Un banc.")
    expect(phone.page.locator("#main")).to_contain_text("Un arbre.")


def test_forgetting_leaves_nothing_on_the_device(phone: Phone) -> None:
    phone.begin()
    phone.ready()
    phone.fill({"commune": "jette"})
    phone.expect_state("saved")
    phone.page.locator("form[action$='/forget'] button").click()
    phone.page.locator("dialog button[value=yes]").click()
    phone.page.wait_for_url("**?forgotten=1")
    expect(phone.page.locator(".notice")).to_contain_text("il ne reste rien")
    assert phone.traces() == []


def test_forgetting_without_network_asks_first_and_holds_when_the_network_is_back(phone: Phone) -> None:
    phone.begin()
    phone.ready()
    address = phone.page.url
    phone.context.set_offline(True)
    phone.fill({"commune": "jette"})
    phone.expect_state("device")
    phone.page.locator("form[action$='/forget'] button").click()
    expect(phone.page.locator("dialog")).to_contain_text("ce sera perdu")
    phone.page.locator("dialog button[value=yes]").click()
    expect(phone.page.locator("h1")).to_contain_text("il ne reste rien")
    phone.context.set_offline(False)
    answer = phone.page.goto(address)
    assert answer is not None
    assert answer.status == 404, "the answer cannot be opened from this device"
    assert phone.traces() == []


def test_a_consultation_that_closed_meanwhile_says_so_and_keeps_what_was_typed(phone: Phone) -> None:
    phone.begin()
    phone.ready()
    phone.context.set_offline(True)
    phone.fill({"commune": "jette"})
    phone.expect_state("device")
    with closed("citoyens"):
        phone.context.set_offline(False)
        phone.expect_state("closed")
        expect(phone.page.locator("[name=commune]")).to_have_value("jette")


def test_a_browser_that_forbids_storage_says_so_and_saves_to_the_server(phone: Phone) -> None:
    phone.context.add_init_script(
        "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError') }"
    )
    phone.begin()
    phone.fill({"commune": "jette"})
    phone.expect_state("saved")
    phone.context.set_offline(True)
    phone.fill({"commune": "anderlecht"})
    phone.expect_state("fragile")
    phone.context.set_offline(False)
    phone.expect_state("saved")
    assert phone.draft().answers == {"commune": "anderlecht"}


def test_an_answer_that_waited_leaves_at_the_next_visit(phone: Phone) -> None:
    phone.begin()
    phone.ready()
    phone.context.set_offline(True)
    phone.walk(CITIZEN)
    phone.send()
    phone.expect_state("waiting")
    phone.page.close()
    phone.context.set_offline(False)
    phone.open().goto("/fr/c/citoyens")
    phone.receipt()
    assert phone.response().answers == CITIZEN
