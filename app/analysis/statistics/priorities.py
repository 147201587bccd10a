"""Which of n options come first when each respondent picks k: shares, candidates, best sets.

Everything is computed from the ballot types (which exact set was picked, by how many), so the cost does
not depend on how many people answered. Why a candidate set and not k winners: docs/decisions/0006.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations
from math import comb, lcm
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from app.analysis.statistics.draws import drawn_first
from app.analysis.statistics.intervals import Interval, wilson

Word = Literal["clear", "likely", "open", "no"]

CLEAR: Final = 0.90
LIKELY: Final = 0.60
CANDIDATE: Final = 0.20

# Trying every set stays instant far beyond any real ballot; above this, refuse rather than hang.
MAX_SETS: Final = 10_000


@dataclass(frozen=True)
class Ballots:
    """What was picked: `counts[i]` respondents picked exactly the set `picks[i]`; `pick` options come first.

    The empty set is a blank: someone who was asked and left it blank. Blanks are outside the base. The same
    set may appear several times (its counts add up). An older version may have let people pick more than
    `pick`: then all of it counts. Raises ValueError if the parts do not fit together.
    """

    options: tuple[str, ...]
    picks: tuple[frozenset[str], ...]
    counts: tuple[int, ...]
    pick: int

    def __post_init__(self) -> None:
        """Refuse ballots that could not have been cast."""
        known = set(self.options)
        if len(known) != len(self.options):
            raise ValueError("an option is listed twice")
        if not 1 <= self.pick <= len(self.options):
            raise ValueError(f"one cannot pick {self.pick} of {len(self.options)} options")
        if len(self.picks) != len(self.counts) or any(count < 0 for count in self.counts):
            raise ValueError("each set needs one count of zero or more")
        if any(not picked <= known for picked in self.picks):
            raise ValueError("a set holds an unknown option")

    @property
    def base(self) -> int:
        """Respondents who picked at least one option: what every share is a share of."""
        return sum(count for picked, count in zip(self.picks, self.counts, strict=True) if picked)

    @property
    def blank(self) -> int:
        """Respondents who were asked and picked nothing."""
        return sum(self.counts) - self.base


@dataclass(frozen=True)
class Approval:
    """How many respondents picked an option, as a count and as a share of the base with its interval."""

    n: int
    share: float
    interval: Interval


@dataclass(frozen=True)
class Standing:
    """Where one option stands. `rank` is shared by ties (1, 2, 2, 4); `probability` is of the top k."""

    option: str
    rank: int
    approval: Approval
    probability: float
    word: Word
    candidate: bool


@dataclass(frozen=True)
class Best:
    """The highest score under one criterion and every set of k options that reaches it (ties together)."""

    score: float
    sets: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class BestSets:
    """The best sets of k options by total picks, by PAV and by the number of respondents covered."""

    approval: Best
    pav: Best
    coverage: Best
    covered: Mapping[frozenset[str], int]
    """How many respondents find a pick of theirs in each of these sets."""

    @property
    def agree(self) -> bool:
        """Whether the three criteria name the same sets, so that one line says it all."""
        return set(self.approval.sets) == set(self.pav.sets) == set(self.coverage.sets)


def approval(ballots: Ballots, confidence: float = 0.95) -> dict[str, Approval]:
    """Return each option's count, share of the base and Wilson interval, in the order of the options.

    With a base of 0 every share is 0 and every interval (0, 1).
    """
    base = ballots.base
    numbers = _numbers(ballots)
    return {
        option: Approval(n, n / base if base else 0.0, wilson(n, base, confidence))
        for option, n in numbers.items()
    }


def top_k_probability(ballots: Ballots, *, draws: int = 4000, seed: int | None = None) -> dict[str, float]:
    """Return, per option, the probability that it is among the k most picked if similar people had answered.

    Bayesian bootstrap (Rubin 1981) over the ballot types: Dirichlet weights, with a prior of one ballot
    spread evenly over the C(n, k) full sets, so that a set nobody picked stays possible. An option tied
    across the last place counts for its part of the places left. The probabilities sum to k. Without
    `seed` the draws follow from the data alone: the same ballots, in whatever order, give the same figures.
    The standard error is at most 0.008 with 4,000 draws. Raises ValueError beyond MAX_SETS sets.
    """
    options = sorted(ballots.options)
    if ballots.base == 0:
        return dict.fromkeys(ballots.options, ballots.pick / len(options))
    sets = _full_sets(tuple(options), ballots.pick)
    mass = Counter(_types(ballots))
    canonical = [(sorted(picked), mass[picked]) for picked in sorted(mass, key=sorted)]
    prior = dict.fromkeys(sets, 1 / len(sets))
    types = sorted(prior.keys() | mass.keys(), key=sorted)
    alpha = np.array([mass[picked] + prior.get(picked, 0.0) for picked in types])
    incidence = _incidence(types, options)
    chosen = _seed((options, ballots.pick, canonical)) if seed is None else seed
    drawn = drawn_first(
        chosen, draws, ballots.pick,
        options=len(options), alpha=alpha.tobytes(), incidence=incidence.tobytes(),
    )  # fmt: skip
    found = dict(zip(options, drawn, strict=True))
    return {option: found[option] for option in ballots.options}


def word(probability: float) -> Word:
    """Say a probability of the top k in a word; "open" is to be settled, "no" is not a candidate."""
    if probability >= CLEAR:
        return "clear"
    if probability >= LIKELY:
        return "likely"
    return "open" if probability >= CANDIDATE else "no"


def candidates(ballots: Ballots, probabilities: Mapping[str, float]) -> tuple[str, ...]:
    """Return the options that a bassin chooses among, most picked first.

    The list of options by number of picks is cut once, never inside a tie: it goes down to the last
    option whose probability of the top k reaches 0.20, and at least to the k-th most picked.
    """
    numbers = _numbers(ballots)
    together = _across_ties(numbers, probabilities)
    kth = sorted(numbers.values(), reverse=True)[ballots.pick - 1]
    cut = min([kth, *(n for option, n in numbers.items() if together[option] >= CANDIDATE)])
    return tuple(option for option in _most_picked(numbers) if numbers[option] >= cut)


def standings(ballots: Ballots, *, draws: int = 4000, seed: int | None = None) -> tuple[Standing, ...]:
    """Return every option with all that the screen says of it, most picked first, ties in the given order.

    Tied options carry the same word (that of their mean probability), since the draws must not part them;
    a candidate's word is at least "open".
    """
    shares = approval(ballots)
    numbers = {option: share.n for option, share in shares.items()}
    probabilities = top_k_probability(ballots, draws=draws, seed=seed)
    together = _across_ties(numbers, probabilities)
    chosen = set(candidates(ballots, probabilities))
    return tuple(
        Standing(
            option=option,
            rank=1 + sum(n > numbers[option] for n in numbers.values()),
            approval=shares[option],
            probability=probabilities[option],
            word=word(max(together[option], CANDIDATE) if option in chosen else 0.0),
            candidate=option in chosen,
        )
        for option in _most_picked(numbers)
    )


def coverage(ballots: Ballots, chosen: frozenset[str]) -> int:
    """Return how many respondents see at least one of their picks in `chosen` (a share of `ballots.base`).

    Raises ValueError if `chosen` holds an unknown option.
    """
    if not chosen <= set(ballots.options):
        raise ValueError("the chosen set holds an unknown option")
    return sum(n for picked, n in zip(ballots.picks, ballots.counts, strict=True) if picked & chosen)


def best_sets(ballots: Ballots) -> BestSets:
    """Return the best sets of k options under three criteria, exactly, by trying every set.

    Approval: total picks. PAV, proportional approval voting (Thiele 1895): a respondent is worth 1 + 1/2 +
    ... for each pick found in the set, so a second group is heard before the first is served twice.
    Coverage (Chamberlin and Courant 1983): respondents with at least one pick in the set. Ties are all
    returned, in the order of the options. Raises ValueError beyond MAX_SETS sets.
    """
    sets = _full_sets(ballots.options, ballots.pick)
    types = _types(ballots)
    counts = np.array(list(types.values()), dtype=np.int64)
    found = (_incidence(sets, ballots.options) @ _incidence(list(types), ballots.options).T).astype(np.int64)
    # Whole numbers (of a common denominator of 1, 1/2, ... 1/k) keep ties exact.
    unit = lcm(*range(1, ballots.pick + 1))
    worth = np.cumsum([0, *(unit // place for place in range(1, ballots.pick + 1))])
    covers = (found > 0).astype(np.int64) @ counts
    three = (
        _best(sets, found @ counts, 1),
        _best(sets, worth[found] @ counts, unit),
        _best(sets, covers, 1),
    )
    named = frozenset[frozenset[str]]().union(*(best.sets for best in three))
    return BestSets(*three, {one: n for one, n in zip(sets, covers.tolist(), strict=True) if one in named})


def _best(sets: list[frozenset[str]], scores: NDArray[np.int64], unit: int) -> Best:
    top = int(scores.max())
    winners = tuple(one for one, score in zip(sets, scores.tolist(), strict=True) if score == top)
    return Best(top / unit, winners)


def _types(ballots: Ballots) -> dict[frozenset[str], int]:
    """Add up the counts of each set that was really picked; blanks and empty counts are left out."""
    types: Counter[frozenset[str]] = Counter()
    for picked, count in zip(ballots.picks, ballots.counts, strict=True):
        if picked and count:
            types[picked] += count
    return dict(types)


def _numbers(ballots: Ballots) -> dict[str, int]:
    """Count the respondents who picked each option, in the order of the options."""
    numbers = dict.fromkeys(ballots.options, 0)
    for picked, count in _types(ballots).items():
        for option in picked:
            numbers[option] += count
    return numbers


def _most_picked(numbers: Mapping[str, int]) -> list[str]:
    return sorted(numbers, key=lambda option: -numbers[option])


def _across_ties(numbers: Mapping[str, int], probabilities: Mapping[str, float]) -> dict[str, float]:
    """Give options with the same number of picks the mean of their probabilities."""
    groups: dict[int, list[float]] = {}
    for option, n in numbers.items():
        groups.setdefault(n, []).append(probabilities[option])
    return {option: sum(groups[n]) / len(groups[n]) for option, n in numbers.items()}


def _full_sets(options: tuple[str, ...], pick: int) -> list[frozenset[str]]:
    """List every set of `pick` options, in the order of the options."""
    if comb(len(options), pick) > MAX_SETS:
        raise ValueError(f"{pick} of {len(options)} options make more than {MAX_SETS} sets")
    return [frozenset(one) for one in combinations(options, pick)]


def _incidence(sets: list[frozenset[str]], options: list[str] | tuple[str, ...]) -> NDArray[np.float64]:
    """Return a sets x options matrix: 1.0 where the set holds the option."""
    rows = [[float(option in one) for option in options] for one in sets]
    return np.array(rows, dtype=np.float64).reshape(len(sets), len(options))


def _seed(data: object) -> int:
    return int.from_bytes(blake2b(repr(data).encode(), digest_size=8).digest(), "big")
