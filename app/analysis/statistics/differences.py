"""Whether two groups of people answered differently, beyond what chance alone would do.

Everything is computed from counts: which set was picked by how many of each group, among people alike in what
is held constant. So the cost does not depend on how many people answered. Why these tests:
docs/decisions/0032.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from math import asin, ceil, erfc, floor, inf, log10, pi, sin, sqrt
from statistics import NormalDist
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import hypergeom

ERROR: Final = 0.05
"""How often, at most, anything at all may be said to stand out where nothing differs."""
POWER: Final = 0.80
SMALLEST_GROUP: Final = 10
"""Groups with fewer people are not compared."""
DRAWS: Final = 1000

# Exchanging people one by one is faster below this number of people, and exchanging counts above it.
_FEW: Final = 1000
# From this variance on the exact probability and that of the normal curve differ by less than a thousandth.
_NORMAL: Final = 2500.0
# In standard deviations: beyond, nothing is left that would change the sum.
_FAR: Final = 12
# From this many people expected to pick, and not to pick, on, exchanged counts are drawn from a normal curve.
_SMOOTH: Final = 200
# Counts that are equal must not differ by the rounding of their sums.
_ROUNDING: Final = 1e-9


@dataclass(frozen=True)
class Stratum:
    """People alike in what is held constant: how many of each group picked each set.

    `first[i]` people of the first group and `second[i]` of the second picked exactly the set i.
    """

    first: tuple[int, ...]
    second: tuple[int, ...]


@dataclass(frozen=True)
class Fourfold:
    """People alike in what is held constant, and one option: k of n picked it in each of two groups."""

    k1: int
    n1: int
    k2: int
    n2: int


@lru_cache(maxsize=256)
def step_down(
    options: tuple[str, ...],
    sets: tuple[frozenset[str], ...],
    strata: tuple[Stratum, ...],
    *,
    draws: int = DRAWS,
    seed: int | None = None,
) -> Mapping[str, float]:
    """Return, per option, how probably chance alone makes as large a difference, all options together.

    Step-down max-|z| test (Westfall and Young 1993, algorithm 4.1): people change groups at random within
    their stratum and keep the whole set that they picked, which is drawing sets from a multivariate
    hypergeometric distribution. z is the distance of an option's count in the first group from its mean under
    these exchanges, in their standard deviations, all strata together (Mantel and Haenszel 1959). In a
    stratum where many pick each option, the counts are drawn from the normal distribution to which these
    exchanges tend (Strasser and Weber 1999). Where no option truly differs, the chance that any probability
    is at most 0.05 is at most 0.05. One that nobody or everybody picked has 1.

    Without `seed` the draws follow from the data alone. The same question asked again is answered from
    memory. Raises ValueError if a stratum does not count each set, or counts fewer than nobody.
    """
    _check(sets, strata)
    holds = np.array([[option in one for option in options] for one in sets], dtype=np.float64)
    holds = holds.reshape(len(sets), len(options))
    rng = np.random.default_rng(_seed(options, sets, strata) if seed is None else seed)
    distance = np.zeros(len(options))
    variance = np.zeros(len(options))
    smooth = np.zeros((len(options), len(options)))
    drawn = np.zeros((draws, len(options)))
    for stratum in strata:
        first = np.array(stratum.first, dtype=np.int64)
        every = first + np.array(stratum.second, dtype=np.int64)
        n, size = int(every.sum()), int(first.sum())
        if size in {0, n}:
            # One of the groups has nobody here: there is nothing to exchange.
            continue
        picked = every @ holds
        mean = size / n * picked
        distance += first @ holds - mean
        variance += _variance(picked, size, n)
        if _is_smooth(picked, size, n):
            together = (holds.T * every) @ holds / n - np.outer(picked, picked) / n / n
            smooth += size * (n - size) / (n - 1) * together
            continue
        method: Literal["count", "marginals"] = "count" if n <= _FEW else "marginals"
        drawn += rng.multivariate_hypergeometric(every, size, size=draws, method=method) @ holds - mean
    if smooth.any():
        drawn += rng.multivariate_normal(np.zeros(len(options)), smooth, size=draws, method="eigh")
    return dict(zip(options, _adjusted(distance, drawn, variance), strict=True))


def exact(tables: Sequence[Fourfold]) -> float:
    """Return the two-sided probability of the count of one option in the first group, given all margins.

    Fisher's exact test (1935); with several strata that of Birch (1964), on the sum of their counts. It
    is two-sided as in R and scipy: all the counts that are no more probable than the one observed. Where the
    variance of the count is 2,500 or more the normal curve stands for it, with a correction for continuity.
    Raises ValueError where k is not between 0 and n.
    """
    observed, start = 0, 0
    centre, variance = 0.0, 0.0
    chances = np.ones(1)
    for table in tables:
        if not (0 <= table.k1 <= table.n1 and 0 <= table.k2 <= table.n2):
            raise ValueError(f"a count lies between 0 and the number of people: {table}")
        n, picked = table.n1 + table.n2, table.k1 + table.k2
        if n > 1:
            centre += table.n1 * picked / n
            variance += float(_variance(np.array(picked, dtype=np.float64), table.n1, n))
    if variance >= _NORMAL:
        away = max(0.0, abs(sum(table.k1 for table in tables) - centre) - 0.5)
        return erfc(away / sqrt(2 * variance))
    for table in tables:
        n, picked = table.n1 + table.n2, table.k1 + table.k2
        if n == 0:
            continue
        low, high = max(0, picked - table.n2), min(picked, table.n1)
        mean, reach = table.n1 * picked / n, _FAR * sqrt(_NORMAL)
        low, high = max(low, int(mean - reach)), min(high, ceil(mean + reach))
        chances = np.convolve(chances, hypergeom.pmf(np.arange(low, high + 1), n, picked, table.n1))
        observed += table.k1
        start += low
    here = chances[observed - start] if 0 <= observed - start < len(chances) else 0.0
    return min(1.0, float(chances[chances <= here * (1 + 1e-7)].sum()))


def holm(probabilities: Sequence[float]) -> list[float]:
    """Return probabilities adjusted for being looked at together, in their order (Holm 1979).

    It holds whatever the options have to do with each other.
    """
    order = sorted(range(len(probabilities)), key=lambda place: probabilities[place])
    adjusted = [1.0] * len(probabilities)
    highest = 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, (len(order) - rank) * probabilities[place]))
        adjusted[place] = highest
    return adjusted


def detectable_gap(n1: int, n2: int, share: float, *, tests: int = 1) -> float:
    """Return the smallest difference from `share` that would be seen four times out of five, between 0 and 1.

    Cohen (1988), chapter 6, on the arcsine scale: two-sided 5 per cent shared out over `tests` (Bonferroni),
    power 80 per cent, counted towards one half, where a difference is hardest to see. Infinite where no
    difference at all would be seen. Raises ValueError for an empty group, no test, or a share beyond 0 to 1.
    """
    if min(n1, n2, tests) < 1 or not 0 <= share <= 1:
        raise ValueError(f"nothing can be detected with {n1} and {n2} people, {tests} tests, share {share}")
    normal = NormalDist()
    h = (normal.inv_cdf(1 - ERROR / (2 * tests)) + normal.inv_cdf(POWER)) * sqrt(1 / n1 + 1 / n2)
    near = min(share, 1 - share)
    angle = 2 * asin(sqrt(near)) + h
    return sin(angle / 2) * sin(angle / 2) - near if angle <= pi else inf


def rounded_gap(gap: float) -> float:
    """Return a gap in points, rounded upwards: to a point from 3 points on, below that to two figures."""
    points = 100 * gap
    if points >= 3:  # noqa: PLR2004 - below, a whole point would be too coarse
        return float(ceil(points - _ROUNDING))
    digits = 1 - floor(log10(points))
    return round(ceil(points * 10.0**digits - _ROUNDING) / 10.0**digits, digits)


def _variance(picked: NDArray[np.float64], size: int, n: int) -> NDArray[np.float64]:
    """Return the variance of how many of `size` people drawn from n are among those who picked."""
    spread: NDArray[np.float64] = size * (n - size) / (n - 1) * (picked / n) * (1 - picked / n)
    return spread


def _is_smooth(picked: NDArray[np.float64], size: int, n: int) -> bool:
    """Say whether many people of the smaller group are expected to pick each option, and not to pick it."""
    some = picked[(picked > 0) & (picked < n)]
    expected = min(size, n - size) / n * np.minimum(some, n - some)
    return bool(len(some) and expected.min() >= _SMOOTH)


def _adjusted(
    distance: NDArray[np.float64], drawn: NDArray[np.float64], variance: NDArray[np.float64]
) -> list[float]:
    """Return the adjusted probabilities, going down from the largest |z|."""
    scale = np.sqrt(np.where(variance > _ROUNDING, variance, inf))
    observed, simulated = np.abs(distance) / scale, np.abs(drawn) / scale
    adjusted = np.ones(len(observed))
    largest = np.zeros(len(drawn))
    order = np.argsort(-observed, kind="stable")
    for place in order[::-1]:
        largest = np.maximum(largest, simulated[:, place])
        reached = int((largest >= observed[place] - _ROUNDING).sum())
        adjusted[place] = (1 + reached) / (1 + len(drawn))
    highest = 0.0
    for place in order:
        highest = max(highest, float(adjusted[place]))
        adjusted[place] = highest
    return [float(one) for one in adjusted]


def _check(sets: Sequence[frozenset[str]], strata: Sequence[Stratum]) -> None:
    for stratum in strata:
        if not len(stratum.first) == len(stratum.second) == len(sets):
            raise ValueError("each set needs a count for each group")
        if min((*stratum.first, *stratum.second), default=0) < 0:
            raise ValueError("nobody can be fewer than nobody")


def _seed(options: Sequence[str], sets: Sequence[frozenset[str]], strata: Sequence[Stratum]) -> int:
    """Return a number that follows from the data."""
    said = repr((options, [sorted(one) for one in sets], [(one.first, one.second) for one in strata]))
    return int.from_bytes(blake2b(said.encode(), digest_size=8).digest())
