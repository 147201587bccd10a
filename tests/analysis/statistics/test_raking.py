"""Raking against loops written apart, and what holds whatever the answers are."""

from collections import Counter
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.statistics.raking import (
    HIGHEST,
    LOWEST,
    Margin,
    effective_number,
    rake,
    trim,
    weighted_share,
)

PLACES, TONGUES = ("n", "s", "w"), ("fr", "nl")
CELLS = tuple(product(PLACES, TONGUES))


def margins(places: tuple[float, ...], tongues: tuple[float, ...]) -> list[Margin]:
    """The two margins of the six cells, from any positive numbers."""
    return [
        Margin([a for a, _ in CELLS], {a: x / sum(places) for a, x in zip(PLACES, places, strict=True)}),
        Margin([b for _, b in CELLS], {b: x / sum(tongues) for b, x in zip(TONGUES, tongues, strict=True)}),
    ]


def by_hand(people: list[tuple[str, str]], wanted: list[Margin]) -> list[float]:
    """Rake person by person, the plain way, a thousand rounds."""
    weights = [1.0] * len(people)
    for _ in range(1000):
        for dimension, margin in enumerate(wanted):
            held: Counter[str] = Counter()
            for person, weight in zip(people, weights, strict=True):
                held[person[dimension]] += weight  # type: ignore[assignment]
            for place, person in enumerate(people):
                code = person[dimension]
                weights[place] *= margin.targets[code] * len(people) / held[code]
    return weights


def test_it_is_what_loops_over_people_give() -> None:
    counts = [12, 3, 9, 6, 4, 8]
    wanted = margins((40, 25, 35), (70, 30))
    people = [cell for cell, n in zip(CELLS, counts, strict=True) for _ in range(n)]
    found = rake(counts, wanted)
    assert found.converged
    assert found.trimmed == 0
    loops = dict(zip(people, by_hand(people, wanted), strict=True))
    assert found.weights == pytest.approx([loops[cell] for cell in CELLS], abs=1e-4)
    squares = sum(loops[person] ** 2 for person in people)
    assert found.effective == pytest.approx(sum(loops[person] for person in people) ** 2 / squares, abs=0.01)
    assert weighted_share([12, 3, 0, 0, 0, 0], counts, found.weights) == pytest.approx(0.40, abs=1e-5)


def test_a_published_table_comes_out() -> None:
    """Two dimensions of two, where the cross-ratio of the table has to stay: solved as a quadratic."""
    counts = [40, 10, 20, 30]
    found = rake(
        counts,
        [Margin(("a", "a", "b", "b"), {"a": 0.3, "b": 0.7}), Margin("xyxy", {"x": 0.4, "y": 0.6})],
    )
    mass = [n * w / 100 for n, w in zip(counts, found.weights, strict=True)]
    # p solves p (0.3 + p) / ((0.3 - p)(0.4 - p)) = 40·30 / (10·20) = 6.
    root = (4.5 - (4.5**2 - 4 * 5 * 0.72) ** 0.5) / (2 * 5)
    assert found.converged
    assert mass == pytest.approx([root, 0.3 - root, 0.4 - root, 0.3 + root], abs=1e-5)


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(
    counts=st.lists(st.integers(1, 400), min_size=6, max_size=6),
    places=st.tuples(*[st.integers(1, 100)] * 3),
    tongues=st.tuples(*[st.integers(1, 100)] * 2),
    picks=st.randoms(use_true_random=False),
)
def test_whatever_the_answers_weights_stay_within_their_limits_and_cost_people(
    counts: list[int], places: tuple[float, ...], tongues: tuple[float, ...], picks: object
) -> None:
    wanted = margins(places, tongues)
    found = rake(counts, wanted)
    people = sum(counts)
    assert found.converged, "with people in every cell there always is a solution"
    assert all(LOWEST <= weight <= HIGHEST for weight in found.weights)
    assert sum(n * w for n, w in zip(counts, found.weights, strict=True)) == pytest.approx(people)
    assert 0 < found.effective <= people * (1 + 1e-9)
    if found.trimmed == 0:
        assert found.off <= 1e-6
        for margin in wanted:
            held: Counter[str] = Counter()
            for category, n, weight in zip(margin.categories, counts, found.weights, strict=True):
                held[category] += n * weight / people  # type: ignore[assignment]
            assert dict(held) == pytest.approx(dict(margin.targets), abs=1e-5)
    picked = [picks.randint(0, n) for n in counts]  # type: ignore[attr-defined]
    share = weighted_share(picked, counts, found.weights)
    assert share is not None
    assert 0 <= share <= 1
    shares = [k / n for k, n in zip(picked, counts, strict=True)]
    assert min(shares) - 1e-9 <= share <= max(shares) + 1e-9


def test_equal_weights_cost_nobody_and_the_margins_of_the_answers_ask_for_them() -> None:
    counts = [12, 3, 9, 6, 4, 8]
    found = rake(counts, margins((15, 15, 12), (25, 17)))
    assert found.weights == pytest.approx([1.0] * 6)
    assert found.effective == pytest.approx(42)
    assert effective_number([5, 5], [2.0, 2.0]) == pytest.approx(10)
    assert effective_number([0, 0], [1.0, 1.0]) == 0
    alone = rake([1], [Margin(("a",), {"a": 1.0})])
    assert alone.weights == pytest.approx((1.0,))
    assert alone.effective == pytest.approx(1)
    assert alone.converged


def test_weights_beyond_the_limits_are_cut_and_the_rest_makes_up_for_it() -> None:
    found = rake([98, 2], [Margin(("a", "b"), {"a": 0.5, "b": 0.5})])
    assert found.converged
    assert found.trimmed == 2
    assert found.weights[1] == HIGHEST
    assert 98 * found.weights[0] + 2 * found.weights[1] == pytest.approx(100)
    assert found.off == pytest.approx(0.44, abs=0.001)
    assert trim([90, 10], [1e-9, 10.0])[1] == HIGHEST
    assert trim([1, 1], [0.8, 1.2]) == pytest.approx([0.8, 1.2])
    assert trim([0, 0], [5.0, 0.1]) == [1.0, 1.0]


def test_margins_that_contradict_each_other_do_not_converge_and_nobody_is_weighted() -> None:
    found = rake(
        [30, 20],
        [Margin(("a", "b"), {"a": 0.5, "b": 0.5}), Margin(("x", "y"), {"x": 0.7, "y": 0.3})],
    )
    assert not found.converged
    assert found.weights == (1.0, 1.0)
    assert found.effective == pytest.approx(50)


def test_it_refuses_what_no_weight_can_mend() -> None:
    with pytest.raises(ValueError, match="needs people"):
        rake([0, 0], [Margin(("a", "b"), {"a": 0.5, "b": 0.5})])
    with pytest.raises(ValueError, match="nobody is in"):
        rake([5, 0], [Margin(("a", "b"), {"a": 0.5, "b": 0.5})])
    with pytest.raises(ValueError, match="needs a target"):
        rake([5, 5], [Margin(("a", "b"), {"a": 1.0})])
    with pytest.raises(ValueError, match="add up to 1"):
        rake([5, 5], [Margin(("a", "b"), {"a": 0.5, "b": 0.4})])
    with pytest.raises(ValueError, match="more than 0"):
        trim([5, 5], [0.0, 1.0])
    with pytest.raises(ValueError, match="more people"):
        weighted_share([6], [5], [1.0])
    assert weighted_share([0], [0], [1.0]) is None
