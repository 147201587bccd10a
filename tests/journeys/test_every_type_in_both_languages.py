"""The language changes while every type of field holds an answer, both ways, and each answer stays.

The types that ready-made definitions are walked with in a browser elsewhere stand here too: this is the list
of all of them.
"""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from app.db import transaction
from app.questionnaires.vocabulary import QUESTION_TYPES
from tests.conftest import Databases, forget_everything, use_settings
from tests.factories.types import open_book
from tests.journeys.conftest import phone
from tests.questionnaires.books import Cells, book, options, row
from tests.support.service import SECRET, running

pytestmark = pytest.mark.browser

END: Cells = {"type": "end_group"}
TYPED = [
    row("text", "line"), row("text", "lines", appearance="multiline"), row("text", "site", appearance="url"),
    row("integer", "count"), row("decimal", "share"), row("range", "scale"),
    row("range", "trust", parameters="start=0 end=100 step=5"),
    row("date", "day"), row("date", "month", appearance="month-year"), row("date", "year", appearance="year"),
    row("time", "hour"), row("dateTime", "moment"),
    row("acknowledge", "sure"), row("note", "said"), row("calculate", "sum", calculation="1 + 1"),
    row("select_one colours", "one"), row("select_multiple colours", "several"),
    row("select_one many", "long", appearance="autocomplete"),
    row("select_one colours", "short", appearance="minimal"),
    row("rank colours", "order"),
]  # fmt: skip
FILES = [row(kind, f"a_{kind}") for kind in ("image", "audio", "video", "file")]
ROWS = [
    row("begin_group", "typed", appearance="field-list"), *TYPED, END,
    row("begin_group", "files", appearance="field-list"), *FILES, END,
    row("text", "last"),
]  # fmt: skip
ASKED = {str(each["name"]) for each in TYPED} - {"typed", "said", "sum"}
LISTS = [
    *options("colours", ["red", "green", "blue"]),
    *options("many", [f"o{number}" for number in range(30)]),
]
ANSWERS = {
    "line": "Ça va ?", "lines": "Un\ndeux", "site": "https://example.org/", "count": "12", "share": "1.5",
    "trust": "45", "day": "2026-03-12", "month": "2026-03", "year": "1987", "hour": "14:30",
    "moment": "2026-03-12T14:30",
}  # fmt: skip
PRESSED = ("scale-4", "sure", "one-2", "several", "several-3")
CHOSEN = {"long": "o29", "short": "blue"}
ORDER = ("blue", "red")


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "PNG")
    return out.getvalue()


GIVEN = {
    "a_image": ("a.png", picture()),
    "a_audio": ("a.mp3", b"ID3" + b"\x00" * 500),
    "a_video": ("a.mp4", b"\x00\x00\x00\x18ftypisom" + b"\x00" * 500),
    "a_file": ("a.pdf", b"%PDF-1.7\n" + b"x" * 500),
}


def test_every_type_of_question_stands_here() -> None:
    asked = {str(each["type"]).split()[0] for each in [*TYPED, *FILES]}
    assert asked == QUESTION_TYPES - {"hidden"}, "a hidden question is on no page"


@pytest.mark.parametrize("scripts", ["with scripts", "without scripts"])
def test_each_answer_stays_when_the_language_changes(
    browser: Browser, databases: Databases, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, scripts: str
) -> None:
    use_settings(monkeypatch, database_url=(url := databases.fresh("sqlite")), secret_key=SECRET)
    with transaction() as session:
        open_book(session, book(ROWS, LISTS))
    with running(url, files_folder=str(tmp_path)) as service:
        context = phone(browser, service, scripts=scripts == "with scripts")
        page = context.new_page()
        page.goto("/fr/c/essai")
        page.locator("form[action$='/start'] button").first.click()
        fill(page)
        keeps_what_it_holds(page)
        page.locator("#answer .actions button[value=next]").click()
        page.wait_for_url("**/q/files")
        for name, (file, content) in GIVEN.items():
            page.set_input_files(f"#{name}", {"name": file, "mimeType": "text/plain", "buffer": content})
        for lang in ("nl", "fr", "nl"):
            switch(page, lang)
            links = page.locator(f"#answer a[href*='/{lang}/file/']")
            expect(links).to_have_count(len(GIVEN))
            kinds = {str(link.get_attribute("href")).rpartition(".")[2] for link in links.all()}
            assert kinds == {"png", "mp3", "mp4", "pdf"}
        context.close()
    forget_everything()


def fill(page: Page) -> None:
    """Give every question of the first page an answer."""
    for option in ORDER:
        page.locator(f"button[value='rank:add:order:{option}']").click()
        expect(page.locator(f"button[value='rank:drop:order:{option}']")).to_be_visible()
    for name, value in ANSWERS.items():
        page.locator(f"#{name}").fill(value)
    for key in PRESSED:
        page.locator(f"label[for='{key}']").click()
    for name, option in CHOSEN.items():
        page.locator(f"#{name}").select_option(option)


def keeps_what_it_holds(page: Page) -> None:
    """Go to Dutch and back, and find in every field what was there."""
    before = held(page)
    assert {name for name, value in before if value} == ASKED, "every field holds an answer"
    for lang in ("nl", "fr"):
        switch(page, lang)
        assert held(page) == before


def switch(page: Page, lang: str) -> None:
    page.locator("header button[data-language-switch]").click()
    expect(page.locator("html")).to_have_attribute("lang", lang)


def held(page: Page) -> list[list[str]]:
    """Return what the fields hold, by name."""
    pairs: list[list[str]] = page.locator("#answer").evaluate(
        "form => [...new FormData(form)].map(([name, value]) => [name, String(value)])"
    )
    return sorted(pair for pair in pairs if pair[0] in ASKED)
