"""The options of a question, as rows of the choices sheet that keep whatever else they hold."""

from collections.abc import Sequence
from dataclasses import replace

from app.kit.localized import LANGUAGES
from app.questionnaires.editing.draft import Draft, Option, rows_of
from app.questionnaires.editing.names import from_label
from app.questionnaires.editing.rows import Node, all_nodes, list_of, named_column, text_column, with_rows
from app.questionnaires.vocabulary import OTHER
from app.questionnaires.workbook import CHOICES, Row, Workbook


def lists(workbook: Workbook) -> list[str]:
    """Return the names of the lists that there are, in their order."""
    return list(dict.fromkeys(name for row in workbook.sheet(CHOICES).rows if (name := list_of(row))))


def also_used_by(workbook: Workbook, list_name: str, name: str) -> list[Node]:
    """Return the other questions that offer the same list."""
    return [
        node
        for node in all_nodes(workbook)
        if list_name and node.type.list_name == list_name and node.name != name
    ]


def named(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """Return the options that hold something, each with a name: proposed from its label where it has none."""
    filled = [option for option in options if option.name or any(option.label.values())]
    taken = {option.name for option in filled if option.name} | {OTHER}
    found = []
    for option in filled:
        name = option.name or from_label(option.label, taken, otherwise="option")
        taken.add(name)
        found.append(replace(option, name=name))
    return tuple(found)


def write_options(workbook: Workbook, draft: Draft, before: Draft) -> Workbook:
    """Write the options of a form into the choices sheet, in their order; untouched ones stay as they are.

    A list that several questions share changes for all of them.
    """
    if not draft.options_can_change:
        return workbook
    same_list = draft.list_name == before.list_name
    if same_list and list(map(_flat, draft.options)) == list(map(_flat, before.options)):
        return workbook
    if not same_list and draft.list_name in lists(workbook):
        return workbook
    old = workbook.sheet(CHOICES).rows
    was = {option.row: option for option in before.options}
    cells = rows_of(workbook, before.list_name)
    rows = [
        _row(workbook, option, was.get(option.row), cells, list_name=draft.list_name)
        for option in draft.options
    ]
    first = next((at for at, row in enumerate(old) if list_of(row) == draft.list_name), len(old))
    kept = [row for row in old[first:] if list_of(row) != draft.list_name]
    return with_rows(workbook, CHOICES, [*old[:first], *rows, *kept])


def own_rows_gone(workbook: Workbook, list_name: str) -> Workbook:
    """Take away the rows of a list that no question offers any more."""
    if any(node.type.list_name == list_name for node in all_nodes(workbook)):
        return workbook
    rows = workbook.sheet(CHOICES).rows
    return with_rows(workbook, CHOICES, [row for row in rows if list_of(row) != list_name])


def _row(
    workbook: Workbook, option: Option, was: Option | None, kept: Sequence[Row], *, list_name: str
) -> Row:
    cells = kept[was.row] if was else {}
    changes = {named_column(workbook, CHOICES, "list_name"): list_name}
    if was is None or option.name != was.name:
        changes[named_column(workbook, CHOICES, "name")] = option.name
    for lang in LANGUAGES:
        text = option.label.get(lang, "")
        if was is None or _line(text) != _line(was.label.get(lang, "")):
            changes[text_column(workbook, CHOICES, "label", lang)] = text
    return {**cells, **changes}


def _flat(option: Option) -> tuple[str, int, tuple[str, ...]]:
    return option.name, option.row, tuple(_line(option.label.get(lang, "")) for lang in LANGUAGES)


def _line(text: str) -> str:
    """Return a text as a field of one line gives it back."""
    return text.replace("\r", "").replace("\n", "").strip()
