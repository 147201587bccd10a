from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from app.questionnaires.errors import SurveyFileError
from app.questionnaires.workbook import Workbook, make_sheet
from app.questionnaires.yaml_file import MAX_BYTES, read_survey, read_workbook

GOOD = """\
# A comment, then rows.
settings:
  - form_id: x
    version: "1"
survey:
  - type: text
    name: a
    label::Français (fr): "Ça va ?"

  - type: note
    name: b
    extra: kept
further:
  - anything: goes
"""

CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), min_size=1, max_size=20
)
SHEETS = st.dictionaries(
    CELLS, st.lists(st.dictionaries(CELLS, CELLS, max_size=4), min_size=1, max_size=4), min_size=1, max_size=3
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "x.yaml"


def problems(file: Path, content: str | bytes) -> list[tuple[int, str]]:
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(SurveyFileError) as caught:
        read_workbook(file)
    assert str(caught.value).startswith(f"{file}, line {caught.value.line}: ")
    return list(caught.value.problems)


def test_it_reads_sheets_rows_and_cells_and_keeps_what_it_does_not_know(file: Path) -> None:
    file.write_text(GOOD, encoding="utf-8")

    workbook = read_workbook(file)

    assert list(workbook.sheets) == ["settings", "survey", "further"]
    assert workbook.settings == {"form_id": "x", "version": "1"}
    assert workbook.sheet("survey").columns == ("type", "name", "label::Français (fr)", "extra")
    assert workbook.sheet("survey").rows[1] == {"type": "note", "name": "b", "extra": "kept"}


def test_it_knows_the_line_of_every_row(file: Path) -> None:
    file.write_text(GOOD, encoding="utf-8")

    assert read_survey(file).lines == {
        ("settings", 2): 3,
        ("survey", 2): 6,
        ("survey", 3): 10,
        ("further", 2): 14,
    }


@settings(deadline=None)
@given(SHEETS)
def test_it_reads_back_whatever_yaml_can_write(
    tmp_path_factory: pytest.TempPathFactory, sheets: dict[str, list[dict[str, str]]]
) -> None:
    file = tmp_path_factory.getbasetemp() / "written.yaml"
    file.write_text(
        yaml.safe_dump(sheets, allow_unicode=True, sort_keys=False, width=10**6), encoding="utf-8"
    )

    assert read_workbook(file) == Workbook({name: make_sheet(rows) for name, rows in sheets.items()})


@pytest.mark.parametrize(
    ("cell", "kind"),
    [("1", "int"), ("yes", "bool"), ("no", "bool"), ("1.5", "float"), ("2023-01-31", "timestamp")],
)
def test_it_asks_for_quotes_around_what_is_not_text(file: Path, cell: str, kind: str) -> None:
    [(line, message)] = problems(file, f"survey:\n  - type: text\n    default: {cell}\n")

    assert line == 3
    assert (
        message
        == f'survey, row 2, column default: YAML reads a {kind} here; put it in quotes: default: "{cell}"'
    )


def test_it_tells_every_problem_at_once(file: Path) -> None:
    fix = "write it as `- type: …` with one `column: text` per line"

    found = problems(
        file, "settings:\n  - version: 1\nsurvey:\n  - hint:\n    name: x\n    name: y\n  - text\n"
    )

    assert found == [
        (2, 'settings, row 2, column version: YAML reads a int here; put it in quotes: version: "1"'),
        (4, "survey, row 2, column hint: YAML reads a null here; remove the line or fill it"),
        (6, "survey, row 2: 'name' was already given on line 5; keep one of the two"),
        (7, f"survey, row 3 is not a mapping of columns to cells; {fix}"),
    ]


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("", 1, "not a mapping"),
        ("- survey\n", 1, "not a mapping"),
        ("survey: text\n", 1, "not a list of rows"),
        ("settings:\n  form_id: x\n", 2, "not a list of rows"),
        ("survey:\n  - type: [text]\n", 2, "one text, not a list"),
        ("survey:\n  - type: {a: b}\n", 2, "one text, not a list"),
        ("survey:\n  - type: text\nsurvey:\n  - type: note\n", 3, "'survey' was already given on line 1"),
        ("survey:\n  - yes: text\n", 2, "a name is not text"),
        ("survey:\n  - ? [a]\n    : text\n", 2, "a name is not text"),
        ("survey:\n  - type: 'text\n", 3, "this is not YAML"),
        ("survey:\n  - type: text\n   name: x\n", 3, "this is not YAML"),
        ("survey: []\n---\nsurvey: []\n", 2, "this is not YAML"),
        ("survey:\n  - type: a\x07b\n", 2, "control character"),
        (b"survey:\n  - type: caf\xe9\n", 2, "0xe9 is not UTF-8"),
        ("survey:\n  - &row {type: text}\n  - *row\n", 3, "alias *row is refused"),
        ("survey:\n  - type: !!python/object/apply:os.getcwd []\n", 2, "one text, not a list"),
        ("survey:\n  - type: !!python/name:os.getcwd ''\n", 2, "remove the line or fill it"),
        ("[" * 10_000, 1, "nested too deep"),
        ("#" * (MAX_BYTES + 1), 1, "larger than"),
    ],
)
def test_it_refuses_what_is_not_a_questionnaire(
    file: Path, content: str | bytes, line: int, message: str
) -> None:
    found = problems(file, content)

    assert [number for number, text in found if message in text] == [line]


def test_it_reads_a_file_that_begins_with_a_byte_order_mark(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())

    assert read_workbook(file).settings["form_id"] == "x"
