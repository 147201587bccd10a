"""The pages on which a questionnaire is changed: nothing typed is lost, nothing seen is overwritten."""

import re
from collections.abc import Callable, Mapping
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from app.accounts.models import AuditLine
from app.db import reading, transaction
from app.questionnaires.models import QuestionnaireVersion, WorkingCopy, WorkingRevision
from app.questionnaires.publish import publish_version
from app.questionnaires.queries import workbook_of
from app.questionnaires.workbook import CHOICES, SURVEY, Workbook
from app.questionnaires.working_copy import the_copy
from tests.staff.world import give_members, sign_in
from tests.support.forms import Form, forms_of

EDIT = "/staff/questionnaires/citoyens/edit"


@pytest.fixture
def analyst(database: str, make_client: Callable[[], TestClient]) -> TestClient:  # noqa: ARG001
    """An analyst, whose pages are in French, with the questionnaire for citizens on the table."""
    give_members()
    client = sign_in(make_client(), "analyst@example.be")
    assert client.post(f"{EDIT}/start").headers["location"] == EDIT
    return client


@pytest.fixture
def admin(analyst: TestClient, make_client: Callable[[], TestClient]) -> TestClient:  # noqa: ARG001
    """A colleague."""
    return sign_in(make_client(), "admin@example.be")


def words(client: TestClient, address: str, status: int = 200) -> str:
    page = client.get(address)
    assert page.status_code == status, page.text
    return unescape(page.text)


def form_at(client: TestClient, address: str, form_id: str = "question") -> Form:
    page = client.get(address)
    assert page.status_code == 200, page.text
    return forms_of(page)[form_id]


def press(client: TestClient, address: str, go: str, **fields: str) -> tuple[int, str]:
    """Press a button of the structure; gives the status and where that leads, or the page."""
    form = form_at(client, address, "structure")
    answered = client.post(form.action, data={**form.values(), "go": go, **fields})
    return answered.status_code, answered.headers.get("location") or unescape(answered.text)


def save(client: TestClient, address: str, changes: Mapping[str, str], status: int = 303) -> str:
    """Fill in the form of a question and save it; gives where that leads, or the page."""
    form = form_at(client, address)
    answered = client.post(form.action, data={**form.values(), **changes, "go": "save"})
    assert answered.status_code == status, answered.text
    return answered.headers.get("location") or unescape(answered.text)


def workbook(code: str = "citoyens") -> Workbook:
    with reading() as session:
        return the_copy(session, code).workbook


def names(code: str = "citoyens") -> list[str]:
    return [row["name"] for row in workbook(code).sheet(SURVEY).rows if "name" in row]


def count(model: type[object]) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_structure_shows_both_languages_and_conditions_in_plain_words(analyst: TestClient) -> None:
    page = words(analyst, EDIT)
    assert "Avez-vous trouvé" in page
    assert "Hebt u die gevonden?" in page
    assert "En partie" in page
    assert "${" not in page
    assert "Error" not in page


def test_saving_every_question_untouched_changes_nothing(analyst: TestClient) -> None:
    before = workbook()
    assert before.sheet(CHOICES)
    for name in names():
        assert save(analyst, f"{EDIT}/questions/{name}", {}) == f"{EDIT}#q-{name}"
    assert workbook() == before
    assert count(WorkingRevision) == 1


def test_a_change_is_kept_and_undone_and_undone_further(analyst: TestClient) -> None:
    before = workbook()
    save(analyst, f"{EDIT}/questions/age", {"label.fr": "Votre âge ?"})
    once = workbook()
    assert press(analyst, EDIT, "down:age") == (303, f"{EDIT}#q-age")
    assert press(analyst, EDIT, "delete:change_nearby") == (303, EDIT)
    assert "change_nearby" not in names()
    for _ in range(2):
        assert press(analyst, EDIT, "undo") == (303, EDIT)
    assert workbook() == once
    assert press(analyst, EDIT, "undo") == (303, EDIT)
    assert workbook() == before
    assert 'value="undo"' not in words(analyst, EDIT)
    assert press(analyst, EDIT, "undo")[0] == 404


def test_questions_are_moved_copied_and_put_into_groups(analyst: TestClient) -> None:
    assert press(analyst, EDIT, "up:age")[0] == 303
    assert names().index("age") < names().index("profile")
    assert press(analyst, EDIT, "duplicate:age") == (303, f"{EDIT}#q-age_2")
    assert press(analyst, EDIT, "into:age_2", **{"to:age_2": "page_end"})[0] == 303
    assert names()[-1] == "age_2"
    for wrong in ("up:nothing", "into:age", "sideways:age", "x", ""):
        fields = {"to:age": "nothing"} if wrong == "into:age" else {}
        assert press(analyst, EDIT, wrong, **fields)[0] == 404


def test_a_question_that_others_refer_to_stays_and_they_are_named(analyst: TestClient) -> None:
    status, page = press(analyst, EDIT, "delete:looked_for_help")
    assert status == 422
    assert 'href="#q-found_help"' in page
    assert "looked_for_help" in names()


def test_everything_that_was_typed_stays_when_something_is_wrong(analyst: TestClient) -> None:
    page = save(
        analyst, f"{EDIT}/questions/found_help",
        {"label.fr": "Et alors ?", "hint.nl": "مرحبا 🧑‍🦽", "name": "with space", "option.2.name": "yes",
         "option.1.fr": "D’accord", "relevant.1.value": "", "role": "help_found"}, status=422,
    )  # fmt: skip
    for kept in ("Et alors ?", "مرحبا 🧑‍🦽", "with space", "D’accord"):
        assert kept in page
    for field in ("name", "option.2.name", "relevant.1.value"):
        assert f'href="#{field}"' in page
        assert f'id="{field}-error"' in page
    assert count(WorkingRevision) == 1


def test_every_button_of_the_form_keeps_what_was_typed_and_saves_nothing(analyst: TestClient) -> None:
    address = f"{EDIT}/questions/found_help"
    data: dict[str, list[str] | str] = {**form_at(analyst, address).values(), "label.fr": "Tapé ici"}

    def press_in_form(go: str) -> Form:
        answered = analyst.post(f"{address}/redraw", data={**data, "go": go})
        assert answered.status_code == 200, answered.text
        form = forms_of(answered)["question"]
        assert form.values()["label.fr"] == ["Tapé ici"]
        data.update(form.values())
        return form

    def listed() -> list[str]:
        return [data[f"option.{n}.name"][0] for n in range(1, 10) if f"option.{n}.name" in data]

    assert listed() == ["yes", "partly", "no"]
    press_in_form("option:add")
    assert listed() == ["yes", "partly", "no", ""]
    press_in_form("option:up:3")
    assert listed()[:3] == ["yes", "no", "partly"]
    del data["option.4.name"], data["option.4.fr"], data["option.4.nl"], data["option.4.row"]
    form = press_in_form("clause:add")
    assert "age" in form.names["relevant.2.question"]
    data["relevant.2.question"] = "age"
    form = press_in_form("clauses")
    assert "is" in form.names["relevant.2.comparison"]
    data["relevant.2.comparison"] = "is"
    assert "60-74" in press_in_form("clauses").names["relevant.2.value"]
    data["relevant.2.value"] = "60-74"
    form = press_in_form("relevant:formula")
    assert form.values()["relevant"] == ["${looked_for_help} = 'yes' and ${age} = '60-74'"]
    form = press_in_form("relevant:rows")
    assert form.values()["relevant.2.value"] == ["60-74"]
    data["kind"] = "select_multiple"
    assert "limits.most" in press_in_form("kind").names
    assert count(WorkingRevision) == 1


def test_the_preview_shows_the_question_as_typed_in_both_languages(analyst: TestClient) -> None:
    address = f"{EDIT}/questions/found_help"
    data = {**form_at(analyst, address).values(), "label.fr": "Neuve ?", "option.1.nl": "Jazeker"}
    page = unescape(analyst.post(f"{address}/redraw", data=data).text)
    preview = page.partition('id="preview"')[2]
    assert "Neuve ?" in preview
    assert "Jazeker" in preview
    assert re.search(r'<input type="radio"[^>]*name="nl-shown"', preview)


def test_a_formula_that_rows_cannot_say_stays_a_formula(analyst: TestClient) -> None:
    address = f"{EDIT}/questions/found_help"
    formula = "string-length(${looked_for_help}) > 2 or (${age} = '60-74' and ${looked_for_help} = 'yes')"
    form = form_at(analyst, address)
    data = {**form.values(), "relevant_as": "formula", "relevant": formula, "go": "save"}
    assert analyst.post(address, data=data).status_code == 303
    form = form_at(analyst, address)
    assert form.values()["relevant"] == [formula]
    refused = analyst.post(f"{address}/redraw", data={**form.values(), "go": "relevant:rows"})
    assert refused.status_code == 422
    assert forms_of(refused)["question"].values()["relevant"] == [formula]
    save(analyst, address, {"relevant": "${looked_for_help} = ("}, status=422)


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
    assert analyst.post(form.action, data=form.values()).headers["location"] == f"{EDIT}?published=1"
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
    assert count(QuestionnaireVersion) == 5


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
