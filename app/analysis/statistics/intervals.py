"""Intervals for shares and for differences of shares.

Among people who chose to answer, an interval says how stable a share is "if similar people had answered".
It is never a margin of error of the population.
"""

from math import asin, sqrt
from statistics import NormalDist
from typing import NamedTuple


class Interval(NamedTuple):
    """A closed interval, in the unit of what it surrounds (shares between 0 and 1, or their difference)."""

    low: float
    high: float


def wilson(k: int, n: int, confidence: float = 0.95) -> Interval:
    """Return the score interval of the share k/n.

    Wilson (1927); recommended for small n by Brown, Cai and DasGupta (2001). With n = 0 nothing is known
    and the interval is (0, 1). Raises ValueError unless 0 <= k <= n and 0 < confidence < 1.
    """
    if not 0 <= k <= n:
        raise ValueError(f"a share needs 0 <= k <= n, not {k} of {n}")
    z = _quantile(confidence)
    if n == 0:
        return Interval(0.0, 1.0)
    share = k / n
    shrink = 1 + z * z / n
    centre = (share + z * z / (2 * n)) / shrink
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / shrink
    # At the ends the limit is exactly 0 or 1: rounding must not say otherwise.
    low = 0.0 if k == 0 else max(0.0, centre - half)
    high = 1.0 if k == n else min(1.0, centre + half)
    return Interval(low, high)


def newcombe_difference(k1: int, n1: int, k2: int, n2: int, confidence: float = 0.95) -> Interval:
    """Return the interval of k1/n1 - k2/n2 for two independent groups, between -1 and 1.

    Newcombe (1998), method 10: the Wilson limits of both shares combined as the sides of a square. If
    either group is empty nothing is known and the interval is (-1, 1). Raises ValueError as `wilson` does.
    """
    first, second = wilson(k1, n1, confidence), wilson(k2, n2, confidence)
    if n1 == 0 or n2 == 0:
        return Interval(-1.0, 1.0)
    share1, share2 = k1 / n1, k2 / n2
    difference = share1 - share2
    below = sqrt((share1 - first.low) ** 2 + (second.high - share2) ** 2)
    above = sqrt((first.high - share1) ** 2 + (share2 - second.low) ** 2)
    return Interval(max(-1.0, difference - below), min(1.0, difference + above))


def cohens_h(share1: float, share2: float) -> float:
    """Return the size of the difference between two shares, from -pi to pi, positive if the first is larger.

    Cohen (1988), chapter 6: arcsine scale; about 0.2 is small, 0.5 medium, 0.8 large. Raises ValueError
    if a share is not between 0 and 1.
    """
    if not (0 <= share1 <= 1 and 0 <= share2 <= 1):
        raise ValueError(f"shares lie between 0 and 1, not {share1} and {share2}")
    return 2 * asin(sqrt(share1)) - 2 * asin(sqrt(share2))


def _quantile(confidence: float) -> float:
    """Return the normal quantile of a two-sided interval."""
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1, not {confidence}")
    return NormalDist().inv_cdf((1 + confidence) / 2)
