import pytest

from app.questionnaires.expressions import check, find_cycle, parse, references
from tests.questionnaires.expressions.corpus import TYPES


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("selectd(${help}, 'yes')", "unknown_function", "selected()"),
        ("upper-case(${name})", "unknown_function", "upper-case"),
        ("zzz()", "unknown_function", "zzz"),
        ("selected(${help})", "argument_count", "takes 2 values, not 1"),
        ("concat()", "argument_count", "at least 1"),
        ("round(1, 2, 3)", "argument_count", "1 to 2"),
        ("today(1)", "argument_count", "takes 0"),
        ("${comune} = 'x'", "unknown_question", "${commune}"),
        ("${zzz} = 'x'", "unknown_question", "Check"),
        (". > 3", "no_self", "${name}"),
        ("help = 'yes'", "bare_name", "${help}"),
        ("${help} = yes", "bare_name", "'yes'"),
        ("regex(${name}, '(')", "pattern", "never closed"),
        ("regex(${name}, ${help})", "not_literal", "quotes"),
        ("regex('abc', 'b')", "not_an_answer", "regex()"),
        ("'abc' + 1", "not_a_number", "'abc'"),
        ("${age} < 'old'", "not_a_number", "'old'"),
        ("-'a'", "not_a_number", "'a'"),
        ("round('a')", "not_a_number", "'a'"),
        ("${obstacles} > 2", "list_as_number", "count-selected(${obstacles})"),
        ("selected('a b', 'a')", "not_an_answer", "selected()"),
        ("selected(1, 'a')", "not_an_answer", "selected()"),
        ("count-selected(1 = 1)", "not_an_answer", "count-selected()"),
        ("${help} = 'yes' or 'no'", "always_same", "${x}"),
        ("if('yes', 1, 2)", "always_same", "condition"),
        ("selected(${care}, 'x') = 'true'", "truth_as_text", "true()"),
        ("format-date(${born}, '%A')", "format", "%A"),
        ("format-date(${born}, '%b %Y')", "format", "%b"),
        ("format-date(${born}, '100%')", "format", "%"),
        ("format-date(${born}, '%H')", "format", "format-date-time()"),
        ("format-date(${born}, ${name})", "not_literal", "quotes"),
        ("jr:choice-name(${help}, ${help})", "not_literal", "quotes"),
        ("jr:choice-name(${help}, '${hlp}')", "unknown_question", "${help}"),
        ("jr:choice-name(${age}, '${age}')", "no_choices", "${age}"),
    ],
)
def test_it_finds_what_is_wrong(text: str, code: str, word: str) -> None:
    (problem,) = check(parse(text), TYPES)
    assert problem.code == code
    assert word in str(problem)


def test_it_names_the_columns_of_a_choice_filter() -> None:
    assert check(parse("commune = ${commune}"), TYPES, columns={"name", "commune"}) == []
    (problem,) = check(parse("comune = ${commune}"), TYPES, columns={"name", "commune"})
    assert problem.code == "unknown_column"
    assert "commune" in str(problem)


def test_it_reports_every_problem_once() -> None:
    problems = check(parse("${x1} = 1 or ${x1} = 2 or foo() or ${x2}"), TYPES)
    assert [problem.code for problem in problems] == [
        "unknown_question",
        "unknown_function",
        "unknown_question",
    ]


def test_a_choice_may_be_compared_with_a_number() -> None:
    assert check(parse("${help} = 1 and ${help} > 2 and (${help} = '1') + 1 > 1"), TYPES) == []


def test_it_lists_what_an_expression_refers_to() -> None:
    tree = parse("if(${a} = ${b}, concat(${c}, '${d}'), -${a})")
    assert references(tree) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("dependencies", "cycle"),
    [
        ({}, None),
        ({"a": {"b"}, "b": {"c"}}, None),
        ({"a": {"b", "c"}, "b": {"d"}, "c": {"d"}, "d": set()}, None),
        ({"a": {"a"}}, ["a", "a"]),
        ({"x": {"a"}, "a": {"b"}, "b": {"c", "z"}, "c": {"a"}}, ["a", "b", "c", "a"]),
    ],
)
def test_it_finds_a_way_from_a_question_back_to_itself(
    dependencies: dict[str, set[str]], cycle: list[str] | None
) -> None:
    assert find_cycle({name: frozenset(names) for name, names in dependencies.items()}) == cycle


def test_a_long_chain_is_no_cycle() -> None:
    chain = {str(n): frozenset({str(n + 1)}) for n in range(3_000)}
    assert find_cycle(chain) is None
    assert find_cycle(chain | {"3000": frozenset({"0"})}) is not None
