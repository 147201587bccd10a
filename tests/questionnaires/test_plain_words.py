"""Conditions in plain words, in both languages."""

from typing import Any

import pytest

from app.kit.localized import LANGUAGES
from app.questionnaires.compile import compile_form
from app.questionnaires.expressions import parse
from app.questionnaires.model import Form
from app.questionnaires.plain_words import conditions_of, in_words
from app.questionnaires.workbook import Workbook, make_sheet


@pytest.fixture(scope="module")
def form() -> Form:
    """A form of three questions, the last two on one page."""
    fr, nl = "label::Français (fr)", "label::Nederlands (nl)"
    survey: list[dict[str, Any]] = [
        {"type": "select_one yes_no", "name": "helped", fr: "Aidé·e ?", nl: "Geholpen?"},
        {"type": "begin_group", "name": "page", "appearance": "field-list", fr: "Page", nl: "Pagina",
         "relevant": "${helped} = 'yes'"},
        {"type": "select_multiple yes_no", "name": "who", fr: "Qui ?", nl: "Wie?"},
        {"type": "integer", "name": "age", fr: "Âge", nl: "Leeftijd", "relevant": "selected(${who}, 'no')"},
        {"type": "end_group"},
    ]  # fmt: skip
    choices = [
        {"list_name": "yes_no", "name": "yes", fr: "Oui", nl: "Ja"},
        {"list_name": "yes_no", "name": "no", fr: "Non", nl: "Nee"},
    ]
    settings = [{"form_id": "essai", fr.replace("label", "form_title"): "Essai"}]
    sheets = {"survey": survey, "choices": choices, "settings": settings}
    return compile_form(Workbook({name: make_sheet(rows) for name, rows in sheets.items()}))


@pytest.mark.parametrize(
    "formula",
    [
        "${helped} = 'yes'",
        "${helped} != 'yes'",
        "${helped} = 'yes' or ${helped} = 'no'",
        "${helped} = ''",
        "${age} >= 18 and (${helped} = 'yes' or ${age} < 12)",
        "selected(${who}, 'no')",
        "count-selected(${who}) > 1",
        "not(selected(${who}, 'yes'))",
    ],
)
def test_common_conditions_are_said_without_a_formula(form: Form, formula: str) -> None:
    for lang in LANGUAGES:
        said = in_words(parse(formula), form, lang)
        assert "${" not in said
        assert "selected" not in said
        for label in ("helped", "who", "age"):
            assert f"“{label}”" not in said
            assert f"‘{label}’" not in said


def test_questions_and_options_have_their_labels_in_the_language(form: Form) -> None:
    tree = parse("${helped} = 'yes' or ${helped} = 'no'")
    assert "Aidé·e ?" in in_words(tree, form, "fr")
    assert "Non" in in_words(tree, form, "fr")
    assert "Geholpen?" in in_words(tree, form, "nl")
    assert "Nee" in in_words(tree, form, "nl")


def test_what_has_no_words_is_shown_as_it_was_written(form: Form) -> None:
    assert "string-length(${helped}) > 2" in in_words(parse("string-length(${helped}) > 2"), form, "fr")


def test_what_all_questions_share_belongs_to_the_page(form: Form) -> None:
    found = conditions_of(form.pages[1], form, "nl")
    assert "Geholpen?" in found.page
    ((question, condition),) = found.questions
    assert question == "Leeftijd"
    assert "Wie?" in condition
    assert "Geholpen?" not in condition
    assert conditions_of(form.pages[0], form, "nl").page == ""
