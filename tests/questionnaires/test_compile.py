import subprocess
import sys

import pytest

from app.questionnaires.compile import compile_form
from app.questionnaires.errors import WorkbookError
from app.questionnaires.expressions.grammar import parse
from app.questionnaires.model import FILE_TYPES, Choice, Form
from app.questionnaires.vocabulary import QUESTION_TYPES, read_parameters, read_type
from tests.questionnaires.books import FR, NL, SET, Cells, book, options, row, text, without

END: Cells = {"type": "end_group"}
SHUFFLED = "randomize=true seed=${b}"
ALL_TYPES = book(
    [
        row("text", "a", appearance="multiline"),
        row("integer", "b", constraint=". > 0", default="3"),
        row("decimal", "c", read_only="yes"),
        row("date", "d"),
        row("time", "e"),
        row("dateTime", "f"),
        row("range", "g", parameters="start=0 end=5"),
        row("select_one colours", "h", choice_filter="name != ${a}", appearance="minimal autocomplete"),
        row("select_multiple colours or_other", "i", parameters=SHUFFLED, bx__pii="yes", bx__role="wish"),
        row("rank colours", "j"),
        row("acknowledge", "k", required="yes"),
        row("calculate", "l", calculation="${b} + 1"),
        row("hidden", "m", default="x"),
        row("note", "n"),
    ],
    options(warm="yes"),
    {**SET, "bx::profile": "professional"},
)  # fmt: skip


def pages(form: Form) -> list[tuple[str, list[str]]]:
    return [(page.name, [question.name for question in page.questions]) for page in form.pages]


def group(name: str, *rows: Cells, **cells: str) -> list[Cells]:
    return [row("begin_group", name, **cells), *rows, END]


def test_it_compiles_every_type() -> None:
    form = compile_form(ALL_TYPES)

    files = compile_form(book([row(kind, kind) for kind in sorted(FILE_TYPES)]))
    types = {question.type for each in (form, files) for question in each.questions.values()}
    assert types == QUESTION_TYPES
    assert list(form.questions) == [*"abcdefghi", "i_other", *"jklmn"]
    assert (form.code, form.title, form.languages) == ("test", {"fr": "Essai", "nl": "Proef"}, ("fr", "nl"))
    assert form.extras == {"profile": "professional"}


def test_it_reads_every_cell_of_a_question() -> None:
    questions = compile_form(ALL_TYPES).questions

    assert questions["a"].label == {"fr": "français", "nl": "nederlands"}
    assert questions["a"].appearance == {"multiline"}
    assert (questions["b"].default, questions["b"].constraint) == ("3", parse(". > 0"))
    assert questions["c"].read_only
    assert questions["g"].parameters == {"start": "0", "end": "5", "step": "1"}
    assert questions["h"].choices == (
        Choice("red", {"fr": "red", "nl": "red"}, {"name": "red", "warm": "yes"}),
        Choice("green", {"fr": "green", "nl": "green"}, {"name": "green", "warm": "yes"}),
    )
    assert questions["h"].choice_filter == parse("name != ${a}")
    assert questions["h"].appearance == {"minimal", "autocomplete"}
    assert questions["i"].parameters == {"randomize": "true", "seed": "${b}"}
    assert (questions["i"].role, questions["i"].extras["pii"]) == ("wish", "yes")
    assert questions["k"].required == parse("true()")
    assert questions["l"].calculation == parse("${b} + 1")
    assert [question.row for question in questions.values()] == [*range(2, 11), 10, *range(11, 16)]


def test_it_reads_hints_guidance_and_messages() -> None:
    cells = row("text", "a", required="${b} = 1", constraint=". != ''")
    said = {**text("hint", "h"), **text("guidance_hint", "g"), **text("required_message", "r"),
            **text("constraint_message", "c")}  # fmt: skip

    question = compile_form(book([row("integer", "b"), {**cells, **said}])).questions["a"]

    assert [t["fr"] for t in (question.hint, question.guidance, question.required_message)] == ["h", "g", "r"]
    assert question.constraint_message == {"fr": "c", "nl": "nederlands"}
    assert question.required == parse("${b} = 1")


@pytest.mark.parametrize("cell", ["no", "false", "false()", ""])
def test_a_question_that_is_not_required_has_no_requirement(cell: str) -> None:
    assert compile_form(book([row("text", "a", required=cell)])).questions["a"].required is None


def test_a_question_outside_a_field_list_is_a_page_and_silent_ones_are_on_none() -> None:
    assert pages(compile_form(ALL_TYPES)) == [
        *[(name, [name]) for name in "abcdefgh"],
        ("i", ["i", "i_other"]),
        *[(name, [name]) for name in "jkn"],
    ]  # fmt: skip


def test_notes_are_on_the_page_of_the_question_that_follows() -> None:
    before = [row("note", "hello"), row("note", "again"), row("hidden", "h")]
    survey = [*before, row("text", "a"), row("text", "b"), row("note", "bye"), row("note", "thanks")]

    assert pages(compile_form(book(survey))) == [
        ("a", ["hello", "again", "a"]), ("b", ["b"]), ("bye", ["bye", "thanks"])
    ]  # fmt: skip


def test_notes_do_not_cross_the_border_of_a_group() -> None:
    page = group("g", row("note", "y"), appearance="field-list")
    survey = [row("note", "x"), *page, *group("h", row("note", "z")), row("text", "a")]

    assert pages(compile_form(book(survey))) == [("x", ["x"]), ("g", ["y"]), ("z", ["z"]), ("a", ["a"])]


def test_a_field_list_is_one_page_with_all_that_it_holds() -> None:
    inner = group("inner", row("text", "b"), appearance="field-list")
    survey = [
        *group(
            "outer", row("text", "a"), *inner, row("calculate", "c", calculation="1"), appearance="field-list"
        )
    ]

    form = compile_form(book(survey))

    assert pages(form) == [("outer", ["a", "inner", "b"])]
    assert form.pages[0].label == {"fr": "français", "nl": "nederlands"}
    assert form.questions["inner"].type == "note"
    assert form.questions["inner"].appearance == {"heading"}


def test_a_page_knows_its_section() -> None:
    survey = [
        *group("part", row("text", "a"), *group("page", row("text", "b"), appearance="field-list")),
        row("text", "c"),
    ]
    labelled = [
        {**cells, f"label::{FR}": "Partie"} if cells.get("name") == "part" else cells for cells in survey
    ]

    form = compile_form(book(labelled))

    assert [(page.name, page.section.get("fr")) for page in form.pages] == [
        ("a", "Partie"), ("page", "Partie"), ("c", None)
    ]  # fmt: skip


def test_a_table_list_is_a_page_and_its_questions_know_it() -> None:
    form = compile_form(book(group("g", row("select_one colours", "a"), appearance="table-list"), options()))

    assert pages(form) == [("g", ["a"])]
    assert form.questions["a"].appearance == {"table-list"}


def test_conditions_of_groups_are_pushed_down() -> None:
    inner = group("g2", row("text", "b", relevant="${x} = 3"), relevant="${x} = 2")
    survey = [
        row("integer", "x"),
        *group("g1", row("text", "a"), *inner, relevant="${x} = 1"),
        row("text", "c"),
    ]

    questions = compile_form(book(survey)).questions

    assert questions["a"].relevant == (parse("${x} = 1"),)
    assert questions["b"].relevant == (parse("${x} = 1"), parse("${x} = 2"), parse("${x} = 3"))
    assert questions["c"].relevant == ()


def test_or_other_adds_a_translated_choice_and_its_text_question() -> None:
    inside = row("select_one colours or_other", "a", relevant="${x} = 1", bx__pii="yes", bx__role="sector")
    form = compile_form(book([row("integer", "x"), *group("g", inside, appearance="field-list")], options()))

    assert form.questions["a"].choices[-1] == Choice("other", {"fr": "Autre", "nl": "Andere"})
    other = form.questions["a_other"]
    assert (other.type, other.label) == ("text", {"fr": "Autre, à préciser", "nl": "Andere, namelijk"})
    assert other.relevant == (parse("${x} = 1"), parse("selected(${a}, 'other')"))
    assert other.extras == {"pii": "yes"}
    assert pages(form)[-1] == ("g", ["a", "a_other"])


def test_or_other_leaves_a_list_that_already_has_other_as_it_is() -> None:
    workbook = book([row("select_one colours or_other", "a")], options(names=["red", "other"]))

    assert [choice.name for choice in compile_form(workbook).questions["a"].choices] == ["red", "other"]


def test_references_in_labels_are_kept_for_rendering() -> None:
    workbook = book([row("text", "who"), {**row("note", "a"), f"label::{FR}": "Bonjour ${who}"}])

    assert compile_form(workbook).questions["a"].label["fr"] == "Bonjour ${who}"


def test_a_plain_label_is_in_the_default_language() -> None:
    workbook = book([{"type": "text", "name": "a", "label": "Oui", f"label::{NL}": "Ja"}])

    assert compile_form(workbook).questions["a"].label == {"fr": "Oui", "nl": "Ja"}


def test_times_that_other_tools_record_are_left_aside() -> None:
    assert list(compile_form(book([{"type": "start", "name": "s"}, row("text", "a")])).questions) == ["a"]


@pytest.mark.parametrize(
    ("survey", "place", "reason"),
    [
        ([row("geopoint", "a")], (2, "type"), "'geopoint' is not supported"),
        ([row("begin_loop", "a")], (2, "type"), "'begin_loop' is not supported"),
        ([row("begin_repeat", "a"), row("text", "b")], (2, ""), "'a' is not closed"),
        (
            [row("begin_repeat", "a"), row("text", "b"), END],
            (4, "type"),
            "'a' in row 2 is not what ends here",
        ),
        ([row("text")], (2, "name"), "the name is missing"),
        ([row("text", "a"), row("note", "a")], (3, "name"), "already used in row 2"),
        ([row("begin_group", "a"), row("text", "a"), END], (3, "name"), "already used in row 2"),
        ([row("select_one nope", "a")], (2, "type"), "'nope' does not exist"),
        ([row("begin_group", "g"), row("text", "a")], (2, ""), "'g' is not closed"),
        ([row("text", "a"), END], (3, "type"), "no group is open"),
        ([row("text", "a", relevant=". > (")], (2, "relevant"), "character 6 of"),
        ([row("range", "a", parameters="x")], (2, "parameters"), "not key=value"),
    ],
)
def test_it_refuses_what_it_cannot_put_to_people(
    survey: list[Cells], place: tuple[int, str], reason: str
) -> None:
    with pytest.raises(WorkbookError, match=reason) as caught:
        compile_form(book(survey))

    assert (caught.value.sheet, caught.value.row, caught.value.column) == ("survey", *place)


def test_it_refuses_a_form_without_a_code() -> None:
    with pytest.raises(WorkbookError, match="form_id is missing"):
        compile_form(book([row("text", "a")], (), without(SET, "form_id")))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("select one  colours", ("select_one", "colours", False)),
        ("select_multiple colours or specify other", ("select_multiple", "colours", True)),
        ("begin group", ("begin_group", "", False)),
        ("int", ("integer", "", False)),
        ("dateTime", ("dateTime", "", False)),
    ],
)
def test_it_reads_the_older_spellings_of_types(cell: str, expected: tuple[str, str, bool]) -> None:
    read = read_type(cell)

    assert (read.kind, read.list_name, read.or_other) == expected


def test_parameters_are_separated_by_blanks_commas_or_semicolons() -> None:
    assert read_parameters("start=1,end=5; step=2") == {"start": "1", "end": "5", "step": "2"}


def test_compiling_does_not_import_pyxform() -> None:
    code = (
        "import sys, app.questionnaires.compile, app.questionnaires.lint; sys.exit('pyxform' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own code
