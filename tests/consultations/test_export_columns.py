"""The plan of the columns, and the rows that fill it, without a database."""

import csv
from collections import Counter
from datetime import date
from io import StringIO
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.export.names import SPSS_LONGEST, STATA_LONGEST, variable_names
from app.consultations.counting import Counts, Sent, count, state_at_sending
from app.consultations.export.columns import Column, Version, plan
from app.consultations.export.csv import EXCEL, csv_chunks
from app.consultations.export.gaps import Gap, gap_templates
from app.consultations.export.rows import Row, fill, putters
from app.consultations.export.rows import Sent as ToFill
from app.consultations.export.words import harmless, header
from app.consultations.rules import EVERYWHERE
from app.kit.orders import merged
from app.questionnaires.compile import compile_form
from app.questionnaires.logic import kept_answers
from tests.factories.versions import first_book, second_book
from tests.questionnaires.books import book, options, row

DAY = date(2023, 1, 20)
FIRST = Version(11, 1, compile_form(first_book()))
SECOND = Version(12, 2, compile_form(second_book()))


def version(number: int, *rows: Any, **lists: list[str]) -> Version:  # noqa: ANN401 - cells of a sheet
    choices = [cells for name, names in lists.items() for cells in options(name, names)]
    return Version(number, number, compile_form(book(rows, choices)))


def names(*versions: Version, open_answers: bool = True) -> list[str]:
    return [c.name for c in plan(versions, open_answers=open_answers) if c.question]


def filled(columns: tuple[Column, ...], asked: Version, answers: dict[str, Any]) -> Row:
    line: Row = [None] * len(columns)
    line[:5] = [1, asked.number, "fr", "web", DAY]
    fill(line, putters(columns, asked.number), answers)
    return line


def test_one_option_has_one_column_and_other_its_own_text() -> None:
    assert names(FIRST) == [
        "place", "needs/desk", "needs/time", "needs/money", "needs/other", "needs_other", "years", "order/a",
        "order/b", "order/c", "trust", "hours", "since", "agreed", "double", "open", "echo",
    ]  # fmt: skip


def test_what_is_known_besides_the_answers_comes_first() -> None:
    columns = plan([FIRST], open_answers=False)
    assert [column.name for column in columns[:5]] == [
        "_number", "_version", "_language", "_channel", "_submitted_on",
    ]  # fmt: skip


def test_a_second_version_adds_columns_where_they_stand_in_it_and_takes_none_away() -> None:
    before, after = names(FIRST), names(FIRST, SECOND)
    assert [name for name in after if name in before] == before
    assert set(after) - set(before) == {"needs/care", "member"}
    assert after.index("needs/care") == after.index("needs/desk") + 1
    assert after.index("member") == after.index("needs_other") + 1


def test_without_open_answers_no_column_holds_words_of_a_respondent() -> None:
    left_out = set(names(FIRST)) - set(names(FIRST, open_answers=False))
    assert left_out == {"needs_other", "open", "echo"}


def test_what_the_questionnaire_marks_as_personal_is_left_out_as_well() -> None:
    marked = version(1, row("date", "born", bx__pii="yes"), row("integer", "years"))
    assert names(marked, open_answers=False) == ["years"]
    assert names(marked) == ["born", "years"]


def test_a_calculation_that_stands_before_what_it_reads_is_open_too() -> None:
    early = version(1, row("calculate", "copy", calculation="${said}"), row("text", "said"))
    assert names(early, open_answers=False) == []


def test_a_question_that_becomes_another_kind_of_question_gets_a_column_of_its_own() -> None:
    one = version(1, row("select_one colours", "hue"), row("text", "why"), colours=["red", "green"])
    several = version(2, row("select_multiple colours", "hue"), colours=["red", "blue"])
    back = version(3, row("select_one colours", "hue"), colours=["blue"])
    assert names(one, several) == ["hue@2/red", "hue@2/blue", "hue", "why"]
    assert names(one, several, back) == names(one, several)
    columns = plan([one, several, back], open_answers=True)
    assert filled(columns, one, {"hue": "red"})[5:] == [None, None, "red", None]
    assert filled(columns, several, {"hue": ["blue"]})[5:] == [0, 1, None, None]
    assert filled(columns, back, {"hue": "blue"})[5:] == [None, None, "blue", None]


def test_the_number_of_an_option_never_changes() -> None:
    first = version(1, row("select_one colours", "hue"), colours=["red", "green"])
    second = version(2, row("select_one colours", "hue"), colours=["blue", "green", "red"])
    (_, _, _, _, _, before) = plan([first], open_answers=False)
    (_, _, _, _, _, after) = plan([first, second], open_answers=False)
    assert {o.name: o.number for o in before.options} == {"red": 1, "green": 2}
    assert {o.name: o.number for o in after.options} == {"red": 1, "green": 2, "blue": 3}


SHAPES = ["text", "integer", "select_one xs", "select_multiple xs", "rank xs", "date"]
ROWS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from(SHAPES)), unique_by=lambda pair: pair[0], max_size=5
)
LISTS = st.lists(st.sampled_from(["a-b", "a_b", "c", "d", "e"]), unique=True, min_size=1)
HISTORIES = st.lists(st.tuples(ROWS, LISTS), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(HISTORIES)
def test_the_columns_of_older_versions_are_always_there_under_the_same_name_and_in_the_same_order(
    history: list[tuple[list[tuple[str, str]], list[str]]],
) -> None:
    versions = [
        version(number, *(row(kind, name) for name, kind in rows), xs=choices)
        for number, (rows, choices) in enumerate(history, 1)
    ]
    plans = [plan(versions[:n], open_answers=True) for n in range(1, len(versions) + 1)]
    for before, after in pairwise(plans):
        kept = [column.name for column in before]
        assert [column.name for column in after if column.name in kept] == kept
        for longest in (SPSS_LONGEST, STATA_LONGEST):
            known = dict(zip(kept, variable_names(before, longest), strict=True))
            now = dict(zip([c.name for c in after], variable_names(after, longest), strict=True))
            assert len({name.lower() for name in now.values()}) == len(after)
            assert {name: now[name] for name in known} == known


@given(st.lists(st.lists(st.integers(0, 9), unique=True)))
def test_merging_keeps_what_was_there_in_order_and_loses_nothing(orders: list[list[int]]) -> None:
    whole: list[int] = []
    for n in range(len(orders) + 1):
        before, whole = whole, merged(orders[:n])
        assert [item for item in whole if item in before] == before
        assert len(set(whole)) == len(whole)
        assert set(whole) == {item for order in orders[:n] for item in order}


def test_names_are_such_as_spss_and_stata_take() -> None:
    odd = version(
        1,
        row("select_multiple xs", "a_question_with_a_name_that_goes_on_and_on"),
        row("integer", "to"),
        row("integer", "_hidden"),
        row("integer", "v_hidden"),
        xs=["no-wrong-door", "no_wrong_door"],
    )
    columns = plan([odd], open_answers=True)
    stata = variable_names(columns, STATA_LONGEST)
    assert stata[:5] == ["number", "version", "language", "channel", "submitted_on"]
    assert stata[7] == "v_to"
    assert len(set(stata)) == len(stata)
    assert max(map(len, stata)) <= STATA_LONGEST


def test_zero_is_not_chosen_and_empty_is_not_answered_or_not_offered() -> None:
    columns = plan([FIRST, SECOND], open_answers=False)
    place = {column.name: n for n, column in enumerate(columns)}
    needs = ["needs/desk", "needs/care", "needs/time", "needs/money", "needs/other"]
    assert [filled(columns, FIRST, {"needs": ["time"]})[place[n]] for n in needs] == [0, None, 1, 0, 0]
    assert [filled(columns, SECOND, {"needs": ["care"]})[place[n]] for n in needs] == [0, 1, None, 0, 0]
    assert [filled(columns, SECOND, {})[place[n]] for n in needs] == [None] * 5


def test_a_gap_says_whether_the_question_was_asked() -> None:
    columns = plan([FIRST, SECOND], open_answers=False)
    template = gap_templates(columns, [FIRST, SECOND])
    place = {column.name: n for n, column in enumerate(columns)}
    north = template(ToFill(11, {"place": "north"}, DAY, "fr"))
    south = template(ToFill(11, {"place": "south"}, DAY, "fr"))
    later = template(ToFill(12, {"place": "south"}, DAY, "fr"))
    assert north[place["years"]] is Gap.BLANK
    assert south[place["years"]] is Gap.NOT_ASKED
    assert south[place["member"]] is Gap.NOT_ASKED
    assert later[place["member"]] is Gap.BLANK
    assert (south[place["needs/time"]], later[place["needs/time"]]) == (Gap.BLANK, Gap.NOT_ASKED)
    assert north[:5] == [None] * 5


def test_gaps_follow_conditions_on_the_day_and_on_the_answer_itself() -> None:
    form = version(
        1,
        row("integer", "late", relevant="today() >= '2023-02-01'"),
        row("integer", "n"),
        row("integer", "more", relevant="${n} > 3"),
    )
    columns = plan([form], open_answers=True)
    template = gap_templates(columns, [form])
    early = template(ToFill(1, {"n": 5}, date(2023, 1, 31), "fr"))
    late = template(ToFill(1, {"n": 1}, date(2023, 2, 1), "fr"))
    assert early[5:] == [Gap.NOT_ASKED, Gap.BLANK, Gap.BLANK]
    assert late[5:] == [Gap.BLANK, Gap.BLANK, Gap.NOT_ASKED]


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "place": st.sampled_from(["north", "south"]),
        "needs": st.lists(st.sampled_from(["desk", "care", "money", "other"]), unique=True, min_size=1),
        "needs_other": st.text(min_size=1, max_size=9),
        "member": st.sampled_from(["yes", "no"]),
        "years": st.integers(-9, 99),
        "order": st.permutations(["a", "b", "c"]),
        "trust": st.integers(0, 10),
        "agreed": st.just("OK"),
    },
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ANSWERS, max_size=12), st.sampled_from(["codes", "fr"]))
def test_the_sums_of_the_columns_are_what_is_counted(people: list[dict[str, Any]], wording: Any) -> None:  # noqa: ANN401
    columns = plan([FIRST, SECOND], open_answers=True)
    kept = [kept_answers(state_at_sending(SECOND.form, answers, DAY, "nl")) for answers in people]
    counts = Counts()
    for number, answers in enumerate(kept):
        count(SECOND.form, Sent(UUID(int=number), 1, 12, answers, "nl", "web", DAY), counts)
    tallied: Counter[tuple[str, str]] = Counter()
    for (_, question, option, bassin, *_rest), n in counts.tally.items():
        if bassin == EVERYWHERE and not option.startswith("_"):
            tallied[question, option] += n

    text = b"".join(csv_chunks(columns, [filled(columns, SECOND, a) for a in kept], wording)).decode()
    lines = list(csv.reader(StringIO(text)))[1:]
    summed: Counter[tuple[str, str]] = Counter()
    for place, column in enumerate(columns):
        cells = [line[place] for line in lines]
        if column.option is not None:
            # A position in a ranking says that the option was picked.
            n = sum(int(cell or 0) > 0 for cell in cells)
            summed[column.question, column.option.name] += n
        elif column.kind == "one" and column.question:
            for option in column.options:
                label = option.name if wording == "codes" else option.label["fr"]
                summed[column.question, option.name] += cells.count(label)
        elif column.question == "trust":
            summed.update((column.question, cell) for cell in cells if cell)
    assert +summed == +tallied


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+32 475", "-2+3", "@SUM(A1)", "\t=1", "\rx", "\n=1", " =1", "\u00a0=1", "＝1", "-", "-1e5;=1"],
)
def test_a_text_that_could_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "5", "-5", "-5,25", "a=b", "l’été", "1-2", "e@mail"])
def test_numbers_and_other_texts_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


@given(st.text())
def test_nothing_harmless_begins_as_a_formula_does(text: str) -> None:
    start = harmless(text).lstrip()[:1]
    assert start not in set("=+@＝＋－＠") or not start
    if start == "-":
        float(text.replace(",", "."))


def test_heads_that_are_alike_get_their_code_behind_them() -> None:
    columns = plan([version(1, row("integer", "a"), row("integer", "b"))], open_answers=False)
    assert header(columns, "fr")[5:] == ["français (a)", "français (b)"]
    assert header(columns, "codes")[5:] == ["a", "b"]


def test_excel_gets_semicolons_a_mark_and_decimal_commas() -> None:
    columns = plan([version(1, row("decimal", "hours"))], open_answers=False)
    rows: list[Row] = [[1, 1, "fr", "web", DAY, 2.5]]
    text = b"".join(csv_chunks(columns, rows, dialect=EXCEL))
    assert text.startswith(b"\xef\xbb\xbf_number;")
    assert text.endswith(b"1;1;fr;web;2023-01-20;2,5\r\n")
