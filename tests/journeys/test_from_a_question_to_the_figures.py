"""The main journey: a question, a registration, an evaluation, a choice, a page.

In a real browser on a phone, in French and in Dutch, with scripts and without, on SQLite and on PostgreSQL.
"""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.db import reading
from app.meetings.links import confirmation_address
from app.meetings.models import Registration
from tests.accounts.people import PASSWORD
from tests.journeys.conftest import phone
from tests.support.service import Service

pytestmark = pytest.mark.browser

OPEN_ANSWER = {"fr": "Un banc devant la maison médicale.", "nl": "Een bank voor het wijkgezondheidscentrum."}
WORD = {"fr": "nl", "nl": "fr"}


def test_from_a_question_to_the_figures(browser: Browser, service: Service, lang: str, scripts: bool) -> None:  # noqa: FBT001
    citizen = phone(browser, service, scripts=scripts, lang=lang).new_page()
    staff = phone(browser, service, scripts=scripts, lang=lang).new_page()
    sign_in(staff, lang)
    before = people_of_nord(staff)

    code = answer_the_consultation(citizen, lang, scripts=scripts)
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}", code)
    assert people_of_nord(staff) == before + 1

    private = register_for_the_meeting(citizen, lang)
    let_in(staff)
    evaluate(citizen, private, lang)
    staff.goto("/staff/meetings/focus-group-nord/evaluation")
    shown = staff.locator(".stats dd")
    expect(shown).to_have_text(["1", "1–4", "0"])

    record_the_choice(staff)
    read_the_bassins_page(citizen, lang)


def sign_in(page: Page, lang: str) -> None:
    page.goto(f"/staff/sign-in?lang={lang}")
    page.fill("[name=email]", "admin@example.be")
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/staff/")


def people_of_nord(page: Page) -> int:
    """Read the staff figures: how many people of Nord chose the helpdesk."""
    page.goto("/staff/consultations/citoyens/priorities?bassin=nord")
    row = page.locator("table.figures tbody tr", has_text=re.compile("Helpdesk"))
    return int(re.sub(r"\D.*", "", row.locator("td").first.inner_text().strip()))


def answer_the_consultation(page: Page, lang: str, *, scripts: bool) -> str:
    """Find the consultation from the home page, answer every page, check and send.

    The language is switched on the way.
    """
    other = WORD[lang]
    page.goto(f"/{lang}/")
    page.locator("main a.button[href$='/c/citoyens']").click()
    page.locator("main form button.button").first.click()
    page.select_option("[name=commune]", "jette")
    go_on(page)
    tap(page, "input[name=bassin][value=nord]")
    page.locator("header button[name=go]", has_text=re.compile("Nederlands|Français")).click()
    expect(page.locator("html")).to_have_attribute("lang", other)
    expect(page.locator("input[name=bassin][value=nord]")).to_be_checked()
    page.locator("header button[name=go]", has_text=re.compile("Nederlands|Français")).click()
    expect(page.locator("html")).to_have_attribute("lang", lang)
    go_on(page)
    go_on(page)
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("#profile-error")).to_be_visible()
    tap(page, "input[name=profile][value=carer]")
    go_on(page)
    tap(page, "input[name=looked_for_help][value=yes]")
    if not scripts:
        go_on(page)
    # With scripts the question appears at once.
    tap(page, "input[name=found_help][value=no]")
    go_on(page)
    tap(page, "input[name=obstacles][value=waiting]")
    go_on(page)
    for action in ("helpdesk", "outreach", "coming-home"):
        tap(page, f"input[name=priorities][value={action}]")
    go_on(page)
    expect(page.locator("#priorities-error")).to_be_visible()
    tap(page, "input[name=priorities][value=coming-home]")
    go_on(page)
    page.fill("[name=change_nearby]", OPEN_ANSWER[lang])
    go_on(page)
    go_on(page)
    page.wait_for_url("**/check")
    expect(page.locator("main")).to_contain_text(OPEN_ANSWER[lang])
    page.locator("a[href*='page_you']").first.click()
    tap(page, "input[name=age][value='60-74']")
    go_on(page)
    page.wait_for_url("**/check")
    page.locator("#answer button.button").click()
    page.wait_for_url("**/receipt")
    return page.locator(".receipt-code").inner_text().strip()


def tap(page: Page, control: str) -> None:
    """Tap the card of a choice, as a thumb does: its label covers the small control."""
    key = page.locator(control).first.get_attribute("id")
    page.locator(f"label[for='{key}']").click()


def go_on(page: Page) -> None:
    """Press the button that goes on."""
    page.locator("#answer .actions button[value=next]").click()


def register_for_the_meeting(page: Page, lang: str) -> str:
    """Register without an account and confirm by the link of the mail; return the private page."""
    page.locator("main a[href$='/meetings']").first.click()
    page.locator("main a[href$='/m/focus-group-nord']").first.click()
    page.fill("[name=name]", "Noor Janssens")
    page.locator("form[action$='/register'] button.button").click()
    expect(page.locator("#email-error")).to_be_visible()
    assert page.input_value("[name=name]") == "Noor Janssens"
    page.fill("[name=email]", "noor.janssens@example.org")
    tap(page, "input[name=profile]")
    tap(page, f"input[name=language][value={lang}]")
    page.locator("form[action$='/register'] button.button").click()
    expect(page.locator("#consent-error")).to_be_visible()
    tap(page, "input[name=consent]")
    page.locator("form[action$='/register'] button.button").click()
    page.wait_for_url("**/sent/**")
    expect(page.locator("main")).to_contain_text("Focus group focus-group-nord")
    with reading() as session:
        row = session.scalars(select(Registration).where(Registration.name == "Noor Janssens")).one()
        page.goto(confirmation_address("focus-group-nord", row, lang))
    page.locator("main form button.button").click()
    page.wait_for_url("**/r/**")
    expect(page.locator(".qr svg")).to_be_visible()
    return page.url


def let_in(page: Page) -> None:
    """As staff: open the evaluation and mark the person present."""
    page.goto("/staff/meetings/focus-group-nord")
    page.locator("form[action$='/evaluation'] button").click()
    page.locator("form[action$='/presence'] button[value=yes]").first.click()
    expect(page.locator("form[action$='/presence'] button[value=no]")).to_be_visible()


def evaluate(page: Page, private: str, lang: str) -> None:
    """From the private page, with a ticket that nobody can trace, to the receipt."""
    page.goto(private)
    page.locator("form[action$='/evaluation'] button").click()
    page.wait_for_url("**/t/**")
    page.locator("main form button.button").first.click()
    while "/check" not in page.url:
        for group in page.locator("#answer fieldset:visible").all():
            group.locator("label[for]").nth(3).click()
        here = page.url
        go_on(page)
        wait_until_away(page, here)
    expect(page.locator("html")).to_have_attribute("lang", lang)
    page.locator("#answer button.button").click()
    page.wait_for_url("**/receipt")
    page.goto(private)
    assert page.locator("form[action$='/evaluation'] button").count() == 0, "a ticket is handed out once"


def wait_until_away(page: Page, here: str) -> None:
    page.wait_for_url(lambda url: url != here)


def record_the_choice(page: Page) -> None:
    """As staff: record the choice of two, see what is missing, complete it, publish."""
    page.goto("/staff/bassins/nord")
    page.select_option("[name='action-1']", "helpdesk")
    page.select_option("[name='action-2']", "coming-home")
    page.fill("[name='reason-1.fr']", "Les équipes se disent seules.")
    page.fill("[name=decided_on]", "2023-05-11")
    tap(page, "input[name=manner][value=consensus]")
    page.locator("form[action$='/bassins/nord'] button.button").click()
    page.locator("form[action$='/publish'] button").click()
    expect(page.locator(".error-summary, #publication")).not_to_have_count(0)
    texts = {
        "reason-1.nl": "Teams voelen zich alleen.",
        "reason-2.fr": "Cela touche tout le monde.",
        "reason-2.nl": "Het raakt iedereen.",
        "against.fr": "Il faudra du temps payé.",
        "against.nl": "Er is betaalde tijd voor nodig.",
        "evidence-1.statement.fr": "Des citoyen·nes demandent quelqu’un à appeler.",
        "evidence-1.statement.nl": "Burgers vragen iemand die ze kunnen bellen.",
    }
    for name, text in texts.items():
        page.fill(f"[name='{name}']", text)
    page.select_option("[name='evidence-1.source']", "consultation:citoyens")
    page.locator("form[action$='/bassins/nord'] button.button").click()
    page.locator("form[action$='/publish'] button").click()
    expect(page.locator("form[action$='/withdraw'] button")).to_be_visible()


def read_the_bassins_page(page: Page, lang: str) -> None:
    """As everybody: from the map to the page of the bassin, in both languages, and on paper."""
    reasons = {"fr": "Les équipes se disent seules.", "nl": "Teams voelen zich alleen."}
    page.goto(f"/{lang}/")
    page.locator("svg a[href$='/bassins/nord']").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{lang}/bassins/nord")
    expect(page.locator("main")).to_contain_text(reasons[lang])
    page.locator("header a.language").click()
    page.wait_for_url(f"**/{WORD[lang]}/bassins/nord")
    expect(page.locator("main")).to_contain_text(reasons[WORD[lang]])
    assert page.pdf(format="A4")[:5] == b"%PDF-"
