"""Repeats in files: the main file keeps a row per person, and each repeat has a table of its own."""

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from app.analysis.export.formats import export_chunks, file_name
from app.db import transaction
from app.kit.errors import NotFoundError
from tests.analysis.export.reading import lines
from tests.factories.rounds import household_book
from tests.factories.types import open_book
from tests.factories.versions import send_answers

FULL: dict[str, Any] = {
    "street": "Rue Haute",
    "people": ["k7", "-x1", "c2"],
    "name@k7": "Zoé", "age@k7": 40, "help@k7": ["nurse", "other"], "help_other@k7": "=1+1",
    "name@x1": "Removed", "age@x1": 7,
    "name@c2": "Ali", "age@c2": 12,
    "rooms": 1, "size@r1": "huge",
}  # fmt: skip
NOBODY: dict[str, Any] = {"people": []}


@pytest.fixture
def answered(database: str) -> None:  # noqa: ARG001 - it must be there first
    """Two people: one with a household of two, and one without."""
    with transaction() as session:
        consultation = open_book(session, household_book())
        send_answers(session, consultation, "fr", FULL, 1)
        send_answers(session, consultation, "nl", NOBODY, 2)


def file(name: str, *, open_answers: bool = False, repeat: str = "") -> bytes:
    return b"".join(export_chunks("essai", name, open_answers=open_answers, repeat=repeat))


@pytest.mark.usefixtures("answered")
def test_the_main_file_has_a_row_per_person_and_the_number_of_rounds() -> None:
    rows = {row["_language"]: row for row in lines(file("codes.csv"))}

    assert len(rows) == 2
    assert [name for name in rows["fr"] if not name.startswith("_")] == [
        "people_count", "total", "rooms", "room_count",
    ]  # fmt: skip
    assert (rows["fr"]["people_count"], rows["fr"]["room_count"], rows["fr"]["total"]) == ("2", "1", "52")
    assert (rows["nl"]["people_count"], rows["nl"]["room_count"]) == ("0", "0")


@pytest.mark.usefixtures("answered")
def test_each_round_is_a_row_of_the_table_of_its_repeat() -> None:
    main = next(row["_number"] for row in lines(file("codes.csv")) if row["_language"] == "fr")
    rows = lines(file("codes.csv", repeat="people"))

    assert list(rows[0]) == [
        "_number", "_round", "age", "help/family", "help/nurse", "help/other", "place", "running",
    ]  # fmt: skip
    assert [(row["_number"], row["_round"], row["age"]) for row in rows] == [
        (main, "1", "40"),
        (main, "2", "12"),
    ]
    assert [row["help/nurse"] for row in rows] == ["1", ""]
    assert [row["size"] for row in lines(file("codes.csv", repeat="room"))] == ["huge"]


@pytest.mark.usefixtures("answered")
def test_words_of_people_are_in_no_table_unless_they_are_asked_for() -> None:
    """A count that reads them is one too: it stands outside the repeat."""
    for name in ("codes.csv", "codes.jsonl"):
        for repeat in ("", "people"):
            assert "Zoé" not in file(name, repeat=repeat).decode()
    rows = lines(file("codes.csv", open_answers=True, repeat="people"))
    assert [row["name"] for row in rows] == ["Zoé", "Ali"]
    assert rows[0]["help_other"] == "'=1+1"


@pytest.mark.usefixtures("answered")
def test_a_workbook_has_a_sheet_per_repeat() -> None:
    book = openpyxl.load_workbook(BytesIO(file("fr.xlsx")))

    assert book.sheetnames[1:3] == ["people", "room"]
    assert [cell.value for cell in book["people"][1]][:3] == [
        "Numéro dans ce fichier",
        "Place dans la liste",
        "Âge de",
    ]
    assert [row[2] for row in book["people"].iter_rows(min_row=2, values_only=True)] == [40, 12]
    codes = [row[0] for row in book[book.sheetnames[-1]].iter_rows(values_only=True)]
    assert {"people_count", "people/_round", "people/help/nurse", "room/size"} <= set(codes)


@pytest.mark.usefixtures("answered")
def test_statistics_tell_what_was_not_asked_in_a_round_from_what_was_left_blank(tmp_path: Path) -> None:
    path = tmp_path / "people.sav"
    path.write_bytes(file("fr.sav", repeat="people"))
    frame, _meta = pyreadstat.read_sav(path, user_missing=True)

    assert list(frame["help_nurse"]) == [1, -98], "nobody asks a child who helps"
    assert list(frame["age"]) == [40, 12]


@pytest.mark.usefixtures("answered")
def test_programs_read_the_table_of_a_repeat(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    path.write_bytes(file("codes.parquet", repeat="people"))

    assert list(pd.read_parquet(path)["_round"]) == [1, 2]
    assert file("codes.jsonl", repeat="room").decode().count("\n") == 1
    assert "people/age" in file("codebook.csv").decode()


@pytest.mark.usefixtures("answered")
def test_a_repeat_that_does_not_exist_has_no_file() -> None:
    with pytest.raises(NotFoundError):
        file("codes.csv", repeat="nothing")
    name = file_name("essai", "codes.csv", open_answers=True, repeat="people")
    assert name.endswith("-open-people-codes.csv")
