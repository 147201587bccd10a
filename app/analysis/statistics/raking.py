"""Weights that bring answers to published margins: raking, its limits and what it costs. Pure.

A cell is a group of people who are alike in every dimension (bassin, profile, language); each person of a
cell has the same weight. Weights are 1 on average.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

LOWEST: Final = 1 / 3
HIGHEST: Final = 3.0
ROUNDS: Final = 200
TOLERANCE: Final = 1e-6
_HALVINGS: Final = 80


@dataclass(frozen=True)
class Margin:
    """One dimension: the category of every cell, and the share that each category should have (1 in all)."""

    categories: Sequence[str]
    targets: Mapping[str, float]


@dataclass(frozen=True)
class Raked:
    """The weight of a person in each cell, and how the raking went."""

    weights: tuple[float, ...]
    converged: bool
    """Whether the margins were met before weights were trimmed; where they were not, all weights are 1."""
    rounds: int
    trimmed: int
    """People whose weight was cut to a limit."""
    off: float
    """The largest distance between a target and the share reached with the weights as they are, 0 to 1."""
    effective: float
    """As many people, drawn without weights, would be as stable: Kish's effective number."""


def rake(counts: Sequence[int], margins: Sequence[Margin]) -> Raked:
    """Return weights with which the cells have the shares of every margin, trimmed to [1/3, 3].

    Iterative proportional fitting (Deming and Stephan 1940): each margin in turn is met exactly, until none
    moves any more. Then weights beyond the limits are cut, and all are multiplied so that they are 1 on
    average again within the limits.

    Raises:
        ValueError: nobody is there, categories with people and with a share are not the same, or the shares
            of a margin do not add up to 1.
    """
    total = sum(counts)
    _check(counts, margins, total)
    weights = [1.0] * len(counts)
    rounds = 0
    while _distance(counts, weights, margins) > TOLERANCE and rounds < ROUNDS:
        rounds += 1
        for margin in margins:
            _meet(counts, weights, margin, total)
    converged = _distance(counts, weights, margins) <= TOLERANCE
    # Where the margins contradict each other the last round is as arbitrary as any: nobody is weighted.
    kept = trim(counts, weights) if converged else [1.0] * len(counts)
    return Raked(
        weights=tuple(kept),
        converged=converged,
        rounds=rounds,
        trimmed=sum(n for n, w in zip(counts, kept, strict=True) if n and w in {LOWEST, HIGHEST}),
        off=_distance(counts, kept, margins),
        effective=effective_number(counts, kept),
    )


def trim(counts: Sequence[int], weights: Sequence[float]) -> list[float]:
    """Return the weights cut to [1/3, 3] and multiplied by what makes them 1 on average within these limits.

    Weights that lie within the limits and are 1 on average come back as they are. With nobody there, all are
    1. Raises ValueError where somebody's weight is not above 0.
    """
    total = sum(counts)
    if any(n and weight <= 0 for n, weight in zip(counts, weights, strict=True)):
        raise ValueError("a weight is more than 0")
    if total == 0:
        return [1.0] * len(weights)

    def cut(factor: float) -> list[float]:
        return [min(HIGHEST, max(LOWEST, factor * weight)) for weight in weights]

    def mean(factor: float) -> float:
        return sum(n * w for n, w in zip(counts, cut(factor), strict=True)) / total

    # The mean grows with the factor, from 1/3 to 3: find two ends around 1 and halve until they meet.
    low, high = 0.0, 1.0
    while mean(high) < 1:
        low, high = high, 2 * high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if mean(middle) < 1 else (low, middle)
    return cut(high)


def effective_number(counts: Sequence[int], weights: Sequence[float]) -> float:
    """Return Kish's effective number of people, (Σw)²/Σw² over people (Kish 1965, section 11.7).

    It is the number of people where all weights are equal, and less otherwise; 0 with nobody there.
    """
    first = sum(n * w for n, w in zip(counts, weights, strict=True))
    second = sum(n * w * w for n, w in zip(counts, weights, strict=True))
    return first * first / second if second else 0.0


def weighted_share(picked: Sequence[int], counts: Sequence[int], weights: Sequence[float]) -> float | None:
    """Return the share of people who picked something, weighted; `picked` of `counts` in each cell.

    None with nobody there. Raises ValueError where more picked than there are.
    """
    if any(not 0 <= k <= n for k, n in zip(picked, counts, strict=True)):
        raise ValueError("in no cell can more people pick something than there are")
    base = sum(n * w for n, w in zip(counts, weights, strict=True))
    if base == 0:
        return None
    return min(1.0, sum(k * w for k, w in zip(picked, weights, strict=True)) / base)


def _check(counts: Sequence[int], margins: Sequence[Margin], total: int) -> None:
    if total == 0 or any(n < 0 for n in counts):
        raise ValueError("raking needs people, and no negative number of them")
    for margin in margins:
        there = {each for each, n in zip(margin.categories, counts, strict=True) if n}
        if not there <= margin.targets.keys():
            raise ValueError("every category that people are in needs a target")
        if not margin.targets.keys() <= there:
            raise ValueError("a category that nobody is in cannot have a share")
        if min(margin.targets.values()) <= 0 or abs(sum(margin.targets.values()) - 1) > TOLERANCE:
            raise ValueError("the shares of a margin are more than 0 and add up to 1")


def _masses(counts: Sequence[int], weights: Sequence[float], margin: Margin) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for category, n, weight in zip(margin.categories, counts, weights, strict=True):
        found[category] += n * weight
    return found


def _meet(counts: Sequence[int], weights: list[float], margin: Margin, total: int) -> None:
    masses = _masses(counts, weights, margin)
    for place, category in enumerate(margin.categories):
        if masses[category]:
            weights[place] *= margin.targets[category] * total / masses[category]


def _distance(counts: Sequence[int], weights: Sequence[float], margins: Sequence[Margin]) -> float:
    mass = sum(n * w for n, w in zip(counts, weights, strict=True))
    if mass == 0:
        return 1.0
    return max(
        (
            abs(_masses(counts, weights, margin)[category] / mass - share)
            for margin in margins
            for category, share in margin.targets.items()
        ),
        default=0.0,
    )
