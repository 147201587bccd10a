"""Two versions compared: how much a difference matters, and what became of what is gone."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.questionnaires.compare import DEGREES, Comparison, compare
from app.questionnaires.compile import compile_form
from app.questionnaires.identity import Identity, identities
from app.questionnaires.mapping import APART, Asked, Fates, decide, follow
from app.questionnaires.model import Form
from app.questionnaires.wording import pieces
from app.questionnaires.workbook import CHOICES, SETTINGS, SURVEY, Workbook, make_sheet
from tests.questionnaires.books import FR, NL, SET, Cells, book, options, row, text

ROWS: list[Cells] = [
    {"type": "begin_group", "name": "first", "appearance": "field-list", **text("label", "page")},
    row("note", "welcome"),
    row("select_one colours", "hue", required="yes", **text("hint", "aide")),
    row("select_multiple needs or_other", "needs"),
    row("end_group"),
    row("integer", "years", constraint=". > 3", **text("constraint_message", "plus")),
    row("range", "trust", parameters="start=0 end=10 step=1"),
    row("text", "why", relevant="${hue} = 'red'"),
    row("calculate", "twice", calculation="${years} * 2"),
]
CHOICE_ROWS = [*options(), *options("needs", ["desk", "time", "money"])]
BOOK = book(ROWS, CHOICE_ROWS)


def form(rows: list[Cells] = ROWS, choices: list[Cells] = CHOICE_ROWS, settings: Cells = SET) -> Form:
    return compile_form(book(rows, choices, settings))


def changed(name: str, **cells: str) -> list[Cells]:
    """The rows, with some cells of one of them changed; '' takes a cell out."""
    further = {key.replace("__", "::"): cell for key, cell in cells.items()}
    return [
        {c: v for c, v in {**each, **further}.items() if v} if each.get("name") == name else each
        for each in ROWS
    ]


def without(name: str) -> list[Cells]:
    return [each for each in ROWS if each.get("name") != name]


def codes(comparison: Comparison) -> set[tuple[str, str]]:
    items = [*comparison.items, *(option for item in comparison.items for option in item.options)]
    return {(item.name, change.code) for item in items for change in item.changes}


def test_a_version_compared_with_itself_is_the_same() -> None:
    assert compare(form(), form()).items == ()
    assert compare(form(), form()).degree == "same"


@pytest.mark.parametrize(
    ("rows", "degree", "said"),
    [
        (changed("hue", required=""), "compatible", ("hue", "required")),
        (changed("why", relevant="${hue} = 'green'"), "compatible", ("why", "relevant")),
        (changed("years", constraint=". > 1"), "compatible", ("years", "constraint")),
        (changed("years", type="decimal"), "compatible", ("years", "type")),
        (changed("hue", appearance="minimal"), "compatible", ("hue", "appearance")),
        (changed("needs", bx__max="2"), "compatible", ("needs", "max")),
        (without("welcome"), "compatible", ("welcome", "removed")),
        ([*ROWS, row("text", "more", required="yes")], "compatible", ("more", "added")),
        ([*ROWS[:6], ROWS[7], ROWS[6], ROWS[8]], "compatible", ("why", "moved")),
        (without("years")[:-1], "breaking", ("years", "removed")),
        (changed("hue", type="select_multiple colours"), "breaking", ("hue", "type")),
        (changed("why", type="integer"), "breaking", ("why", "type")),
        (changed("trust", parameters="start=1 end=5 step=1"), "breaking", ("trust", "scale")),
        (changed("twice", calculation="${years} * 3"), "breaking", ("twice", "calculation")),
        (changed("needs", type="select_multiple needs"), "breaking", ("needs_other", "removed")),
    ],
)
def test_each_difference_has_its_degree(rows: list[Cells], degree: str, said: tuple[str, str]) -> None:
    comparison = compare(form(), form(rows))
    assert comparison.degree == degree
    assert said in codes(comparison) or (said[0] == "why" and ("trust", said[1]) in codes(comparison))


@pytest.mark.parametrize(
    ("names", "degree", "said"),
    [
        (["desk", "time", "money", "care"], "compatible", ("care", "added")),
        (["money", "desk", "time"], "compatible", ("money", "moved")),
        (["desk", "money"], "breaking", ("time", "removed")),
    ],
)
def test_options_may_be_added_and_moved_and_not_taken_away(
    names: list[str], degree: str, said: tuple[str, str]
) -> None:
    comparison = compare(form(), form(choices=[*options(), *options("needs", names)]))
    assert comparison.degree == degree
    assert said in codes(comparison)


def test_what_people_never_notice_is_no_change() -> None:
    renamed = [*options("tints"), *options("needs", ["desk", "time", "money"])]
    rows = changed("hue", type="select one tints", required="true()")
    assert compare(form(), form(rows, renamed)).degree == "same"


TEXT_CELLS = [
    (sheet, number, column)
    for sheet in (SURVEY, CHOICES, SETTINGS)
    for number, cells in enumerate(BOOK.sheet(sheet).rows)
    for column in cells
    if "::" in column
]
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="${}"), min_size=1)


def with_cell(workbook: Workbook, place: tuple[str, int, str], cell: str) -> Workbook:
    sheet = workbook.sheet(place[0])
    rows = [dict(each) for each in sheet.rows]
    rows[place[1]][place[2]] = cell
    return workbook.with_sheet(place[0], make_sheet(rows, sheet.columns))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(TEXT_CELLS), WORDS), min_size=1, max_size=5))
def test_any_change_of_words_is_text_only_in_both_directions(
    edits: list[tuple[tuple[str, int, str], str]],
) -> None:
    edited = BOOK
    for place, words in edits:
        edited = with_cell(edited, place, words)
    before, after = compile_form(BOOK), compile_form(edited)
    there, back = compare(before, after), compare(after, before)
    assert there.degree == back.degree
    assert there.degree == ("same" if before == after else "text")
    forth = {(i.name, t.what, t.language, t.before, t.after) for i in there.items for t in i.texts}
    assert forth == {(i.name, t.what, t.language, t.after, t.before) for i in back.items for t in i.texts}


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_words_that_stayed_went_and_came_make_up_both_texts(before: str, after: str) -> None:
    found = pieces(before, after)
    assert "".join(p.text for p in found if p.kind != "in") == before
    assert "".join(p.text for p in found if p.kind != "out") == after


def test_only_the_words_that_changed_are_marked() -> None:
    assert [(p.kind, p.text) for p in pieces("Où allez-vous ?", "Où irez-vous ?")] == [
        ("same", "Où "), ("out", "allez"), ("in", "irez"), ("same", "-vous ?"),
    ]  # fmt: skip


NAMES = st.lists(st.sampled_from(["a", "b", "c", "d"]), unique=True, min_size=1)
KINDS = st.sampled_from(["select_one xs", "select_multiple xs", "integer", "text"])
FORMS = st.builds(
    lambda questions, choices: compile_form(
        book(
            [row("note", "n"), *(row(kind, name) for name, kind in questions.items())], options("xs", choices)
        )
    ),
    st.dictionaries(st.sampled_from(["p", "q", "r", "s"]), KINDS, max_size=4),
    NAMES,
)


def answer_all(comparison: Comparison, choose: Callable[[Asked], str]) -> Fates:
    """Answer like a person: what is asked first, then what that makes the form ask."""
    said: dict[str, str] = {}
    for _ in range(3):
        decided = decide(comparison, lambda field: said.get(field, ""))
        for each in decided.open:
            said[each.field] = choose(each)
    assert decide(comparison, lambda field: said.get(field, "")).open == ()
    return decide(comparison, lambda field: said.get(field, "")).fates


@settings(max_examples=80, deadline=None)
@given(FORMS, FORMS, st.data())
def test_a_mapping_says_what_became_of_everything(before: Form, after: Form, data: Any) -> None:  # noqa: ANN401
    comparison = compare(before, after)
    fates = answer_all(
        comparison, lambda each: data.draw(st.sampled_from([APART, *(c.name for c in each.candidates)]))
    )
    assert Fates.from_json(fates.to_json()) == fates
    for name, question in before.questions.items():
        if question.type == "note":
            continue
        target = fates.questions.get(name, name)
        assert target is None or target in after.questions
        if target is None:
            continue
        there = {choice.name for choice in after.questions[target].choices}
        for choice in question.choices:
            assert fates.options.get(name, {}).get(choice.name, choice.name) in {None, *there}
    if comparison.degree != "breaking":
        assert fates == Fates()


def test_nothing_is_asked_where_nothing_can_continue_an_old_question() -> None:
    decided = decide(compare(form(), form(without("why"))), lambda _: "")
    assert decided.open == ()
    assert decided.fates.questions == {"why": None}


def test_a_renamed_question_asks_for_its_options_next() -> None:
    after = form([*without("hue")[:-2], row("select_one tints", "tint")], [
        *options("needs", ["desk", "time", "money"]), *options("tints", ["crimson", "green"]),
    ])  # fmt: skip
    before = form([each for each in ROWS if each.get("name") not in {"why", "twice"}])
    first = decide(compare(before, after), lambda _: "")
    assert [each.field for each in first.open] == ["q:hue"]
    assert first.open[0].suggested == "tint"
    said = {"q:hue": "tint"}
    second = decide(compare(before, after), lambda field: said.get(field, ""))
    assert [each.field for each in second.open] == ["o:hue:red"]
    said["o:hue:red"] = "crimson"
    fates = decide(compare(before, after), lambda field: said.get(field, "")).fates
    assert fates == Fates({"hue": "tint"}, {"hue": {"red": "crimson"}}, {"hue": {"red": "crimson"}})
    assert follow([fates], "hue", "red") == ("tint", "crimson")
    assert follow([fates], "hue", "green") == ("tint", "green")


HOUSEHOLD = [row("begin_repeat", "member"), row("integer", "age"), row("text", "bond"), row("end_repeat")]


def test_questions_of_rounds_are_compared_as_well() -> None:
    before = compile_form(book(HOUSEHOLD))
    again = compile_form(book([HOUSEHOLD[0], {**HOUSEHOLD[1], f"label::{FR}": "Son âge"}, *HOUSEHOLD[2:]]))
    assert compare(before, again).degree == "text"
    lost = compare(before, compile_form(book([*HOUSEHOLD[:2], HOUSEHOLD[3], HOUSEHOLD[2]])))
    assert codes(lost) == {("bond", "repeat")}
    assert lost.degree == "breaking"
    assert decide(lost, lambda _: "").fates.questions == {"bond": None}
    renamed = compare(
        before, compile_form(book([*HOUSEHOLD[:2], row("text", "link"), HOUSEHOLD[3], row("text", "tie")]))
    )
    (each,) = decide(renamed, lambda _: "").open
    assert [candidate.name for candidate in each.candidates] == ["link"]


def test_one_list_of_several_questions_is_asked_about_once() -> None:
    def twice(names: list[str]) -> Form:
        return compile_form(
            book([row("select_one xs", "a"), row("select_one xs", "b")], options("xs", names))
        )

    said = {"o:a:old": "new"}
    decided = decide(
        compare(twice(["old", "other"]), twice(["new", "other"])), lambda field: said.get(field, "")
    )
    assert [each.field for each in decided.asked] == ["o:a:old"]
    assert decided.fates.options == {"a": {"old": "new"}, "b": {"old": "new"}}


def test_a_name_stays_the_first_one_and_a_name_used_again_is_another_thing() -> None:
    found = identities(
        [
            (1, Fates()),
            (2, Fates({"hue": "tint"}, {"hue": {"red": "crimson"}}, {"hue": {"red": "crimson"}})),
            (3, Fates({"tint": "shade"}, {}, {})),
            (4, Fates({"trust": None}, {"shade": {"green": None}}, {})),
        ]
    )
    assert found[1] == Identity()
    assert found[2].of_question("tint") == "hue"
    assert found[2].of_option("tint", "crimson") == "red"
    assert found[3].of_question("shade") == "hue"
    assert found[3].of_question("tint") == "tint@v3"
    assert found[4].of_question("trust") == "trust@v4"
    assert found[4].of_option("shade", "green") == "green@v4"
    assert found[4].answers({"shade": "crimson", "why": "x"}) == {"hue": "red", "why": "x"}


def test_degrees_go_from_nothing_to_breaking() -> None:
    assert DEGREES == ("same", "text", "compatible", "breaking")
    assert {FR, NL} == {"Français (fr)", "Nederlands (nl)"}
