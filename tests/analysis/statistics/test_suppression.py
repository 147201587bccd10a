"""Hidden counts against attackers who know the total, the shown counts and, at worst, the rule itself."""

from collections.abc import Iterator
from itertools import pairwise
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.analysis.statistics.suppression import hide_small, protect, rounded_share

THRESHOLD = 5

# Small counts are what matters; a large one now and then.
rows_of = st.lists(st.one_of(st.integers(0, 8), st.integers(0, 60)), min_size=2, max_size=9).map(
    lambda counts: {f"action {place}": n for place, n in enumerate(counts)}
)


def compositions(total: int, cells: int) -> Iterator[tuple[int, ...]]:
    """List every way to share `total` among `cells` counts."""
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in compositions(total - first, cells - 1):
            yield (first, *rest)


def hidden_in(shown: dict[str, int | None]) -> list[str]:
    return [label for label, n in shown.items() if n is None]


@pytest.mark.parametrize("known_total", [True, False])
@given(rows=rows_of)
def test_no_small_count_is_shown_and_no_shown_count_is_changed(
    rows: dict[str, int], *, known_total: bool
) -> None:
    shown = protect(rows, known_total=known_total)
    assert list(shown) == list(rows)
    for label, n in shown.items():
        assert n in (None, rows[label])
        assert n is None or n == 0 or n >= THRESHOLD


@given(rows_of)
def test_who_knows_the_total_cannot_tell_whether_a_hidden_count_is_small(rows: dict[str, int]) -> None:
    total = sum(rows.values())
    assume(hide_small(total) is not None)
    shown = protect(rows, known_total=True)
    hidden = hidden_in(shown)
    assume(hidden)
    left = total - sum(n for n in shown.values() if n is not None)
    # Zeros are hidden only when every cell is: until then hidden cells are known to hold 1 or more.
    least = 0 if len(hidden) == len(rows) else 1
    most = left - least * (len(hidden) - 1)
    assert len(hidden) > 1
    assert left >= THRESHOLD
    assert most > least
    if len(hidden) < len(rows):
        assert most - least >= THRESHOLD


@given(
    st.lists(st.one_of(st.integers(0, 6), st.integers(0, 10)), min_size=2, max_size=4),
    st.integers(3, 5),
)
def test_who_knows_the_rule_as_well_cannot_fix_any_hidden_count(counts: list[int], threshold: int) -> None:
    rows = {f"action {place}": n for place, n in enumerate(counts)}
    total = sum(counts)
    assume(hide_small(total, threshold) is not None)
    shown = protect(rows, threshold=threshold, known_total=True)
    hidden = hidden_in(shown)
    assume(hidden)
    left = total - sum(n for n in shown.values() if n is not None)
    possible: dict[str, set[int]] = {label: set() for label in hidden}
    for guess in compositions(left, len(hidden)):
        world = rows | dict(zip(hidden, guess, strict=True))
        if protect(world, threshold=threshold, known_total=True) == shown:
            for label, n in zip(hidden, guess, strict=True):
                possible[label].add(n)
    assert all(len(values) > 1 for values in possible.values())


@given(rows_of, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(rows: dict[str, int], random: Random) -> None:
    labels = list(rows)
    random.shuffle(labels)
    assert protect({label: rows[label] for label in labels}, known_total=True) == protect(
        rows, known_total=True
    )


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([5, 9, 0, 30], [5, 9, 0, 30]),
        ([2, 9, 0, 30], [None, None, 0, 30]),
        ([3, 4, 12, 30], [None, None, 12, 30]),
        # Together they hold too little: each would lie between one and four.
        ([1, 4, 12, 30], [None, None, None, 30]),
        # Five times one adds up to five, and each must be one.
        ([1, 1, 1, 1, 1, 40, 50], [None, None, None, None, None, None, 50]),
        # Twice four could be nothing else beside a five: the five goes too.
        ([4, 4, 5, 20], [None, None, None, 20]),
        # Counts tied with the next smallest go together.
        ([3, 8, 8, 20], [None, None, None, 20]),
        # Nothing else is left to hide: the zeros go.
        ([3, 3, 0, 0], [None, None, None, None]),
        ([4, 20, 0, 0], [None, None, 0, 0]),
    ],
)
def test_it_hides_what_would_reveal_a_small_count(counts: list[int], shown: list[int | None]) -> None:
    rows = {str(place): n for place, n in enumerate(counts)}
    assert list(protect(rows, known_total=True).values()) == shown


def test_without_a_known_total_only_small_counts_are_hidden() -> None:
    assert protect({"a": 2, "b": 9, "c": 0}, known_total=False) == {"a": None, "b": 9, "c": 0}


def test_a_small_total_is_hidden_and_zero_is_not() -> None:
    assert [hide_small(n) for n in (0, 1, 4, 5)] == [0, None, None, 5]


def test_it_refuses_negative_counts_and_thresholds_of_nothing() -> None:
    with pytest.raises(ValueError, match="negative"):
        protect({"a": -1}, known_total=False)
    with pytest.raises(ValueError, match="threshold"):
        protect({"a": 1}, threshold=2, known_total=False)


@pytest.mark.parametrize(
    ("n", "base", "percent"),
    [
        (5, 9, None),
        (0, 0, None),
        (5, 10, 50),
        (1, 29, 5),
        (7, 29, 25),
        (29, 29, 100),
        (1, 30, 3),
        (1, 200, 1),
    ],
)
def test_a_share_is_rounded_by_its_base_with_halves_upwards(n: int, base: int, percent: int | None) -> None:
    assert rounded_share(n, base) == percent


@given(st.integers(10, 500))
def test_rounded_shares_stay_near_the_truth_and_in_order(base: int) -> None:
    step = 5 if base < 30 else 1
    found = [rounded_share(n, base) for n in range(base + 1)]
    whole = [percent for percent in found if percent is not None]
    assert len(whole) == len(found)
    assert all(abs(percent - 100 * n / base) <= step / 2 for n, percent in enumerate(whole))
    assert all(percent % step == 0 for percent in whole)
    assert all(one <= other for one, other in pairwise(whole))


def test_it_refuses_a_share_of_more_than_the_base() -> None:
    with pytest.raises(ValueError, match="0 <= n <= base"):
        rounded_share(11, 10)
