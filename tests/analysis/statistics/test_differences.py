"""Differences between groups against brute force written apart, scipy, and what their authors promise."""

import os
from itertools import combinations, product
from math import comb, inf, isclose

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact, norm

from app.analysis.statistics.differences import (
    Fourfold,
    Stratum,
    detectable_gap,
    exact,
    holm,
    rounded_gap,
    step_down,
)

A, B, C = "a", "b", "c"
SETS = tuple(frozenset(one) for one in combinations((A, B, C), 2))
"""Two of three: ab, ac, bc."""


def by_hand(strata: tuple[Stratum, ...]) -> dict[str, float]:
    """Try every way of giving the people of each stratum to the groups, one by one, and step down."""
    people = [
        [one for counts in (s.first, s.second) for one, n in zip(SETS, counts, strict=True) for _ in range(n)]
        for s in strata
    ]
    ways = [list(combinations(range(len(p)), sum(s.first))) for p, s in zip(people, strata, strict=True)]
    counted = [
        {o: sum(o in people[s][i] for s, one in enumerate(way) for i in one) for o in (A, B, C)}
        for way in product(*ways)
    ]
    # The first way of each stratum is the one observed: its first group stands first among its people.
    now = counted[0]
    mean = {o: sum(c[o] for c in counted) / len(counted) for o in now}
    deviation = {o: (sum((c[o] - mean[o]) ** 2 for c in counted) / len(counted)) ** 0.5 for o in now}
    z = [{o: abs(c[o] - mean[o]) / deviation[o] if deviation[o] else 0.0 for o in now} for c in counted]
    found, least = {}, 0.0
    left = sorted(now, key=lambda o: -z[0][o])
    while left:
        reached = sum(max(one[o] for o in left) >= z[0][left[0]] - 1e-9 for one in z)
        least = max(least, reached / len(z))
        found[left.pop(0)] = least
    return found


@pytest.mark.parametrize(
    "strata",
    [
        (Stratum((4, 0, 1), (0, 3, 2)),),
        (Stratum((3, 1, 0), (0, 2, 1)), Stratum((2, 0, 0), (1, 1, 1))),
        (Stratum((2, 1, 0), (1, 1, 2)), Stratum((3, 0, 0), (0, 0, 0)), Stratum((1, 0, 1), (0, 2, 1))),
    ],
)
def test_the_step_down_test_finds_what_trying_every_exchange_finds(strata: tuple[Stratum, ...]) -> None:
    found = step_down((A, B, C), SETS, strata, draws=40_000, seed=5)
    assert dict(found) == pytest.approx(by_hand(strata), abs=0.012)
    # The order of the groups does not matter, and the same data give the same figures.
    turned = tuple(Stratum(one.second, one.first) for one in strata)
    assert step_down((A, B, C), SETS, turned, draws=40_000, seed=6) == pytest.approx(found, abs=0.015)
    assert step_down((A, B, C), SETS, strata) == step_down.__wrapped__((A, B, C), SETS, strata)


def test_what_nobody_or_everybody_picked_never_stands_out() -> None:
    lone: tuple[frozenset[str], ...] = (frozenset({A}), frozenset())
    assert step_down((A, B), lone, (Stratum((30, 0), (40, 0)),)) == {A: 1.0, B: 1.0}
    # Nothing can be exchanged where one of the groups has nobody, or where there is nobody at all.
    assert step_down((A,), lone, (Stratum((30, 5), (0, 0)), Stratum((0, 0), (0, 9)))) == {A: 1.0}
    assert step_down((A,), lone, ()) == {A: 1.0}
    with pytest.raises(ValueError, match="count for each group"):
        step_down((A,), lone, (Stratum((1,), (2,)),))
    with pytest.raises(ValueError, match="fewer than nobody"):
        step_down((A,), lone, (Stratum((1, -1), (2, 0)),))


def test_a_difference_that_comes_from_who_answered_does_not_stand_out() -> None:
    """Both profiles of both groups pick alike, but one group holds more of one profile."""
    sets = (frozenset({A}), frozenset({B}))
    alike = (Stratum((80, 20), (16, 4)), Stratum((4, 16), (20, 80)))
    together = (Stratum((84, 36), (36, 84)),)
    assert step_down((A, B), sets, alike)[A] == 1.0
    assert step_down((A, B), sets, together)[A] < 0.01


def test_it_answers_for_ten_million_people_as_it_does_for_few() -> None:
    sets = tuple(frozenset(one) for one in combinations("abcdefghi", 2))
    rng = np.random.default_rng(3)
    tastes = rng.dirichlet(np.ones(len(sets)))
    first, second = rng.multinomial(2_000_000, tastes), rng.multinomial(8_000_000, tastes)
    moved = first.copy()
    moved[0], moved[-1] = first[0] + 5_000, first[-1] - 5_000
    found = step_down(tuple("abcdefghi"), sets, (Stratum(tuple(map(int, moved)), tuple(map(int, second))),))
    assert {o for o, p in found.items() if p <= 0.05} == set(sets[0] ^ sets[-1])


def test_many_people_and_few_people_are_told_the_same() -> None:
    """One stratum whose counts are drawn from the normal curve, and one whose people are exchanged."""
    sets = (frozenset({A}), frozenset({B}))
    for k, n in ((30, 80), (44, 80), (1550, 4000), (1590, 4000)):
        others = 3 * n // 4
        strata = (Stratum((k, n - k), (others, 2 * n - others)),)
        found = step_down((A, B), sets, strata, draws=40_000)
        assert found[A] == pytest.approx(exact([Fourfold(k, n, others, 2 * n)]), abs=0.02)


tables = st.tuples(st.integers(1, 25), st.integers(1, 25)).flatmap(
    lambda n: st.builds(Fourfold, st.integers(0, n[0]), st.just(n[0]), st.integers(0, n[1]), st.just(n[1]))
)


@given(tables)
def test_one_table_has_the_probability_that_scipy_gives(table: Fourfold) -> None:
    cells = [[table.k1, table.n1 - table.k1], [table.k2, table.n2 - table.k2]]
    assert exact([table]) == pytest.approx(fisher_exact(cells).pvalue, abs=1e-9)


small = st.tuples(st.integers(0, 6), st.integers(0, 6)).flatmap(
    lambda n: st.builds(Fourfold, st.integers(0, n[0]), st.just(n[0]), st.integers(0, n[1]), st.just(n[1]))
)


@given(st.lists(small, max_size=3))
def test_several_strata_have_the_probability_of_their_sum(strata: list[Fourfold]) -> None:
    """Counted with whole numbers: in how many ways the margins give each sum."""
    ways: dict[int, int] = {0: 1}
    for one in strata:
        picked = one.k1 + one.k2
        ways = {
            total: sum(
                n * comb(picked, total - before) * comb(one.n1 + one.n2 - picked, one.n1 - total + before)
                for before, n in ways.items()
                if 0 <= total - before <= min(picked, one.n1)
            )
            for total in range(max(ways) + one.n1 + 1)
        }
    here = ways[sum(one.k1 for one in strata)]
    expected = sum(n for n in ways.values() if n <= here) / sum(ways.values())
    assert exact(strata) == pytest.approx(expected, abs=1e-9)


def test_many_people_have_the_probability_of_the_normal_curve() -> None:
    large = [Fourfold(10_250, 30_000, 30_000, 90_000), Fourfold(20, 90, 600, 2000)]
    cells = [[10_250, 19_750], [30_000, 60_000]]
    assert exact(large[:1]) == pytest.approx(fisher_exact(cells).pvalue, abs=1e-3)
    assert exact(large) != exact(large[:1])
    assert exact([Fourfold(1_000_000, 4_000_000, 1_500_000, 6_000_000)]) == 1.0
    assert exact([Fourfold(0, 10, 30, 5_000_000)]) == pytest.approx(1.0)
    with pytest.raises(ValueError, match="between 0 and the number"):
        exact([Fourfold(3, 2, 0, 1)])


def test_holm_adjusts_as_worked_out_by_hand() -> None:
    # 4 x 0.01, 3 x 0.02, 2 x 0.03, and 1 x 0.04 raised to the one before it.
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


@given(st.integers(10, 5000), st.integers(10, 5000), st.floats(0.02, 0.98), st.integers(1, 45))
def test_a_detectable_gap_is_seen_four_times_out_of_five(n1: int, n2: int, share: float, tests: int) -> None:
    """The power formula turned round: from the gap back to 80 per cent."""
    gap = detectable_gap(n1, n2, share, tests=tests)
    if gap == inf:
        return
    near = min(share, 1 - share)
    h = 2 * np.arcsin(np.sqrt(near + gap)) - 2 * np.arcsin(np.sqrt(near))
    error = h / np.sqrt(1 / n1 + 1 / n2) - norm.ppf(1 - 0.05 / (2 * tests))
    assert isclose(norm.cdf(error), 0.80, abs_tol=1e-6)


def test_a_gap_is_said_in_round_points_and_never_too_small() -> None:
    # Cohen (1988), table 6.4.1: h = 0.50 needs 63 people in each group at 5 per cent and 80 per cent power.
    h = 2 * np.arcsin(np.sqrt(0.2 + detectable_gap(63, 63, 0.2))) - 2 * np.arcsin(np.sqrt(0.2))
    assert h == pytest.approx(0.50, abs=0.005)
    assert detectable_gap(10, 10, 0.5, tests=45) == inf
    assert [rounded_gap(gap) for gap in (0.2401, 0.24, 0.0300001, 0.0211, 0.00432)] == [25, 24, 4, 2.2, 0.44]
    with pytest.raises(ValueError, match="nothing can be detected"):
        detectable_gap(0, 10, 0.5)


def flagged(rng: np.random.Generator, first: list[float], second: list[float]) -> bool:
    """Say whether anything stands out between 53 and 213 people of two profiles with these tastes."""
    sizes = ((23, 113), (30, 100))
    strata = tuple(
        Stratum(tuple(map(int, rng.multinomial(n, first))), tuple(map(int, rng.multinomial(m, second))))
        for n, m in sizes
    )
    options = tuple("abcdef")
    sets = tuple(frozenset(one) for one in combinations(options, 2))
    return min(step_down.__wrapped__(options, sets, strata, draws=500).values()) <= 0.05


def false_alarms(times: int) -> float:
    """Return how often something stands out where both groups have the same tastes."""
    rng = np.random.default_rng(20)
    found = 0
    for _ in range(times):
        tastes = list(rng.dirichlet(np.ones(15)))
        found += flagged(rng, tastes, tastes)
    return found / times


def test_nothing_is_said_to_stand_out_by_chance_more_often_than_promised() -> None:
    assert false_alarms(400) <= 0.07


@pytest.mark.proof
@pytest.mark.skipif(not os.environ.get("PROOF"), reason="exhaustive; make proof runs it")
def test_two_thousand_draws_where_nothing_differs_raise_few_alarms() -> None:
    assert 0.02 <= false_alarms(2000) <= 0.065


def test_what_differs_much_is_seen() -> None:
    rng = np.random.default_rng(21)
    even = [1 / 15] * 15
    # Option a goes from 33 to about 67 per cent.
    more = [2 / 15] * 5 + [(1 / 3) / 10] * 10
    assert sum(flagged(rng, more, even) for _ in range(60)) >= 54


@settings(max_examples=20)
@given(st.lists(st.integers(0, 12), min_size=6, max_size=6))
def test_adjusted_probabilities_are_probabilities(counts: list[int]) -> None:
    found = step_down((A, B, C), SETS, (Stratum(tuple(counts[:3]), tuple(counts[3:])),), draws=99)
    assert all(0.01 <= p <= 1 for p in found.values())
