"""Several people on one questionnaire, and the way from a working copy to a published version."""

from collections.abc import Callable
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.accounts.models import AuditLine
from app.db import reading, transaction
from app.questionnaires.models import WorkingCopy, WorkingRevision
from app.questionnaires.publish import publish_version
from app.questionnaires.queries import workbook_of
from tests.staff.editor import EDIT, at_work, count, form_at, names, press, save, words, workbook
from tests.staff.world import sign_in
from tests.support.forms import forms_of


@pytest.fixture
def analyst(database: str, make_client: Callable[[], TestClient]) -> TestClient:  # noqa: ARG001
    return at_work(make_client)


@pytest.fixture
def admin(analyst: TestClient, make_client: Callable[[], TestClient]) -> TestClient:  # noqa: ARG001
    """A colleague."""
    return sign_in(make_client(), "admin@example.be")


def test_two_people_on_two_questions_both_keep_their_change(analyst: TestClient, admin: TestClient) -> None:
    mine, hers = form_at(analyst, f"{EDIT}/questions/age"), form_at(admin, f"{EDIT}/questions/profile")
    assert admin.post(hers.action, data={**hers.values(), "label.fr": "D’elle"}).status_code == 303
    assert analyst.post(mine.action, data={**mine.values(), "label.fr": "De moi"}).status_code == 303
    page = words(analyst, EDIT)
    assert "D’elle" in page
    assert "De moi" in page


def test_two_people_on_one_question_are_told_and_nothing_is_overwritten(
    analyst: TestClient, admin: TestClient
) -> None:
    mine, hers = form_at(analyst, f"{EDIT}/questions/age"), form_at(admin, f"{EDIT}/questions/age")
    assert admin.post(hers.action, data={**hers.values(), "label.fr": "D’elle"}).status_code == 303
    told = analyst.post(mine.action, data={**mine.values(), "label.fr": "De moi"})
    assert told.status_code == 409
    assert "De moi" in unescape(told.text)
    assert "D’elle" in words(admin, EDIT)
    again = forms_of(told)["question"]
    assert analyst.post(again.action, data=again.values()).status_code == 303
    assert "De moi" in words(admin, EDIT)


def test_a_button_of_an_old_page_does_nothing_and_says_who_was_faster(
    analyst: TestClient, admin: TestClient
) -> None:
    old = form_at(analyst, EDIT, "structure")
    press(admin, EDIT, "down:age")
    before = workbook()
    for action, go in (
        (EDIT, "delete:age"),
        (EDIT, "undo"),
        (f"{EDIT}/discard", ""),
        (f"{EDIT}/publish", ""),
    ):
        told = analyst.post(action, data={**old.values(), "go": go})
        assert told.status_code == 409, action
        assert "error-summary" in told.text
    assert workbook() == before


def test_a_new_questionnaire_begins_empty_or_as_a_copy(analyst: TestClient) -> None:
    titles = {"title.fr": "Le quartier", "title.nl": "De wijk"}
    new = "/staff/questionnaires/new"
    assert (
        analyst.post(new, data={**titles, "code": "quartier"}).headers["location"].endswith("/quartier/edit")
    )
    assert "Le quartier" in words(analyst, "/staff/questionnaires/quartier/edit")
    copied = analyst.post(new, data={**titles, "code": "Quartier-2", "source": "citoyens"})
    assert copied.headers["location"] == "/staff/questionnaires/quartier-2/edit"
    assert names("quartier-2") == names()
    assert workbook("quartier-2").settings["form_id"] == "quartier-2"
    for wrong in (
        {**titles, "code": "citoyens"}, {**titles, "code": "quartier"}, {**titles, "code": "new"},
        {**titles, "code": "with space"}, {**titles, "code": ""}, {**titles, "code": "x", "source": "no"},
        {"title.fr": "Seul", "code": "y"},
    ):  # fmt: skip
        refused = analyst.post(new, data=wrong)
        assert refused.status_code == 422
        assert "error-summary" in refused.text


def test_publishing_makes_a_version_and_ends_the_copy(analyst: TestClient) -> None:
    save(analyst, f"{EDIT}/questions/age", {"label.fr": "Votre âge ?"})
    form = next(f for f in forms_of(analyst.get(EDIT)).values() if f.action.endswith("/publish"))
    assert (
        analyst.post(form.action, data=form.values()).headers["location"]
        == "/staff/questionnaires/citoyens?published=1"
    )
    with reading() as session:
        number, published = workbook_of(session, "citoyens")
        verbs = session.scalars(select(AuditLine.verb)).all()
    assert number == 2
    assert "Votre âge ?" in str(published.to_json())
    assert {"start_editing", "publish_questionnaire"} <= set(verbs)
    assert (count(WorkingCopy), count(WorkingRevision)) == (0, 0)
    words(analyst, f"{EDIT}/questions/age", status=404)
    assert "/edit/start" in words(analyst, EDIT)


def test_what_is_missing_is_said_beside_its_question_and_nothing_is_published(analyst: TestClient) -> None:
    save(analyst, f"{EDIT}/questions/age", {"label.nl": ""})
    form = next(f for f in forms_of(analyst.get(EDIT)).values() if f.action.endswith("/publish"))
    refused = analyst.post(form.action, data=form.values())
    assert refused.status_code == 422
    item = unescape(refused.text).partition('id="q-age"')[2].partition("</li>")[0]
    assert "une traduction manque" in item
    assert count(WorkingCopy) == 1
    with reading() as session:
        assert workbook_of(session, "citoyens")[0] == 1


def test_a_version_published_meanwhile_is_shown_before_it_is_followed(analyst: TestClient) -> None:
    save(analyst, f"{EDIT}/questions/age", {"label.fr": "Votre âge ?"})
    with transaction() as session:
        other = workbook_of(session, "citoyens")[1]
        sheet = other.sheet("settings")
        row = {**sheet.rows[0], "bx::minutes": "6"}
        publish_version(session, other.with_sheet("settings", type(sheet)(sheet.columns, (row,))))
    form = next(f for f in forms_of(analyst.get(EDIT)).values() if f.action.endswith("/publish"))
    refused = analyst.post(form.action, data=form.values())
    assert refused.status_code == 409
    assert 'href="#over"' in refused.text
    assert analyst.post(form.action, data={**form.values(), "over": "2"}).status_code == 303
    with reading() as session:
        assert workbook_of(session, "citoyens")[0] == 3


def test_throwing_the_copy_away_leaves_the_published_version(analyst: TestClient) -> None:
    form = next(f for f in forms_of(analyst.get(EDIT)).values() if f.action.endswith("/discard"))
    assert analyst.post(form.action, data=form.values()).status_code == 303
    assert count(WorkingCopy) == 0
    with reading() as session:
        assert workbook_of(session, "citoyens")[0] == 1


def test_the_title_and_the_minutes_are_changed_and_checked(analyst: TestClient) -> None:
    address = f"{EDIT}/settings"
    form = next(f for f in forms_of(analyst.get(address)).values() if f.action == address)
    before = workbook()
    assert analyst.post(address, data=form.values()).status_code == 303
    assert workbook() == before
    refused = analyst.post(address, data={**form.values(), "title.nl": "", "minutes": "soon"})
    assert refused.status_code == 422
    assert "soon" in refused.text
    form = next(f for f in forms_of(analyst.get(address)).values() if f.action == address)
    assert (
        analyst.post(address, data={**form.values(), "title.fr": "Neuf", "minutes": "7"}).status_code == 303
    )
    assert "Neuf" in words(analyst, EDIT)
    assert workbook().settings["bx::minutes"] == "7"
