from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.questionnaires.compile import compile_form
from app.questionnaires.lint import lint
from app.questionnaires.model import Form
from app.questionnaires.workbook import Workbook
from tests.questionnaires.books import FR, NL, SET, Cells, book, options, row

ENDS: dict[str, Cells] = {kind: {"type": kind} for kind in ("end_group", "end_repeat")}
KINDS = ["text", "integer", "note", "calculate", "select_one colours", "select_multiple colours or_other",
         "range", "rank sizes", "begin_group", "end_group", "begin_repeat", "end_repeat",
         "file", "start", "texto", ""]  # fmt: skip
CONDITIONS = [
    "${a} = 'red'",
    "${b} > 2",
    "selected(${a}, 'blue')",
    ". > (",
    "false()",
    "${nope}",
    "warm = 'yes'",
    "indexed-repeat(${b}, ${a}, position(..) - 1) = sum(${b})",
]
ROWS = st.fixed_dictionaries(
    {"type": st.sampled_from(KINDS)},
    optional={
        "name": st.sampled_from(["a", "b", "c", "d", "a_other", "x y"]),
        f"label::{FR}": st.sampled_from(["Quoi ?", "${a}", "${nope}", " "]),
        f"label::{NL}": st.sampled_from(["Wat?", "${b"]),
        "relevant": st.sampled_from(CONDITIONS),
        "required": st.sampled_from(["yes", "no", *CONDITIONS]),
        "constraint": st.sampled_from(CONDITIONS),
        "calculation": st.sampled_from(CONDITIONS),
        "choice_filter": st.sampled_from(CONDITIONS),
        "appearance": st.sampled_from(["field-list", "likert", "table-list"]),
        "parameters": st.sampled_from(["start=1 end=3", "randomize=true", "x", "seed=${nope}"]),
        "default": st.sampled_from(["red", "3", "today()"]),
        "repeat_count": st.sampled_from(["3", "${b}", "70", "count(${a})"]),
        "bx::max": st.sampled_from(["2", "many"]),
        "odd::column": st.just("x"),
    },
)
SOUND = ["text", "integer", "note", "select_one colours", "select_multiple colours or_other"]


@settings(deadline=None)
@given(st.lists(ROWS, max_size=8), st.booleans(), st.sampled_from([SET, {}, {"form_id": "x y"}]))
def test_the_lint_has_an_answer_to_everything_and_what_it_passes_compiles(
    rows: list[dict[str, Any]], has_choices: bool, sheet: dict[str, str]  # noqa: FBT001 - drawn
) -> None:  # fmt: skip
    workbook = book(rows, options(warm="yes") if has_choices else (), sheet)

    assert_what_passes_compiles(workbook)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([*SOUND, "begin_group", "begin_repeat", *ENDS]), min_size=1, max_size=8),
    st.data(),
)
def test_sound_rows_in_any_order_either_show_a_mistake_or_compile(
    kinds: list[str], data: st.DataObject
) -> None:
    rows = [
        ENDS[kind]
        if kind in ENDS
        else row(kind, f"n{i}", appearance=data.draw(st.sampled_from(["", "field-list"])))
        for i, kind in enumerate(kinds)
    ]

    form = assert_what_passes_compiles(book(rows, options()))

    if form is not None:
        shown = [question.name for page in form.every_page for question in page.questions]
        assert sorted(shown) == sorted(question.name for question in form.every_question)
        assert len({page.name for page in form.every_page}) == len(form.every_page)


def assert_what_passes_compiles(workbook: Workbook) -> Form | None:
    if any(found.level == "error" for found in lint(workbook)):
        return None
    return compile_form(workbook)
