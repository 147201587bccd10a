import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.questionnaires.errors import SurveyFileError, WorkbookError
from app.questionnaires.workbook import Sheet, Workbook, make_sheet
from app.questionnaires.yaml_file import read_workbook
from app.questionnaires.yaml_writer import write_yaml

SURVEYS = sorted((Path(__file__).resolve().parents[2] / "surveys").glob("*.yaml"))
TEXTS = st.one_of(
    st.text(
        st.one_of(
            st.characters(codec="utf-8"), st.sampled_from(":-#'\"\\,[]{}&*!|>%@` \t\n\r\x00\x85\u2028\ufeff")
        ),
        min_size=1,
        max_size=14,
    ),
    st.sampled_from(
        ["yes", "No", "null", "~", "y", "1", "1.5", "0x1F", "2023-01-31", "1_000", "-", "? a", "=", "<<"]
    ),
)
ROWS = st.lists(st.dictionaries(TEXTS, TEXTS, max_size=5), max_size=5)
WORKBOOKS = st.dictionaries(TEXTS, st.builds(make_sheet, ROWS, st.lists(TEXTS, max_size=4)), max_size=4).map(
    Workbook
)


def read_again(workbook: Workbook, folder: Path) -> Workbook:
    file = folder / "written.yaml"
    file.write_text(write_yaml(workbook), encoding="utf-8")
    return read_workbook(file)


@settings(deadline=None)
@given(WORKBOOKS)
def test_whatever_is_written_comes_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, workbook: Workbook
) -> None:
    back = read_again(workbook, tmp_path_factory.getbasetemp())

    assert back == workbook
    assert list(back.sheets) == list(workbook.sheets)
    assert back.content_hash() == workbook.content_hash()


@pytest.mark.parametrize("path", SURVEYS, ids=lambda path: path.name)
def test_our_questionnaires_are_written_as_they_stand_but_for_their_comments(path: Path) -> None:
    text = re.sub(r"^#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert write_yaml(read_workbook(path)) == text


def test_columns_that_the_rows_do_not_tell_come_first_in_a_list(tmp_path: Path) -> None:
    workbook = Workbook({
        "survey": make_sheet([{"name": "a", "type": "text"}], ["type", "name", "hint::Français (fr)"]),
        "choices": Sheet(("list_name",)),
    })  # fmt: skip

    assert write_yaml(workbook) == (
        "survey:\n  - [type, name, hint::Français (fr)]\n  - name: a\n    type: text\n"
        "\nchoices:\n  - [list_name]\n"
    )
    assert read_again(workbook, tmp_path) == workbook


def test_a_very_long_name_of_a_column_comes_back(tmp_path: Path) -> None:
    workbook = Workbook({"s" * 2000: make_sheet([{"a": "b", "x" * 2000: "c"}])})

    assert read_again(workbook, tmp_path) == workbook


def test_it_refuses_to_write_more_than_is_read() -> None:
    workbook = Workbook({"s": make_sheet([{"a": "x" * 2_000_000}])})

    with pytest.raises(WorkbookError, match=r"write it as \.xlsx"):
        write_yaml(workbook)


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("survey:\n  - [type, name, type]\n", 2, "survey, row 1: 'type' is named twice"),
        ("survey:\n  - [type, 1]\n", 2, "survey, row 1: the name of a column is not text"),
        ("survey:\n  - [[type]]\n", 2, "survey, row 1: the name of a column is not text"),
        ("survey:\n  - type: text\n  - [type]\n", 3, "survey, row 3 is not a mapping"),
        ('survey:\n  - type: "\\ud800"\n', 2, "half a character"),
    ],
)
def test_it_refuses_a_list_of_columns_that_is_none(
    tmp_path: Path, content: str, line: int, message: str
) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(SurveyFileError, match=re.escape(message)) as caught:
        read_workbook(file)

    assert caught.value.line == line
