import json
import math
from datetime import date, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.questionnaires.expressions import (
    FUNCTIONS,
    Context,
    ExpressionError,
    check,
    evaluate,
    parse,
    references,
    render,
    to_number,
    to_string,
)
from app.questionnaires.expressions.functions import ANY_NUMBER
from app.questionnaires.expressions.grammar import OPERATORS
from app.questionnaires.model import Tree

NAMES = ["a", "b", "multi", "repeated", "day"]
TYPES = {"a": "text", "b": "integer", "multi": "select_multiple", "repeated": "decimal", "day": "date"}
LITERALS = ["", "a", "yes", "3", "-2.5", "2023-01-12", "%Y-%m", "[a-z]+", "${multi}", "it's", "a b"]

leaves: st.SearchStrategy[Any] = st.one_of(
    st.floats(0, allow_infinity=False, allow_nan=False).map(lambda x: ["num", x + 0.0]),
    st.sampled_from(LITERALS).map(lambda x: ["str", x]),
    st.sampled_from(NAMES).map(lambda x: ["ref", x]),
    st.just(["self"]),
    st.just(["col", "or"]),
)


def calls(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    def call(name: str) -> st.SearchStrategy[Any]:
        function = FUNCTIONS[name]
        most = min(function.most, 3) if function.most == ANY_NUMBER else function.most
        return st.lists(inner, min_size=function.least, max_size=most).map(lambda args: ["call", name, *args])

    return st.sampled_from(sorted(FUNCTIONS)).flatmap(call)


trees: st.SearchStrategy[Any] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(sorted(OPERATORS)), inner, inner).map(list),
        inner.map(lambda x: ["neg", x]),
        calls(inner),
    ),
    max_leaves=12,
)
texts = st.one_of(
    st.text(max_size=20), st.sampled_from(["3", "-1", "2023-01-12", "9999-12-31T23:59:59.999Z", "a b"])
)
answers = st.one_of(texts, st.none(), st.integers(), st.floats(), st.lists(texts, max_size=3))


@given(trees)
def test_what_is_written_reads_back_as_the_same_tree(tree: Tree) -> None:
    assert parse(render(tree)) == tree
    assert json.loads(json.dumps(tree)) == tree
    assert references(tree) <= set(NAMES)


@given(
    trees,
    st.fixed_dictionaries({}, optional=dict.fromkeys(["a", "b", "multi", "day"], answers)),
    st.lists(texts, max_size=3),
    st.dates(),
    st.datetimes(),
)
def test_a_checked_tree_has_a_value_whatever_was_answered(
    tree: Tree, given_answers: dict[str, Any], repeated: list[str], today: date, now: datetime
) -> None:
    context = Context(
        given_answers, "a", today, now, lambda value, _: value.upper(), 1, {"repeated": repeated}
    )
    problems = check(tree, TYPES, self_name="a", columns={"or"})
    try:
        value = evaluate(tree, context)
    except ExpressionError:
        assert problems
        return
    assert isinstance(value, str | float | bool | list)
    assert isinstance(to_string(value), str)


@given(st.text("${}()'\"=<>!+-*/.,ab1 ordivmod", max_size=40))
def test_any_text_is_read_or_refused_with_advice(text: str) -> None:
    refusal = None
    try:
        tree = parse(text)
    except ExpressionError as error:
        refusal = error
    if refusal is None:
        assert parse(render(tree)) == tree
    else:
        assert 0 <= refusal.position <= len(text)
        assert str(refusal)


@given(st.floats())
def test_a_number_written_as_text_is_the_same_number(number: float) -> None:
    back = to_number(to_string(number))
    assert back == number or not math.isfinite(number)
    assert "e" not in to_string(number).lower().replace("infinity", "")
