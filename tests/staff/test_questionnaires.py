"""The pages of questionnaires: the list, the files, the import, and two versions compared."""

import io
import zipfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import httpx2 as httpx
import openpyxl
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.accounts.models import AuditLine
from app.consultations.models import Draft
from app.consultations.start import start_draft
from app.db import reading, transaction
from app.questionnaires.models import Questionnaire, QuestionnaireVersion
from app.questionnaires.publish import publish_version
from app.questionnaires.workbook import CHOICES, SETTINGS, SURVEY, Workbook, make_sheet
from app.questionnaires.xlsx import read_xlsx, write_xlsx
from app.questionnaires.yaml_writer import write_yaml
from tests.factories.answers import make_consultation
from tests.questionnaires.books import FR, SET, Cells, book, options, row
from tests.staff.world import give_members, sign_in
from tests.support.forms import Form, forms_of

IMPORT = "/staff/questionnaires/import"
ROWS: list[Cells] = [row("select_one colours", "hue"), row("text", "why"), row("integer", "years")]


@pytest.fixture
def analyst(database: str, make_client: Callable[[], TestClient]) -> TestClient:  # noqa: ARG001
    """An analyst, whose pages are in French."""
    give_members()
    return sign_in(make_client(), "analyst@example.be")


def small(*rows: Cells, names: tuple[str, ...] = ("red", "green")) -> Workbook:
    return book(rows or ROWS, options(names=names))


def upload(client: TestClient, content: bytes, name: str = "essai.xlsx", code: str = "") -> httpx.Response:
    return client.post(IMPORT, files={"file": (name, content)}, data={"code": code})


def form_of(page: httpx.Response, action: str) -> Form:
    return next(form for form in forms_of(page).values() if form.action == action)


def publish_page(client: TestClient, page: httpx.Response, **said: str) -> httpx.Response:
    """Press Publish on the page that shows what is in a file."""
    data = {name: values[-1] for name, values in form_of(page, f"{IMPORT}/publish").values().items()}
    return client.post(f"{IMPORT}/publish", data={**data, **said})


def bring_in(client: TestClient, workbook: Workbook, said: Mapping[str, str] | None = None) -> httpx.Response:
    page = upload(client, write_xlsx(workbook))
    assert page.status_code == 200, page.text
    return publish_page(client, page, **(said or {}))


def versions(code: str = "test") -> list[Workbook]:
    """The workbook of every version of a questionnaire."""
    with reading() as session:
        kept = session.scalars(
            select(QuestionnaireVersion.workbook)
            .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
            .where(Questionnaire.code == code)
            .order_by(QuestionnaireVersion.number)
        )
        return [Workbook.from_json(workbook) for workbook in kept]


def test_the_list_names_every_questionnaire_its_languages_and_where_it_is_asked(analyst: TestClient) -> None:
    with transaction() as session:
        make_consultation(session, "citoyens", code="chez-vous")
    page = unescape(analyst.get("/staff/questionnaires").text)
    for code in ("citoyens", "evaluation", "professionnels"):
        assert f'href="/staff/questionnaires/{code}"' in page
    assert 'href="/staff/consultations/chez-vous"' in page
    assert "117 sur 117" in page


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


def test_other_words_are_shown_side_by_side_in_both_languages(analyst: TestClient) -> None:
    bring_in(analyst, small())
    rows = [{**ROWS[0], f"label::{FR}": "Une autre couleur"}, *ROWS[1:]]
    page = unescape(upload(analyst, write_xlsx(small(*rows))).text)
    assert "Seuls des mots changent" in page
    assert "<del>français</del>" in page
    assert "<ins>Une autre couleur</ins>" in page


def test_a_breaking_version_asks_what_became_of_the_old_and_keeps_the_answer(analyst: TestClient) -> None:
    bring_in(analyst, small())
    renamed = small(row("select_one colours", "tint"), *ROWS[1:], names=("crimson", "green"))
    page = upload(analyst, write_xlsx(renamed))
    assert {"q:hue"} <= set(form_of(page, f"{IMPORT}/publish").names)
    for said, missing in (({"q:hue": ""}, "q:hue"), ({"q:hue": "tint"}, "o:hue:red")):
        refused = publish_page(analyst, page, **said)
        assert refused.status_code == 422
        assert f'href="#{missing}"' in refused.text
    assert len(versions()) == 1
    assert publish_page(analyst, page, **{"q:hue": "tint", "o:hue:red": "crimson"}).status_code == 303
    compared = unescape(analyst.get("/staff/questionnaires/test/versions/2/compare").text)
    assert "avec rupture" in compared
    assert "Ce que sont devenues les anciennes" in compared
    with reading() as session:
        fates = session.scalars(
            select(QuestionnaireVersion.fates).where(QuestionnaireVersion.number == 2)
        ).one()
    assert fates is not None
    assert fates["questions"] == {"hue": "tint"}
    assert fates["options"] == {"hue": {"red": "crimson"}}


def test_what_was_published_elsewhere_can_be_decided_on_its_page_once(analyst: TestClient) -> None:
    with transaction() as session:
        publish_version(session, small())
        publish_version(session, small(*ROWS[:1], row("text", "reason"), ROWS[2]))
    assert "à décider" in analyst.get("/staff/questionnaires/test").text
    address = "/staff/questionnaires/test/versions/2/fates"
    assert analyst.post(address, data={}).status_code == 422
    assert analyst.post(address, data={"q:why": "reason"}).status_code == 303
    assert "à décider" not in analyst.get("/staff/questionnaires/test").text
    assert analyst.get(address).status_code == 409
    assert analyst.post(address, data={"q:why": "-"}).status_code == 409


def test_a_draft_stays_on_its_version_when_a_new_one_is_published(analyst: TestClient) -> None:
    with transaction() as session:
        publish_version(session, small())
        consultation = make_consultation(session, "test", code="essai")
        draft = start_draft(session, consultation, "fr")
        first = draft.questionnaire_version_id
    bring_in(analyst, small(*ROWS[:2]), {})
    with reading() as session:
        assert session.get_one(Draft, draft.id).questionnaire_version_id == first
        assert len(versions()) == 2


def test_whoever_looked_at_an_older_difference_is_shown_the_new_one(analyst: TestClient) -> None:
    bring_in(analyst, small())
    page = upload(analyst, write_xlsx(small(*ROWS, row("text", "mine"))))
    bring_in(analyst, small(*ROWS, row("text", "theirs")))
    late = publish_page(analyst, page)
    assert late.status_code == 422
    assert "entre-temps" in late.text
    assert "theirs" in late.text
    assert len(versions()) == 2


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


def test_a_version_is_looked_at_as_people_will_see_it_and_nothing_is_saved(analyst: TestClient) -> None:
    address = "/staff/questionnaires/evaluation/versions/1/preview"
    page = analyst.get(address)
    assert f'src="{address}/fr/0"' in page.text
    assert f'src="{address}/nl/0"' in page.text
    assert "welkomstwoorden" in analyst.get(f"{address}/nl/0").text
    assert f'action="{address}/fr/1"' in analyst.get(f"{address}/fr/1").text
    turned = analyst.post(f"{address}/fr/1", data={"go": "next", "welcome": "5"})
    assert turned.headers["location"] == f"{address}/fr/2"
    assert analyst.get(f"{address}/fr/999").status_code == 404
    with reading() as session:
        assert session.scalars(select(Draft)).all() == []


def test_a_sent_file_reads_no_file_of_the_server(analyst: TestClient) -> None:
    named = book([row("select_one_from_file ../surveys/citoyens.csv", "a"), row("text", "b", image="x.png")])
    assert upload(analyst, write_xlsx(named)).status_code == 422


def test_files_for_other_tools_have_one_title(analyst: TestClient) -> None:
    given = analyst.get("/staff/questionnaires/citoyens/versions/1/files/standard.xlsx")
    workbook = read_xlsx(given.content)
    assert "form_title" in workbook.sheet(SETTINGS).columns
    assert workbook.sheet(SURVEY).rows
    assert workbook.sheet(CHOICES).rows
    assert SET["form_id"] not in workbook.settings["form_id"]


@pytest.mark.parametrize(
    "path",
    ["nothing", "citoyens/versions/9/compare", "citoyens/versions/9/files/questionnaire.xlsx",
     "citoyens/versions/1/files/x.exe", "citoyens/versions/0/compare",
     "citoyens/versions/99999999999/compare",
     "citoyens/versions/1/fates"],
)  # fmt: skip
def test_what_does_not_exist_is_told(analyst: TestClient, path: str) -> None:
    assert analyst.get(f"/staff/questionnaires/{path}").status_code in {404, 409}
