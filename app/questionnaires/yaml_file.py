"""Read a questionnaire of surveys/: XLSForm's sheets as lists of rows in YAML.

A sheet may begin with a list instead of a row: the names of its columns in their order, for columns that no
row fills or that the rows name in another order.

The file is read as a tree of nodes and nothing is ever constructed from it; aliases are refused, so no small
file can grow into a large one, and every message can name its line.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from app.questionnaires.errors import SurveyFileError
from app.questionnaires.workbook import FIRST_ROW, Row, Sheet, Workbook, make_sheet

MAX_BYTES: Final = 2_000_000
MAX_DEPTH: Final = 4
"""Sheets, rows and cells are three levels; one more, so that a list in a cell is told with its column."""

_TEXT: Final = "tag:yaml.org,2002:str"
_HALF_CHARACTER: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class SurveyFile:
    """A questionnaire that was read, and for each sheet and row (2 is the first) its line in the file."""

    workbook: Workbook
    lines: Mapping[tuple[str, int], int]


def read_workbook(path: Path) -> Workbook:
    """Return the workbook of a YAML file.

    Raises:
        SurveyFileError: the file is not a questionnaire; it names every problem with its line.
        OSError: the file cannot be opened.
    """
    return read_survey(path).workbook


def read_survey(path: Path) -> SurveyFile:
    """Return the workbook of a YAML file with the line of every row.

    Raises:
        SurveyFileError: the file is not a questionnaire; it names every problem with its line.
        OSError: the file cannot be opened.
    """
    return parse_survey(path.read_bytes(), str(path))


def parse_survey(data: bytes, file: str) -> SurveyFile:
    """Return the workbook that the bytes of a YAML file hold; `file` is its name, for messages.

    Raises:
        SurveyFileError: the file is not a questionnaire; it names every problem with its line.
    """
    root = _compose(file, _decode(file, data))
    if not isinstance(root, yaml.MappingNode):
        raise SurveyFileError(file, [(1, "the file is not a mapping; begin with `settings:` and `survey:`")])
    problems: list[tuple[int, str]] = []
    sheets: dict[str, Sheet] = {}
    lines: dict[tuple[str, int], int] = {}
    for name, node in _entries(root, "the file", problems):
        if not isinstance(node, yaml.SequenceNode):
            fix = "write its rows as a list, each beginning with `- `"
            problems.append((_line(node), f"the sheet {name!r} is not a list of rows; {fix}"))
            continue
        columns, row_nodes = _header(name, node.value, problems)
        rows: list[Row] = []
        for number, row_node in enumerate(row_nodes, FIRST_ROW):
            where = f"{name}, row {number}"
            lines[name, number] = _line(row_node)
            if isinstance(row_node, yaml.MappingNode):
                rows.append(dict(_cells(row_node, where, problems)))
            else:
                fix = "write it as `- type: …` with one `column: text` per line"
                problems.append((_line(row_node), f"{where} is not a mapping of columns to cells; {fix}"))
        sheets[name] = make_sheet(rows, columns)
    if problems:
        raise SurveyFileError(file, sorted(problems))
    return SurveyFile(Workbook(sheets), lines)


def _header(
    sheet: str, items: list[yaml.Node], problems: list[tuple[int, str]]
) -> tuple[list[str], list[yaml.Node]]:
    """Return the columns that a sheet names before its rows, and the rows."""
    if not items or not isinstance(items[0], yaml.SequenceNode):
        return [], items
    columns: list[str] = []
    for node in items[0].value:
        if not isinstance(node, yaml.ScalarNode) or node.tag != _TEXT:
            problems.append((_line(node), f"{sheet}, row 1: the name of a column is not text; quote it"))
        elif node.value in columns:
            problems.append((_line(node), f"{sheet}, row 1: {node.value!r} is named twice; keep one"))
        else:
            columns.append(node.value)
    return columns, items[1:]


def _decode(file: str, data: bytes) -> str:
    if len(data) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES} bytes; a questionnaire is a few hundred lines"
        raise SurveyFileError(file, [(1, message)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"the byte {data[error.start]:#04x} is not UTF-8; save the file with the encoding UTF-8"
        raise SurveyFileError(file, [(line, message)]) from error


def _compose(file: str, text: str) -> yaml.Node | None:
    try:
        # Events come one by one without recursion: what must be refused is seen before a tree is built.
        _refuse_traps(file, text)
        root: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        message = (
            f"this is not YAML: {error.problem or error.context}; look at the indentation and the quotes"
        )
        raise SurveyFileError(file, [(line, message)]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        message = "the file holds a character that YAML refuses; remove the control character"
        raise SurveyFileError(file, [(line, message)]) from error
    return root


def _refuse_traps(file: str, text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.ScalarEvent) and _HALF_CHARACTER.search(event.value):
            message = "half a character (\\ud800 to \\udfff) is in the text; write the character itself"
            raise SurveyFileError(file, [(line, message)])
        if isinstance(event, yaml.AliasEvent):
            raise SurveyFileError(
                file, [(line, f"the alias *{event.anchor} is refused; write the text again")]
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            message = "this is nested too deep; a file holds sheets, a sheet rows, and a row cells of text"
            raise SurveyFileError(file, [(line, message)])


def _cells(node: yaml.MappingNode, where: str, problems: list[tuple[int, str]]) -> Iterator[tuple[str, str]]:
    for column, cell in _entries(node, where, problems):
        if not isinstance(cell, yaml.ScalarNode):
            problems.append(
                (_line(cell), f"{where}, column {column}: a cell is one text, not a list or mapping")
            )
        elif cell.tag != _TEXT:
            kind = cell.tag.rpartition(":")[2]
            fix = (
                f'put it in quotes: {column}: "{cell.value}"' if cell.value else "remove the line or fill it"
            )
            problems.append((_line(cell), f"{where}, column {column}: YAML reads a {kind} here; {fix}"))
        else:
            yield column, cell.value


def _entries(
    node: yaml.MappingNode, where: str, problems: list[tuple[int, str]]
) -> Iterator[tuple[str, yaml.Node]]:
    seen: dict[str, int] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.tag != _TEXT:
            problems.append((_line(key), f"{where}: a name is not text; put it in quotes"))
        elif key.value in seen:
            message = (
                f"{where}: {key.value!r} was already given on line {seen[key.value]}; keep one of the two"
            )
            problems.append((_line(key), message))
        else:
            seen[key.value] = _line(key)
            yield key.value, value


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
