"""Information pages: complete in both languages or not public, with documents that are what they say."""

import zipfile
from collections.abc import Callable
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.consultations.files import sweep_files
from app.db import reading, transaction
from app.information.documents import stored_names
from app.information.models import InfoPage
from app.information.rules import slug
from app.kit import clock, sniff
from app.settings import get_settings
from tests.conftest import use_settings
from tests.information.things import PDF
from tests.staff.world import give_members, sign_in

TEXTS = {
    "title.fr": "L’accueil, à Bruxelles", "title.nl": "Onthaal in Brussel", "summary.fr": "En bref",
    "summary.nl": "In het kort", "body.fr": "## Un titre\n\n<script>alert(1)</script>",
    "body.nl": "Een **tekst**.", "position": "3",
}  # fmt: skip
ADDRESS = "/staff/information/l-accueil-a-bruxelles"


def archive(**files: bytes) -> bytes:
    """Return a zip: two underscores stand for a slash, and `_types` for the list of types."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in files.items():
            made.writestr({"_types": "[Content_Types].xml"}.get(name, name.replace("__", "/")), content)
    return out.getvalue()


DOCX = archive(_types=b"<Types/>", **{"word__document.xml": b"<w:document/>"})
ODT = archive(mimetype=sniff.ODT.encode(), **{"content.xml": b"<office/>"})
MACROS = archive(_types=b"<Types/>", **{"word__document.xml": b"", "word__vbaProject.bin": b""})


@pytest.fixture(params=["sqlite"])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def analyst(
    database: str, make_client: Callable[[], TestClient], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> TestClient:
    use_settings(monkeypatch, database_url=database, files_folder=str(tmp_path / "files"), upload_max_mb="1")
    give_members()
    return sign_in(make_client(), "analyst@example.be")


def send(client: TestClient, address: str, fields: dict[str, str], **files: bytes) -> tuple[int, str]:
    chosen = {f"file_{edition}:file": ("x.exe", content) for edition, content in files.items()}
    answer = client.post(address, data=fields, files=chosen or {"none": ("", b"")})
    return answer.status_code, unescape(answer.text)


def test_a_page_is_public_once_every_text_and_file_is_there_in_both_languages(
    analyst: TestClient, client: TestClient
) -> None:
    half = TEXTS | {"summary.nl": ""}
    assert analyst.post("/staff/information/new", data=half).headers["location"] == ADDRESS
    public = "/fr/information/l-accueil-a-bruxelles"
    document = {"title.fr": "Guide", "title.nl": "", "summary.fr": "Tout", "summary.nl": "Alles"}
    assert send(analyst, f"{ADDRESS}/documents/new", document, fr=PDF)[0] == 303
    refused = analyst.post(f"{ADDRESS}/publish")
    said = unescape(refused.text)
    assert refused.status_code == 422
    for line in (
        "Donnez le résumé en néerlandais.",
        "Au document «\u00a0Guide\u00a0» il manque un titre ou un résumé en néerlandais.",
        "Le document «\u00a0Guide\u00a0» n’a pas de fichier en néerlandais.",
    ):
        assert line in said
    assert client.get(public).status_code == 404
    assert client.get(f"{public}/documents/1/fr").status_code == 404, "nor the file of a draft"
    assert analyst.get(f"{ADDRESS}/documents/1/files/fr").content == PDF
    assert analyst.post(f"{ADDRESS}/edit", data=TEXTS).status_code == 303
    assert send(analyst, f"{ADDRESS}/documents/1", document | {"title.nl": "Gids"}, nl=DOCX)[0] == 303
    assert analyst.post(f"{ADDRESS}/publish").status_code == 303
    shown = unescape(client.get(public).text)
    assert "Guide (PDF, 1 Ko, en français)" in shown
    assert "<h2>Un titre</h2>" in shown
    assert "<script>alert" not in client.get(public).text
    assert "Gids (Word, 1 kB, in het Nederlands)" in client.get(public.replace("/fr/", "/nl/")).text
    # What is public stays complete.
    assert analyst.post(f"{ADDRESS}/edit", data=half).status_code == 422
    assert send(analyst, f"{ADDRESS}/documents/new", document, both=PDF)[0] == 422
    assert analyst.post(f"{ADDRESS}/remove").status_code == 409
    with reading() as session:
        assert session.scalars(select(InfoPage)).one().summary["nl"] == "In het kort"
    assert client.get("/nl/information").text.count("Onthaal in Brussel") == 1
    assert analyst.post(f"{ADDRESS}/unpublish").status_code == 303
    assert client.get(public).status_code == 404
    assert analyst.post(f"{ADDRESS}/remove").status_code == 303
    assert analyst.get(ADDRESS).status_code == 404


def test_a_file_is_what_its_bytes_say_is_given_as_an_attachment_and_is_swept_once_replaced(
    analyst: TestClient, client: TestClient
) -> None:
    analyst.post("/staff/information/new", data=TEXTS)
    new, fields = f"{ADDRESS}/documents/new", {
        "title.fr": "Guide", "title.nl": "Gids", "summary.fr": "Tout", "summary.nl": "Alles",
    }  # fmt: skip
    for bad in (b"MZ\x90\x00", b"<html>", archive(a=b"b"), MACROS, b"PK\x03\x04", b"%PDF" + b"x" * 1_100_000):
        status, said = send(analyst, new, fields, fr=bad)
        assert status == 422
        assert 'value="Guide"' in said, "what was typed is kept"
    assert send(analyst, new, fields)[0] == 422
    assert send(analyst, new, fields, fr=PDF, both=PDF)[0] == 422
    assert send(analyst, new, fields, fr=PDF, nl=ODT)[0] == 303
    assert analyst.post(f"{ADDRESS}/publish").status_code == 303
    given = client.get("/fr/information/l-accueil-a-bruxelles/documents/1/nl")
    assert given.content == ODT
    assert given.headers["content-disposition"] == 'attachment; filename="gids-nl.odt"'
    assert given.headers["content-type"] == sniff.ODT
    assert given.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in given.headers["content-security-policy"]
    assert send(analyst, f"{ADDRESS}/documents/1", fields, both=DOCX)[0] == 303
    assert client.get("/fr/information/l-accueil-a-bruxelles/documents/1/nl").status_code == 404
    assert client.get("/nl/information/l-accueil-a-bruxelles/documents/1/both").content == DOCX
    folder = Path(get_settings().files_folder)
    with reading() as session:
        (kept,) = stored_names(session)
        with clock.set_to(clock.at_brussels(clock.today().replace(year=clock.today().year + 1, day=1))):
            sweep_files(session, stored_names(session))
    assert [path.name for path in folder.glob("??/*")] == [kept]


@pytest.mark.parametrize(
    ("title", "address"),
    [("L’été à Bruxelles !", "l-ete-a-bruxelles"), ("???", "page"), ("a" * 90, "a" * 48)],
)
def test_a_title_becomes_an_address(title: str, address: str) -> None:
    assert slug(title) == address


def test_two_pages_of_one_title_have_two_addresses(analyst: TestClient) -> None:
    places = [analyst.post("/staff/information/new", data=TEXTS).headers["location"] for _ in range(2)]
    assert places == [ADDRESS, f"{ADDRESS}-2"]
    assert analyst.post("/staff/information/new", data={"title.fr": "", "title.nl": " "}).status_code == 422
    with transaction() as session:
        assert len(session.scalars(select(InfoPage)).all()) == 2
