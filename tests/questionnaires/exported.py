"""The files of one answer, opened again: each holds what was answered."""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from io import BytesIO, StringIO
from typing import Any

import openpyxl

from app.analysis.export.formats import export_chunks
from app.kit.localized import LANGUAGES
from app.questionnaires.model import Form, Question
from tests.analysis.export.reading import as_text
from tests.questionnaires.definitions import Definition

FORMULA = ("=", "+", "-", "@")
WHOLE = re.compile(r"^(-?\d+)\.0$")


def assert_exports(definition: Definition, form: Form, answers: Mapping[str, Any]) -> None:
    """CSV with codes and with labels, XLSX, JSON Lines and SPSS say what was answered."""
    expected = {
        column: cell for question in form.questions.values() for column, cell in _cells(question, answers)
    }
    codes = csv_row(definition.name, "codes.csv")
    held = {column: codes.get(column) for column in expected}
    assert held == {column: _harmless(cell) for column, cell in expected.items()}
    assert {column: codes.get(column) for column in definition.row} == dict(definition.row)
    assert xlsx_row(definition.name) == codes
    (line,) = _file(definition.name, "codes.jsonl").decode().splitlines()
    assert {name: as_text(value) for name, value in json.loads(line).items() if name in expected} == expected
    for lang in LANGUAGES:
        _assert_labels(csv_row(definition.name, f"{lang}.csv"), form, answers, lang)


def _file(code: str, name: str) -> bytes:
    return b"".join(export_chunks(code, name, open_answers=True))


def csv_row(code: str, name: str) -> dict[str, str]:
    """The only row of a CSV file of a consultation; a decimal number without its `.0`."""
    (row,) = csv.DictReader(StringIO(_file(code, name).decode("utf-8-sig"), newline=""))
    return {head: WHOLE.sub(r"\1", cell) for head, cell in row.items()}


def xlsx_row(code: str) -> dict[str, str]:
    """The only row of the workbook of a consultation, as a spreadsheet program reads it."""
    book = openpyxl.load_workbook(BytesIO(_file(code, "codes.xlsx")))
    heads, row = book.worksheets[0].iter_rows(values_only=True)
    return dict(zip(map(str, heads), map(as_text, row), strict=True))


def _cells(question: Question, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    answer = answers.get(question.name)
    if question.type == "note":
        return
    if question.is_multiple:
        for choice in question.choices:
            cell = ""
            if answer and question.type == "rank":
                cell = str(answer.index(choice.name) + 1) if choice.name in answer else ""
            elif answer:
                cell = "1" if choice.name in answer else "0"
            yield f"{question.name}/{choice.name}", cell
    else:
        yield question.name, as_text(answer)


def _harmless(cell: str) -> str:
    """No text acts as a formula in a spreadsheet; a plain number stays one."""
    try:
        float(cell)
    except ValueError:
        return f"'{cell}" if cell.startswith(FORMULA) else cell
    return cell


def _assert_labels(row: Mapping[str, str], form: Form, answers: Mapping[str, Any], lang: str) -> None:
    for question in form.questions.values():
        if question.type == "select_one" and question.name in answers:
            label = next(c.label[lang] for c in question.choices if c.name == answers[question.name])
            assert label.partition("${")[0] in row.values(), (question.name, label)
