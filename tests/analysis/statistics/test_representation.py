"""Who answered beside who there is."""

from math import isclose
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from app.analysis.statistics.representation import gaps

PEOPLE = {"young": 300, "middle": 500, "old": 200}


def test_shares_intervals_and_words_are_those_of_an_independent_reference() -> None:
    found = gaps({"young": 55, "middle": 50, "old": 3, "unknown": 9}, PEOPLE)
    assert [one.n for one in found.values()] == [55, 50, 3]
    assert [round(one.population, 3) for one in found.values()] == [0.3, 0.5, 0.2]
    for one in found.values():
        reference = binomtest(one.n, 108).proportion_ci(1 - 0.05 / 3, method="wilson")
        assert isclose(one.interval.low, reference.low, abs_tol=1e-9)
        assert isclose(one.interval.high, reference.high, abs_tol=1e-9)
    assert [one.standing for one in found.values()] == ["over", "even", "under"]
    assert found["old"].difference == pytest.approx(3 / 108 - 0.2)


def test_nobody_one_answer_and_a_larger_base_are_no_mistake() -> None:
    assert gaps({}, PEOPLE) == {}
    one = gaps({"old": 1}, PEOPLE)
    assert {code: gap.standing for code, gap in one.items()} == dict.fromkeys(PEOPLE, "even")
    assert gaps({"old": 10}, PEOPLE, base=40)["old"].share == pytest.approx(0.25)
    with pytest.raises(ValueError, match="needs people"):
        gaps({"old": 1}, {"old": 0})


@settings(max_examples=80, deadline=None, derandomize=True, database=None)
@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(1, 10**6)), min_size=2, max_size=19))
def test_whatever_the_counts_shares_add_up_and_no_group_stands_both_ways(
    pairs: list[tuple[int, int]],
) -> None:
    counts = {str(place): n for place, (n, _) in enumerate(pairs)}
    found = gaps(counts, {str(place): people for place, (_, people) in enumerate(pairs)})
    if sum(counts.values()) == 0:
        assert found == {}
        return
    assert sum(gap.share for gap in found.values()) == pytest.approx(1)
    assert sum(gap.difference for gap in found.values()) == pytest.approx(0, abs=1e-9)
    for gap in found.values():
        assert gap.standing != "under" or gap.share < gap.population
        assert gap.standing != "over" or gap.share > gap.population


def test_answers_drawn_by_lot_are_called_unequal_one_time_in_twenty_at_most() -> None:
    random = Random(7)  # noqa: S311 - seeded, so that each run is the same
    wrong = 0
    for _ in range(1000):
        drawn = random.choices(list(PEOPLE), weights=list(PEOPLE.values()), k=60)
        found = gaps({code: drawn.count(code) for code in PEOPLE}, PEOPLE)
        wrong += any(gap.standing != "even" for gap in found.values())
    assert wrong <= 60
