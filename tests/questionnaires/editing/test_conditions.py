"""Conditions as rows: written as an expression, read back, and worth what they say."""

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.questionnaires.editing.conditions import (
    COMPARISONS,
    FAMILIES,
    WITHOUT_VALUE,
    Clause,
    Family,
    Rule,
    ValueProblem,
    from_tree,
    to_tree,
)
from app.questionnaires.editing.limits import MEASURES, Limits
from app.questionnaires.editing.limits import from_tree as limits_from_tree
from app.questionnaires.editing.limits import to_tree as limits_to_tree
from app.questionnaires.expressions import Context, evaluate, parse, render, truth

QUESTIONS: dict[str, Family] = {
    "sort": "one", "helpers": "several", "years": "number", "day": "day", "words": "text", "sum": "computed",
}  # fmt: skip
OPTIONS = ("red", "green", "care", "care_home", "10")
NOW = dt.datetime(2023, 5, 11, 12, 0, tzinfo=dt.UTC)

days = st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31)).map(dt.date.isoformat)
whole = st.integers(-9_999, 9_999).map(str)
broken = st.integers(-9_999, 9_999).map(lambda n: re.sub(r"\.0$", "", str(n / 100)))
numbers = st.one_of(whole, broken)
texts = (
    st.text(st.characters(exclude_categories=["C"], exclude_characters="\"'"), min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)


def value_of(family: Family, comparison: str) -> st.SearchStrategy[str]:
    if comparison in WITHOUT_VALUE:
        return st.just("")
    if family == "one" or comparison in {"has", "has_not"}:
        return st.sampled_from(OPTIONS)
    if family == "several":
        return st.integers(0, 5).map(str)
    return {"number": numbers, "day": days, "computed": numbers}.get(family, texts)


@st.composite
def clauses(draw: st.DrawFn) -> Clause:
    name = draw(st.sampled_from(sorted(QUESTIONS)))
    comparison = draw(st.sampled_from(COMPARISONS[QUESTIONS[name]]))
    return Clause(name, comparison, draw(value_of(QUESTIONS[name], comparison)))


rules = st.builds(
    Rule, st.sampled_from(["all", "any"]), st.lists(clauses(), min_size=1, max_size=6).map(tuple)
)
answers = st.fixed_dictionaries({}, optional={
    "sort": st.sampled_from(OPTIONS), "helpers": st.lists(st.sampled_from(OPTIONS), unique=True, min_size=1),
    "years": st.integers(-50, 50), "day": days, "words": texts, "sum": numbers,
})  # fmt: skip


def canonical(rule: Rule) -> Rule:
    """One row has nothing to join."""
    return Rule("all", rule.clauses) if len(rule.clauses) == 1 else rule


def means(clause: Clause, given_: dict[str, object]) -> bool:
    """What a row says, worked out from its words and not from any expression."""
    answer = given_.get(clause.question)
    if clause.comparison in WITHOUT_VALUE:
        return (answer is not None) == (clause.comparison == "answered")
    if clause.comparison in {"has", "has_not"}:
        chosen = answer if isinstance(answer, list) else []
        return (clause.value in chosen) == (clause.comparison == "has")
    if clause.comparison == "holds":
        return answer is not None and clause.value in str(answer)
    family = QUESTIONS[clause.question]
    if clause.comparison in {"is", "is_not"}:
        if family in {"number", "computed"}:
            same = answer is not None and float(str(answer)) == float(clause.value)
        else:
            same = answer == clause.value
        return same == (clause.comparison == "is")
    if family == "several":
        measured, limit = float(len(answer)) if isinstance(answer, list) else 0.0, float(clause.value)
    elif answer is None:
        return False
    elif family == "day":
        measured = float(dt.date.fromisoformat(str(answer)).toordinal())
        limit = float(dt.date.fromisoformat(clause.value).toordinal())
    else:
        measured, limit = float(str(answer)), float(clause.value)
    return {
        "over": measured > limit,
        "least": measured >= limit,
        "under": measured < limit,
        "most": measured <= limit,
    }[clause.comparison]


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(rule=rules)
def test_rows_written_and_read_back_are_the_same_rows(rule: Rule) -> None:
    tree = to_tree(rule, QUESTIONS)
    assert tree is not None
    assert from_tree(parse(render(tree)), QUESTIONS) == canonical(rule)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(rule=rules, given_=answers)
def test_the_expression_is_worth_what_the_rows_say(rule: Rule, given_: dict[str, object]) -> None:
    tree = to_tree(rule, QUESTIONS)
    assert tree is not None
    said = (all if rule.join == "all" else any)(means(clause, given_) for clause in rule.clauses)
    context = Context(given_, None, NOW.date(), NOW, lambda name, _: name)  # type: ignore[arg-type]
    assert truth(evaluate(parse(render(tree)), context)) == said


def test_no_rows_are_no_condition() -> None:
    assert to_tree(Rule("all", ()), QUESTIONS) is None


@pytest.mark.parametrize(
    ("expression", "rows"),
    [
        ("${sort} = 'red' or ${sort}='green'",
         Rule("any", (Clause("sort", "is", "red"), Clause("sort", "is", "green")))),
        ("selected(${sort}, 'red')", Rule("all", (Clause("sort", "is", "red"),))),
        ("not(selected(${helpers}, 'red'))", Rule("all", (Clause("helpers", "has_not", "red"),))),
        ("not(${sort} = 'red')", Rule("all", (Clause("sort", "is_not", "red"),))),
        ("count-selected(${helpers}) > 0", Rule("all", (Clause("helpers", "over", "0"),))),
        ("${day} < '2023-01-31' and ${years} >= -2.5",
         Rule("all", (Clause("day", "under", "2023-01-31"), Clause("years", "least", "-2.5")))),
    ],
)  # fmt: skip
def test_it_reads_what_authors_write(expression: str, rows: Rule) -> None:
    assert from_tree(parse(expression), QUESTIONS) == rows


@pytest.mark.parametrize(
    "expression",
    [
        "${sort} = 'red' or ${sort} = 'green' and ${years} > 3",
        "${helpers} = 'red'",
        "${unknown} = 'red'",
        "${years} = 'three'",
        "not(${years} = '3')",
        "${years} > ${sum}",
        "${day} > today()",
        "string-length(${words}) > 3",
        "true()",
        "${years} + 1 > 3",
        "not(${sort} = 'red' or ${sort} = 'green')",
    ],
)
def test_what_rows_cannot_say_stays_a_formula(expression: str) -> None:
    assert from_tree(parse(expression), QUESTIONS) is None


@pytest.mark.parametrize(
    ("clause", "need"),
    [
        (Clause("years", "over", "many"), "number"),
        (Clause("years", "over", ""), "value"),
        (Clause("day", "over", "31/01/2023"), "day"),
        (Clause("words", "is", 'it\'s "so"'), "quotes"),
        (Clause("sort", "is", ""), "value"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named(clause: Clause, need: str) -> None:
    with pytest.raises(ValueProblem) as refused:
        to_tree(Rule("all", (clause,)), QUESTIONS)
    assert refused.value.need == need


def test_every_family_has_words_to_compare_with() -> None:
    assert set(FAMILIES.values()) == set(COMPARISONS)


@st.composite
def limits(draw: st.DrawFn) -> tuple[str, Limits]:
    kind = draw(st.sampled_from(sorted(MEASURES)))
    measure = MEASURES[kind]
    value = {"number": numbers, "day": days}.get(measure, st.integers(0, 500).map(str))
    least, most = draw(st.one_of(st.just(""), value)), draw(st.one_of(st.just(""), value))
    pattern = draw(st.sampled_from(["", "[0-9]{4}", "a|b"])) if measure == "length" else ""
    return kind, Limits(least, most, pattern)


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(found=limits())
def test_limits_written_and_read_back_are_the_same_limits(found: tuple[str, Limits]) -> None:
    kind, wanted = found
    tree = limits_to_tree(wanted, kind)
    back = limits_from_tree(parse(render(tree)) if tree else None, kind)
    # The most characters of a text stand in a column of their own.
    assert back == (Limits(wanted.least, "", wanted.pattern) if kind == "text" else wanted)
