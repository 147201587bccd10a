"""*P(in the top two)* means what it says: of those given about nine chances in ten, about nine truly are.

The elections come from a stated distribution. Each of nine actions has a taste drawn from Gamma(3); a pair is
as likely as the product of its tastes; the shares of the 36 pairs in the population are Dirichlet around it,
with a concentration of 36. Then 20, 53, 106 or 266 people answer. True is the top two of the population.
"""

import os
from itertools import combinations

import numpy as np
import pytest

from app.analysis.statistics.priorities import Ballots, top_k_probability

NINE = tuple("abcdefghi")
PAIRS = [frozenset(pair) for pair in combinations(NINE, 2)]
HOLDS = np.array([[option in pair for option in NINE] for pair in PAIRS], dtype=float)
PEOPLE = (20, 53, 106, 266)
ELECTIONS, DRAWS = (2_000, 4_000) if os.environ.get("PROOF") else (240, 1_000)
"""`make proof` runs two thousand elections with the draws of the service; `make test` a seeded few."""


@pytest.mark.proof
def test_of_the_actions_given_nine_chances_in_ten_about_nine_in_ten_truly_are_in_the_top_two() -> None:
    rng = np.random.default_rng(20230117)
    said, true = [], []
    for election in range(ELECTIONS):
        taste = rng.gamma(3, size=len(NINE))
        likely = np.array([np.prod(taste[[NINE.index(one) for one in sorted(pair)]]) for pair in PAIRS])
        population = rng.dirichlet(len(PAIRS) * likely / likely.sum())
        counts = rng.multinomial(PEOPLE[election % len(PEOPLE)], population).tolist()
        best = np.argsort(-(population @ HOLDS))[:2]
        found = top_k_probability(Ballots(NINE, tuple(PAIRS), tuple(counts), 2), draws=DRAWS)
        said += list(found.values())
        true += [place in best for place in range(len(NINE))]
    given, outcome = np.array(said), np.array(true)
    about_nine = (given >= 0.85) & (given < 0.95)
    assert about_nine.sum() > ELECTIONS / 5, "there are enough of them to say anything"
    assert 0.84 <= outcome[about_nine].mean() <= 0.96
    for low in (0.05, 0.25, 0.45, 0.65):
        group = (given >= low) & (given < low + 0.2)
        assert outcome[group].mean() == pytest.approx(given[group].mean(), abs=0.08)
