"""The pages of questionnaires: the list, the files, a look at a version, and two versions compared."""

from collections.abc import Callable
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.consultations.models import Draft
from app.consultations.start import start_draft
from app.db import reading, transaction
from app.questionnaires.models import QuestionnaireVersion
from app.questionnaires.publish import publish_version
from app.questionnaires.workbook import CHOICES, SETTINGS, SURVEY
from app.questionnaires.xlsx import read_xlsx, write_xlsx
from tests.factories.answers import make_consultation
from tests.questionnaires.books import FR, SET, row
from tests.staff.imports import IMPORT, ROWS, bring_in, form_of, publish_page, small, upload, versions
from tests.staff.world import give_members, sign_in


@pytest.fixture
def analyst(database: str, make_client: Callable[[], TestClient]) -> TestClient:  # noqa: ARG001
    """An analyst, whose pages are in French."""
    give_members()
    return sign_in(make_client(), "analyst@example.be")


def test_the_list_names_every_questionnaire_its_languages_and_where_it_is_asked(analyst: TestClient) -> None:
    with transaction() as session:
        make_consultation(session, "citoyens", code="chez-vous")
    page = unescape(analyst.get("/staff/questionnaires").text)
    for code in ("citoyens", "evaluation", "professionnels"):
        assert f'href="/staff/questionnaires/{code}"' in page
    assert 'href="/staff/consultations/chez-vous"' in page
    assert "117 sur 117" in page


def test_other_words_are_shown_side_by_side_in_both_languages(analyst: TestClient) -> None:
    bring_in(analyst, small())
    rows = [{**ROWS[0], f"label::{FR}": "Une autre couleur"}, *ROWS[1:]]
    page = unescape(upload(analyst, write_xlsx(small(*rows))).text)
    assert "Seuls des mots changent" in page
    assert "<del>français</del>" in page
    assert "<ins>Une autre couleur</ins>" in page


def test_options_that_several_questions_share_are_told_once(analyst: TestClient) -> None:
    rows = (row("select_one colours", "a"), row("select_one colours", "b"))
    bring_in(analyst, small(*rows))
    page = upload(analyst, write_xlsx(small(*rows, names=("crimson", "green", "blue"))))
    words = unescape(page.text)
    assert words.count("<code>crimson</code>") == 1
    assert "Ses possibilités changent comme celles de" in words
    assert publish_page(analyst, page, **{"o:a:red": "crimson"}).status_code == 303
    compared = unescape(analyst.get("/staff/questionnaires/test/versions/2/compare").text)
    assert "Ses possibilités changent comme celles de" in compared


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
