"""The draws of the Bayesian bootstrap (Rubin 1981), made once for the same data.

Pages ask for the same figures again and again, and drawing is most of what they cost.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

# Draws are made in blocks of at most this many weights, so that memory stays under 20 MB.
_BLOCK: Final = 2_000_000


@lru_cache(maxsize=512)
def drawn_first(
    seed: int, draws: int, pick: int, *, options: int, alpha: bytes, incidence: bytes
) -> tuple[float, ...]:
    """Return how often each option was among the `pick` first. It depends on nothing else, and is drawn once.

    `alpha` and `incidence` are arrays of doubles: of each type its weight, and 1 for each option it holds.
    """
    weight_of, options_of = np.frombuffer(alpha), np.frombuffer(incidence).reshape(-1, options)
    rng = np.random.default_rng(seed)
    inside = np.zeros(options)
    block = max(1, _BLOCK // len(weight_of))
    for start in range(0, draws, block):
        # Gamma draws are Dirichlet weights not yet divided by their sum, which no ranking needs.
        weights = rng.standard_gamma(weight_of, size=(min(block, draws - start), len(weight_of)))
        inside += _places(weights @ options_of, pick)
    return tuple((inside / draws).tolist())


def _places(scores: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """Sum, over the rows of a draws x options matrix, the part each option has in the k first places."""
    last = scores.shape[1] - k
    cut = np.partition(scores, last, axis=1)[:, last, np.newaxis]
    above, level = scores > cut, scores == cut
    left = k - above.sum(axis=1, keepdims=True)
    places: NDArray[np.float64] = (above + level * (left / level.sum(axis=1, keepdims=True))).sum(axis=0)
    return places
