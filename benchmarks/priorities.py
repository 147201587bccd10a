"""How long *P(in the top two)* takes for five bassins of nine actions. A process of its own; prints JSON.

Each round has other ballots, so that nothing worked out before helps. `{name: {median, most}}`, in
seconds of one processor.
"""

import json
import sys
import time
from itertools import combinations
from statistics import median

import numpy as np

from app.analysis.statistics.priorities import Ballots, top_k_probability

ACTIONS = tuple("abcdefghi")
PAIRS = tuple(frozenset(pair) for pair in combinations(ACTIONS, 2))
BASSINS = 5
SIZES = {"266 people": 266, "1 million": 1_000_000, "10 million": 10_000_000}
ROUNDS = 15


def main() -> int:
    """Measure the same at three sizes."""
    rng = np.random.default_rng(2023)
    found = {}
    for name, people in SIZES.items():
        rounds = [_round(rng, people // BASSINS) for _ in range(ROUNDS + 1)]
        # The first one loads what numpy needs.
        seconds = sorted(_seconds(ballots) for ballots in rounds)[:ROUNDS]
        found[name] = {"median": median(seconds), "most": seconds[-1]}
    json.dump(found, sys.stdout)
    return 0


def _round(rng: np.random.Generator, people: int) -> list[Ballots]:
    likely = rng.dirichlet(np.ones(len(PAIRS)), size=BASSINS)
    return [Ballots(ACTIONS, PAIRS, tuple(rng.multinomial(people, each).tolist()), 2) for each in likely]


def _seconds(bassins: list[Ballots]) -> float:
    began = time.process_time()
    for ballots in bassins:
        top_k_probability(ballots)
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
