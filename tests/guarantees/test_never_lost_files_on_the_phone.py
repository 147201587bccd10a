"""*never lost*, with scripts: the file that stands is the one that was chosen last."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from app.consultations.models import AnswerFile
from app.db import reading, transaction
from tests.conftest import use_settings
from tests.factories.types import open_book
from tests.questionnaires.books import book, row
from tests.support.phone import Phone
from tests.support.service import SECRET, running

pytestmark = pytest.mark.browser


def picture(colour: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def phone(
    browser: Browser, database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Phone]:
    """A telephone on which a questionnaire with a picture was begun."""
    use_settings(monkeypatch, database_url=database, secret_key=SECRET, files_folder=str(tmp_path))
    rows = [
        row("begin_group", "page", appearance="field-list"),
        row("image", "photo"),
        row("text", "why"),
        {"type": "end_group"},
        row("text", "last"),
    ]
    with transaction() as session:
        open_book(session, book(rows))
    with running(database, files_folder=str(tmp_path)) as service:
        phone = Phone(browser, service, "essai")
        phone.begin()
        yield phone
        phone.context.close()
        assert phone.errors == []


def test_a_picture_that_takes_the_place_of_another_stays(phone: Phone) -> None:
    def choose(colour: str) -> None:
        upload = {"name": "a.png", "mimeType": "image/png", "buffer": picture(colour)}
        phone.page.locator("input[name='photo:file']").set_input_files(upload)  # type: ignore[arg-type]
        phone.press()
        phone.page.wait_for_url("**/q/last")
        phone.press("back")
        phone.page.wait_for_url("**/q/page*")
        phone.page.wait_for_load_state("networkidle")

    choose("teal")
    # The device learns which picture there is.
    phone.fill({"why": "Un banc"})
    phone.expect_state("saved")
    choose("red")
    phone.fill({"why": "Deux bancs"})
    phone.expect_state("saved")
    phone.press()
    phone.page.wait_for_url("**/q/last")
    kept = phone.draft().answers
    assert kept["why"] == "Deux bancs"
    with reading() as session:
        assert session.get(AnswerFile, kept["photo"]) is not None
