"""What the lint finds in repeats: a name, the workbook, and sheet, row, column and code of the finding."""

from app.questionnaires.workbook import Workbook
from tests.factories.rounds import END
from tests.questionnaires.books import Cells, book, options, row


def survey(*rows: Cells) -> Workbook:
    return book(rows, options())


R: Cells = row("begin_repeat", "r")
A: Cells = row("integer", "a")
IN_REPEATS: list[tuple[str, Workbook, tuple[str, int, str, str]]] = [
    ("nested", survey(R, row("begin_repeat", "s"), A, END, END),
     ("survey", 3, "type", "repeat-nested")),
    ("in a page", survey(row("begin_group", "g", appearance="field-list"), R, A, END, {"type": "end_group"}),
     ("survey", 3, "type", "repeat-in-page")),
    ("empty", survey(A, R, END),
     ("survey", 3, "type", "repeat-empty")),
    ("only computed", survey(A, R, row("calculate", "c", calculation="1"), END),
     ("survey", 3, "type", "repeat-empty")),
    ("no label", survey({"type": "begin_repeat", "name": "r"}, A, END),
     ("survey", 2, "label::Français (fr)", "text-missing")),
    ("not closed", survey(R, A),
     ("survey", 2, "type", "group-open")),
    ("not open", survey(A, END),
     ("survey", 3, "type", "group-end")),
    ("ended as a group", survey(R, A, {"type": "end_group"}),
     ("survey", 4, "type", "group-end")),
    ("group ended as a repeat", survey(row("begin_group", "g"), A, END),
     ("survey", 4, "type", "group-end")),
    ("name twice", survey(A, row("begin_repeat", "a"), row("text", "b"), END),
     ("survey", 3, "name", "name-twice")),
    ("name of its count", survey(row("text", "r_count"), R, A, END),
     ("survey", 3, "name", "name-twice")),
    ("role", survey(R, row("text", "a", bx__role="open_theme"), END),
     ("survey", 3, "bx::role", "repeat-role")),
    ("ballot", survey(R, row("select_multiple colours", "a", bx__ballot="priorities"), END),
     ("survey", 3, "bx::ballot", "repeat-role")),
    ("too many allowed", survey({**R, "bx::max": "201"}, A, END),
     ("survey", 2, "bx::max", "repeat-max")),
    ("too many counted", survey({**R, "repeat_count": "51"}, A, END),
     ("survey", 2, "repeat_count", "repeat-max")),
    ("count of a question", survey({**A, "repeat_count": "2"}),
     ("survey", 2, "repeat_count", "repeat-count")),
    ("count that cannot be read", survey({**R, "repeat_count": "2 +"}, A, END),
     ("survey", 2, "repeat_count", "expression")),
    ("count by what is unknown", survey({**R, "repeat_count": "${n}"}, A, END),
     ("survey", 2, "repeat_count", "reference-unknown")),
    ("count that waits for its rounds", survey({**R, "repeat_count": "${a}"}, A, END),
     ("survey", 2, "repeat_count", "cycle")),
    ("repeat as an answer", survey(R, A, END, row("note", "n", relevant="${r} > 2")),
     ("survey", 5, "relevant", "repeat-value")),
    ("many as one", survey(R, A, END, row("note", "n", relevant="${a} > 2")),
     ("survey", 5, "relevant", "repeat-outside")),
    ("many in a text", survey(R, A, END, {**row("note", "n"), "label::Français (fr)": "${a}"}),
     ("survey", 5, "label::Français (fr)", "repeat-outside")),
    ("position outside", survey(A, row("note", "n", relevant="position(..) > 2")),
     ("survey", 3, "relevant", "repeat-position")),
    ("indexed elsewhere", survey(row("text", "x"), R, A, END,
                           row("note", "n", relevant="indexed-repeat(${x}, ${r}, 1) = 2")),
     ("survey", 6, "relevant", "repeat-indexed")),
    ("indexed by a text", survey(R, A, END, row("note", "n", relevant="indexed-repeat('a', ${r}, 1) = 2")),
     ("survey", 5, "relevant", "expression")),
    ("loop", survey({**row("begin_loop", "l"), "type": "begin_loop colours"}, A, {"type": "end_loop"}),
     ("survey", 2, "type", "type-not-yet")),
]  # fmt: skip
