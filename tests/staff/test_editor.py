"""The pages on which a questionnaire is changed: what was typed is never lost."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from fastapi.testclient import TestClient

from app.questionnaires.editing.kinds import GROUPS, KINDS
from app.questionnaires.models import WorkingRevision
from app.questionnaires.workbook import CHOICES
from tests.staff.editor import EDIT, at_work, count, form_at, names, press, save, words, workbook
from tests.support.forms import Form, forms_of


@pytest.fixture
def analyst(database: str, make_client: Callable[[], TestClient]) -> TestClient:  # noqa: ARG001
    return at_work(make_client)


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


@pytest.mark.parametrize("kind", [*KINDS, *GROUPS])
def test_every_type_can_be_added_where_it_was_asked_for(analyst: TestClient, kind: str) -> None:
    address = f"{EDIT}/add/{kind}"
    assert f"{address}?place=inside%3Apage_you" in words(analyst, f"{EDIT}/add?place=inside:page_you")
    form = form_at(analyst, f"{address}?place=inside:page_you")
    typed = {"label.fr": "Ma nouvelle 🧑‍🦽", "label.nl": "مرحبا", "option.1.fr": "Oui", "option.1.nl": "Ja",
             "calculation": "1 + 1", "go": "next"}  # fmt: skip
    answered = analyst.post(form.action, data={**form.values(), **typed})
    assert answered.status_code == 303, answered.text
    name = answered.headers["location"].rpartition("after:")[2]
    there = names()
    assert there[there.index(name) - 1] == "age"
    save(analyst, f"{EDIT}/questions/{name}", {})
    assert count(WorkingRevision) == 2
