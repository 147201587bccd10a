"""Bringing a questionnaire in from a file: looked at first, then published, never half."""

import io
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import openpyxl
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.accounts.models import AuditLine
from app.db import reading, transaction
from app.questionnaires.publish import publish_version
from app.questionnaires.workbook import Workbook, make_sheet
from app.questionnaires.xlsx import read_xlsx, write_xlsx
from app.questionnaires.yaml_writer import write_yaml
from tests.questionnaires.books import book, row
from tests.staff.imports import IMPORT, ROWS, bring_in, publish_page, small, upload, versions
from tests.staff.world import give_members, sign_in


@pytest.fixture
def analyst(database: str, make_client: Callable[[], TestClient]) -> TestClient:  # noqa: ARG001
    """An analyst, whose pages are in French."""
    give_members()
    return sign_in(make_client(), "analyst@example.be")


@pytest.mark.parametrize("name", ["questionnaire.xlsx", "questionnaire.yaml"])
def test_a_file_given_out_and_brought_in_again_changes_nothing(analyst: TestClient, name: str) -> None:
    address = f"/staff/questionnaires/citoyens/versions/1/files/{name}"
    given = analyst.get(address)
    assert f'filename="citoyens-v1.{name[-4:]}"' in given.headers["content-disposition"]
    if name.endswith("xlsx"):
        assert [read_xlsx(given.content)] == versions("citoyens")
    page = upload(analyst, given.content, name)
    assert page.status_code == 200
    assert "il n’y a rien à publier" in page.text
    assert f'action="{IMPORT}/publish"' not in page.text


def test_a_new_questionnaire_is_looked_at_first_and_then_published(analyst: TestClient) -> None:
    page = upload(analyst, write_yaml(small()).encode(), "essai.yaml")
    assert "Ce questionnaire est nouveau" in page.text
    assert versions() == []
    answered = publish_page(analyst, page)
    assert answered.headers["location"] == "/staff/questionnaires/test?published=1"
    assert versions() == [small()]
    with reading() as session:
        verbs = session.scalars(
            select(AuditLine.verb).where(AuditLine.target == "questionnaire:test/1")
        ).all()
    assert verbs == ["publish_questionnaire"]


def test_every_mistake_is_told_with_its_place_and_nothing_is_kept(analyst: TestClient) -> None:
    broken = book([row("text", "a", relevant="${nobody} = 'x'"), row("barcode", "b"), row("text", "a")])
    page = upload(analyst, write_xlsx(broken))
    assert page.status_code == 422
    words = unescape(page.text)
    for said in ("ligne 2", "colonne relevant", "Aucune question ne porte ce nom.", "ligne 4"):
        assert said in words, said
    assert f'action="{IMPORT}/publish"' not in page.text
    assert versions() == []


def million_rows() -> bytes:
    """A workbook whose sheet says that it has a million rows."""
    wide = openpyxl.Workbook()
    wide.active.title = "survey"
    wide.active["A1"] = "type"
    wide.active["A1000000"] = "text"
    buffer = io.BytesIO()
    wide.save(buffer)
    return buffer.getvalue()


def bomb() -> bytes:
    """A small file that would unpack to twenty million bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)
    return buffer.getvalue()


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("hello.txt", "hello")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (lambda: b"hello", "x.xlsx", "this is not an .xlsx workbook"),
        (lambda: b"\xff\xfe", "x.yaml", "is not UTF-8"),
        (lambda: b"- a\n- b", "x.yml", "the file is not a mapping"),
        (zipped, "x.xlsx", "another zipped file"),
        (bomb, "x.xlsx", "looks like an attack"),
        (million_rows, "x.xlsx", "there are more than 20000 rows"),
        (
            lambda: write_xlsx(Workbook({"other": make_sheet([{"a": "b"}])})),
            "x.xlsx",
            "no sheet of this name",
        ),
        (lambda: b"PK\x03\x04" + b"\x00" * 50, "", "this is not an .xlsx workbook"),
    ],
)
def test_what_is_no_questionnaire_is_told_kindly(
    analyst: TestClient, content: Callable[[], bytes], name: str, said: str
) -> None:
    page = upload(analyst, content(), name or "x")
    assert page.status_code == 422
    assert said in unescape(page.text)
    assert "Rien n’a été changé" in page.text


def test_without_a_file_the_page_asks_for_one(analyst: TestClient) -> None:
    page = analyst.post(IMPORT, files={"other": ("x", b"y")})
    assert page.status_code == 422
    assert 'href="#file"' in page.text


def test_a_file_of_another_questionnaire_is_refused_on_the_page_of_one(analyst: TestClient) -> None:
    page = upload(analyst, write_xlsx(small()), code="citoyens")
    assert page.status_code == 422
    assert "n’est pas le bon" in unescape(page.text)


def test_a_file_too_large_or_a_changed_form_is_refused(analyst: TestClient) -> None:
    assert upload(analyst, b"x" * 11_500_000).status_code == 413
    for packed in ("", "x", "é", "eJw"):
        page = analyst.post(f"{IMPORT}/publish", data={"workbook": packed, "seen": "0"})
        assert page.status_code == 400, packed


def test_whoever_looked_at_an_older_difference_is_shown_the_new_one(analyst: TestClient) -> None:
    bring_in(analyst, small())
    page = upload(analyst, write_xlsx(small(*ROWS, row("text", "mine"))))
    bring_in(analyst, small(*ROWS, row("text", "theirs")))
    late = publish_page(analyst, page)
    assert late.status_code == 422
    assert "entre-temps" in late.text
    assert "theirs" in late.text
    assert len(versions()) == 2


@pytest.mark.both_databases
def test_two_who_bring_in_the_same_new_questionnaire_at_once_make_two_versions_or_one(
    analyst: TestClient,
) -> None:
    def publish(number: int) -> int:
        with transaction() as session:
            return publish_version(session, small(*ROWS, row("text", f"more_{number % 2}"))).number

    assert analyst.get("/staff/questionnaires/test").status_code == 404
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(publish, range(4)))
    assert set(numbers) <= set(range(1, 5))
    assert len(versions()) == max(numbers) >= 2


def test_a_sent_file_reads_no_file_of_the_server(analyst: TestClient) -> None:
    named = book([row("select_one_from_file ../surveys/citoyens.csv", "a"), row("text", "b", image="x.png")])
    assert upload(analyst, write_xlsx(named)).status_code == 422
