"""Small workbooks to break one thing in at a time."""

from collections.abc import Mapping, Sequence

from app.questionnaires.workbook import CHOICES, SETTINGS, SURVEY, Workbook, make_sheet

Cells = Mapping[str, str]

FR, NL = "Français (fr)", "Nederlands (nl)"
SET: Cells = {
    "form_id": "test",
    "version": "1",
    "default_language": FR,
    f"form_title::{FR}": "Essai",
    f"form_title::{NL}": "Proef",
}
COLOURS = ("red", "green")


def text(base: str, french: str, dutch: str = "nederlands") -> Cells:
    return {f"{base}::{FR}": french, f"{base}::{NL}": dutch}


def row(kind: str, name: str = "", **cells: str) -> Cells:
    """A row with its labels; a double underscore in a keyword stands for `::`."""
    shown = {} if kind in {"end_group", "end_repeat", "calculate", "hidden"} else text("label", "français")
    further = {key.replace("__", "::"): cell for key, cell in cells.items()}
    return {"type": kind, **({"name": name} if name else {}), **shown, **further}


def options(list_name: str = "colours", names: Sequence[str] = COLOURS, **cells: str) -> list[Cells]:
    return [{"list_name": list_name, "name": name, **text("label", name, name), **cells} for name in names]


def book(
    survey: Sequence[Cells],
    choices: Sequence[Cells] = (),
    settings: Cells = SET,
    /,
    **sheets: Sequence[Cells],
) -> Workbook:
    filled = {SURVEY: survey, **({CHOICES: choices} if choices else {}), SETTINGS: [settings], **sheets}
    return Workbook({name: make_sheet(rows) for name, rows in filled.items()})


def without(cells: Cells, *columns: str) -> Cells:
    return {column: cell for column, cell in cells.items() if column not in columns}
