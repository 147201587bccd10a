"""A workbook comes back from .xlsx as it was, and cells are read as they were meant."""

import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.programmes.files import ballots_in_files
from app.questionnaires.ballot import fill_ballots
from app.questionnaires.errors import WorkbookError
from app.questionnaires.pyxform_check import for_other_tools
from app.questionnaires.workbook import Workbook, make_sheet
from app.questionnaires.xlsx import open_xlsx, read_xlsx, write_xlsx
from app.questionnaires.xlsx.cells import escape, unescape, utf16_length
from app.questionnaires.yaml_file import read_workbook
from tests.questionnaires.packed import packed, sheet_xml, text_row

SURVEYS = sorted((Path(__file__).resolve().parents[2] / "surveys").glob("*.yaml"))

# Blanks, signs that begin a formula, what XML cannot hold, what looks like an escape, other planes and
# directions: all of it comes back.
TEXTS = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from("_x0041D \t\n\r=+-@#\x00\uffff😀א")),
    min_size=1,
    max_size=14,
)
NAMES = TEXTS.filter(
    lambda name: (
        utf16_length(name) <= 31
        and name.isprintable()
        and not set("[]:*?/\\") & set(name)
        and not name.startswith("'")
        and not name.endswith("'")
    )
)
ROWS = st.lists(st.dictionaries(TEXTS, TEXTS, max_size=5), max_size=5)
WORKBOOKS = st.dictionaries(
    NAMES, st.builds(make_sheet, ROWS, st.lists(TEXTS, max_size=4)), min_size=1, max_size=4
).map(Workbook)


def without_same_names(workbook: Workbook) -> Workbook:
    """Spreadsheets do not tell `A` from `a` in the names of sheets."""
    kept = {name.lower(): (name, sheet) for name, sheet in workbook.sheets.items()}
    return Workbook(dict(kept.values()))


@settings(deadline=None)
@given(WORKBOOKS.map(without_same_names))
def test_whatever_is_written_comes_back_the_same(workbook: Workbook) -> None:
    back = read_xlsx(write_xlsx(workbook))

    assert back == workbook
    assert list(back.sheets) == list(workbook.sheets)
    assert back.content_hash() == workbook.content_hash()


@settings(deadline=None)
@given(TEXTS)
def test_a_text_comes_back_from_its_escaped_form(text: str) -> None:
    assert unescape(escape(text)) == text


@pytest.mark.parametrize("path", SURVEYS, ids=lambda path: path.name)
def test_our_questionnaires_come_back_the_same(path: Path) -> None:
    workbook = read_workbook(path)

    opened = open_xlsx(write_xlsx(workbook))

    assert opened.workbook == workbook
    assert opened.findings == ()


@pytest.mark.parametrize("path", SURVEYS, ids=lambda path: path.name)
def test_other_tools_can_read_what_is_written_for_them(path: Path, tmp_path: Path) -> None:
    from pyxform.xls2xform import convert  # noqa: PLC0415 - a second of import

    file = tmp_path / "form.xlsx"
    complete = fill_ballots(read_workbook(path), ballots_in_files(SURVEYS[0].parents[1] / "programmes"))
    file.write_bytes(write_xlsx(for_other_tools(complete)))

    assert "Nederlands (nl)" in convert(file).xform


def test_every_cell_stays_text_even_if_it_looks_like_a_formula_a_number_or_an_error() -> None:
    texts = ["=1+1", "+32", "-1", "@x", "#N/A", "3.0", "007", "TRUE", "2023-01-31", " a ", "=", "1e5"]
    workbook = Workbook({"survey": make_sheet([{"name": text} for text in texts])})

    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(workbook)))

    assert read_xlsx(write_xlsx(workbook)) == workbook
    for cell, text in zip(book["survey"]["A"][1:], texts, strict=True):
        assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")


def test_the_file_opens_well_with_a_bold_frozen_header_and_wide_columns_of_text() -> None:
    workbook = Workbook({"survey": make_sheet([{"type": "text", "label": "x" * 200}])})

    page = openpyxl.load_workbook(io.BytesIO(write_xlsx(workbook)))["survey"]

    assert page.freeze_panes == "A2"
    assert page["A1"].font.bold
    assert not page["A2"].font.bold
    assert [page.column_dimensions[letter].width for letter in "AB"] == [10, 60]
    assert page.column_dimensions["B"].number_format == "@", "what is typed below stays text"


def test_rows_that_are_empty_stay_where_they_are_also_at_the_end() -> None:
    workbook = Workbook(
        {"survey": make_sheet([{}, {"type": "text"}, {}, {}], ["type"]), "empty": make_sheet([])}
    )

    assert read_xlsx(write_xlsx(workbook)) == workbook


def one_cell(cell: str, strings: str = "") -> str:
    """What the only cell of a sheet is read as."""
    rows = f'{text_row(1, "value")}<row r="2">{cell}</row>'
    return read_xlsx(packed({"s": sheet_xml(rows)}, strings=strings)).sheet("s").rows[0]["value"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="A2"><v>3.0</v></c>', "3"),
        ('<c r="A2"><v>3</v></c>', "3"),
        ('<c r="A2"><v>3.25</v></c>', "3.25"),
        ('<c r="A2"><v>-1E+2</v></c>', "-100"),
        ('<c r="A2"><v>12345678901234567890</v></c>', "12345678901234567890"),
        ('<c r="A2" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="A2" t="b"><v>0</v></c>', "FALSE"),
        ('<c r="A2" t="s"><v>0</v></c>', "plain"),
        ('<c r="A2" t="s"><v>1</v></c>', "rich and bold"),
        ('<c r="A2" t="s"><v>2</v></c>', "東京"),
        ('<c r="A2" t="s"><v>3</v></c>', "two\r\nlines_x000D_"),
        ('<c r="A2" t="s"><v>4</v></c>', "😀"),
        ('<c r="A2" t="s"><v>5</v></c>', "  blanks \n"),
        ('<c r="A2" t="str"><v>3.0</v></c>', "3.0"),
        ("<c><v>7</v></c>", "7"),
    ],
)
def test_a_cell_is_read_as_xlsform_tools_read_it(cell: str, expected: str) -> None:
    strings = (
        "<si><t>plain</t></si><si><r><t>rich </t></r><r><rPr><b/></rPr><t>and bold</t></r></si>"
        '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si>'
        "<si><t>two_x000D_\nlines_x005F_x000D_</t></si><si><t>_xD83D__xDE00_</t></si>"
        '<si><t xml:space="preserve">  blanks \n</t></si>'
    )
    assert one_cell(cell, strings) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="A2" s="1"><v>44957</v></c>', "2023-01-31"),
        ('<c r="A2" s="1"><v>44957.5</v></c>', "2023-01-31T12:00:00"),
        ('<c r="A2" s="2"><v>0.604166666666667</v></c>', "14:30:00"),
        ('<c r="A2" t="d"><v>2023-01-31</v></c>', "2023-01-31"),
    ],
)
def test_a_date_is_read_as_xlsform_writes_it_and_told(cell: str, expected: str) -> None:
    rows = f'{text_row(1, "value")}<row r="2">{cell}</row>'

    opened = open_xlsx(packed({"s": sheet_xml(rows)}))

    assert opened.workbook.sheet("s").rows == ({"value": expected},)
    [found] = opened.findings
    assert (found.sheet, found.row, found.column, found.code, found.level) == (
        "s", 2, "value", "xlsx-date", "warning",
    )  # fmt: skip


def test_a_formula_gives_its_last_result_and_is_told() -> None:
    rows = f'{text_row(1, "value")}<row r="2"><c r="A2" t="str"><f>"a"&amp;"b"</f><v>ab</v></c></row>'

    opened = open_xlsx(packed({"s": sheet_xml(rows)}), file="x.xlsx")

    assert opened.workbook.sheet("s").rows == ({"value": "ab"},)
    assert str(opened.findings[0]) == (
        "x.xlsx: s, row 2, column value: the cell holds a formula; its last result is read, 'ab'"
        " — write the text itself"
    )


def test_it_reads_on_where_the_file_says_wrongly_that_it_ends() -> None:
    rows = text_row(1, "a", "b") + text_row(2, "1", "2") + text_row(5, "3", "4")

    sheet = read_xlsx(packed({"s": sheet_xml(rows, dimension="A1:A2")})).sheet("s")

    assert sheet.rows == ({"a": "1", "b": "2"}, {}, {}, {"a": "3", "b": "4"})


@pytest.mark.parametrize(
    ("workbook", "message"),
    [
        (Workbook(), "needs a sheet"),
        (Workbook({"": make_sheet([])}), "cannot be named so"),
        (Workbook({"a/b": make_sheet([])}), "'a/b': a sheet cannot be named so"),
        (Workbook({"x" * 32: make_sheet([])}), "cannot be named so"),
        (Workbook({"a": make_sheet([]), "A": make_sheet([])}), "A: the sheet 'a' has the same name"),
        (Workbook({"s": make_sheet([{"": "x"}])}), "s, row 1: a column has no name"),
        (Workbook({"s": make_sheet([{"a": "x"}, {"a": "x" * 32_768}])}), "s, row 3, column a: a cell holds"),
        (Workbook({"s": make_sheet([{"a": "\r" * 5000}])}), "s, row 2, column a: a cell holds"),
        (Workbook({"s": make_sheet([{"a": "\ud800"}])}), "s, row 2, column a: half a character"),
        (Workbook({"s": make_sheet([{}] * 20_001)}), "s, row 20002: a sheet holds at most"),
        (
            Workbook({"s": make_sheet([], [str(n) for n in range(501)])}),
            "s, column 500: a sheet holds at most",
        ),
    ],
)
def test_it_refuses_to_write_what_a_spreadsheet_cannot_hold(workbook: Workbook, message: str) -> None:
    with pytest.raises(WorkbookError, match=message):
        write_xlsx(workbook)
