"""The questions and groups of a survey sheet as blocks of rows, which can be moved, copied and taken away."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.kit.localized import LANGUAGE_NAMES
from app.questionnaires.vocabulary import OTHER_SUFFIX, TypeCell, read_type
from app.questionnaires.workbook import (
    CHOICES,
    FIRST_ROW,
    SURVEY,
    Row,
    Sheet,
    Workbook,
    canonical_column,
    default_language,
    language_code,
    language_headers,
    make_sheet,
    split_column,
)  # fmt: skip

BEGINS: Final = frozenset({"begin_group", "begin_repeat", "begin_loop"})
ENDS: Final = frozenset({"end_group", "end_repeat", "end_loop"})
REFERENCE: Final = re.compile(r"\$\{\s*([^}\s]+)\s*\}")


@dataclass(frozen=True, slots=True)
class Node:
    """A question, or a group with what is in it: the rows from `index` up to `end`, which is not in it.

    `row` has canonical column names. Empty rows belong to the block that they follow.
    """

    index: int
    end: int
    row: Row
    type: TypeCell
    children: tuple["Node", ...] = ()

    @property
    def name(self) -> str:
        """Its name, '' where it has none."""
        return self.row.get("name", "")

    @property
    def number(self) -> int:
        """Its row as a spreadsheet counts, the header being 1."""
        return self.index + FIRST_ROW

    @property
    def is_group(self) -> bool:
        """Whether other questions can be inside."""
        return self.type.kind in BEGINS

    def walk(self) -> Iterator["Node"]:
        """Give this block and every block inside it, in their order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def names(self) -> frozenset[str]:
        """Return every name that goes when this block goes, that of `or_other` included."""
        found = {node.name for node in self.walk() if node.name}
        return frozenset(
            found | {node.name + OTHER_SUFFIX for node in self.walk() if node.name and node.type.or_other}
        )


def tree(workbook: Workbook) -> tuple[Node, ...]:
    """Return the blocks of the survey sheet. An end without a beginning stands in no block."""
    rows = [canonical_row(row) for row in workbook.sheet(SURVEY).rows]
    open_blocks: list[tuple[int, list[Node]]] = []
    here: list[Node] = []
    index = 0
    while index < len(rows):
        kind = read_type(rows[index].get("type", ""))
        after = _past_empty(rows, index + 1)
        if kind.kind in BEGINS:
            open_blocks.append((index, here))
            here = []
        elif kind.kind in ENDS and open_blocks:
            here = _closed(rows, open_blocks, here, after)
        elif kind.kind not in ENDS and rows[index]:
            here.append(Node(index, after, rows[index], kind))
        index = after
    while open_blocks:
        here = _closed(rows, open_blocks, here, len(rows))
    return tuple(here)


def _closed(
    rows: Sequence[Row], open_blocks: list[tuple[int, list[Node]]], inside: list[Node], end: int
) -> list[Node]:
    start, around = open_blocks.pop()
    around.append(Node(start, end, rows[start], read_type(rows[start].get("type", "")), tuple(inside)))
    return around


def _past_empty(rows: Sequence[Row], index: int) -> int:
    while index < len(rows) and not rows[index]:
        index += 1
    return index


def all_nodes(workbook: Workbook) -> list[Node]:
    """Return every block, a group before what is inside it."""
    return [node for top in tree(workbook) for node in top.walk()]


def find(workbook: Workbook, name: str) -> Node | None:
    """Return the question or group with this name, or None."""
    return next((node for node in all_nodes(workbook) if name and node.name == name), None)


def around(workbook: Workbook, node: Node) -> Node | None:
    """Return the group that a block stands in, or None."""
    inside = [one for one in all_nodes(workbook) if one.index < node.index and node.end <= one.end]
    return max((one for one in inside if one.is_group), key=lambda one: one.index, default=None)


def canonical_row(row: Row) -> Row:
    """Return a row of the survey sheet with the column names that are read here."""
    return {canonical_column(SURVEY, column): cell for column, cell in row.items()}


def text_column(workbook: Workbook, sheet: str, base: str, code: str) -> str:
    """Return the column of a text of a sheet in a language: the one that is there, or a new one."""
    columns = workbook.sheet(sheet).columns
    for column in columns:
        name, language = split_column(canonical_column(sheet, column))
        if name == base and language and language_code(language) == code:
            return column
    if code == default_language(workbook):
        for column in columns:
            if canonical_column(sheet, column) == base:
                return column
    return f"{base}::{language_headers(workbook).get(code, f'{LANGUAGE_NAMES.get(code, code)} ({code})')}"


def named_column(workbook: Workbook, sheet: str, column: str) -> str:
    """Return the name under which a canonical column is written in a sheet: `relevant` → `relevance`."""
    columns = workbook.sheet(sheet).columns
    return next((one for one in columns if canonical_column(sheet, one) == column), column)


def put(workbook: Workbook, sheet: str, index: int, cells: Mapping[str, str]) -> Workbook:
    """Write cells into a row, by canonical column or as `text_column` gives it; '' empties a cell."""
    old = workbook.sheet(sheet)
    named = {named_column(workbook, sheet, column): cell for column, cell in cells.items()}
    row = {**old.rows[index], **named}
    return with_rows(workbook, sheet, [*old.rows[:index], row, *old.rows[index + 1 :]])


def with_rows(workbook: Workbook, sheet: str, rows: Iterable[Row]) -> Workbook:
    """Return the workbook with other rows in a sheet; its columns stay, new ones follow."""
    old: Sheet = workbook.sheet(sheet)
    return workbook.with_sheet(sheet, make_sheet(rows, old.columns))


def insert(workbook: Workbook, index: int, rows: Sequence[Row]) -> Workbook:
    """Put rows before the survey row at `index`."""
    old = workbook.sheet(SURVEY).rows
    return with_rows(workbook, SURVEY, [*old[:index], *rows, *old[index:]])


def move(workbook: Workbook, node: Node, step: int) -> Workbook:
    """Move a block one place up (-1) or down (+1); past the edge of its group, it leaves the group."""
    group = around(workbook, node)
    siblings = group.children if group else tree(workbook)
    place = next(at for at, sibling in enumerate(siblings) if sibling.index == node.index) + step
    if 0 <= place < len(siblings):
        target = siblings[place].index if step < 0 else siblings[place].end
    elif group:
        target = group.index if step < 0 else group.end
    else:
        return workbook
    return _relocated(workbook, node, target)


def move_into(workbook: Workbook, node: Node, group: Node | None) -> Workbook:
    """Move a block to the end of a group, or of the questionnaire; one inside itself stays where it is."""
    if group and node.index <= group.index < node.end:
        return workbook
    return _relocated(workbook, node, place_in(workbook, group))


def place_in(workbook: Workbook, group: Node | None) -> int:
    """Return the index at which a row is the last of a group, or of the questionnaire."""
    if group is None:
        return len(workbook.sheet(SURVEY).rows)
    last = group.children[-1].end if group.children else group.index + 1
    rows = workbook.sheet(SURVEY).rows
    return last if group.children else _past_empty(rows, last)


def _relocated(workbook: Workbook, node: Node, target: int) -> Workbook:
    rows = workbook.sheet(SURVEY).rows
    block = rows[node.index : node.end]
    if target <= node.index:
        moved = [*rows[:target], *block, *rows[target : node.index], *rows[node.end :]]
    else:
        moved = [*rows[: node.index], *rows[node.end : target], *block, *rows[target:]]
    return with_rows(workbook, SURVEY, moved)


def users(workbook: Workbook, node: Node) -> list[Node]:
    """Return the blocks elsewhere that name a question of this block, by `${name}`."""
    names = node.names()
    return [
        other
        for other in all_nodes(workbook)
        if not node.index <= other.index < node.end
        and any(names & set(REFERENCE.findall(cell)) for cell in other.row.values())
    ]


def delete(workbook: Workbook, node: Node) -> Workbook:
    """Take a block away, with the lists of options that only its questions use."""
    rows = workbook.sheet(SURVEY).rows
    left = with_rows(workbook, SURVEY, [*rows[: node.index], *rows[node.end :]])
    kept = {one.type.list_name for one in all_nodes(left)}
    gone = {one.type.list_name for one in node.walk() if one.type.list_name} - kept
    if not gone:
        return left
    choices = workbook.sheet(CHOICES).rows
    return with_rows(left, CHOICES, [row for row in choices if list_of(row) not in gone])


def list_of(row: Row) -> str:
    """Return the list that a row of the choices sheet belongs to, '' for none."""
    return row.get("list_name", "") or row.get("list name", "")


def rename(workbook: Workbook, names: Mapping[str, str]) -> Workbook:
    """Write `${new}` wherever `${old}` stands, in conditions and in texts; the names themselves stay."""
    for sheet in (SURVEY, CHOICES):
        rows = workbook.sheet(sheet).rows
        if any("${" in cell for row in rows for cell in row.values()):
            changed = [{column: renamed(cell, names) for column, cell in row.items()} for row in rows]
            workbook = with_rows(workbook, sheet, changed)
    return workbook


def renamed(cell: str, names: Mapping[str, str]) -> str:
    """Return a cell in which each `${old}` of `names` is its `${new}`."""

    def reference(match: re.Match[str]) -> str:
        return f"${{{names[match[1]]}}}" if match[1] in names else match[0]

    return REFERENCE.sub(reference, cell)
