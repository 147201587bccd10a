"""Cells of a workbook that are read the same way wherever they stand."""

from collections.abc import Collection, Mapping
from typing import Final

from app.kit.localized import Localized
from app.questionnaires.data_files import file_choices
from app.questionnaires.errors import WorkbookError
from app.questionnaires.expressions.errors import ExpressionError
from app.questionnaires.expressions.grammar import parse
from app.questionnaires.media import media_of, noted
from app.questionnaires.model import SELECT_TYPES, Choice, Tree
from app.questionnaires.vocabulary import NO, OTHER, OTHER_CHOICE, YES, TypeCell, read_parameters
from app.questionnaires.workbook import (
    CHOICES,
    SURVEY,
    Row,
    Workbook,
    default_language,
    language_headers,
    localized,
    split_column,
)  # fmt: skip

_RANGE_DEFAULTS: Final = {"start": "1", "end": "10", "step": "1"}


def parse_cell(text: str, *, sheet: str, row: int, column: str) -> Tree:
    """Parse the expression of one cell.

    Raises:
        WorkbookError: it cannot be read; the message says where in the text, counted from 1.
    """
    try:
        return parse(text)
    except ExpressionError as error:
        reason = f"{error} (character {error.position + 1} of {text!r})"
        raise WorkbookError(reason, sheet=sheet, row=row, column=column) from error


def required_text(cell: str) -> str:
    """Return the expression of a `required` cell: `yes` is `true()`, and `no` or nothing is ''."""
    if cell in YES:
        return "true()"
    return "" if cell in NO else cell


def choice_lists(workbook: Workbook) -> dict[str, tuple[Choice, ...]]:
    """Return the choices of every list and of every data file, in their order.

    Every choice has its name and every further column of the sheet, with '' where its cell is empty, so that
    a choice filter can always be computed.
    """
    lists: dict[str, list[Choice]] = {}
    default = default_language(workbook)
    languages, files = list(language_headers(workbook)), noted(workbook)
    further = [
        column
        for column in workbook.sheet(CHOICES).columns
        if column not in {"list_name", "name"} and split_column(column)[0] != "label"
    ]
    for _, row in workbook.numbered(CHOICES):
        columns = {column: row.get(column, "") for column in ("name", *further)}
        shown = media_of(row, default, languages, files)
        choice = Choice(row.get("name", ""), localized(row, "label", default), columns, shown)
        lists.setdefault(row.get("list_name", ""), []).append(choice)
    return {name: tuple(choices) for name, choices in lists.items()} | dict(file_choices(workbook))


def choices_of(
    number: int, kind: TypeCell, lists: Mapping[str, tuple[Choice, ...]], languages: Collection[str]
) -> tuple[Choice, ...]:
    """Return the choices of a question in row `number`, the one that `or_other` adds among them.

    Raises:
        WorkbookError: its list does not exist.
    """
    if kind.kind not in SELECT_TYPES:
        return ()
    if kind.list_name not in lists:
        reason = f"the list {kind.list_name!r} does not exist in the choices sheet"
        raise WorkbookError(reason, sheet=SURVEY, row=number, column="type")
    choices = lists[kind.list_name]
    if kind.or_other and all(choice.name != OTHER for choice in choices):
        return (*choices, Choice(OTHER, in_languages(OTHER_CHOICE, languages)))
    return choices


def in_languages(text: Localized, languages: Collection[str]) -> Localized:
    """Return one of our own texts in the languages of a questionnaire."""
    return {code: text[code] for code in languages if code in text}


def parameters_of(number: int, row: Row, kind: str) -> Mapping[str, str]:
    """Return the parameters of a question of type `kind` in row `number`, those it may leave out filled in.

    Raises:
        WorkbookError: they cannot be read.
    """
    try:
        parameters = read_parameters(row["parameters"]) if "parameters" in row else {}
    except ValueError as error:
        raise WorkbookError(str(error), sheet=SURVEY, row=number, column="parameters") from error
    return {**_RANGE_DEFAULTS, **parameters} if kind == "range" else parameters
