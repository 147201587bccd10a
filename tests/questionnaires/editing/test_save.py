"""Writing a form into the rows of a questionnaire: what changes, and what stays as it was."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.kit.errors import InvalidError
from app.questionnaires.editing.arrange import DeletionProblem, arrange
from app.questionnaires.editing.conditions import Clause
from app.questionnaires.editing.draft import Draft, Option, read_draft
from app.questionnaires.editing.limits import Limits
from app.questionnaires.editing.names import from_label
from app.questionnaires.editing.rows import Node, all_nodes, find, place_in, tree
from app.questionnaires.editing.save import add_question, change_question
from app.questionnaires.lint import lint
from app.questionnaires.workbook import CHOICES, SURVEY, Row, Sheet, Workbook, make_sheet
from app.questionnaires.xlsx import write_xlsx
from app.questionnaires.xlsx.read import read_xlsx
from app.questionnaires.yaml_file import read_survey
from app.settings import ROOT
from tests.questionnaires.books import Cells, book, options, row

BOOK = book(
    [
        row("begin_group", "page", appearance="field-list"),
        row("select_one colours", "first", **{"bx::note": "kept"}),
        row("text", "why", relevant="${first} = 'red'"),
        row("end_group"),
        row("select_multiple colours or_other", "second", bx__role="obstacles"),
        row("text", "last", relevant="selected(${second}, 'other') and ${second_other} != ''"),
    ],
    options(further="1"),
    extra=[{"anything": "at all"}],
)


def node(workbook: Workbook, name: str) -> Node:
    found = find(workbook, name)
    assert found is not None
    return found


def changed(workbook: Workbook, name: str, /, **fields: object) -> Workbook:
    draft = read_draft(workbook, node(workbook, name))
    return change_question(workbook, node(workbook, name), replace(draft, **fields))  # type: ignore[arg-type]


def names(workbook: Workbook) -> list[str]:
    return [one.name for one in all_nodes(workbook)]


def problems(workbook: Workbook, name: str, /, **fields: object) -> list[str]:
    with pytest.raises(InvalidError) as refused:
        changed(workbook, name, **fields)
    return [problem.field for problem in refused.value.problems]


@pytest.mark.parametrize("path", sorted((ROOT / "surveys").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_questionnaires_of_the_project_are_saved_unchanged(path: Path) -> None:
    workbook = read_survey(path).workbook
    for one in all_nodes(workbook):
        assert change_question(workbook, one, read_draft(workbook, one)) == workbook, one.name


def test_one_word_changes_one_cell_and_survives_a_spreadsheet() -> None:
    new = changed(BOOK, "first", texts={"label": {"fr": "Autrement", "nl": "nederlands"}})
    expected = [dict(cells) for cells in BOOK.sheet(SURVEY).rows]
    expected[1]["label::Français (fr)"] = "Autrement"
    assert list(new.sheet(SURVEY).rows) == expected
    assert new.sheet(CHOICES) == BOOK.sheet(CHOICES)
    assert new.sheet("extra") == BOOK.sheet("extra")
    assert read_xlsx(write_xlsx(new)).content_hash() == new.content_hash()


def test_older_names_of_columns_stay() -> None:
    rows: list[Cells] = [{"type": "text", "name": "a", "caption::Français (fr)": "A", "relevance": "1 = 1"}]
    old = BOOK.with_sheet(SURVEY, make_sheet(rows))
    new = changed(old, "a", relevant_as="formula", relevant="2 = 2", texts={"label": {"fr": "B", "nl": "C"}})
    assert new.sheet(SURVEY).columns[:4] == ("type", "name", "caption::Français (fr)", "relevance")
    assert new.sheet(SURVEY).rows[0]["relevance"] == "2 = 2"
    assert new.sheet(SURVEY).rows[0]["caption::Français (fr)"] == "B"


def test_a_new_name_is_written_wherever_the_old_one_stands() -> None:
    new = changed(BOOK, "second", name="other_name")
    assert new.sheet(SURVEY).rows[5]["relevant"] == (
        "selected(${other_name}, 'other') and ${other_name_other} != ''"
    )
    assert not [one for one in lint(new) if one.code == "reference-unknown"]


def test_options_are_added_moved_and_taken_away_and_keep_their_further_cells() -> None:
    old = read_draft(BOOK, node(BOOK, "first")).options
    new = changed(BOOK, "first", options=(old[1], Option("blue", {"fr": "bleu", "nl": "blauw"})))
    rows = new.sheet(CHOICES).rows
    assert [cells["name"] for cells in rows] == ["green", "blue"]
    assert rows[0] == BOOK.sheet(CHOICES).rows[1]
    assert "further" not in rows[1]


def test_a_shared_list_can_become_a_list_of_its_own() -> None:
    old = read_draft(BOOK, node(BOOK, "first")).options
    new = changed(BOOK, "first", list_name="", options=old[:1])
    lists = [(cells["list_name"], cells["name"]) for cells in new.sheet(CHOICES).rows]
    assert lists == [("colours", "red"), ("colours", "green"), ("first", "red")]
    assert new.sheet(SURVEY).rows[1]["type"] == "select_one first"
    assert new.sheet(CHOICES).rows[2]["further"] == "1"


def test_limits_of_choices_are_written_for_other_tools_too() -> None:
    new = changed(
        BOOK,
        "second",
        limits=Limits("", "2"),
        texts={**BOOK_TEXTS, "constraint_message": {"fr": "x", "nl": "y"}},
    )
    assert new.sheet(SURVEY).rows[4]["constraint"] == "count-selected(.) <= 2"
    assert new.sheet(SURVEY).rows[4]["bx::max"] == "2"
    assert not [one for one in lint(new) if one.code == "max-constraint"]


BOOK_TEXTS = {"label": {"fr": "français", "nl": "nederlands"}}


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"name": "second"}, "name"),
        ({"name": "second_other"}, "name"),
        ({"name": "page"}, "name"),
        ({"name": "with space"}, "name"),
        ({"name": "été"}, "name"),
        ({"name": "go"}, "name"),
        ({"name": "n" * 61}, "name"),
        ({"texts": {"label": {"fr": "", "nl": ""}}}, "label.fr"),
        ({"texts": {"label": {"fr": "x" * 100_000, "nl": ""}}}, "label.fr"),
        ({"options": (Option("a b", {"fr": "x"}),)}, "option.1.name"),
        ({"options": (Option("a"), Option("a"))}, "option.2.name"),
        ({"options": (Option("a"), Option("other")), "other": True}, "option.2.name"),
        ({"clauses": (Clause("nothing", "is", "x"),)}, "relevant.1.question"),
        ({"clauses": (Clause("first", "is", "red"),)}, "relevant.1.question"),
        ({"clauses": (Clause("second", "has", ""),)}, "relevant.1.value"),
        ({"clauses": (Clause("second", "over", "x"),)}, "relevant.1.value"),
        ({"clauses": (Clause("second", "before", "x"),)}, "relevant.1.comparison"),
        ({"relevant_as": "formula", "relevant": "${first} ="}, "relevant"),
        ({"relevant_as": "formula", "relevant": "${nothing} = 1"}, "relevant"),
        ({"constraint_as": "formula", "constraint": ". > ("}, "constraint"),
        ({"retention_days": "soon"}, "retention_days"),
        ({"retention_days": "0"}, "retention_days"),
    ],
)
def test_it_refuses_what_is_wrong_at_its_field(fields: dict[str, object], at: str) -> None:
    assert at in problems(BOOK, "first", **fields)


def test_it_refuses_conditions_that_go_round_in_a_circle() -> None:
    assert problems(BOOK, "first", clauses=(Clause("why", "answered"),)) == ["relevant.rows"]
    assert problems(BOOK, "why", relevant_as="formula", relevant="${why} = 'x'") == ["relevant"]


def test_emoji_and_arabic_are_words_like_others() -> None:
    label = {"fr": "🧑‍🦽 Ça va ?", "nl": "مرحبا"}
    new = changed(BOOK, "why", texts={"label": label})
    assert read_draft(new, node(new, "why")).texts["label"] == label
    assert from_label({"fr": "🧑‍🦽", "nl": ""}, [], otherwise="question") == "question"
    assert from_label({"fr": "Quel âge avez-vous ?"}, ["age_avez"], otherwise="question") == "age_avez_2"
    assert from_label({"fr": "", "nl": "2 bassins"}, [], otherwise="question") == "bassins"


def test_a_new_question_and_a_new_group_stand_where_they_were_asked_for() -> None:
    page = node(BOOK, "page")
    label = {"label": {"fr": "x", "nl": "y"}}
    inside = add_question(BOOK, Draft("text", "inside", label), place_in(BOOK, page))
    assert names(inside) == ["page", "first", "why", "inside", "second", "last"]
    assert [child.name for child in tree(inside)[0].children] == ["first", "why", "inside"]
    both = add_question(inside, Draft("begin_group", "empty"), place_in(inside, None))
    assert names(add_question(both, Draft("text", "z", label), place_in(both, node(both, "empty"))))[-2:] == [
        "empty", "z",
    ]  # fmt: skip


def test_moving_goes_through_the_edges_of_groups() -> None:
    assert names(arrange(BOOK, "up", "second")[0]) == ["second", "page", "first", "why", "last"]
    assert names(arrange(BOOK, "down", "page")[0]) == ["second", "page", "first", "why", "last"]
    out = arrange(BOOK, "down", "why")[0]
    assert [one.name for one in tree(out)] == ["page", "why", "second", "last"]
    back = arrange(out, "into", "why", "page")[0]
    assert back.sheet(SURVEY) == BOOK.sheet(SURVEY)
    assert arrange(BOOK, "into", "page", "page")[0] == BOOK
    assert arrange(BOOK, "down", "last")[0] == BOOK
    assert arrange(BOOK, "up", "page")[0] == BOOK


def test_a_copy_of_a_group_refers_to_its_own_questions() -> None:
    new, name = arrange(BOOK, "duplicate", "page")
    assert name == "page_2"
    assert names(new) == ["page", "first", "why", "page_2", "first_2", "why_2", "second", "last"]
    assert node(new, "why_2").row["relevant"] == "${first_2} = 'red'"
    copied = arrange(BOOK, "duplicate", "second")[0]
    assert "bx::role" not in node(copied, "second_2").row


def test_what_others_refer_to_cannot_be_deleted_and_they_are_named() -> None:
    for name, others in (("first", ["why"]), ("second", ["last"])):
        with pytest.raises(DeletionProblem) as refused:
            arrange(BOOK, "delete", name)
        assert [user.name for user in refused.value.users] == others
    assert names(arrange(BOOK, "delete", "page")[0]) == ["second", "last"]


def test_a_list_goes_with_the_last_question_that_offers_it() -> None:
    without_page = arrange(BOOK, "delete", "page")[0]
    assert without_page.sheet(CHOICES) == BOOK.sheet(CHOICES)
    alone = arrange(arrange(without_page, "delete", "last")[0], "delete", "second")[0]
    assert alone.sheet(CHOICES).rows == ()


def test_empty_rows_and_loose_ends_are_kept() -> None:
    rows: list[Row] = [row("text", "a"), {}, row("text", "b"), {}, row("end_group")]
    loose = BOOK.with_sheet(SURVEY, Sheet(BOOK.sheet(SURVEY).columns, tuple(rows)))
    moved = arrange(loose, "down", "a")[0]
    assert [dict(cells) for cells in moved.sheet(SURVEY).rows] == [rows[2], {}, rows[0], {}, rows[4]]


def test_another_type_leaves_no_list_that_nobody_uses() -> None:
    own = changed(BOOK, "first", list_name="", options=(Option("a", {"fr": "x", "nl": "y"}),))
    new = changed(own, "first", kind="integer", list_name="first", options=())
    assert [cells["list_name"] for cells in new.sheet(CHOICES).rows] == ["colours", "colours"]
    assert node(new, "first").row["type"] == "integer"
