"""Somebody who knows no XLSForm makes a questionnaire of five questions in two languages, and it is answered.

In a real browser, with scripts and without.
"""

import pytest
from playwright.sync_api import Browser, Page, expect

from app.db import transaction
from tests.factories.answers import make_consultation
from tests.journeys.conftest import phone
from tests.journeys.test_from_a_question_to_the_figures import go_on, sign_in, tap
from tests.support.service import Service

pytestmark = pytest.mark.browser

EDIT = "/staff/questionnaires/parc/edit"


def test_a_questionnaire_is_made_published_and_answered(
    browser: Browser,
    service: Service,
    scripts: bool,  # noqa: FBT001
) -> None:
    author = phone(browser, service, scripts=scripts).new_page()
    sign_in(author, "fr")
    begin(author)
    add_choice(author, "select_one", ("Allez-vous au parc ?", "Gaat u naar het park?"),
               [("Oui", "Ja"), ("Non", "Nee")])  # fmt: skip
    add_choice(author, "select_multiple", ("Pour quoi faire ?", "Om wat te doen?"),
               [("Jouer", "Spelen"), ("Se reposer", "Rusten")], only_if="Oui")  # fmt: skip
    add(author, "integer", ("Combien de fois par mois ?", "Hoeveel keer per maand?"))
    add(author, "text", ("Que manque-t-il ?", "Wat ontbreekt er?"))
    add(author, "note", ("Merci !", "Bedankt!"))
    publish(author)
    with transaction() as session:
        make_consultation(session, "parc")
    for answer, asked in (("oui", True), ("non", False)):
        answer_in_dutch(phone(browser, service, scripts=scripts, lang="nl").new_page(), answer, asked=asked)


def begin(page: Page) -> None:
    page.goto("/staff/questionnaires")
    page.locator("a[href='/staff/questionnaires/new']").click()
    page.fill("[name='title.fr']", "Le parc")
    page.fill("[name='title.nl']", "Het park")
    page.fill("[name=code]", "le parc")
    page.locator("main form button.button").click()
    expect(page.locator("#code-error")).to_be_visible()
    assert page.input_value("[name='title.nl']") == "Het park"
    page.fill("[name=code]", "parc")
    page.locator("main form button.button").click()
    page.wait_for_url(f"**{EDIT}")


def add(page: Page, kind: str, label: tuple[str, str]) -> None:
    """Add a question at the end, with its words in both languages."""
    write(page, kind, label)
    save(page)


def write(page: Page, kind: str, label: tuple[str, str]) -> None:
    page.locator(f".actions a[href='{EDIT}/add']").click()
    page.locator(f"a[href='{EDIT}/add/{kind}']").click()
    page.fill("[name='label.fr']", label[0])
    page.fill("[name='label.nl']", label[1])


def save(page: Page) -> None:
    page.locator("#question .actions button[value=save]").click()
    page.wait_for_url(f"**{EDIT}#q-*")


def add_choice(
    page: Page, kind: str, label: tuple[str, str], options: list[tuple[str, str]], only_if: str = ""
) -> None:
    """Add a question with its options, and with a condition on the first question there is."""
    write(page, kind, label)
    for number, (french, dutch) in enumerate(options, 1):
        page.fill(f"[name='option.{number}.fr']", french)
        page.fill(f"[name='option.{number}.nl']", dutch)
    if only_if:
        page.locator("#clause-add").click()
        page.select_option("[name='relevant.1.question']", index=1)
        show_what_can_be_chosen(page)
        page.select_option("[name='relevant.1.comparison']", "is")
        show_what_can_be_chosen(page)
        page.select_option("[name='relevant.1.value']", label=only_if)
        show_what_can_be_chosen(page)
        expect(page.locator("#condition")).to_contain_text("Allez-vous au parc")
    refresh = page.locator("#preview button")
    if refresh.is_visible():
        refresh.click()
    for words in (*label, *options[-1]):
        expect(page.locator("#preview")).to_contain_text(words)
    save(page)


def show_what_can_be_chosen(page: Page) -> None:
    """Press the button that draws the rows again; with scripts that happens by itself."""
    button = page.locator("button[value=clauses]")
    if button.is_visible():
        button.click()


def publish(page: Page) -> None:
    """Leave a translation out, be told, write it, and publish."""
    page.locator("#q-manque a").first.click()
    page.fill("[name='label.nl']", "")
    save(page)
    page.locator("form[action$='/publish'] button").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("#q-manque .tag-warning")).to_be_visible()
    page.locator("form#structure button[value=undo]").click()
    expect(page.locator("#q-manque .tag-warning")).to_have_count(0)
    page.locator("form[action$='/publish'] button").click()
    page.wait_for_url("**/staff/questionnaires/parc?published=1")


def answer_in_dutch(page: Page, answer: str, *, asked: bool) -> None:
    page.goto("/nl/c/parc")
    page.locator("main form button.button").first.click()
    tap(page, f"input[name=allez_parc][value={answer}]")
    go_on(page)
    if asked:
        expect(page.locator("main")).to_contain_text("Om wat te doen?")
        tap(page, "input[name=faire][value=jouer]")
        go_on(page)
    expect(page.locator("main")).to_contain_text("Hoeveel keer per maand?")
    go_on(page)
    page.fill("textarea, input[type=text]", "Een bank.")
    go_on(page)
    expect(page.locator("main")).to_contain_text("Bedankt!")
    go_on(page)
    page.wait_for_url("**/check")
    page.locator("#answer button.button").click()
    page.wait_for_url("**/receipt")
