"""What people put in order: places, points by place, duels, and how sure a winner of all duels is.

Everything is computed from the orders that were given and how many people gave each, never from people one by
one. An order may be partial: what somebody left out stands behind what they ranked, all alike.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from itertools import permutations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.analysis.statistics.intervals import Interval, wilson

_MOST_WEIGHTS: Final = 2_000_000
_FEWEST_DRAWS: Final = 200


@dataclass(frozen=True)
class Orders:
    """What was ranked: `counts[i]` people gave the order `orders[i]`, the first option first.

    The empty order is a blank, outside the base. Raises ValueError if the parts do not fit together.
    """

    options: tuple[str, ...]
    orders: tuple[tuple[str, ...], ...]
    counts: tuple[int, ...]

    def __post_init__(self) -> None:
        """Refuse orders that nobody could have given."""
        known = set(self.options)
        if len(known) != len(self.options):
            raise ValueError("an option is listed twice")
        if len(self.orders) != len(self.counts) or any(count < 0 for count in self.counts):
            raise ValueError("each order needs one count of zero or more")
        if any(len(set(order)) != len(order) or not known.issuperset(order) for order in self.orders):
            raise ValueError("an order holds an unknown option, or one twice")

    @cached_property
    def types(self) -> dict[tuple[str, ...], int]:
        """The orders that were really given, each once, without the blanks."""
        found: Counter[tuple[str, ...]] = Counter()
        for order, count in zip(self.orders, self.counts, strict=True):
            if order and count:
                found[order] += count
        return dict(found)

    @property
    def base(self) -> int:
        """People who ranked at least one option."""
        return sum(self.types.values())

    @property
    def blank(self) -> int:
        """People who were asked and ranked nothing."""
        return sum(self.counts) - self.base


@dataclass(frozen=True)
class Placing:
    """Where people put one option. `places[i]` people put it at place i + 1; `unranked` left it out."""

    option: str
    places: tuple[int, ...]
    unranked: int
    points: float
    """Mean points by place (Borda): how many options it stands before, on average; 0 without any answer."""

    def first(self, k: int) -> int:
        """Return how many people put it among the first k."""
        return sum(self.places[:k])

    def share(self, k: int) -> Interval:
        """Return the Wilson interval of the share that put it among the first k."""
        return wilson(self.first(k), sum(self.places) + self.unranked)


@dataclass(frozen=True)
class Duel:
    """Two options beside each other: how many people put each before the other."""

    one: str
    other: str
    wins: int
    losses: int


def placings(orders: Orders) -> tuple[Placing, ...]:
    """Return where people put each option, in the order of the options.

    Points by place are those of de Borda (1781): an option gets one for each option that stands behind it.
    Options that somebody left out share the places behind those they ranked, so that a short order gives as
    many points in all as a long one.
    """
    last = len(orders.options) - 1
    places = {option: [0] * len(orders.options) for option in orders.options}
    points = dict.fromkeys(orders.options, 0.0)
    for order, n in orders.types.items():
        for place, option in enumerate(order):
            places[option][place] += n
            points[option] += n * (last - place)
        left = set(orders.options) - set(order)
        for option in left:
            points[option] += n * (len(left) - 1) / 2
    base = orders.base
    return tuple(
        Placing(
            option,
            tuple(places[option]),
            base - sum(places[option]),
            points[option] / base if base else 0.0,
        )
        for option in orders.options
    )


def duels(orders: Orders) -> tuple[Duel, ...]:
    """Return every option beside every other (Condorcet 1785), those who prefer neither counting for none."""
    found: Counter[tuple[str, str]] = Counter()
    for order, n in orders.types.items():
        left = [option for option in orders.options if option not in order]
        for place, option in enumerate(order):
            for behind in (*order[place + 1 :], *left):
                found[option, behind] += n
    return tuple(
        Duel(one, other, found[one, other], found[other, one])
        for one, other in permutations(orders.options, 2)
    )


def condorcet_winner(orders: Orders) -> str | None:
    """Return the option that more people put before any other than behind it, or None (Condorcet 1785)."""
    beaten = Counter(duel.one for duel in duels(orders) if duel.wins > duel.losses)
    rivals = len(orders.options) - 1
    return next((option for option in orders.options if rivals and beaten[option] == rivals), None)


def condorcet_probability(orders: Orders, *, draws: int = 2000, seed: int | None = None) -> dict[str, float]:
    """Return, per option, the probability that it wins every duel if similar people had answered.

    Bayesian bootstrap (Rubin 1981) over the orders that were given, with a prior of one person who ranks at
    random, so that a handful of people who agree are not certainty. They add up to at most 1: sometimes no
    option wins every duel. Without `seed` the draws follow from the data alone. There are fewer draws where
    very many different orders were given (never under 200), so that the cost stays the same.
    """
    options = sorted(orders.options)
    if orders.base == 0 or len(options) == 1:
        return dict.fromkeys(orders.options, 1 / len(options) if options else 0.0)
    canonical = sorted(orders.types.items())
    if seed is None:
        digest = blake2b(repr((options, canonical)).encode(), digest_size=8).digest()
        seed = int.from_bytes(digest, "big")
    draws = max(_FEWEST_DRAWS, min(draws, _MOST_WEIGHTS // len(canonical)))
    rng = np.random.default_rng(seed)
    alpha = np.array([n for _, n in canonical], dtype=np.float64)
    margins = _margins([order for order, _ in canonical], options)
    weights = rng.standard_gamma(alpha, size=(draws, len(canonical)))
    won = weights @ margins.reshape(len(canonical), -1)
    won = won.reshape(draws, len(options), len(options)) + _at_random(rng, draws, len(options))
    beats = (won > 0).sum(axis=2) == len(options) - 1
    found = dict(zip(options, beats.mean(axis=0).tolist(), strict=True))
    return {option: found[option] for option in orders.options}


def _margins(orders: Sequence[tuple[str, ...]], options: Sequence[str]) -> NDArray[np.float64]:
    """Return, per order, 1 where the option of the row stands before that of the column, -1 behind it."""
    behind_all = len(options)
    place = np.array(
        [[order.index(one) if one in order else behind_all for one in options] for order in orders]
    )
    margins: NDArray[np.float64] = np.sign(place[:, np.newaxis, :] - place[:, :, np.newaxis]).astype(float)
    return margins


def _at_random(rng: np.random.Generator, draws: int, n: int) -> NDArray[np.float64]:
    """Return the margins of one person per draw who ranks at random, with that person's weight."""
    place = rng.permuted(np.tile(np.arange(n), (draws, 1)), axis=1)
    margins: NDArray[np.float64] = np.sign(place[:, np.newaxis, :] - place[:, :, np.newaxis])
    return margins * rng.standard_exponential(draws)[:, np.newaxis, np.newaxis]
