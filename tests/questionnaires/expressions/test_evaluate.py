import datetime as dt
import json
import math
from zoneinfo import ZoneInfo

import pytest

from app.questionnaires.expressions import Context, ExpressionError, Value, check, evaluate, parse, truth
from app.questionnaires.expressions.values import from_answer
from tests.questionnaires.expressions.corpus import ANSWERS, CORPUS, REPEATS, TYPES

NOW = dt.datetime(2023, 1, 12, 10, 15, tzinfo=ZoneInfo("Europe/Brussels"))


def person(self_name: str | None = "age", **columns: str) -> Context:
    return Context(
        answers=ANSWERS,
        self_name=self_name,
        today=NOW.date(),
        now=NOW,
        choice_label=lambda value, question: f"{question}:{value}",
        position=2,
        repeats=REPEATS,
        columns=columns,
    )


@pytest.mark.parametrize(("text", "expected"), CORPUS)
def test_it_computes_what_authors_write(text: str, expected: Value) -> None:
    value = evaluate(json.loads(json.dumps(parse(text), allow_nan=False)), person())
    assert type(value) is type(expected)
    if isinstance(value, float) and isinstance(expected, float):
        assert (math.isnan(value) and math.isnan(expected)) or value == expected
    else:
        assert value == expected


# These are computed by the rules and yet refused beforehand: they are never what an author means.
ODD = {"date('nothing')", "true() = '1'", "false() = ''", "true() < 'abc'"}


@pytest.mark.parametrize("text", [text for text, _ in CORPUS if text not in ODD])
def test_it_finds_nothing_wrong_with_what_authors_write(text: str) -> None:
    assert [str(problem) for problem in check(parse(text), TYPES, self_name="age")] == []


def test_it_reads_the_columns_of_a_choice_in_a_choice_filter() -> None:
    tree = parse("region = ${commune} or selected(${obstacles}, name)")
    assert evaluate(tree, person(region="schaerbeek", name="x")) is True
    assert evaluate(tree, person(region="ixelles", name="cost")) is True
    assert evaluate(tree, person(region="ixelles", name="x")) is False


def test_it_reads_only_the_branch_that_if_takes() -> None:
    assert evaluate(parse("if(true(), 1, .)"), person(self_name=None)) == 1.0
    assert evaluate(parse("true() or ."), person(self_name=None)) is True
    assert evaluate(parse("false() and ."), person(self_name=None)) is False


def test_once_computes_only_where_there_is_no_answer_yet() -> None:
    assert evaluate(parse("once(today())"), person("found")) == "2023-01-12"


def test_it_refuses_a_dot_without_a_question() -> None:
    with pytest.raises(ExpressionError) as caught:
        evaluate(["self"], person(None))
    assert caught.value.code == "no_self"


@pytest.mark.parametrize(
    "tree",
    [
        [],
        ["?"],
        ["num", "x"],
        ["call", "nothing"],
        ["call", "if"],
        ["?", ["num", 1.0], ["num", 2.0]],
        ["ref", 3],
    ],
)
def test_it_refuses_a_tree_that_is_no_expression(tree: list[object]) -> None:
    with pytest.raises(ExpressionError):
        evaluate(tree, person())


def test_every_answer_reads_as_text() -> None:
    assert [from_answer(a) for a in (None, 3, 3.0, 2.5, True, ["a", "b"], "x")] == [
        "", "3", "3", "2.5", "true", "a b", "x",
    ]  # fmt: skip


def test_truth_is_that_of_xpath() -> None:
    assert [truth(v) for v in ("", "false", 0.0, math.nan, -1.0, [], [""], True)] == [
        False, True, False, False, True, False, True, True,
    ]  # fmt: skip
