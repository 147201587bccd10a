"""What every rule of the lint needs to know of a workbook, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.kit.localized import LANGUAGE_NAMES
from app.questionnaires.cells import choice_lists
from app.questionnaires.finding import Finding, Level
from app.questionnaires.model import REPEAT, SELECT_TYPES, Choice
from app.questionnaires.vocabulary import OTHER, OTHER_SUFFIX, QUESTION_TYPES, TypeCell, read_type
from app.questionnaires.workbook import SURVEY, Row, Workbook, default_language, language_headers

ANNOTATIONS: Final = frozenset({"begin_group", "begin_repeat", "begin_loop"})


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """A row of the survey sheet with its number and its type taken apart."""

    number: int
    row: Row
    type: TypeCell

    @property
    def name(self) -> str:
        """The name of the question or group, '' where there is none."""
        return self.row.get("name", "")

    @property
    def is_question(self) -> bool:
        """Whether it is a question, a note or a calculation that is supported."""
        return self.type.kind in QUESTION_TYPES


@dataclass(frozen=True, slots=True)
class Facts:
    """A workbook (older column names replaced) and what follows from it."""

    book: Workbook
    rows: tuple[SurveyRow, ...]
    lists: Mapping[str, tuple[Choice, ...]]
    types: Mapping[str, str]
    """By name: the type of every question, those that `or_other` adds included, and of every repeat."""
    options: Mapping[str, frozenset[str]]
    """By name of a select question: the names of its options."""
    languages: Mapping[str, str]
    """Code → as written in column names; the platform's languages are always among them."""
    default: str
    """Code of the language of columns without a language."""
    repeat_of: Mapping[str, str]
    """By name of a question or group in a repeat: the name of the repeat."""


def read_facts(book: Workbook) -> Facts:
    """Gather the facts of a workbook whose column names are canonical."""
    rows = tuple(
        SurveyRow(number, row, read_type(row.get("type", ""))) for number, row in book.numbered(SURVEY)
    )
    lists = choice_lists(book)
    types: dict[str, str] = {}
    options: dict[str, frozenset[str]] = {}
    repeat_of: dict[str, str] = {}
    repeat = ""
    for line in rows:
        if line.type.kind in {"begin_repeat", "end_repeat"}:
            repeat = line.name if line.type.kind == "begin_repeat" else ""
            if repeat:
                types.setdefault(repeat, REPEAT)
            continue
        if repeat and line.name:
            repeat_of[line.name] = repeat
            repeat_of |= {line.name + OTHER_SUFFIX: repeat} if line.type.or_other else {}
        if not line.is_question or not line.name:
            continue
        types.setdefault(line.name, line.type.kind)
        if line.type.kind in SELECT_TYPES:
            names = {choice.name for choice in lists.get(line.type.list_name, ())}
            options.setdefault(line.name, frozenset(names | ({OTHER} if line.type.or_other else set())))
        if line.type.or_other:
            types.setdefault(line.name + OTHER_SUFFIX, "text")
    written = language_headers(book)
    ours = {code: written.get(code, f"{name} ({code})") for code, name in LANGUAGE_NAMES.items()}
    return Facts(book, rows, lists, types, options, {**ours, **written}, default_language(book), repeat_of)


def found(code: str, where: tuple[str, int, str], message: str, fix: str, level: Level = "error") -> Finding:
    """Make a finding at `where` (sheet, row, column); the file is filled in at the end."""
    sheet, row, column = where
    return Finding("", sheet, row, column, message, fix, code, level)
