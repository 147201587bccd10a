"""The interpreter on the phone against the one on the server, in a real browser."""

import dataclasses
import datetime as dt
import gzip
import itertools
import os
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from app.questionnaires.expressions import (
    FUNCTIONS,
    Context,
    ExpressionError,
    Value,
    evaluate,
    parse,
    to_number,
    to_string,
    truth,
)
from app.questionnaires.expressions.grammar import OPERATORS
from app.questionnaires.model import Tree
from tests.questionnaires.expressions.corpus import ANSWERS, CORPUS, REPEATS
from tests.questionnaires.expressions.specimens import CONTEXT, LEAVES, LISTS, NUMBERS, SOME, TEXTS
from tests.questionnaires.expressions.test_patterns import CHARS, PATTERNS
from tests.questionnaires.expressions.test_properties import answers, texts, trees
from tests.questionnaires.expressions.twins import SCRIPT, conversions, label, on_the_phone, phone, same

pytestmark = pytest.mark.browser

PROOF = bool(os.environ.get("PROOF"))
BATCH = 4_000
NOW = dt.datetime(2023, 1, 12, 10, 15, tzinfo=dt.timezone(dt.timedelta(hours=1)))
PERSON = Context(ANSWERS, "age", NOW.date(), NOW, label, 2, REPEATS, {"region": "schaerbeek", "name": "cost"})

contexts = st.builds(
    Context,
    st.fixed_dictionaries({}, optional=dict.fromkeys(["a", "b", "multi", "day"], answers)),
    st.just("a"),
    st.dates(),
    st.datetimes(timezones=st.just(dt.UTC)),
    st.just(label),
    st.integers(1, 9),
    st.fixed_dictionaries({"repeated": st.lists(texts, max_size=3)}),
)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A telephone that has the script."""
    with phone(browser) as page:
        yield page


def differences(page: Page, cases: Iterable[tuple[Tree, Context]]) -> tuple[int, list[object]]:
    """How many trees have a value on the server, and those that have another one on the phone.

    A tree that the server cannot compute is one that `check` refuses: it never reaches a phone.
    """
    known: list[tuple[Tree, Context, Value]] = []
    for tree, context in cases:
        try:
            known.append((tree, context, evaluate(tree, context)))
        except ExpressionError:
            continue
    found: list[object] = []
    for start in range(0, len(known), BATCH):
        batch = known[start : start + BATCH]
        theirs = on_the_phone(page, [(tree, context) for tree, context, _ in batch])
        found += [
            (tree, ours, their)
            for (tree, _, ours), their in zip(batch, theirs, strict=True)
            if not same(ours, their)
        ]
    return len(known), found


def examples(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    """Draw `count` examples, the same ones every time."""
    found: list[Any] = []

    @settings(
        max_examples=count, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def keep(example: object) -> None:
        found.append(example)

    keep()
    return found


def calls(counts: Collection[int]) -> Iterator[Tree]:
    """Every operator and function on all the specimens, in every order, where it takes `counts` of them.

    Where it takes three, on some of them.
    """
    heads = [(["neg"], 1, 1), *(([sign], 2, 2) for sign in OPERATORS)]
    heads += [(["call", name], function.least, min(function.most, 3)) for name, function in FUNCTIONS.items()]
    for head, least, most in heads:
        for count in range(least, most + 1):
            if count in counts:
                for operands in itertools.product(SOME if count == 3 else LEAVES, repeat=count):
                    yield [*head, *operands]


def test_the_twins_agree_on_what_authors_write(page: Page) -> None:
    cases = [(parse(text), PERSON) for text, _ in CORPUS]
    cases.append((parse("region = ${commune} or selected(${obstacles}, name)"), PERSON))
    assert differences(page, cases) == (len(cases), [])


def test_the_corpus_calls_every_function() -> None:
    assert {name for name in FUNCTIONS if not any(f"{name}(" in text for text, _ in CORPUS)} == set()


def test_the_twins_make_the_same_truth_number_and_text_of_a_value(page: Page) -> None:
    values: list[Value] = [*TEXTS, *NUMBERS, *LISTS, True, False]
    values += examples(st.one_of(st.floats(), texts), 500)
    for value, theirs in zip(values, conversions(page, values), strict=True):
        assert same(truth(value), theirs[0]), value
        assert same(to_number(value), theirs[1]), value
        assert same(to_string(value), theirs[2]), value


@pytest.mark.proof
def test_the_twins_agree_on_every_function_and_operator(page: Page) -> None:
    # A prime step, so that the sample meets all specimens rather than the same few in every function.
    sample = itertools.islice(calls({2, 3}), 0, None, 1 if PROOF else 61)
    _, found = differences(page, ((tree, CONTEXT) for tree in (*calls({0, 1}), *sample)))
    assert found == []


@pytest.mark.proof
def test_the_twins_agree_on_generated_expressions(page: Page) -> None:
    count = 20_000 if PROOF else 400
    computed, found = differences(page, examples(st.tuples(trees, contexts), count))
    assert found == []
    assert computed > count * 0.9


@pytest.mark.proof
def test_the_twins_agree_on_generated_patterns(page: Page) -> None:
    subjects = st.text(CHARS + "\u00a0\u2028😀", max_size=8)
    cases = [
        (["call", "regex", ["str", subject], ["str", pattern]], PERSON)
        for pattern, subject in examples(st.tuples(PATTERNS, subjects), 20_000 if PROOF else 400)
    ]
    assert differences(page, cases) == (len(cases), [])


def test_the_twins_mean_the_same_characters(page: Page) -> None:
    atoms = [
        ".",
        *(rf"\{name}" for name in "dDwWsS"),
        r"[\s_]",
        r"[^\s]",
        r"[\Sa]",
        r"[^\S ]",
        r"[\-\]\s]",
        r"\[\s\]",
    ]
    chars = [*map(chr, range(0x180)), *"\u0660\u1680\u180e\u2003\u2028\u2029\u202f\u3000\ufeff😀[ ]"]
    cases: list[tuple[Tree, Context]] = [
        (["call", "regex", ["str", char], ["str", atom]], PERSON) for atom in atoms for char in chars
    ]
    assert differences(page, cases) == (len(cases), [])


def test_a_question_may_have_any_name(page: Page) -> None:
    nobody = dataclasses.replace(PERSON, answers={"null": "x", "__proto__": "y"}, self_name=None)
    texts = ["once('a')", "${__proto__}", "${constructor}", "constructor", "concat(${null}, ${undefined})"]
    cases = [(parse(text), nobody) for text in texts]
    assert differences(page, cases) == (len(cases), [])


def test_the_phone_refuses_what_is_no_expression(page: Page) -> None:
    nobody = dataclasses.replace(PERSON, self_name=None)
    malformed: list[Tree] = [
        ["?"],
        ["self"],
        ["call", "nothing"],
        ["call", "constructor"],
        ["?", ["num", 1.0], ["num", 2.0]],
    ]
    assert [type(found) for found in on_the_phone(page, [(tree, nobody) for tree in malformed])] == [
        RuntimeError
    ] * len(malformed)


def test_the_script_stays_small() -> None:
    assert len(gzip.compress(SCRIPT.read_bytes(), 9)) <= 4_096
