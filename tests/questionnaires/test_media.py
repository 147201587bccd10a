"""Images, sounds and films beside labels and options."""

from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import select

from app.db import reading, transaction
from app.questionnaires.finding import FindingsError
from app.questionnaires.lint_files import SurveyInFile, findings_of, read_file
from app.questionnaires.models import MediaFile
from app.questionnaires.publish import publish_version
from app.questionnaires.xlsx import read_xlsx, write_xlsx
from app.questionnaires.yaml_writer import write_yaml
from tests.factories.types import open_published
from tests.questionnaires.books import FR, NL, book, options, row, text
from tests.support.visitor import Visitor

WORDS = text("bx::alt", "Un plan du quartier", "Een plan van de wijk")
SOUND = b"ID3" + bytes(range(200)) * 5


def picture(colour: str = "red") -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return out.getvalue()


def in_folder(folder: Path) -> Path:
    """Write a questionnaire with its images and a sound beside it."""
    media = folder / "media"
    media.mkdir()
    (media / "plan-fr.png").write_bytes(picture("red"))
    (media / "plan-nl.png").write_bytes(picture("blue"))
    (media / "bench.png").write_bytes(picture("green"))
    (media / "voice.mp3").write_bytes(SOUND)
    rows = [
        row("select_one places", "place", **{
            f"media::image::{FR}": "plan-fr.png", f"media::image::{NL}": "plan-nl.png", **WORDS,
        }),
        row("text", "why", audio="voice.mp3", **text("bx::alt", "Dites-nous pourquoi.", "Zeg ons waarom.")),
    ]  # fmt: skip
    places = [
        *options("places", ["bench"], **{"media::image": "bench.png", **WORDS}),
        *options("places", ["park"]),
    ]
    path = folder / "pictures.yaml"
    path.write_text(write_yaml(book(rows, places)), encoding="utf-8")
    return path


def read(path: Path) -> SurveyInFile:
    found = read_file(path, {})
    assert [str(each) for each in findings_of(found, path)] == []
    return found


@pytest.mark.usefixtures("database")
def test_each_language_shows_its_own_image_with_its_words(client: TestClient, tmp_path: Path) -> None:
    found = read(in_folder(tmp_path))
    with transaction() as session:
        publish_version(session, found.workbook, media=found.media)
        open_published(session, "test")
    visitor = Visitor(client, "essai")
    visitor.begin()
    assert 'alt="Un plan du quartier"' in visitor.page.text
    french = visitor.page.text.partition('src="/media/')[2][:64]
    assert client.get(f"/media/{french}").content == picture("red")
    visitor.press("lang:nl")
    assert 'alt="Een plan van de wijk"' in visitor.page.text
    dutch = visitor.page.text.partition('src="/media/')[2][:64]
    assert client.get(f"/media/{dutch}").content == picture("blue")
    assert visitor.page.text.count('class="choice-image"') == 1
    visitor.press("next", {"place": "bench"})
    assert "Zeg ons waarom." in visitor.page.text


@pytest.mark.usefixtures("database")
def test_a_file_is_served_as_what_it_is_for_ever_and_by_parts(client: TestClient, tmp_path: Path) -> None:
    found = read(in_folder(tmp_path))
    with transaction() as session:
        publish_version(session, found.workbook, media=found.media)
    with reading() as session:
        digest = session.scalars(select(MediaFile.digest).where(MediaFile.media_type == "audio/mpeg")).one()
    whole = client.get(f"/media/{digest}")
    assert whole.headers["content-type"] == "audio/mpeg"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in whole.headers["cache-control"]
    assert whole.content == SOUND
    part = client.get(f"/media/{digest}", headers={"Range": "bytes=3-9"})
    assert (part.status_code, part.content) == (206, SOUND[3:10])
    assert part.headers["content-range"] == f"bytes 3-9/{len(SOUND)}"
    assert client.get(f"/media/{digest}", headers={"Range": "bytes=99999-"}).status_code == 416
    assert client.get("/media/nothing").status_code == 404


@pytest.mark.usefixtures("database")
def test_a_version_taken_out_as_a_spreadsheet_comes_back_with_its_images(tmp_path: Path) -> None:
    found = read(in_folder(tmp_path))
    with transaction() as session:
        first = publish_version(session, found.workbook, media=found.media)
    again = read_xlsx(write_xlsx(found.workbook))
    assert again == found.workbook
    with transaction() as session:
        assert publish_version(session, again).id == first.id


@pytest.mark.usefixtures("database")
def test_an_image_whose_content_nobody_has_is_refused(tmp_path: Path) -> None:
    found = read(in_folder(tmp_path))
    with pytest.raises(FindingsError, match="content of a file is missing"), transaction() as session:
        publish_version(session, found.workbook)
    with reading() as session:
        assert session.scalars(select(MediaFile)).all() == []


@pytest.mark.parametrize("data", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", b"", b"MZ\x90"])
def test_what_is_no_image_is_told_with_its_name(tmp_path: Path, data: bytes) -> None:
    path = in_folder(tmp_path)
    (tmp_path / "media" / "bench.png").write_bytes(data)
    findings = findings_of(read_file(path, {}), path)
    assert any("bench.png" in str(found) and found.level == "error" for found in findings)


def test_a_file_outside_the_folder_is_never_read(tmp_path: Path) -> None:
    inside = tmp_path / "surveys"
    inside.mkdir()
    path = in_folder(inside)
    (tmp_path / "secret.png").write_bytes(picture())
    path.write_text(path.read_text().replace("plan-fr.png", "../../secret.png"), encoding="utf-8")
    found = read_file(path, {})
    assert any("'../../secret.png' is missing" in str(each) for each in findings_of(found, path))
