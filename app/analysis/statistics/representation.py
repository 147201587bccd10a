"""Who answered beside who there is: shares of a sample beside known shares of its population. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from app.analysis.statistics.intervals import Interval, wilson

Standing = Literal["under", "over", "even"]
"""Clearly fewer than their share of the population, clearly more, or no clear difference."""

NOTABLE_POINTS: Final = 0.05
NOTABLE_RATIO: Final = 0.8
"""A difference is worth a word from five points on, or where one share is under four fifths of the other."""
CONFIDENCE: Final = 0.95


@dataclass(frozen=True)
class Gap:
    """One group: its share among the answers with its interval, and its share of the population, 0 to 1."""

    n: int
    share: float
    interval: Interval
    population: float
    standing: Standing

    @property
    def difference(self) -> float:
        """Share of the answers less share of the population, between -1 and 1."""
        return self.share - self.population


def gaps(counts: Mapping[str, int], population: Mapping[str, int], base: int = 0) -> dict[str, Gap]:
    """Return every group of `population` with its share among the answers, in the same order.

    The intervals hold together: with k groups each is Wilson's at 1 - 0.05/k, as Goodman (1965) does for
    shares that add up to 1. A group stands under or over its share only where its interval leaves the share
    of the population out, so that one time in twenty at most a whole table says so wrongly of people who
    answered as if drawn by lot. `base` is what shares are shares of, where it is more than the sum of
    `counts`.

    Returns nothing without a base. Raises ValueError where the population is empty.
    """
    everybody = sum(population.values())
    if everybody <= 0:
        raise ValueError("a population needs people")
    whole = max(base, sum(counts.get(code, 0) for code in population))
    if whole == 0:
        return {}
    confidence = 1 - (1 - CONFIDENCE) / len(population)
    found = {}
    for code, people in population.items():
        n = counts.get(code, 0)
        interval = wilson(n, whole, confidence)
        target = people / everybody
        found[code] = Gap(n, n / whole, interval, target, _standing(n / whole, interval, target))
    return found


def _standing(share: float, interval: Interval, target: float) -> Standing:
    notable = abs(share - target) >= NOTABLE_POINTS or min(share, target) < NOTABLE_RATIO * max(share, target)
    if notable and interval.high < target:
        return "under"
    return "over" if notable and interval.low > target else "even"
