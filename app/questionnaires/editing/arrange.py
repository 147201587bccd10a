"""What the buttons of the structure do: move, copy and delete a question, or a group and all in it."""

from app.kit.errors import NotFoundError
from app.questionnaires.editing.names import free
from app.questionnaires.editing.rows import (
    Node,
    all_nodes,
    delete,
    find,
    insert,
    move,
    move_into,
    named_column,
    renamed,
    users,
)  # fmt: skip
from app.questionnaires.vocabulary import OTHER_SUFFIX
from app.questionnaires.workbook import SURVEY, Row, Workbook

ONLY_ONCE = frozenset({"bx::role"})
"""Columns that a copy does not take over: analysis reads one question of each role."""


class DeletionProblem(Exception):  # noqa: N818 - it is an answer to a wish, not a failure
    """A question cannot go, because others refer to it.

    Attributes:
        users: the blocks that do.
    """

    def __init__(self, node: Node, users: list[Node]) -> None:
        super().__init__(node.name)
        self.node = node
        self.users = users


def arrange(workbook: Workbook, what: str, name: str, target: str = "") -> tuple[Workbook, str]:
    """Return the workbook after a button was pressed, and the name that it was about.

    Args:
        workbook: the working copy.
        what: up, down, into, duplicate or delete.
        name: the question or group.
        target: for `into`, the name of the group, '' for none.

    Raises:
        NotFoundError: there is no such button, question or group.
        DeletionProblem: other questions refer to what should go.
    """
    node = find(workbook, name)
    group = find(workbook, target) if target else None
    if node is None or (target and (group is None or not group.is_group)):
        raise NotFoundError("This question is not there any more.")
    match what:
        case "up":
            return move(workbook, node, -1), name
        case "down":
            return move(workbook, node, 1), name
        case "into":
            return move_into(workbook, node, group), name
        case "duplicate":
            return duplicate(workbook, node)
        case "delete":
            if others := users(workbook, node):
                raise DeletionProblem(node, others)
            return delete(workbook, node), name
    raise NotFoundError("There is nothing at this address.")


def duplicate(workbook: Workbook, node: Node) -> tuple[Workbook, str]:
    """Put a copy of a block behind it, under new names; what refers to its inside refers to the copy's."""
    taken = {one for other in all_nodes(workbook) for one in other.names()}
    names: dict[str, str] = {}
    for inside in node.walk():
        if inside.name:
            names[inside.name] = free(inside.name, taken)
            taken.add(names[inside.name])
            if inside.type.or_other:
                names[inside.name + OTHER_SUFFIX] = names[inside.name] + OTHER_SUFFIX
                taken.add(names[inside.name] + OTHER_SUFFIX)
    column = named_column(workbook, SURVEY, "name")

    def copied(row: Row) -> Row:
        cells = {key: renamed(cell, names) for key, cell in row.items() if key not in ONLY_ONCE}
        return {**cells, **({column: names[row[column]]} if row.get(column) in names else {})}

    rows = [copied(row) for row in workbook.sheet(SURVEY).rows[node.index : node.end]]
    return insert(workbook, node.end, rows), names[node.name]
