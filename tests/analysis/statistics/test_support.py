"""Support across groups against numbers worked out by hand."""

import pytest

from app.analysis.statistics.intervals import newcombe_difference
from app.analysis.statistics.support import Backing, support


def test_support_is_the_geometric_mean_the_least_share_and_the_largest_difference() -> None:
    found = support(
        [
            {"citizens": Backing(30, 60), "professionals": Backing(6, 30)},
            {"fr": Backing(40, 70), "nl": Backing(3, 9)},
        ]
    )
    assert found is not None
    # The group of nine is left out: (30.5/61) x (6.5/31) x (40.5/71), to the third root.
    assert found.mean == pytest.approx((0.5 * 0.20967742 * 0.57042254) ** (1 / 3))
    assert found.least == pytest.approx(6.5 / 31)
    assert found.lowest == ("professionals",)
    assert found.gap is not None
    assert (found.gap.higher, found.gap.lower) == ("citizens", "professionals")
    assert found.gap.difference == pytest.approx(0.3)
    assert found.gap.interval == newcombe_difference(30, 60, 6, 30)
    assert found.divisive


@pytest.mark.parametrize(
    ("one", "other", "divisive"),
    [
        # Thirty points apart, but among ten people each: the interval holds 0.
        (Backing(6, 10), Backing(3, 10), False),
        # Surely different, but by 19 points.
        (Backing(2900, 5000), Backing(1950, 5000), False),
        (Backing(2900, 5000), Backing(1900, 5000), True),
        (Backing(0, 50), Backing(50, 50), True),
        (Backing(20, 50), Backing(20, 50), False),
    ],
)
def test_an_option_is_divisive_where_a_large_difference_is_also_sure(
    one: Backing,
    other: Backing,
    divisive: bool,  # noqa: FBT001 - what is expected
) -> None:
    found = support([{"a": one, "b": other}])
    assert found is not None
    assert found.divisive is divisive


def test_groups_are_never_compared_across_two_ways_of_telling_people_apart() -> None:
    found = support([{"citizens": Backing(50, 50)}, {"fr": Backing(0, 20)}])
    assert found is not None
    assert found.gap is None
    assert not found.divisive


def test_one_group_or_groups_of_nine_say_nothing_across_groups() -> None:
    assert support([{"a": Backing(40, 50), "b": Backing(9, 9)}]) is None
    assert support([{"a": Backing(0, 0)}, {}]) is None
    assert support([]) is None
