import re
from pathlib import Path

import pytest

from app.questionnaires.compile import compile_form
from app.questionnaires.finding import Finding
from app.questionnaires.lint import lint
from app.questionnaires.pyxform_check import for_other_tools, structural_findings
from app.questionnaires.workbook import Workbook
from app.questionnaires.yaml_file import read_survey
from tests.questionnaires.books import SET, book, options, row, text
from tests.questionnaires.mistakes import BEGIN, END, LABEL_FR, MANY, MISTAKES, ONE, survey


@pytest.mark.parametrize(("workbook", "expected"), [pytest.param(b, e, id=name) for name, b, e in MISTAKES])
def test_it_finds(workbook: Workbook, expected: tuple[str, int, str, str]) -> None:
    findings = lint(workbook)

    assert expected in {(found.sheet, found.row, found.column, found.code) for found in findings}
    assert all(found.message and found.fix for found in findings)


def test_every_rule_of_the_lint_is_in_the_table() -> None:
    folder = Path(lint.__code__.co_filename).parent
    rules = {
        code for file in folder.glob("*.py") for code in re.findall(r'found\(\s*"(.+?)"', file.read_text())
    }
    told = {expected[3] for _, _, expected in MISTAKES}

    assert rules
    assert rules - told == set()


RICH = book(
    [
        row("note", "hello"),
        {**BEGIN, "appearance": "field-list", "relevant": "true()"},
        {**ONE, "required": "yes", "choice_filter": "warm = 'yes' or name = 'green'", "bx::role": "sector"},
        row("text", "why", relevant="${colour} = 'red' or ${colour} = 'green'", appearance="multiline"),
        END,
        {
            **MANY,
            "constraint": "count-selected(.) <= 2",
            "bx::max": "2",
            **text("constraint_message", "deux au plus"),
        },
        row("select_one colours or_other", "another"),
        row("rank colours", "ranked"),
        row("range", "note_of", parameters="start=0 end=10 step=1"),
        row("integer", "years", default="3", bx__pii="no"),
        row("calculate", "double", calculation="${years} * 2"),
        {
            **row("note", "bye"),
            LABEL_FR: "${double}\u00a0: «\u00a0oui\u00a0»\u202f! À 14:30, https://a.be/?q",
        },
    ],
    options(warm="yes"),
    {**SET, "bx::profile": "professional", "bx::minutes": "5"},
)


def test_it_finds_nothing_in_a_sound_questionnaire() -> None:
    assert lint(RICH) == []
    assert compile_form(RICH).code == "test"


def test_unknown_columns_and_typography_are_warnings_and_do_not_keep_a_form_from_compiling() -> None:
    workbook = book([{**row("text", "a", colour="x"), LABEL_FR: "Quoi ?"}])

    assert {found.level for found in lint(workbook)} == {"warning"}
    assert compile_form(workbook).questions["a"].label["fr"] == "Quoi ?"


def test_a_finding_says_where_what_and_how_to_mend_it() -> None:
    workbook = book([row("text", "a"), row("text", "a")])

    [found] = lint(workbook, file="surveys/x.yaml", lines={("survey", 3): 17})

    assert str(found) == (
        "surveys/x.yaml:17: survey, row 3, column name: the name 'a' is already used in row 2 — "
        "give it a name of its own"
    )
    assert str(lint(workbook, file="surveys/x.yaml")[0]).startswith(
        "surveys/x.yaml: survey, row 3, column name: "
    )
    assert str(Finding("", "", 0, "", "wrong", "mend it", "code")) == "wrong — mend it"


def test_it_counts_rows_as_they_are_with_the_empty_ones() -> None:
    [found] = lint(book([row("text", "a"), {}, row("texto", "b")]))

    assert (found.row, found.code) == (4, "type-unknown")


def test_a_condition_on_another_option_is_reachable() -> None:
    workbook = survey(
        ONE, MANY, row("text", "a", relevant="${colour} != 'red' and not(selected(${colours}, 'red'))")
    )

    assert lint(workbook) == []


def test_numbers_that_name_options_can_be_compared() -> None:
    workbook = book([ONE, row("text", "a", relevant="${colour} > 1")], options(names=["1", "2"]))

    assert lint(workbook) == []
    assert lint(book([ONE, row("text", "a", relevant="${colour} > 2")], options(names=["1", "2"]))) != []


def test_pyxform_has_a_say_where_our_rules_have_none() -> None:
    workbook = book([row("range", "a", parameters="start=1 colour=3")])

    [found] = lint(workbook)

    assert (found.sheet, found.row, found.column, found.code) == ("survey", 2, "parameters", "pyxform")
    assert "colour" in found.message


def test_pyxform_reads_our_columns_without_a_word() -> None:
    assert structural_findings(RICH) == []


def test_pyxform_s_own_accidents_are_told() -> None:
    workbook = book([ONE], options(**{"foo::bar": "1"}))

    assert "pyxform-trips" in {found.code for found in structural_findings(workbook)}


def test_a_form_for_other_tools_has_one_title() -> None:
    settings = for_other_tools(RICH).sheet("settings")

    assert settings.rows[0]["form_title"] == "Essai"
    assert [column for column in settings.columns if column.startswith("form_title")] == ["form_title"]
    assert for_other_tools(for_other_tools(RICH)) == for_other_tools(RICH)


def test_a_yaml_file_is_told_with_its_lines(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("survey:\n  - type: texto\n    name: a\n", encoding="utf-8")
    read = read_survey(file)

    lines = {found.code: found.line for found in lint(read.workbook, file=str(file), lines=read.lines)}

    assert lines["type-unknown"] == 2
