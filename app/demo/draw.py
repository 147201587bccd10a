"""Draw what people answer, so that every seed gives other people and the same picture.

Independent draws among fifty people swing by ten points from one seed to the next, and a recorded choice
would then contradict its own figures. Systematic sampling keeps every count within one person of its share.
"""

from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate, combinations
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")

BLANK = "blank"


def spread(random: Random, shares: Mapping[T, float], n: int) -> list[T]:
    """Draw `n` items in random order, each as often as its share of the total within one (Madow 1949)."""
    items = list(shares)
    reached = list(accumulate(shares.values()))
    start = random.random()
    marks = ((start + position) * reached[-1] / n for position in range(n))
    drawn = [items[min(bisect_right(reached, mark), len(items) - 1)] for mark in marks]
    random.shuffle(drawn)
    return drawn


def draw(random: Random, spec: Mapping[str, Any], group: str, n: int) -> list[list[str]]:
    """Draw the answers of `n` people of one group to one question, as a form posts them.

    `spec` is what demo/respondents.yaml says of the question: shares, each, between or ballot.
    """
    if "shares" in spec:
        return [[] if option == BLANK else option.split() for option in spread(random, spec["shares"], n)]
    if "each" in spec:
        return _ticked(random, spec, n)
    if "between" in spec:
        low, high = spec["between"]
        blanks = spread(random, {True: spec[BLANK], False: 1 - spec[BLANK]}, n)
        numbers = [round(random.triangular(low, high, spec["around"])) for _ in blanks]
        return [[] if blank else [str(number)] for blank, number in zip(blanks, numbers, strict=True)]
    return ballots(random, spec["ballot"], group, n)


def _ticked(random: Random, spec: Mapping[str, Any], n: int) -> list[list[str]]:
    columns = {
        option: spread(random, {True: share, False: 1 - share}, n) for option, share in spec["each"].items()
    }
    ticked = [[option for option, column in columns.items() if column[person]] for person in range(n)]
    alone = spec.get("alone", {})
    exclusive = spread(random, {**alone, "": 1 - sum(alone.values())}, n)
    return [[only] if only else several for only, several in zip(exclusive, ticked, strict=True)]


def ballots(random: Random, spec: Mapping[str, Any], bassin: str, n: int) -> list[list[str]]:
    """Draw `n` ballots of a bassin: pairs by the product of their likings, a few single and blank ones."""
    more = spec["more_in"].get(bassin, {})
    liking = {action: weight * more.get(action, 1) for action, weight in spec["liking"].items()}
    numbers = spread(random, spec["picks"], n)
    pairs = {(a, b): liking[a] * liking[b] for a, b in combinations(liking, 2)}
    full = iter(spread(random, pairs, numbers.count(2)))
    single = iter(spread(random, liking, numbers.count(1)))
    return [list(next(full)) if number == 2 else [next(single)] if number == 1 else [] for number in numbers]  # noqa: PLR2004
