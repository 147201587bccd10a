import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.questionnaires.errors import WorkbookError
from app.questionnaires.workbook import (
    Sheet,
    Workbook,
    canonical,
    default_language,
    language_code,
    language_headers,
    localized,
    make_sheet,
    split_column,
)
from tests.questionnaires.books import FR, NL, book, options, row

WORDS = st.text(min_size=1, max_size=12)
ROWS = st.lists(st.dictionaries(WORDS, WORDS, max_size=5), max_size=5)
WORKBOOKS = st.dictionaries(WORDS, st.builds(make_sheet, ROWS, st.lists(WORDS, max_size=4)), max_size=4).map(
    Workbook
)


@settings(deadline=None)
@given(WORKBOOKS)
def test_it_comes_back_from_json_as_it_was(workbook: Workbook) -> None:
    back = Workbook.from_json(json.loads(json.dumps(workbook.to_json())))

    assert back == workbook
    assert list(back.sheets) == list(workbook.sheets)
    assert back.content_hash() == workbook.content_hash()


@settings(deadline=None)
@given(WORKBOOKS, WORKBOOKS)
def test_its_hash_is_that_of_its_content(one: Workbook, other: Workbook) -> None:
    assert (one.content_hash() == other.content_hash()) == (one.to_json() == other.to_json())


def test_its_hash_does_not_depend_on_the_order_in_which_cells_are_kept() -> None:
    one = Workbook({"survey": Sheet(("a", "b"), ({"a": "1", "b": "2"},))})
    other = Workbook({"survey": Sheet(("a", "b"), ({"b": "2", "a": "1"},))})

    assert one.content_hash() == other.content_hash()


def test_its_hash_changes_with_the_order_of_its_columns() -> None:
    one = Workbook({"survey": Sheet(("a", "b"))})
    other = Workbook({"survey": Sheet(("b", "a"))})

    assert one.content_hash() != other.content_hash()


def test_it_leaves_empty_cells_out_and_keeps_empty_rows_and_columns() -> None:
    sheet = make_sheet([{"type": "text", "hint": ""}, {}, {"name": "x"}])

    assert sheet == Sheet(("type", "hint", "name"), ({"type": "text"}, {}, {"name": "x"}))


def test_it_numbers_rows_as_a_spreadsheet_does() -> None:
    workbook = Workbook({"survey": make_sheet([{"type": "text"}, {}, {"type": "note"}])})

    assert list(workbook.numbered("survey")) == [(2, {"type": "text"}), (4, {"type": "note"})]


@pytest.mark.parametrize(
    "data", [{}, {"sheets": 3}, {"sheets": [{"name": "survey"}]}, {"sheets": ["survey"]}]
)
def test_it_refuses_json_that_is_not_a_workbook(data: dict[str, object]) -> None:
    with pytest.raises(WorkbookError, match="not a workbook"):
        Workbook.from_json(data)


def test_it_refuses_a_cell_that_is_not_text() -> None:
    with pytest.raises(WorkbookError, match="'version' of row 2 is not text"):
        Workbook.from_json({"sheets": [{"name": "s", "columns": ["version"], "rows": [{"version": 1}]}]})


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("label::Français (fr)", ("label", "Français (fr)")),
        ("label :: Français (fr)", ("label", "Français (fr)")),
        ("label", ("label", "")),
        ("bx::role", ("bx::role", "")),
        ("media::image::Français (fr)", ("media::image", "Français (fr)")),
        ("body::accuracyThreshold", ("body::accuracyThreshold", "")),
    ],
)
def test_it_splits_a_column_into_what_it_is_and_its_language(column: str, expected: tuple[str, str]) -> None:
    assert split_column(column) == expected


@pytest.mark.parametrize(
    ("language", "code"),
    [("Français (fr)", "fr"), ("Deutsch (de-AT)", "de-AT"), ("French", ""), ("Français (fr) bis", "")],
)
def test_it_reads_the_code_of_a_language(language: str, code: str) -> None:
    assert language_code(language) == code


def test_it_reads_a_text_in_every_language() -> None:
    cells = {"label": "Salut", f"label::{NL}": "Hallo", f"hint::{FR}": "ailleurs"}

    assert localized(cells, "label", "fr") == {"fr": "Salut", "nl": "Hallo"}
    assert localized(cells, "label") == {"nl": "Hallo"}


def test_a_column_with_its_language_wins_over_one_without() -> None:
    assert localized({"label": "a", f"label::{FR}": "b"}, "label", "fr") == {"fr": "b"}
    assert localized({f"label::{FR}": "b", "label": "a"}, "label", "fr") == {"fr": "b"}


def test_it_knows_its_languages() -> None:
    workbook = book([row("note", "a")], options())

    assert language_headers(workbook) == {"fr": FR, "nl": NL}
    assert default_language(workbook) == "fr"


def test_it_reads_the_older_names_of_columns() -> None:
    workbook = book(
        [{"type": "text", "name": "a", "relevance": "x", f"caption::{FR}": "A"}], [{"list name": "l"}]
    )

    renamed = canonical(workbook)

    assert renamed.sheet("survey").rows == (
        {"type": "text", "name": "a", "relevant": "x", f"label::{FR}": "A"},
    )
    assert renamed.sheet("survey").columns == ("type", "name", "relevant", f"label::{FR}")
    assert renamed.sheet("choices").rows == ({"list_name": "l"},)


def test_a_workbook_without_older_names_stays_the_same() -> None:
    workbook = book([row("text", "a")], options())

    assert canonical(workbook) == workbook
