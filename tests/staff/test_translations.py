"""The pages on which texts are translated, in place and in files."""

import io
from collections.abc import Callable
from html import unescape

import httpx2 as httpx
import openpyxl
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.db import reading, transaction
from app.questionnaires.models import QuestionnaireVersion
from app.questionnaires.publish import publish_version
from app.questionnaires.queries import workbook_of
from app.questionnaires.texts import Texts, texts_of, with_texts
from tests.questionnaires.books import book, options, row, text
from tests.staff.world import give_members, sign_in
from tests.support.forms import forms_of

PAGE = "/staff/questionnaires/test/translations"
HUE, HINT = "survey/hue/label", "survey/hue/hint"
BOOK = book([{**row("select_one colours", "hue"), **text("hint", "aide")}, row("text", "why")], options())

OTHER = b'msgid ""\nmsgstr ""\n"Project-Id-Version: citoyens 1\\n"\n"Language: nl\\n"\n'
"""The head of a file of another questionnaire."""


@pytest.fixture
def analyst(database: str, make_client: Callable[[], TestClient]) -> TestClient:  # noqa: ARG001
    """An analyst, whose pages are in French, and a questionnaire."""
    give_members()
    with transaction() as session:
        publish_version(session, BOOK)
    return sign_in(make_client(), "analyst@example.be")


def newest() -> tuple[int, Texts]:
    with reading() as session:
        number, workbook = workbook_of(session, "test")
    return number, texts_of(workbook)


def somebody_else(cells: dict[tuple[str, str], str]) -> None:
    """Publish a version with other words, as a colleague does meanwhile."""
    with transaction() as session:
        _, workbook = workbook_of(session, "test")
        publish_version(session, with_texts(workbook, cells, {}))


def fields(client: TestClient, address: str = PAGE) -> dict[str, str]:
    page = client.get(address)
    assert page.status_code == 200, page.text
    form = next(f for f in forms_of(page).values() if f.action == PAGE and f.method == "post")
    return {name: values[-1] for name, values in form.values().items()}


def bring(client: TestClient, content: bytes, name: str) -> httpx.Response:
    return client.post(f"{PAGE}/import", files={"file": (name, content)})


def publish(client: TestClient, page: httpx.Response, **more: str) -> httpx.Response:
    form = next(f for f in forms_of(page).values() if f.action == f"{PAGE}/publish")
    hidden = {name: form.values()[name][-1] for name in ("edits", "seen")}
    return client.post(f"{PAGE}/publish", data={**hidden, **more})


def test_one_text_changed_on_the_page_makes_a_version_in_which_only_it_differs(analyst: TestClient) -> None:
    data = fields(analyst)
    answered = analyst.post(PAGE, data={**data, f"t:nl:{HINT}": "  hulp\r\nen raad "})
    assert answered.headers["location"].endswith("saved=1")
    number, texts = newest()
    assert number == 2
    assert texts == texts_of(with_texts(BOOK, {(HINT, "nl"): "hulp\nen raad"}, {}))
    with reading() as session:
        change = session.scalars(
            select(QuestionnaireVersion.change).where(QuestionnaireVersion.number == 2)
        ).one()
    assert change == "text"
    assert "Un texte est enregistré dans la version 2." in analyst.get(f"{PAGE}?saved=1").text


def test_a_page_saved_unchanged_makes_no_version(analyst: TestClient) -> None:
    assert analyst.post(PAGE, data=fields(analyst)).headers["location"].endswith("saved=0")
    assert newest()[0] == 1


def test_another_language_can_be_begun_and_filled_bit_by_bit(analyst: TestClient) -> None:
    data = fields(analyst, f"{PAGE}?add=en")
    assert data[f"t:en:{HUE}"] == ""
    analyst.post(PAGE, data={**data, f"t:en:{HUE}": "Which colour?"})
    _, texts = newest()
    assert texts.languages["en"] == "English (en)"
    assert texts.word((HUE, "en")) == "Which colour?"
    missing = unescape(analyst.get(f"{PAGE}?missing=1").text)
    assert f't:en:{HINT}"' in missing
    assert f't:en:{HUE}"' not in missing
    assert "1 sur 6" in missing


def test_a_language_of_the_platform_may_not_lose_a_text(analyst: TestClient) -> None:
    page = analyst.post(PAGE, data={**fields(analyst), f"t:nl:{HUE}": "", f"t:fr:{HUE}": "Autre"})
    assert page.status_code == 422
    assert 'href="#findings"' in page.text
    assert "Un texte manque dans une langue." in page.text
    assert "Autre</textarea>" in page.text
    assert newest()[0] == 1


def test_whoever_saves_over_somebody_elses_words_is_told_and_keeps_what_was_typed(
    analyst: TestClient,
) -> None:
    data = fields(analyst)
    somebody_else({(HUE, "fr"): "Leur texte"})
    page = analyst.post(PAGE, data={**data, f"t:fr:{HUE}": "Mon texte", f"t:nl:{HINT}": "hulp"})
    assert page.status_code == 422
    words = unescape(page.text)
    assert f'href="#t:fr:{HUE}"' in words
    assert "Il dit maintenant" in words
    assert "Leur texte" in words
    assert "Mon texte</textarea>" in words
    assert "hulp</textarea>" in words
    assert newest()[0] == 2
    untouched = analyst.post(PAGE, data={**data, f"t:nl:{HINT}": "hulp"})
    assert untouched.status_code == 303
    assert newest()[1].word((HUE, "fr")) == "Leur texte"


def test_a_table_filled_in_elsewhere_is_looked_at_first_and_then_published(analyst: TestClient) -> None:
    given = analyst.get(f"{PAGE}/files/texts.xlsx")
    table = openpyxl.load_workbook(io.BytesIO(given.content))
    sheet = table["texts"]
    place = next(cells for cells in sheet.iter_rows() if cells[0].value == HINT)
    place[3].value = "hulp"
    buffer = io.BytesIO()
    table.save(buffer)
    page = bring(analyst, buffer.getvalue(), "texts.xlsx")
    assert page.status_code == 200
    assert "<ins>hulp</ins>" in page.text
    assert newest()[0] == 1
    assert publish(analyst, page).headers["location"] == f"{PAGE}?saved=1"
    assert newest()[1] == texts_of(with_texts(BOOK, {(HINT, "nl"): "hulp"}, {}))


def test_a_po_file_shows_what_changed_since_and_takes_it_only_where_it_is_ticked(analyst: TestClient) -> None:
    given = analyst.get(f"{PAGE}/files/nl.po").text
    filled = given.replace('msgstr "nederlands"', 'msgstr "vertaald"')
    somebody_else({(HINT, "fr"): "une autre aide"})
    page = bring(analyst, filled.encode(), "nl.po")
    assert "Un texte à regarder d’abord" in unescape(page.text)
    assert "une autre aide" in page.text
    assert publish(analyst, page).status_code == 303
    assert newest()[1].word((HINT, "nl")) == "nederlands"
    assert newest()[1].word((HUE, "nl")) == "vertaald"

    again = bring(analyst, filled.encode(), "nl.po")
    assert publish(analyst, again, take="0").status_code == 303
    assert newest()[1].word((HINT, "nl")) == "vertaald"
    assert "il n’y a rien à enregistrer" in unescape(bring(analyst, filled.encode(), "nl.po").text)


def test_what_was_looked_at_is_not_published_over_a_newer_version(analyst: TestClient) -> None:
    filled = analyst.get(f"{PAGE}/files/nl.po").text.replace('msgstr "nederlands"', 'msgstr "vertaald"')
    page = bring(analyst, filled.encode(), "nl.po")
    somebody_else({(HUE, "fr"): "Leur texte"})
    assert publish(analyst, page).status_code == 409
    assert newest()[0] == 2


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "x.po", "Choisissez un fichier."),
        (b"hello", "x.po", "Ce n’est pas un fichier de traductions"),
        (b"hello", "x.xlsx", "Ce fichier ne peut pas être lu."),
        (
            b'msgid ""\nmsgstr ""\n"Project-Id-Version: citoyens 1\\n"\n"Language: nl\\n"\n',
            "nl.po",
            "citoyens",
        ),
    ],
)
def test_a_file_that_is_no_translation_is_told_kindly(
    analyst: TestClient, content: bytes, name: str, said: str
) -> None:
    page = bring(analyst, content, name)
    assert page.status_code == 422
    assert said in unescape(page.text)
    assert 'href="#file"' in page.text
    assert newest()[0] == 1


def test_a_changed_form_changes_nothing(analyst: TestClient) -> None:
    for packed in ("", "x", "eJyrVkpNyUwqVrJSqlZKzs9LyywqBnGLUksSM3OKlawUalUAGHkLRA=="):
        page = analyst.post(f"{PAGE}/publish", data={"edits": packed, "seen": "1"})
        assert page.status_code == 400, packed
    data = {
        **fields(analyst),
        "t:xx:survey/hue/label": "x",
        "t:fr:nothing": "x",
        "seen": "99999999",
        "page": "-1",
    }
    assert analyst.post(PAGE, data=data).headers["location"].endswith("saved=0")
    assert newest()[0] == 1


def test_what_comes_from_the_ballot_is_shown_and_not_offered(analyst: TestClient) -> None:
    address = "/staff/questionnaires/citoyens/translations"
    pages = "".join(analyst.get(f"{address}?page={number}").text for number in (1, 2, 3))
    assert "bulletin du programme" in pages
    assert "t:fr:choices/actions/helpdesk/label" not in pages
    assert "t:fr:choices/bassins/nord/label" in pages


def test_a_row_can_be_pointed_at_and_its_page_is_shown(analyst: TestClient) -> None:
    with reading() as session:
        _, workbook = workbook_of(session, "citoyens")
    last = [each for each in texts_of(workbook).rows if each.sheet == "choices"][-1]
    address = f"/staff/questionnaires/citoyens/translations?at=choices-{last.row}"
    assert f'id="choices-{last.row}"' in analyst.get(address).text
    for wrong in ("nothing", "survey-", "x" * 500):
        assert analyst.get(f"/staff/questionnaires/citoyens/translations?at={wrong}").status_code == 200


@pytest.mark.parametrize("name", ["fr.po", "xx.po", "x.exe", "de-.po"])
def test_files_that_do_not_exist_are_told(analyst: TestClient, name: str) -> None:
    assert analyst.get(f"{PAGE}/files/{name}").status_code == 404
