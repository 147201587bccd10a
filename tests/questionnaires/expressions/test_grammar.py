import json
import subprocess
import sys

import pytest

from app.questionnaires.expressions import ExpressionError, parse, render
from app.questionnaires.expressions.grammar import MAX_DEPTH, depth


def test_it_gives_a_plain_json_tree() -> None:
    tree = parse("""selected(${a}, "it's") and -. * 3 < 1.5""")
    assert tree == [
        "and",
        ["call", "selected", ["ref", "a"], ["str", "it's"]],
        ["<", ["*", ["neg", ["self"]], ["num", 3.0]], ["num", 1.5]],
    ]
    assert json.loads(json.dumps(tree)) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a-1", ["col", "a-1"]),
        ("a -1", ["-", ["col", "a"], ["num", 1.0]]),
        ("${a}-1", ["-", ["ref", "a"], ["num", 1.0]]),
        ("${a-b}", ["ref", "a-b"]),
        ("or or and", ["or", ["col", "or"], ["col", "and"]]),
        ("div div mod", ["div", ["col", "div"], ["col", "mod"]]),
        ("order", ["col", "order"]),
        ("2*3", ["*", ["num", 2.0], ["num", 3.0]]),
        (".5+.", ["+", ["num", 0.5], ["self"]]),
        ("3.", ["num", 3.0]),
        ("today ( )", ["call", "today"]),
        ("position(..)", ["call", "position"]),
        ("\n\t1\u00a0=\u202f1 ", ["=", ["num", 1.0], ["num", 1.0]]),
        ("${prénom}", ["ref", "prénom"]),
        ("''", ["str", ""]),
        ("1 - 2 - 3", ["-", ["-", ["num", 1.0], ["num", 2.0]], ["num", 3.0]]),
    ],
)
def test_it_reads_like_xpath(text: str, tree: list[object]) -> None:
    assert parse(text) == tree
    assert parse(render(tree)) == tree


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("", "empty", 0),
        ("  ", "empty", 0),
        (". > (", "stops_early", 5),
        ("${a} = 1 or", "stops_early", 11),
        ("(1", "parenthesis_open", 2),
        ("selected(${a}, 'x'", "parenthesis_open", 18),
        ("1)", "parenthesis_extra", 1),
        ("${a", "bad_reference", 0),
        ("${ a }", "bad_reference", 0),
        ("$a = 1", "bad_reference", 0),
        ("${last-saved#a}", "last_saved", 0),
        ("${a} ${b}", "unexpected", 5),
        ("1 2", "unexpected", 2),
        ("${a} == 1", "double_equals", 6),
        ("${a} AND 1", "operator_word", 5),
        ("1 && 2", "operator_word", 2),
        ("${a} or-1", "operator_glued", 5),
        ("1 <> 2", "comparison_sign", 3),
        ("1 =< 2", "comparison_sign", 3),
        ("1 ≥ 2", "comparison_sign", 2),
        ("!${a}", "exclamation", 0),
        ("5 − 3", "typographic_sign", 2),
        ("1 % 2", "percent", 2),
        ("../a = 1", "path", 1),
        ("${a}[1]", "path", 4),
        ("count(..)", "path", 6),
        ("a/b", "slash", 1),
        ("if(1,,2)", "value_missing", 5),
        ("(1 + )", "value_missing", 5),
        (", 1", "value_missing", 0),
        ("1, 2", "comma", 1),
        ("${a} > 3,5", "decimal_comma", 8),
        ("'abc", "quote_open", 0),
        ("“x” = 1", "curly_quotes", 0),
        ("9" * 400, "number_too_large", 0),
        ("~", "unexpected", 0),
        ("(" * 10_000 + "1" + ")" * 10_000, "too_long", 10_000),
        ("(" * 10_000, "stops_early", 10_000),
        ("-" * 9_000 + "1", "too_deep", 0),
        ("1" + "+1" * 4_000, "too_deep", 0),
    ],
)
def test_it_says_what_to_do_about_a_mistake(text: str, code: str, position: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert (caught.value.code, caught.value.position) == (code, position)
    assert str(caught.value).endswith((".", "'y')."))
    assert caught.value.message.id


def test_the_deepest_tree_it_accepts_can_be_written_and_read_again() -> None:
    tree = parse("-" * (MAX_DEPTH - 1) + "1")
    assert depth(tree) == MAX_DEPTH
    assert parse(render(tree)) == tree


def test_parentheses_alone_make_no_depth() -> None:
    assert parse("(" * 4_000 + "1" + ")" * 4_000) == ["num", 1.0]


@pytest.mark.parametrize("tree", [["num", -1.0], ["num", float("inf")], ["str", "'\""], ["what"]])
def test_it_refuses_to_write_what_cannot_be_read(tree: list[object]) -> None:
    with pytest.raises(ExpressionError):
        render(tree)


def test_the_parser_is_loaded_by_the_first_expression_only() -> None:
    script = "import sys, app.questionnaires.expressions; sys.exit('lark' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0  # noqa: S603
