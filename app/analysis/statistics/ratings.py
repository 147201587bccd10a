"""Points that people share out, and how many rate something above the middle of a scale. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.analysis.statistics.intervals import Interval, wilson


@dataclass(frozen=True)
class Points:
    """What one item got from everybody who shared points out."""

    base: int
    """People who gave points to at least one item: who left this one empty gave it nothing."""
    gave: int
    median: int | None
    """Half of the people gave at most so much (the lower one of two); None where nobody did."""
    total: int

    @property
    def share(self) -> Interval:
        """The Wilson interval of the share that gave it anything."""
        return wilson(self.gave, self.base)


@dataclass(frozen=True)
class Rated:
    """How many people with an opinion rate something above the middle of its scale."""

    above: int
    base: int

    @property
    def share(self) -> float | None:
        """The share between 0 and 1, None without any opinion."""
        return self.above / self.base if self.base else None

    @property
    def interval(self) -> Interval:
        """The Wilson interval of that share."""
        return wilson(self.above, self.base)


def points(given: Mapping[int, int]) -> Points:
    """Return what `given` (how many people gave so many points) says of one item.

    Raises ValueError for a negative number of points or people.
    """
    if any(value < 0 or n < 0 for value, n in given.items()):
        raise ValueError("points and people cannot be negative")
    base = sum(given.values())
    left = (base + 1) // 2
    median = None
    for value, n in sorted(given.items()):
        left -= n
        if left <= 0 < n:
            median = value
            break
    return Points(
        base=base,
        gave=base - given.get(0, 0),
        median=median,
        total=sum(value * n for value, n in given.items()),
    )


def above_the_middle(counts: Mapping[str, int], steps: tuple[str, ...]) -> Rated:
    """Return how many chose a step above the middle of a scale, of those who chose a step.

    `steps` are every option of the scale; those that are no numbers, such as "no opinion", are no steps, and
    who chose them is not counted. Of 1 to 5, 4 and 5 are above the middle; of 1 to 4, 3 and 4.
    """
    values = {step: float(step) for step in steps if _is_number(step)}
    if not values:
        return Rated(0, 0)
    middle = (min(values.values()) + max(values.values())) / 2
    return Rated(
        above=sum(counts.get(step, 0) for step, value in values.items() if value > middle),
        base=sum(counts.get(step, 0) for step in values),
    )


def _is_number(step: str) -> bool:
    return step.removeprefix("-").replace(".", "", 1).isdecimal()
