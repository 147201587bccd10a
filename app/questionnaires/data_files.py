"""Choices that stand in a .csv file: `select_one_from_file quartiers.csv`.

The file is part of the questionnaire: a sheet of the workbook that bears its name, so that a version is whole
by itself and travels in .xlsx and YAML as it is. Beside a YAML file it may also stand as a file of its own.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Final

from app.questionnaires.finding import Finding
from app.questionnaires.model import Choice
from app.questionnaires.vocabulary import read_parameters, read_type
from app.questionnaires.workbook import SURVEY, Row, Sheet, Workbook, default_language, localized, make_sheet
from app.questionnaires.workbook import split_column as split

ENDING: Final = ".csv"
GOOD_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,27}\.csv")
"""Spreadsheets allow 31 characters for the name of a sheet."""
MOST_BYTES: Final = 1_000_000
MOST_ROWS: Final = 5_000


def file_columns(row: Row) -> tuple[str, str]:
    """Return the columns of names and of labels that a question reads: `value=` and `label=`."""
    try:
        parameters: Mapping[str, str] = read_parameters(row["parameters"]) if "parameters" in row else {}
    except ValueError:
        parameters = {}
    return parameters.get("value", "name"), parameters.get("label", "label")


def files_used(workbook: Workbook) -> dict[str, tuple[str, str]]:
    """Return the data files that questions name, each with its columns of names and labels."""
    used: dict[str, tuple[str, str]] = {}
    for _, row in workbook.numbered(SURVEY):
        name = read_type(row.get("type", "")).list_name
        if name.endswith(ENDING):
            used.setdefault(name, file_columns(row))
    return used


def file_choices(workbook: Workbook) -> Iterator[tuple[str, tuple[Choice, ...]]]:
    """Give each data file that is there, and its choices with every further column for choice filters."""
    default = default_language(workbook)
    for name, (value, label) in files_used(workbook).items():
        sheet = workbook.sheet(name)
        further = [column for column in sheet.columns if split(column)[0] != label]
        choices = tuple(
            Choice(
                row.get(value, ""),
                localized(row, label, default),
                {column: row.get(column, "") for column in further},
            )
            for row in sheet.rows
            if row
        )
        if choices:
            yield name, choices


def with_data_files(workbook: Workbook, folder: Path) -> tuple[Workbook, list[Finding]]:
    """Put the data files of `folder` that questions name into a workbook, and say which cannot be read.

    A sheet that the workbook has already stays as it is.
    """
    findings = []
    for name in files_used(workbook):
        path = folder / name
        if name in workbook.sheets or not GOOD_NAME.fullmatch(name) or not path.is_file():
            continue
        try:
            workbook = workbook.with_sheet(name, _read(path))
        except (ValueError, OSError, csv.Error) as error:
            fix = "save it as CSV in UTF-8, its first line naming the columns"
            findings.append(
                Finding(str(path), name, 0, "", f"the file cannot be read: {error}", fix, "data-file")
            )
    return workbook, findings


def _read(path: Path) -> Sheet:
    data = path.read_bytes()
    if len(data) > MOST_BYTES:
        raise ValueError(f"it is larger than {MOST_BYTES} bytes")
    text = data.decode("utf-8-sig")
    first = text.partition("\n")[0]
    lines = list(csv.reader(StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ","))
    heads = [head.strip() for head in lines[0]] if lines else []
    if not all(heads) or len(set(heads)) < len(heads):
        raise ValueError("a column has no name, or two have the same")
    rows = []
    for number, cells in enumerate(lines[1:], 2):
        if len(cells) > len(heads):
            raise ValueError(f"line {number} has more cells than there are columns")
        rows.append({head: cell.strip() for head, cell in zip(heads, cells, strict=False) if cell.strip()})
    return make_sheet(rows, heads)
