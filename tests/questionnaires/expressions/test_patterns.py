import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.questionnaires.expressions import ExpressionError
from app.questionnaires.expressions.patterns import MAX_SUBJECT, compiled, matches

CHARS = "ab1- _é\n"
_ATOMS = st.sampled_from(["a", "b", "1", ".", r"\d", r"\W", r"\.", "[ab]", "[^a]", "[a-z1-]", r"[\s\-]", "é"])
PATTERNS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,}", "{0,3}"])).map(
            lambda pair: f"({pair[0]}){pair[1]}"
        ),
        inner.map(lambda one: f"^{one}$"),
    ),
    max_leaves=6,
)


@given(PATTERNS, st.text(CHARS, max_size=8))
def test_it_matches_what_the_standard_library_matches(pattern: str, subject: str) -> None:
    # Python's `$` also stands before a last line feed; ours, like JavaScript's, does not.
    theirs = re.compile(pattern.replace("$", r"\Z"), re.ASCII)
    assert matches(pattern, subject) == bool(theirs.fullmatch(subject))


@pytest.mark.parametrize(
    "pattern", ["(a+)+", "(a|a)*", "(a*)*", "(a|aa)+", "((a?){30}){5}a{30}", ".*.*.*.*.*b"]
)
def test_no_pattern_makes_it_think_for_long(pattern: str) -> None:
    assert not matches(pattern, "a" * 1_000 + "!")


@pytest.mark.parametrize(
    "pattern",
    ["(", ")", "a)", "[", "[]", "[^]", "[b-a]", r"[\d-z]", "[[:alpha:]]", "*", "a**", "a+?", "a{2", "a{3,2}",
     "}", "]", "a{٣}", "\\", r"\p", r"\1", r"\b", r"\@", "(?=a)", "(?i)a", "(?P<n>a)", "(?<!a)b", "^*",
     "a{9999}", "(a{99}){99}", "(" * 50 + ")" * 50, "a" * 201],
)  # fmt: skip
def test_it_refuses_what_is_not_a_pattern_everywhere(pattern: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compiled(pattern)
    assert caught.value.code.startswith("pattern")


@given(st.text("()[]{}*+?|^$\\.-ad10,", max_size=20))
def test_a_pattern_is_understood_or_refused(pattern: str) -> None:
    try:
        compiled(pattern)
    except ExpressionError:
        return
    assert re.compile(pattern)
    matches(pattern, "ad10")


def test_an_empty_pattern_matches_an_empty_text() -> None:
    assert matches("", "")
    assert matches("a||b", "")
    assert not matches("", "a")


def test_a_text_beyond_the_limit_never_matches() -> None:
    assert matches("a*", "a" * MAX_SUBJECT)
    assert not matches("a*", "a" * (MAX_SUBJECT + 1))
