"""Minutes written at a desk without scripts, and read on a phone in both languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.accounts.people import PASSWORD
from tests.factories.minutes import content_of, give_minutes
from tests.journeys.conftest import phone
from tests.support.service import Service

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"])]

CODE = "focus-group-nord"
PAGE = f"/staff/meetings/{CODE}/minutes"


def test_minutes_are_written_without_scripts_and_read_on_a_phone_in_both_languages(
    browser: Browser, service: Service
) -> None:
    give_minutes(CODE, public=False)
    desk = phone(browser, service, scripts=False).new_page()
    desk.goto("/staff/sign-in")
    desk.fill("[name=email]", "analyst@example.be")
    desk.fill("[name=password]", PASSWORD)
    desk.locator("main form button").click()
    desk.goto(PAGE)
    desk.get_by_role("link", name="Ajouter un élément", exact=True).click()
    desk.locator("#kind").select_option("verbatim")
    desk.get_by_role("group", name="Dans quelle langue").get_by_text("En néerlandais").click()
    desk.fill("[name='text.nl']", "Niemand vraagt hoe het met **mij** gaat.")
    desk.fill("[name='text.fr']", "On ne demande jamais comment vont les proches.")
    for label in desk.get_by_role("group", name="Prêt à être lu").locator("label").all():
        label.click()
    desk.get_by_role("button", name="Enregistrer", exact=True).click()
    desk.get_by_role("button", name="Monter l’élément 2").click()
    desk.get_by_role("button", name="Retirer l’élément 2").click()
    desk.get_by_role("button", name="Annuler").click()
    assert [item.words.kind for item in content_of(CODE).items] == ["verbatim", "proposal"]
    desk.get_by_role("button", name="Publier dans les deux langues").click()
    expect(desk.get_by_role("button", name="Retirer de la page publique")).to_be_visible()

    reader = phone(browser, service, lang="nl").new_page()
    reader.goto(f"/nl/m/{CODE}")
    reader.get_by_role("link", name="Het verslag lezen").click()
    quote = reader.locator("blockquote")
    expect(quote).to_have_text("Niemand vraagt hoe het met mij gaat.")
    assert quote.get_attribute("lang") is None
    expect(reader.get_by_text("Een bed", exact=True)).to_be_visible()
    original = reader.get_by_text("Un lit", exact=True)
    expect(original).to_be_hidden()
    reader.get_by_text("Lees het origineel in het Frans").click()
    expect(original).to_be_visible()
    reader.locator("[data-language-switch]").click()
    expect(reader).to_have_url(f"{service.url}/fr/m/{CODE}/minutes")
    expect(quote).to_have_attribute("lang", "nl")
    expect(reader.get_by_text("On ne demande jamais comment vont les proches.")).to_be_visible()
    found = Axe().run(reader, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []
    assert reader.evaluate("document.documentElement.scrollWidth <= innerWidth")
