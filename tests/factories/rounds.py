"""A questionnaire with repeats: the people of a household, who add themselves, and rooms that are counted."""

from app.questionnaires.compile import compile_form
from app.questionnaires.model import Form
from app.questionnaires.workbook import Workbook
from tests.questionnaires.books import Cells, book, options, row, text

END: Cells = {"type": "end_repeat"}
BEFORE = "indexed-repeat(${running}, ${people}, position(..) - 1)"
HOUSEHOLD: list[Cells] = [
    row("text", "street"),
    {**row("begin_repeat", "people", bx__max="4"), **text("label", "Les personnes", "De personen")},
    {**row("text", "name", required="yes"), **text("label", "Prénom", "Voornaam")},
    {**row("begin_group", "more", appearance="field-list"), **text("label", "De ${name}", "Van ${name}")},
    {
        **row("integer", "age", constraint=". >= 0", required="yes"),
        **text("label", "Âge de ${name}", "Leeftijd van ${name}"),
        **text("constraint_message", "Pas moins de zéro.", "Niet minder dan nul."),
    },
    row("select_multiple helps or_other", "help", relevant="${age} >= 18"),
    row("text", "school", relevant="${age} < 18"),
    {"type": "end_group"},
    row("calculate", "place", calculation="position(..)"),
    row("calculate", "running", calculation=f"${{age}} + coalesce({BEFORE}, 0)"),
    END,
    row("calculate", "total", calculation="sum(${age})"),
    {**row("note", "crowd", relevant="count(${people}) > 1"), **text("label", "${people} : ${name}")},
    {**row("integer", "rooms", constraint=". < 100"), **text("constraint_message", "Trop.", "Te veel.")},
    {
        **row("begin_repeat", "room", repeat_count="${rooms}", appearance="field-list"),
        **text("label", "Pièce"),
    },
    row("text", "use", default="bureau"),
    row("select_one sizes", "size", parameters="randomize=true"),
    END,
    {**row("text", "last", relevant="join(' ', ${name}) != 'nobody'"), **text("label", "${total}")},
]
"""`people` are added by whoever answers, four at most; `room` comes as often as `rooms` says."""


def household_book() -> Workbook:
    """The questionnaire as it is published."""
    return book(
        HOUSEHOLD, [*options("helps", ["family", "nurse"]), *options("sizes", ["small", "large", "huge"])]
    )


def household() -> Form:
    """The questionnaire, compiled."""
    return compile_form(household_book())
