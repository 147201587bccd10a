"""The one list of features of a questionnaire, taken from what the code knows, and how to see them in use.

A feature is a kind and a name: `type text`, `column relevant`, `function selected`, `refused type barcode`.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache

from app.kit.localized import LANGUAGES
from app.questionnaires import vocabulary as words
from app.questionnaires.cells import required_text
from app.questionnaires.expressions import FUNCTIONS, ExpressionError, parse
from app.questionnaires.expressions.grammar import OPERATORS, children
from app.questionnaires.lint.appearances import HARMLESS, HONOURED
from app.questionnaires.lint.appearances import REFUSED as REFUSED_APPEARANCES
from app.questionnaires.model import Tree
from app.questionnaires.workbook import (
    CHOICES,
    COLUMN_ALIASES,
    MEDIA,
    SETTINGS,
    SURVEY,
    Row,
    Workbook,
    canonical,
    language_headers,
    split_column,
)  # fmt: skip

PARAMETERS = ("start", "end", "step", "randomize", "seed", "value", "label")


@cache
def features() -> frozenset[str]:
    """Return every feature that needs a definition, gathered from the vocabulary and the expressions."""
    found = {f"type {kind}" for kind in words.QUESTION_TYPES | words.BEGINS | words.ENDS}
    found |= {f"not yet type {kind}" for kind in words.NOT_YET}
    found |= {f"refused type {kind}" for kind in words.REFUSED}
    found |= {f"ignored type {kind}" for kind in words.IGNORED_TYPES}
    found |= {f"older type {kind}" for kind in words.TYPE_ALIASES}
    found |= {f"older type {old.strip()}" for old, _ in words._SELECT_ALIASES}
    found |= {f"{spelling} {word}" for spelling in ("yes", "no") for word in _said(spelling)}
    for name, columns in words.COLUMNS.items():
        found |= {f"{_of(name, column)}" for column in columns}
    for name, columns in words.IGNORED_COLUMNS.items():
        found |= {f"ignored {_of(name, column)}" for column in columns}
    for name, columns in words.NOT_YET_COLUMNS.items():
        found |= {f"not yet {_of(name, column)}" for column in columns}
    for name, aliases in COLUMN_ALIASES.items():
        found |= {f"older {_of(name, column)}" for column in aliases}
    for name, extras in words.EXTRAS.items():
        found |= {_of(name, column) for column in extras}
    found |= {f"role {role}" for role in words.ROLES}
    found |= {f"function {name}" for name in FUNCTIONS} | {f"operator {sign}" for sign in OPERATORS}
    found |= {f"appearance {word}" for each in HONOURED.values() for word in each}
    found |= {f"harmless appearance {word}" for word in HARMLESS}
    found |= {f"refused appearance {word}" for word in REFUSED_APPEARANCES}
    found |= {f"parameter {key}" for key in PARAMETERS}
    return frozenset(found | _BEHAVIOURS.keys())


def supported() -> frozenset[str]:
    """Return the features that people meet when they answer; each of the others is refused by the lint."""
    closed = words.REFUSED.keys() | words.NOT_YET
    older = {f"older type {old.strip()}" for old, new in _older_types() if new.strip() in closed}
    return frozenset(
        feature
        for feature in features() - older - {"entities"}
        if not feature.startswith(("not yet ", "refused "))
    )


def _older_types() -> list[tuple[str, str]]:
    return [*words.TYPE_ALIASES.items(), *words._SELECT_ALIASES]


def _said(spelling: str) -> frozenset[str]:
    return words.YES if spelling == "yes" else words.NO


def _of(sheet: str, column: str) -> str:
    return {SURVEY: "column", CHOICES: "choices column", SETTINGS: "setting"}[sheet] + f" {column}"


def used_by(workbook: Workbook) -> frozenset[str]:
    """Return the features that a workbook really uses."""
    return frozenset(_used(workbook))


def _used(workbook: Workbook) -> Iterator[str]:
    book = canonical(workbook)
    for name, aliases in COLUMN_ALIASES.items():
        for column in workbook.sheet(name).columns:
            if split_column(column)[0] in aliases:
                yield f"older {_of(name, split_column(column)[0])}"
    for name in (SURVEY, CHOICES, SETTINGS):
        for column in book.sheet(name).columns:
            for known in {_of(name, split_column(column)[0]), _of(name, column)}:
                yield from (known, f"ignored {known}", f"not yet {known}")
    for row in book.sheet(SURVEY).rows:
        yield from _of_row(row)
    yield from (name for name, shown in _BEHAVIOURS.items() if shown(book))


def _of_row(row: Row) -> Iterator[str]:
    cell = " ".join(row.get("type", "").split())
    kind = words.read_type(cell).kind
    for group in ("", "not yet ", "refused ", "ignored "):
        yield f"{group}type {kind}"
    yield from (f"older type {old}" for old in words.TYPE_ALIASES if cell == old)
    yield from (f"older type {old.strip()}" for old, _ in words._SELECT_ALIASES if cell.startswith(old))
    for word in row.get("appearance", "").split():
        yield from (f"appearance {word}", f"harmless appearance {word}", f"refused appearance {word}")
    for column in ("required", "read_only"):
        yield f"yes {row.get(column, '')}"
        yield f"no {row.get(column, '')}"
    yield f"role {row.get('bx::role', '')}"
    # Where parameters cannot be read the lint says so, and there is none to see.
    with suppress(ValueError):
        yield from (f"parameter {key}" for key in words.read_parameters(row.get("parameters", "x=x")))
    for column in (*words.EXPRESSIONS, "default"):
        text = required_text(row.get(column, "")) if column == "required" else row.get(column, "")
        if text and (column != "default" or words.is_computed(text)):
            yield from _of_expression(text)


def _of_expression(text: str) -> Iterator[str]:
    try:
        waiting: list[Tree] = [parse(text)]
    except ExpressionError:
        return
    while waiting:
        node = waiting.pop()
        if node[0] == "call":
            yield f"function {node[1]}"
        elif node[0] in OPERATORS:
            yield f"operator {node[0]}"
        yield f"operand {node[0]}"
        waiting.extend(children(node))


def _texts(book: Workbook, base: str) -> list[str]:
    return [
        cell
        for row in book.sheet(SURVEY).rows
        for column, cell in row.items()
        if split_column(column)[0] == base
    ]


def _depth(book: Workbook) -> int:
    deepest = level = 0
    for row in book.sheet(SURVEY).rows:
        kind = words.read_type(row.get("type", "")).kind
        level += kind.startswith("begin_") - kind.startswith("end_")
        deepest = max(deepest, level)
    return deepest


def _any(book: Workbook, shown: Callable[[Row], bool]) -> bool:
    return any(shown(row) for row in book.sheet(SURVEY).rows)


def _operands(book: Workbook) -> set[str]:
    return {feature for row in book.sheet(SURVEY).rows for feature in _of_row(row)}


_BEHAVIOURS: dict[str, Callable[[Workbook], bool]] = {
    "an answer in a label": lambda book: any("${" in text for text in _texts(book, "label")),
    "an answer in a hint": lambda book: any("${" in text for text in _texts(book, "hint")),
    "a third language": lambda book: len(language_headers(book)) > len(LANGUAGES),
    "a group in a group": lambda book: _depth(book) > 1,
    "a condition on a group": lambda book: _any(
        book, lambda row: "relevant" in row and row["type"].startswith("begin")
    ),
    "or_other": lambda book: _any(book, lambda row: words.read_type(row.get("type", "")).or_other),
    "an expression in required": lambda book: _any(
        book, lambda row: row.get("required", "") not in words.YES | words.NO | {""}
    ),
    "the answer itself": lambda book: "operand self" in _operands(book),
    "a column of the choices": lambda book: "operand col" in _operands(book),
    "a negative number": lambda book: "operand neg" in _operands(book),
    "entities": lambda book: "entities" in book.sheets,
    "a sheet of another tool": lambda book: bool(
        {name for name in book.sheets if not name.endswith(".csv")}
        - {SURVEY, CHOICES, SETTINGS, MEDIA, "entities"}
    ),
    "a column without a language": lambda book: any(
        split_column(column) == ("label", "") for column in book.sheet(SURVEY).columns
    ),
    "choices in a file": lambda book: _any(book, lambda row: words.read_type(row.get("type", "")).from_file),
    "a computed default": lambda book: _any(book, lambda row: words.is_computed(row.get("default", ""))),
    "an image in words": lambda book: any(
        split_column(column)[0] in words.WORDS for sheet in book.sheets.values() for column in sheet.columns
    ),
    "an empty row": lambda book: any(not row for row in book.sheet(SURVEY).rows),
}
"""What is no single word of the vocabulary, and how to see it."""
