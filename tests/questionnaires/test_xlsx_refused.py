"""What is no questionnaire is refused in words that help, and nothing is unpacked, computed or guessed."""

import io
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest

from app.questionnaires.finding import Finding, FindingsError
from app.questionnaires.xlsx import open_xlsx, read_xlsx, write_xlsx
from app.questionnaires.xlsx.archive import MAX_BYTES, MAX_ENTRIES
from app.questionnaires.yaml_file import read_workbook
from tests.questionnaires.packed import HEAD, packed, sheet_xml, text_row, zipped

SURVEYS = Path(__file__).resolve().parents[2] / "surveys"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
STRICT = f'{HEAD}<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'
BOMB = (
    f'{HEAD}<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&b;</t></si></sst>'
)
GOOD = {"survey": sheet_xml(text_row(1, "type") + text_row(2, "text"))}


def encrypted(data: bytes) -> bytes:
    """The same zip, whose directory says that its first part is encrypted."""
    at = data.index(b"PK\x01\x02") + 8
    return data[:at] + struct.pack("<H", 1) + data[at + 2 :]


def lying(data: bytes) -> bytes:
    """The same zip, whose directory says of every part that it unpacks to ten bytes."""
    parts = data.split(b"PK\x01\x02")
    return parts[0] + b"".join(b"PK\x01\x02" + p[:20] + struct.pack("<I", 10) + p[24:] for p in parts[1:])


def lzma_packed() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("[Content_Types].xml", "x" * 100)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "not an .xlsx workbook", id="nothing"),
        pytest.param(b"type,name\ntext,a\n", "not an .xlsx workbook", id="a table in text"),
        pytest.param(packed(GOOD)[:-30], "not an .xlsx workbook", id="cut off"),
        pytest.param(zipped({"content.xml": "<x/>"}), "another zipped file", id="another zip"),
        pytest.param(zipped({"[Content_Types].xml": "<x/>"}), "damaged", id="no workbook in it"),
        pytest.param(OLE + b"\0" * 600, "an old .xls file", id="old format"),
        pytest.param(
            OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password", id="protected by Office"
        ),
        pytest.param(encrypted(packed(GOOD)), "protected by a password", id="protected zip"),
        pytest.param(lzma_packed(), "packed in an unusual way", id="another packing"),
        pytest.param(b"PK" + b"\0" * MAX_BYTES, "larger than", id="large file"),
        pytest.param(
            packed(GOOD, replaced={f"{n}.xml": "" for n in range(MAX_ENTRIES)}), "parts", id="many parts"
        ),
        pytest.param(
            packed({"survey": sheet_xml(" " * 2_000_000)}), "looks like an attack", id="packed too far"
        ),
        pytest.param(
            packed(GOOD, replaced={f"{n}.xml": "<row/>" * 160_000 for n in range(32)}),
            "would unpack to", id="unpacks to too much",
        ),
        pytest.param(lying(packed(GOOD)), "damaged", id="a directory that lies"),
        pytest.param(packed(GOOD, replaced={"xl/sharedStrings.xml": BOMB}), "damaged", id="entities"),
        pytest.param(packed(GOOD, replaced={"xl/workbook.xml": STRICT}), "Strict Open XML", id="strict"),
        pytest.param(packed(GOOD, replaced={"xl/s1.xml": None}), "survey, after row 1: the file is damaged",
                     id="a sheet is missing"),
        pytest.param(packed({"survey": sheet_xml(text_row(1, "a") + text_row(2, "\a"))}),
                     "survey, after row 1: the file is damaged", id="raw control character"),
        pytest.param(packed({"survey": sheet_xml(text_row(3, "a") + text_row(2, "b"))}),
                     "survey, row 2: the cells of the file are not in their order", id="rows in disorder"),
        pytest.param(packed({"survey": sheet_xml('<row r="1"><c r="A1" t="s"><v>7</v></c></row>')}),
                     "survey, after row 1: the file is damaged", id="a text that is not there"),
        pytest.param(packed({"survey": sheet_xml(text_row(1, "_xD800_"))}), "damaged", id="half a character"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_workbook_is_refused_with_a_reason_and_a_fix(data: bytes, message: str) -> None:
    opened = open_xlsx(data, file="x.xlsx")

    [found] = opened.findings
    assert opened.workbook.sheets == {}
    assert (found.file, found.level) == ("x.xlsx", "error")
    assert message in found.message
    assert found.fix
    with pytest.raises(FindingsError, match="—"):
        read_xlsx(data)


def refused(rows: str, after: str = "", sheet: str = "survey") -> list[Finding]:
    """What is said of a sheet with these rows."""
    return list(open_xlsx(packed({sheet: sheet_xml(rows, after)})).findings)


NAMES = text_row(1, "type", "name")
MERGED = '<mergeCells count="1"><mergeCell ref="B2:B3"/></mergeCells>'


@pytest.mark.parametrize(
    ("rows", "after", "where", "message"),
    [
        (text_row(1, "type", "name", "type"), "", (1, "type"), "the columns A and C have the same name"),
        (text_row(1, "type", "") + text_row(2, "text", "a"), "", (2, "B"), "a column without a name"),
        (text_row(3, "text"), "", (3, "A"), "a column without a name"),
        (NAMES + text_row(2, "text"), MERGED, (2, "name"), "B2:B3 are merged"),
        (NAMES + '<row r="2"><c r="B2"><f>A1</f></c></row>', "", (2, "name"), "a formula without a result"),
        (
            NAMES + '<row r="2"><c r="B2" t="str"><f>A9</f><v></v></c></row>',
            "",
            (2, "name"),
            "without a result",
        ),
        (NAMES + '<row r="2"><c r="B2" t="e"><v>#REF!</v></c></row>', "", (2, "name"), "the error #REF!"),
        (NAMES + '<row r="2"><c r="B2" s="3"><v>1.5</v></c></row>', "", (2, "name"), "a duration"),
        (NAMES + '<row r="2"><c r="B2" s="1"><v>9e9</v></c></row>', "", (2, "name"), "the error #VALUE!"),
        (NAMES + text_row(1_000_000, "text"), "", (1_000_000, ""), "more than 20000 rows"),
        (NAMES + '<row r="2"><c r="C2" t="b"><v>1</v></c></row>', "", (2, "C"), "'TRUE' stands in a column"),
        ('<row r="1"><c r="ZZ1"><v>1</v></c></row>', "", (1, "ZZ"), "more than 500 columns"),
    ],
)
def test_a_cell_that_cannot_be_read_is_refused_with_its_sheet_row_and_column(
    rows: str, after: str, where: tuple[int, str], message: str
) -> None:
    [found] = refused(rows, after)

    assert (found.sheet, found.row, found.column, found.level) == ("survey", *where, "error")
    assert message in found.message
    assert found.fix


def test_merged_cells_are_only_told_on_a_sheet_that_is_not_read() -> None:
    [found] = refused(NAMES + text_row(2, "text"), MERGED, sheet="notes")

    assert found.level == "warning"


def test_reading_stops_at_the_limit_of_rows_whatever_comes_after() -> None:
    rows = NAMES + text_row(30_000, "text") + "<broken>"

    with pytest.raises(FindingsError, match="survey, row 30000: there are more than 20000 rows"):
        read_xlsx(packed({"survey": sheet_xml(rows)}))


def test_rows_that_are_only_coloured_do_not_count() -> None:
    rows = NAMES + "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(2, 30_000))

    assert read_xlsx(packed({"survey": sheet_xml(rows)})).sheet("survey").rows == ()


def test_of_many_mistakes_the_first_hundred_are_told() -> None:
    wrong = "".join(f'<row r="{n}"><c r="A{n}" t="e"><v>#N/A</v></c></row>' for n in range(2, 5_000))

    found = refused(NAMES + wrong)

    assert len(found) == 101
    assert found[-1].message == "there are more than 100 mistakes here, and the rest was not read"


def test_two_sheets_of_one_name_are_refused() -> None:
    data = packed({"survey": GOOD["survey"], "other": GOOD["survey"]})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace("other", "survey")

    [found] = open_xlsx(zipped(parts)).findings

    assert found.message == "two sheets are named 'survey'"


def test_a_chart_is_told_and_left_out() -> None:
    book = openpyxl.Workbook()
    book.create_chartsheet("figures")
    buffer = io.BytesIO()
    book.save(buffer)

    opened = open_xlsx(buffer.getvalue())

    assert list(opened.workbook.sheets) == ["Sheet"]
    assert [(found.sheet, found.code, found.level) for found in opened.findings] == [
        ("figures", "xlsx-chart", "warning")
    ]


def test_of_a_large_file_no_more_is_read_than_is_needed_to_refuse_it(tmp_path: Path) -> None:
    file = tmp_path / "large.xlsx"
    with file.open("wb") as large:
        large.truncate(10**11)

    with pytest.raises(FindingsError, match="larger than"):
        read_xlsx(file)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
def test_a_file_with_one_wrong_byte_is_read_or_refused_but_never_breaks(part: str) -> None:
    data = write_xlsx(read_workbook(SURVEYS / "evaluation.yaml"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for at in range(0, len(parts[part]), max(1, len(parts[part]) // 40)):
        for stray in ("", "<", '"', "9"):
            changed = parts[part][:at] + stray + parts[part][at + 1 :]

            opened = open_xlsx(zipped({**parts, part: changed}))

            assert opened.workbook.sheets or opened.findings
