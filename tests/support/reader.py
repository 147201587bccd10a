"""Somebody who reads printed figures with a solver beside them: what can they work out of what is hidden?

Written apart from the service's own audit. It knows what is printed, how people are spread over bassins,
profiles and answers, and nothing else; each count is a whole number of people.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

MANY = 100_000
"""More people than ever answer."""


class Reader:
    """Collects what is printed, then tries to narrow down what is not."""

    def __init__(self) -> None:
        self.least: dict[str, float] = {}
        self.most: dict[str, float] = {}
        self.rules: list[tuple[dict[str, float], float, float]] = []

    def reads(self, name: str, n: int | None, *, least: float = 0) -> None:
        """Note a number under a name, or that it is hidden and holds `least` or more."""
        self.least[name] = max(self.least.get(name, 0), least if n is None else n)
        self.most[name] = min(self.most.get(name, MANY), MANY if n is None else n)

    def knows_of(self, terms: dict[str, float], low: float, high: float) -> None:
        """Note that a sum, name → factor, lies between two numbers."""
        self.rules.append((terms, low, high))

    def adds(self, parts: Iterable[str], total: str, low: float = 0, high: float = 0, times: int = 1) -> None:
        """Note that parts minus so many times a total lie between two numbers."""
        self.knows_of(dict.fromkeys(parts, 1.0) | {total: -times}, low, high)

    def range_of(self, name: str, *, simplify: bool = True) -> tuple[int, int]:
        """Return the smallest and the largest value that a number can have."""
        low, high = (round(self._best(name, sign, simplify=simplify)) for sign in (1, -1))
        return low, high

    def hidden(self) -> list[str]:
        """Return the names of the numbers that are not printed."""
        return [name for name in self.least if self.least[name] < self.most[name]]

    def pins(self, names: Iterable[str], narrower_than: int) -> list[tuple[str, int, int]]:
        """Return which of these numbers can be told more closely, with their ranges."""
        found = [(name, *self.range_of(name)) for name in names]
        close = [one for one in found if one[2] - one[1] < narrower_than]
        # HiGHS sometimes calls a number best that is not, after it has simplified the problem. A world that
        # it finds without that shows that the number is not pinned.
        again = [(name, *self.range_of(name, simplify=False)) for name, _low, _high in close]
        return [one for one in again if one[2] - one[1] < narrower_than]

    def _best(self, name: str, sign: int, *, simplify: bool) -> float:
        names = list(self.least)
        places = {each: place for place, each in enumerate(names)}
        matrix = np.zeros((len(self.rules), len(names)))
        for line, (terms, _, _) in enumerate(self.rules):
            for each, factor in terms.items():
                matrix[line, places[each]] += factor
        aim = np.zeros(len(names))
        aim[places[name]] = sign
        limits: list[Any] = []
        if self.rules:
            limits = [
                LinearConstraint(matrix, [rule[1] for rule in self.rules], [rule[2] for rule in self.rules])
            ]
        found = milp(
            aim,
            integrality=np.ones(len(names)),
            bounds=Bounds(list(self.least.values()), list(self.most.values())),
            constraints=limits,
            options={"presolve": simplify},
        )
        # If this fails the page contradicts itself, which no page of ours may.
        assert found.status == 0, found.message
        return float(found.x[places[name]])
