"""Whether an option is carried by every group or divides them: smoothed shares and the largest difference.

Groups are told apart in one way or in several, such as by audience and by language. Within one way they share
nobody; across ways they do, so that differences are only taken within one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from math import exp, log
from typing import Final, NamedTuple

from app.analysis.statistics.intervals import Interval, newcombe_difference

SMALLEST_GROUP: Final = 10
DIVISIVE: Final = 20
"""A difference has to be of at least so many points of a hundred for an option to be called divisive."""


class Backing(NamedTuple):
    """How many of a group picked an option: k of n people."""

    k: int
    n: int

    @property
    def smoothed(self) -> float:
        """The share (k + 1/2) / (n + 1): never 0 or 1, so that one silent group does not decide alone."""
        return (self.k + 0.5) / (self.n + 1)


@dataclass(frozen=True)
class Gap:
    """The largest difference between two groups told apart in the same way, with its interval."""

    higher: str
    lower: str
    difference: float
    interval: Interval
    large: bool
    """Whether the difference is of at least twenty points, exactly."""


@dataclass(frozen=True)
class Support:
    """What the groups that are large enough say of one option."""

    mean: float
    """Geometric mean of the smoothed shares: low as soon as one group is low."""
    least: float
    lowest: tuple[str, ...]
    """The groups in which the smoothed share is the least, ties together."""
    gap: Gap | None
    """None where no two groups can be compared."""

    @property
    def divisive(self) -> bool:
        """Whether two groups clearly differ: the interval excludes 0 and the difference is large."""
        return self.gap is not None and self.gap.large and self.gap.interval.low > 0


def support(ways: Sequence[Mapping[str, Backing]]) -> Support | None:
    """Return the support of an option across groups, None where fewer than two groups have ten people.

    Each mapping of `ways` holds the groups of one way of telling people apart, by code. The mean of
    probabilities by their logarithms is that of pooled opinions (Genest and Zidek 1986); (k + 1/2) / (n + 1)
    is the estimate under the prior of Jeffreys (1946). The interval is that of Newcombe (1998).
    """
    large = [{code: one for code, one in way.items() if one.n >= SMALLEST_GROUP} for way in ways]
    shares = {code: one.smoothed for way in large for code, one in way.items()}
    if len(shares) < 2:  # noqa: PLR2004 - one group alone is no support across groups
        return None
    least = min(shares.values())
    return Support(
        mean=exp(sum(map(log, shares.values())) / len(shares)),
        least=least,
        lowest=tuple(code for code, share in shares.items() if share == least),
        gap=_largest_gap(large),
    )


def _largest_gap(ways: Sequence[Mapping[str, Backing]]) -> Gap | None:
    gaps = [_gap(one, other, way[one], way[other]) for way in ways for one, other in permutations(way, 2)]
    # The first of equal ones, so that the same data give the same page.
    return max(gaps, key=lambda gap: gap.difference, default=None)


def _gap(one: str, other: str, first: Backing, second: Backing) -> Gap:
    # Whole numbers: 58 of 100 and 38 of 100 are twenty points apart, whatever a division makes of them.
    apart, out_of = first.k * second.n - second.k * first.n, first.n * second.n
    return Gap(
        higher=one,
        lower=other,
        difference=apart / out_of,
        interval=newcombe_difference(*first, *second),
        large=100 * apart >= DIVISIVE * out_of,
    )
