"""The files of one answer, opened again: each holds what was answered."""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pyreadstat

from app.analysis.export.formats import export_chunks
from app.kit.localized import LANGUAGES
from app.questionnaires.model import REPEAT, Form, Question
from app.questionnaires.repeats import of_round, rounds
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
    for name in form.repeats:
        _assert_table(definition, form, name, answers)
    for lang in LANGUAGES:
        _assert_labels(csv_row(definition.name, f"{lang}.csv"), form, answers, lang)


def _assert_table(definition: Definition, form: Form, name: str, answers: Mapping[str, Any]) -> None:
    """The table of a repeat has a row per round, as a file and as a sheet of the workbook."""
    rows = csv_rows(definition.name, "codes.csv", name)
    expected = [
        {"_number": "1", "_round": str(place)}
        | {
            column: _harmless(cell)
            for question in form.repeats[name].questions.values()
            for column, cell in _cells(question, of_round(answers, one))
        }
        for place, one in enumerate(rounds(answers, name), 1)
    ]
    assert rows == expected
    told = definition.tables.get(name, [])
    assert [{head: row[head] for head in cells} for row, cells in zip(rows, told, strict=bool(told))] == told
    assert xlsx_rows(definition.name, name) == rows
    lines = _file(definition.name, "codes.jsonl", name).decode().splitlines()
    assert len(lines) == len(rows)


def _file(code: str, name: str, repeat: str = "") -> bytes:
    return b"".join(export_chunks(code, name, open_answers=True, repeat=repeat))


def csv_rows(code: str, name: str, repeat: str = "") -> list[dict[str, str]]:
    """The rows of a CSV file of a consultation, or of a repeat; decimal numbers without their `.0`."""
    file = StringIO(_file(code, name, repeat).decode("utf-8-sig"), newline="")
    return [{head: WHOLE.sub(r"\1", cell) for head, cell in row.items()} for row in csv.DictReader(file)]


def csv_row(code: str, name: str) -> dict[str, str]:
    """The only row of a CSV file of a consultation."""
    (row,) = csv_rows(code, name)
    return row


def xlsx_rows(code: str, sheet: str) -> list[dict[str, str]]:
    """The rows of a sheet of the workbook of a consultation, as a spreadsheet program reads it."""
    book = openpyxl.load_workbook(BytesIO(_file(code, "codes.xlsx")))
    heads, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, heads), map(as_text, row), strict=True)) for row in rows]


def xlsx_row(code: str) -> dict[str, str]:
    """The only row of the workbook of a consultation, as a spreadsheet program reads it."""
    book = openpyxl.load_workbook(BytesIO(_file(code, "codes.xlsx")))
    heads, row = book.worksheets[0].iter_rows(values_only=True)
    return dict(zip(map(str, heads), map(as_text, row), strict=True))


def _cells(question: Question, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    answer = answers.get(question.name)
    if question.type == "note":
        return
    if question.type == REPEAT:
        yield f"{question.name}_count", "" if answer is None else str(len(answer))
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


def assert_statistics(definition: Definition, form: Form, answers: Mapping[str, Any], folder: Path) -> None:
    """SPSS and Stata read what CSV holds; the options have their labels."""
    codes = csv_row(definition.name, "codes.csv")
    for name, read in (("fr.sav", pyreadstat.read_sav), ("nl.dta", pyreadstat.read_dta)):
        path = folder / name
        path.write_bytes(_file(definition.name, name))
        frame, meta = read(path)
        assert len(frame) == 1
        held = dict(zip(codes, zip(frame.columns, frame.iloc[0], strict=True), strict=True))
        for question in form.questions.values():
            for column, _ in _cells(question, answers):
                variable, value = held[column]
                labels = meta.variable_value_labels.get(variable, {})
                if question.type == "select_one" and question.name in answers:
                    labelled = {choice.name: choice.label[name[:2]] for choice in question.choices}
                    assert labels[value] == labelled[answers[question.name]], column
                elif question.type != "acknowledge":
                    assert as_text(value) == codes[column].removeprefix("'"), (name, column)
        for repeat in form.repeats:
            path.write_bytes(_file(definition.name, name, repeat))
            assert len(read(path)[0]) == len(rounds(answers, repeat))
