"""Intervals against scipy and against the examples their authors published."""

from math import asin, pi, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from app.analysis.statistics.intervals import cohens_h, newcombe_difference, wilson

counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_the_interval_of_a_share_is_the_one_scipy_computes(count: tuple[int, int], confidence: float) -> None:
    k, n = count
    expected = binomtest(k, n).proportion_ci(confidence_level=confidence, method="wilson")
    assert wilson(k, n, confidence) == pytest.approx((expected.low, expected.high), abs=1e-12)


@given(counts)
def test_the_interval_of_a_share_surrounds_it_and_mirrors_its_complement(count: tuple[int, int]) -> None:
    k, n = count
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1
    assert wilson(n - k, n) == pytest.approx((1 - high, 1 - low))


def test_nothing_is_known_of_a_share_of_nobody() -> None:
    assert wilson(0, 0) == (0, 1)
    assert newcombe_difference(0, 0, 3, 10) == (-1, 1)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        # Newcombe (1998), table II, method 10, contrasts (a) to (h).
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
        # The HIV trial that later comparisons of methods reuse.
        ((84, 101), (89, 105), -0.1177, 0.0851),
    ],
)
def test_the_interval_of_a_difference_is_the_published_one(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    assert newcombe_difference(*first, *second) == pytest.approx((low, high), abs=5e-5)


@given(counts, counts)
def test_exchanging_the_groups_exchanges_the_limits(first: tuple[int, int], second: tuple[int, int]) -> None:
    low, high = newcombe_difference(*first, *second)
    assert -1 <= low <= first[0] / first[1] - second[0] / second[1] <= high <= 1
    assert newcombe_difference(*second, *first) == pytest.approx((-high, -low))


def test_cohens_h_is_the_distance_on_the_arcsine_scale() -> None:
    assert cohens_h(1, 0) == pytest.approx(pi)
    assert cohens_h(0.5, 0.5) == 0
    # Cohen (1988), table 6.2.2: 1.875 - 1.471.
    assert cohens_h(0.65, 0.45) == pytest.approx(0.404, abs=1e-3)
    assert cohens_h(0.2, 0.4) == pytest.approx(2 * asin(sqrt(0.2)) - 2 * asin(sqrt(0.4)))


@pytest.mark.parametrize("k", [-1, 6])
def test_it_refuses_a_count_outside_its_base(k: int) -> None:
    with pytest.raises(ValueError, match="0 <= k <= n"):
        wilson(k, 5)
    with pytest.raises(ValueError, match="0 <= k <= n"):
        newcombe_difference(k, 5, 1, 5)


def test_it_refuses_a_confidence_or_a_share_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="confidence"):
        wilson(1, 5, 1.0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        cohens_h(1.2, 0.5)
