"""Choices in a .csv file: read beside the questionnaire, kept with it, asked as any other list."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.consultations.models import Draft, Response
from app.db import reading, transaction
from app.questionnaires.lint_files import findings_of, read_file
from app.questionnaires.workbook import Workbook
from app.questionnaires.xlsx import read_xlsx, write_xlsx
from app.questionnaires.yaml_file import read_workbook
from app.questionnaires.yaml_writer import write_yaml
from tests.factories.types import open_book
from tests.questionnaires.books import FR, NL, book, row
from tests.support.visitor import Visitor

COMMUNES = (
    "anderlecht", "auderghem", "berchem", "bruxelles", "etterbeek", "evere", "forest", "ganshoren", "ixelles",
    "jette", "koekelberg", "molenbeek", "saint-gilles", "saint-josse", "schaerbeek", "uccle", "watermael",
    "woluwe-sl", "woluwe-sp",
)  # fmt: skip
QUARTERS = 8


def written(folder: Path, separator: str = ",") -> Path:
    """Write a questionnaire with the 19 communes and eight quarters of each in two files beside it."""
    heads = [f"nom::{FR}", f"nom::{NL}"]
    communes = [["code", *heads], *([one, one.title(), f"{one.title()} NL"] for one in COMMUNES)]
    quarters = [["code", "commune", *heads]]
    for one in COMMUNES:
        quarters += [
            [f"{one}-{n}", one, f"Quartier {n} de {one}", f"Wijk {n} van {one}"] for n in range(QUARTERS)
        ]
    for name, lines in (("communes.csv", communes), ("quartiers.csv", quarters)):
        text = "\r\n".join(separator.join(line) for line in lines)
        (folder / name).write_bytes(b"\xef\xbb\xbf" + text.encode())
    columns = "value=code label=nom"
    rows = [
        row("select_one_from_file communes.csv", "commune", parameters=columns, appearance="minimal"),
        row("select_one_from_file quartiers.csv", "quarter", parameters=columns, appearance="autocomplete",
            choice_filter="commune = ${commune}"),
        row("select_multiple_from_file quartiers.csv", "others", parameters=columns),
    ]  # fmt: skip
    path = folder / "lists.yaml"
    path.write_text(write_yaml(book(rows)), encoding="utf-8")
    return path


def read(path: Path) -> Workbook:
    found = read_file(path, {})
    assert [str(each) for each in findings_of(found, path)] == []
    return found.workbook


@pytest.mark.parametrize("separator", [",", ";"])
def test_it_is_read_beside_the_questionnaire_and_travels_with_it(tmp_path: Path, separator: str) -> None:
    workbook = read(written(tmp_path, separator))
    assert len(workbook.sheet("quartiers.csv").rows) == len(COMMUNES) * QUARTERS
    assert read_xlsx(write_xlsx(workbook)) == workbook
    alone = tmp_path / "alone" / "alone.yaml"
    alone.parent.mkdir()
    alone.write_text(write_yaml(workbook), encoding="utf-8")
    assert read_workbook(alone) == workbook


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00", b"", b"code,code\nx,y", b"code,\nx,y", b"code\nx,y", b"x" * 1_000_001]
)
def test_a_file_that_cannot_be_read_is_told_with_its_name(tmp_path: Path, data: bytes) -> None:
    path = written(tmp_path)
    (tmp_path / "communes.csv").write_bytes(data)
    findings = findings_of(read_file(path, {}), path)
    assert any("communes.csv" in str(found) and found.level == "error" for found in findings)


@pytest.mark.usefixtures("database")
def test_the_second_list_follows_the_first(client: TestClient, tmp_path: Path) -> None:
    with transaction() as session:
        open_book(session, read(written(tmp_path)))
    visitor = Visitor(client, "essai", "nl")
    visitor.begin()
    assert len(visitor.form.names["commune"]) == 1 + len(COMMUNES)
    assert ">Jette NL<" in visitor.page.text
    visitor.press("next", {"commune": "jette"})
    assert visitor.form.names["quarter"] == ["", *(f"jette-{n}" for n in range(QUARTERS))]
    visitor.press("next", {"quarter": "jette-3"})
    visitor.press("next", {"others": ["jette-1", "uccle-2"]})
    assert "Wijk 3 van jette" in visitor.page.text
    # Another commune: its quarter is asked again, and what was chosen stays until then.
    visitor.go("/nl/c/essai/q/commune?to=check")
    visitor.press("next", {"commune": "uccle"})
    visitor.send()
    assert visitor.page.status_code == 200
    assert "q/quarter" in visitor.address
    with reading() as session:
        assert session.scalars(select(Draft)).one().answers["quarter"] == "jette-3"
    visitor.press("next", {"quarter": "uccle-0"})
    visitor.send()
    with reading() as session:
        answers = session.scalars(select(Response)).one().answers
    assert answers == {"commune": "uccle", "quarter": "uccle-0", "others": ["jette-1", "uccle-2"]}


@pytest.mark.usefixtures("database")
def test_a_choice_that_the_file_does_not_have_is_refused(client: TestClient, tmp_path: Path) -> None:
    with transaction() as session:
        open_book(session, read(written(tmp_path)))
    visitor = Visitor(client, "essai")
    visitor.begin()
    visitor.press("next", {"commune": "atlantis"})
    assert visitor.page.status_code == 422
