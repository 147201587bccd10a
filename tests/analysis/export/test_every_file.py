"""What describes the files, and what holds for every file."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from app.analysis.export.ddi import NAMESPACE
from app.analysis.export.formats import FORMATS
from tests.analysis.export.reading import kept, lines, written

D = f"{{{NAMESPACE}}}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.mark.usefixtures("two_versions")
def test_the_archives_description_has_the_structure_of_ddi_codebook() -> None:
    root = ET.fromstring(written("ddi.xml", open_answers=True))  # noqa: S314 - our own file
    assert root.tag == f"{D}codeBook"
    assert [child.tag.removeprefix(D) for child in root] == ["docDscr", "stdyDscr", "fileDscr", "dataDscr"]
    assert root.findtext(f"{D}fileDscr/{D}fileTxt/{D}dimensns/{D}caseQnty") == "5"
    assert root.findtext(f"{D}stdyDscr/{D}citation/{D}titlStmt/{D}titl") == "Un essai"
    variables = root.findall(f"{D}dataDscr/{D}var")
    assert [variable.get("name") for variable in variables] == list(
        lines(written("codes.csv", open_answers=True))[0]
    )
    ids = [element.get("ID") for element in root.iter() if element.get("ID")]
    assert len(set(ids)) == len(ids)
    # The schema prescribes the order of what is in a variable, and groups before variables.
    order = ["labl", "qstn", "catgry", "verStmt", "varFormat"]
    for variable in variables:
        found = [child.tag.removeprefix(D) for child in variable]
        assert found == sorted(found, key=order.index)
        assert {label.get(XML_LANG) for label in variable.findall(f"{D}labl")} == {"fr", "nl"}
    tags = [child.tag.removeprefix(D) for child in root.find(f"{D}dataDscr") or []]
    assert tags == sorted(tags, key=["varGrp", "var"].index)
    groups = {group.get("name"): group for group in root.findall(f"{D}dataDscr/{D}varGrp")}
    assert set(groups) == {"needs", "order"}
    assert groups["needs"].get("type") == "multipleResp"
    assert set((groups["needs"].get("var") or "").split()) <= set(ids)
    place = next(variable for variable in variables if variable.get("name") == "place")
    assert [c.findtext(f"{D}catValu") for c in place.findall(f"{D}catgry")] == ["north", "south"]


@pytest.mark.usefixtures("two_versions")
def test_the_codebook_alone_names_every_column() -> None:
    rows = lines(written("codebook.csv"))
    assert {row["column"] for row in rows} == set(lines(written("codes.csv"))[0])
    assert {row["name_in_spss"] for row in rows if row["column"] == "needs/desk"} == {"needs_desk"}


@pytest.mark.usefixtures("two_versions")
@pytest.mark.parametrize("name", sorted(FORMATS))
def test_without_open_answers_no_file_holds_what_people_wrote(name: str) -> None:
    text = written(name)
    if name.endswith("xlsx"):
        text = b"".join(
            str(cell).encode()
            for sheet in openpyxl.load_workbook(BytesIO(text)).worksheets
            for row in sheet.iter_rows(values_only=True)
            for cell in row
        )
    for words in ("HYPERLINK", "Un long texte", "drie"):
        assert words.encode() not in text


@pytest.mark.usefixtures("nobody")
@pytest.mark.parametrize("name", sorted(FORMATS))
@pytest.mark.parametrize("open_answers", [False, True])
def test_a_consultation_without_answers_has_its_columns(
    tmp_path: Path,
    name: str,
    open_answers: bool,  # noqa: FBT001 - a case
) -> None:
    path = kept(name, tmp_path, open_answers=open_answers)
    readers: dict[str, Callable[[Path], int]] = {
        "sav": lambda file: len(pyreadstat.read_sav(file)[0]),
        "dta": lambda file: len(pyreadstat.read_dta(file)[0]),
        "parquet": lambda file: len(pd.read_parquet(file)),
        "xlsx": lambda file: len(list(openpyxl.load_workbook(file).worksheets[0].iter_rows())) - 1,
        "jsonl": lambda file: len(file.read_bytes()),
        "csv": lambda file: 0 if name == "codebook.csv" else len(lines(file.read_bytes())),
        "xml": lambda file: int(ET.parse(file).getroot().findtext(f".//{D}caseQnty") or -1),  # noqa: S314
    }
    assert readers[name.rpartition(".")[2]](path) == 0
