"""What a reader of published counts can work out, and which further counts have to be hidden. Pure.

A **world** is a way to fill in everything hidden so that all that is printed stays as it is and all that
every reader knows about sums still holds. A count is **disclosed** where its largest and its smallest value
over all worlds are less than the threshold apart. The worlds are whole numbers found by the HiGHS solver;
so two worlds that are far enough apart are a proof, not an estimate. Everything is written as deviations
from the truth, which is one of the worlds.

Hiding further counts until nothing is disclosed is complementary suppression: Cox (1980), JASA 75; finding
them by the cheapest change of the visible counts that widens a narrow interval: Kelly, Golden and Assad
(1992), Networks 22; Fischetti and Salazar (2001), Management Science 47; in general Hundepool et al. (2012),
Statistical disclosure control, chapter 4.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array, hstack, lil_array

Key = tuple[tuple[str, str], ...]
"""The name of a count: what the people counted have in common, such as (("bassin", "nord"),)."""

REACH: Final = 10
"""How many thresholds a count may move in a world. Fewer worlds than there are: it errs on the safe side."""
SMALLEST_CHANGE: Final = 1e-6
"""What the solver gives beyond this is no rounding error."""
SECONDS: Final = 5.0
"""After which the solver gives up: a hundred times what a page has ever needed, so that none can hang."""
NODES: Final = 50
"""How often the solver may try again for whole numbers. Without people in several bassins it never has to."""


@dataclass(frozen=True)
class Relation:
    """`low` <= the sum of `terms` (count → whole factor) <= `high`, as every reader knows."""

    terms: Mapping[Key, int]
    low: float = 0
    high: float = 0


@dataclass(frozen=True)
class Pages:
    """All that is printed together, and what it may not tell."""

    counts: Mapping[Key, int]
    """True counts, printed or only worked out by readers."""
    relations: Sequence[Relation]
    costs: Mapping[Key, float]
    """What it costs to hide each printed count; a count without a cost is never printed."""
    secret: frozenset[Key]
    """Printed counts that have to be hidden; others that nobody may work out."""
    vague: frozenset[Key] = frozenset()
    """Counts that are hidden even if they are zero, so that being hidden does not tell that they are not."""
    known: frozenset[Key] = frozenset()
    """Counts that other pages tell: nothing can protect them any more, and hiding them helps nobody."""


@dataclass(frozen=True)
class Disclosure:
    """A hidden count that is too nearly known, and between what."""

    key: Key
    low: int
    high: int


class _Model(NamedTuple):
    """The relations between deviations from the truth; everything about counts goes by their places."""

    keys: tuple[Key, ...]
    truth: NDArray[np.int64]
    matrix: Any
    """Relations × counts, sparse: scipy has no types."""
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    least: NDArray[np.float64]
    """The lowest deviation of each count once it is hidden."""
    most: NDArray[np.float64]
    costs: NDArray[np.float64]
    """What hiding costs; negative where a count is never printed."""
    targets: NDArray[np.bool_]
    """What may not be worked out once it is hidden, or without ever being printed."""


class _Seen(NamedTuple):
    """The extremes of every count over the worlds met so far."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]


def audit(pages: Pages, hidden: Collection[Key], *, threshold: int) -> list[Disclosure]:
    """Return every hidden or secret count that `pages` disclose when these printed counts are hidden.

    The reader is taken to know that a hidden count is not zero, where it is not: zeros are shown as a rule.
    Raises ValueError if the relations do not hold for the counts.
    """
    model = _model(pages, threshold)
    free = _free(model, hidden)
    seen = _nothing_seen(model)
    found = []
    for place in _targets(model, free):
        if not _is_wide(model, free, place, seen, threshold):
            n = int(model.truth[place])
            found.append(Disclosure(model.keys[place], n + int(seen.low[place]), n + int(seen.high[place])))
    return found


def hide(pages: Pages, *, threshold: int) -> frozenset[Key]:
    """Return the printed counts to hide so that nothing is disclosed: what is secret, and what protects it.

    Where a count is disclosed, the visible counts whose change would widen its interval most cheaply are
    hidden too, until all is well; each step hides at least one, so it ends. Where nothing helps, everything
    is hidden. The same counts give the same answer. Raises ValueError as `audit` does.
    """
    model = _model(pages, threshold)
    free = _free(model, pages.secret & pages.costs.keys())
    seen = _nothing_seen(model)
    while True:
        narrow = next(
            (place for place in _targets(model, free) if not _is_wide(model, free, place, seen, threshold)),
            None,
        )
        if narrow is None:
            break
        upward = _cheapest(model, free, narrow, least=seen.low[narrow] + threshold)
        more = (
            upward
            if upward is not None
            else _cheapest(model, free, narrow, most=seen.high[narrow] - threshold)
        )
        if more is None:
            return frozenset(pages.costs)
        free |= more
    return frozenset(model.keys[place] for place in np.flatnonzero(free & (model.costs >= 0)))


def _model(pages: Pages, threshold: int) -> _Model:
    # Neither the order nor the costs go by the counts, or what is hidden would tell more of them.
    keys = tuple(sorted(pages.counts))
    places = {key: place for place, key in enumerate(keys)}
    truth = np.array([pages.counts[key] for key in keys], dtype=np.int64)
    matrix = lil_array((len(pages.relations), len(keys)))
    for line, relation in enumerate(pages.relations):
        for key, factor in relation.terms.items():
            matrix[line, places[key]] = factor
    matrix = csc_array(matrix)
    sums = matrix @ truth
    low = np.array([relation.low for relation in pages.relations]) - sums
    high = np.array([relation.high for relation in pages.relations]) - sums
    if (low > 0).any() or (high < 0).any():
        raise ValueError("the counts do not add up as the relations say")
    least = [
        1 if key in pages.costs and key not in pages.vague and pages.counts[key] > 0 else 0 for key in keys
    ]
    reach = float(REACH * threshold)
    return _Model(
        keys, truth, matrix, low, high,
        least=np.maximum(np.minimum(np.array(least) - truth, 0), -reach),
        most=np.full(len(keys), reach),
        costs=np.array([pages.costs.get(key, -1.0) for key in keys]),
        targets=np.array(
            [key not in pages.known and (key in pages.secret or key in pages.costs) for key in keys],
            dtype=np.bool_,
        ),
    )  # fmt: skip


def _nothing_seen(model: _Model) -> _Seen:
    return _Seen(np.zeros(len(model.keys)), np.zeros(len(model.keys)))


def _free(model: _Model, hidden: Collection[Key]) -> NDArray[np.bool_]:
    """Say which counts a reader does not see."""
    return (model.costs < 0) | np.array([key in hidden for key in model.keys], dtype=np.bool_)


def _targets(model: _Model, free: NDArray[np.bool_]) -> list[int]:
    return [int(place) for place in np.flatnonzero(free & model.targets)]


def _is_wide(model: _Model, free: NDArray[np.bool_], place: int, seen: _Seen, threshold: int) -> bool:
    """Look for worlds in which one count lies `threshold` apart, and note the extremes of all counts in them.

    A world found with fewer counts hidden is one with more as well.
    """
    for sign in (1, -1):
        if seen.high[place] - seen.low[place] >= threshold:
            return True
        bound = seen.low[place] + threshold if sign > 0 else seen.high[place] - threshold
        world = _extreme(model, free, place, sign, bound)
        np.minimum(seen.low, world, out=seen.low)
        np.maximum(seen.high, world, out=seen.high)
    return bool(seen.high[place] - seen.low[place] >= threshold)


def _extreme(
    model: _Model, free: NDArray[np.bool_], place: int, sign: int, bound: float
) -> NDArray[np.float64]:
    """Return the world in which one count is as large (sign 1) or as small (-1) as can be, up to `bound`."""
    columns = np.flatnonzero(free)
    here = np.searchsorted(columns, place)
    least, most = model.least[columns], model.most[columns]
    if sign > 0:
        most[here] = bound
    else:
        least[here] = max(least[here], bound)
    aim = np.zeros(len(columns))
    aim[here] = -sign
    found = _solve(aim, model.matrix[:, columns], model, Bounds(least, most), whole=True)
    world = np.zeros(len(model.keys))
    if found is not None:
        world[columns] = found
    return world


def _cheapest(
    model: _Model,
    free: NDArray[np.bool_],
    place: int,
    *,
    least: float | None = None,
    most: float | None = None,
) -> NDArray[np.bool_] | None:
    """Say which visible counts change in the cheapest world where one goes so far; None if none does.

    A change of a visible count costs as much a person as hiding it.
    """
    lower, upper = model.least.copy(), model.most.copy()
    if least is not None:
        lower[place] = least
    if most is not None:
        upper[place] = most
    if lower[place] > upper[place]:
        return None
    # A count goes up by its first column and down by its second.
    cost = np.where(free, 0.0, model.costs)
    limits = Bounds(
        np.concatenate([np.maximum(lower, 0), np.maximum(-upper, 0)]),
        np.concatenate([np.maximum(upper, 0), np.maximum(-lower, 0)]),
    )
    found = _solve(
        np.concatenate([cost, cost]), hstack([model.matrix, -model.matrix]), model, limits, whole=False
    )
    if found is None:
        return None
    change = np.abs(found[: len(model.keys)] - found[len(model.keys) :])
    changed: NDArray[np.bool_] = ~free & (change > SMALLEST_CHANGE)
    return changed if changed.any() else None


def _solve(
    cost: NDArray[np.float64],
    matrix: Any,  # noqa: ANN401 - scipy has no types
    model: _Model,
    limits: Bounds,
    *,
    whole: bool,
) -> NDArray[np.float64] | None:
    """Return the cheapest numbers within all the limits, None where none were found.

    Whole numbers are looked for within a bounded effort: what is found may then be less cheap. Where nothing
    is found, more is hidden than would have to be, never less.
    """
    found = milp(
        cost,
        integrality=np.full(len(cost), int(whole)),
        bounds=limits,
        constraints=LinearConstraint(matrix, model.low, model.high),
        options={"time_limit": SECONDS} | ({"node_limit": NODES} if whole else {}),
    )
    if found.x is None:
        return None
    numbers: NDArray[np.float64] = np.rint(found.x) if whole else np.asarray(found.x)
    return numbers
