"""*never lost*, with scripts: what was typed and left for a second is kept, whatever the network does."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from app.db import transaction
from tests.conftest import Databases, forget_everything, use_settings
from tests.factories.answers import make_consultation
from tests.support.phone import Phone
from tests.support.service import SECRET, Service, running

pytestmark = pytest.mark.browser


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
