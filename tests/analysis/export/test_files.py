"""Files for spreadsheets and programs, opened again by what people open them with.

The consultation has two versions: an option was removed, another added, and a question is new.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from app.analysis.export.parquet import parquet_chunks
from app.analysis.export.xlsx import workbook_chunks
from app.consultations.export.columns import Column, Version, plan
from app.consultations.export.csv import csv_chunks
from app.consultations.export.jsonl import jsonl_chunks
from app.consultations.export.rows import Row
from app.consultations.figures import tally, total_responses
from app.consultations.queries import consultation_by_code
from app.db import reading
from app.questionnaires.compile import compile_form
from tests.analysis.export.reading import as_text, golden, kept, lines, written
from tests.factories.versions import CODE, FORMULA, LONG, first_book


@pytest.mark.usefixtures("two_versions")
@pytest.mark.parametrize("open_answers", [False, True])
@pytest.mark.parametrize("name", ["codes.csv", "excel-codes.csv", "codes.jsonl"])
def test_the_golden_files(name: str, open_answers: bool) -> None:  # noqa: FBT001 - a case
    golden(name, open_answers=open_answers)


@pytest.mark.usefixtures("two_versions")
def test_csv_says_who_was_asked_what_in_columns_that_stay() -> None:
    rows = lines(written("codes.csv"))
    assert list(rows[0]) == [
        "_number", "_version", "_language", "_channel", "_submitted_on", "place", "needs/desk", "needs/care",
        "needs/time", "needs/money", "needs/other", "member", "years", "order/a", "order/b", "order/c",
        "trust", "hours", "since", "agreed", "double",
    ]  # fmt: skip
    assert [row["_number"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert {row["_submitted_on"] for row in rows} == {"2023-01-20", "2023-02-03"}
    whole = next(row for row in rows if row["years"])
    assert [whole[f"needs/{n}"] for n in ("desk", "care", "time", "money", "other")] == [
        "0",
        "",
        "1",
        "0",
        "1",
    ]
    assert [whole[f"order/{n}"] for n in "abc"] == ["2", "3", "1"]
    assert (whole["years"], whole["hours"], whole["double"]) == ("-98", "2.5", "-196")


@pytest.mark.usefixtures("two_versions")
def test_the_sums_of_the_columns_are_the_tally() -> None:
    rows = lines(written("codes.csv"))
    with reading() as session:
        consultation = consultation_by_code(session, CODE)
        figures = tally(session, consultation)["questions"]
        assert total_responses(session, consultation.id) == len(rows)
    for name in ("needs", "order"):
        for option, n in figures[name]["options"].items():
            assert sum(float(row[f"{name}/{option}"] or 0) > 0 for row in rows) == n, (name, option)
    for name in ("place", "member", "agreed", "trust"):
        for option, n in figures[name]["options"].items():
            assert [row[name] for row in rows].count(option) == n, (name, option)


@pytest.mark.usefixtures("two_versions")
@pytest.mark.parametrize(("name", "separator"), [("codes.csv", ","), ("excel-fr.csv", ";")])
def test_no_text_of_a_csv_is_a_formula(name: str, separator: str) -> None:
    text = written(name, open_answers=True).decode("utf-8-sig")
    cells = [cell for line in csv.reader(StringIO(text, newline=""), delimiter=separator) for cell in line]
    assert f"'{FORMULA}" in cells
    assert f"'+{LONG}" in cells
    dangerous = [cell for cell in cells if cell.startswith(("=", "+", "@", "-", "\t", "\r"))]
    assert {cell.replace(",", ".") for cell in dangerous} == {"-98", "-196", "-1.5"}


@pytest.mark.usefixtures("two_versions")
def test_labels_stand_in_the_heads_and_in_the_cells() -> None:
    rows = lines(written("excel-fr.csv"), ";")
    heads = list(rows[0])
    assert "desk – français (needs/desk)" not in heads, "the option makes the head different"
    assert "desk – français" in heads
    assert {row["français (place)"] for row in rows} == {"north", "south", ""}
    assert any(row["français (hours)"] == "2,5" for row in rows)


def sheet_chunks(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[bytes]:
    return workbook_chunks([("answers", [column.name for column in columns], rows)])


def openpyxl_rows(name: str, tmp_path: Path, *, open_answers: bool) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(kept(name, tmp_path, open_answers=open_answers)).worksheets[0]
    heads, *rest = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rest]


@pytest.mark.usefixtures("two_versions")
@pytest.mark.parametrize("open_answers", [False, True])
def test_excel_holds_what_csv_holds(tmp_path: Path, open_answers: bool) -> None:  # noqa: FBT001 - a case
    found = openpyxl_rows("codes.xlsx", tmp_path, open_answers=open_answers)
    expected = lines(golden("codes.csv", open_answers=open_answers))
    assert [{name: as_text(cell) for name, cell in row.items()} for row in found] == expected
    assert isinstance(found[0]["_submitted_on"], datetime)
    assert {type(row["trust"]) for row in found} == {int, type(None)}


@pytest.mark.usefixtures("two_versions")
def test_excel_takes_no_text_for_a_formula(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(kept("codes.xlsx", tmp_path, open_answers=True))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert f"'{FORMULA}" in [cell.value for cell in cells]


@pytest.mark.usefixtures("two_versions")
def test_the_second_sheet_explains_every_column_and_code(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(kept("nl.xlsx", tmp_path))
    assert len(book.sheetnames) == 2
    _, *rows = book.worksheets[1].iter_rows(values_only=True)
    columns = {str(row[0]) for row in rows}
    assert columns == set(lines(written("codes.csv"))[0])
    place = [row for row in rows if row[0] == "place"]
    assert [(row[3], row[4], row[5], row[6], row[7]) for row in place] == [
        ("français", "nederlands", "north", 1, "north"),
        ("français", "nederlands", "south", 2, "south"),
    ]
    versions = {str(row[0]): row[9] for row in rows}
    assert (versions["needs/time"], versions["needs/care"], versions["place"]) == ("1", "2", "1, 2")


@pytest.mark.usefixtures("two_versions")
def test_the_same_answers_give_the_same_workbook() -> None:
    assert written("fr.xlsx") == written("fr.xlsx")


@pytest.mark.usefixtures("two_versions")
@pytest.mark.parametrize("open_answers", [False, True])
def test_json_lines_hold_every_column_and_unchanged_texts(open_answers: bool) -> None:  # noqa: FBT001 - a case
    found = [json.loads(line) for line in golden("codes.jsonl", open_answers=open_answers).splitlines()]
    expected = lines(golden("codes.csv", open_answers=open_answers))
    assert [list(row) for row in found] == [list(row) for row in expected]
    for row, other in zip(found, expected, strict=True):
        for name, value in row.items():
            assert as_text(value) == other[name].removeprefix("'"), name


@pytest.mark.usefixtures("two_versions")
@pytest.mark.parametrize("open_answers", [False, True])
def test_parquet_holds_what_json_holds_with_types_and_labels(tmp_path: Path, open_answers: bool) -> None:  # noqa: FBT001
    path = kept("codes.parquet", tmp_path, open_answers=open_answers)
    table = pq.read_table(path)
    expected = [json.loads(line) for line in golden("codes.jsonl", open_answers=open_answers).splitlines()]
    found = table.to_pylist()
    assert [
        {n: v.isoformat() if isinstance(v, date) else v for n, v in row.items()} for row in found
    ] == expected
    assert str(table.schema.field("needs/desk").type) == "int8"
    assert str(table.schema.field("since").type) == "date32[day]"
    assert table.schema.field("needs/desk").metadata[b"label_nl"].decode() == "desk – nederlands"
    assert list(pd.read_parquet(path)["_number"]) == [1, 2, 3, 4, 5]


@pytest.mark.usefixtures("two_versions")
def test_the_language_of_a_file_changes_its_words_alone() -> None:
    french, dutch, codes = (lines(written(f"{wording}.csv")) for wording in ("fr", "nl", "codes"))
    in_words = {
        place for place, name in enumerate(codes[0]) if name in {"_language", "_channel", "place", "agreed"}
    }
    for rows in zip(french, dutch, codes, strict=True):
        cells = [list(row.values()) for row in rows]
        for place, name in enumerate(rows[2]):
            said = [one[place] for one in cells]
            assert len(set(said)) == 1 or (place in in_words and all(said)), name


def test_memory_does_not_grow_with_the_number_of_answers() -> None:
    """Rows are read while the file is written: nothing holds more than a batch of them."""
    columns = plan([Version(1, 1, compile_form(first_book()))], open_answers=True)
    for write in (csv_chunks, jsonl_chunks, parquet_chunks, sheet_chunks):
        read = 0

        def rows() -> Iterator[Row]:
            nonlocal read
            for _ in range(20_000):
                read += 1
                yield [None] * len(columns)

        seen = [read for _chunk in write(columns, rows())]
        steps = [after - before for before, after in pairwise([0, *seen])]
        # Empty rows press very small: a workbook lets many of them pass before a piece is ready.
        assert max(steps) <= 10_000, write
