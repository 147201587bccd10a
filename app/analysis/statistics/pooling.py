"""Small groups counted together, so that none of them can be told from the sum. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from app.analysis.statistics.suppression import THRESHOLD

FEWEST_GROUPS: Final = 2
"""A sum over one group is that group."""

Withheld = Literal["", "none", "few", "alike", "linked"]
"""Why a total is not shown: nobody answered; the hidden groups are too few, or answered all alike; or another
question that leads to this one is withheld, and how many were led here would tell of it."""


@dataclass(frozen=True)
class MayShow:
    """What may be shown of groups, by their places: which of them alone, and whether their sum."""

    alone: frozenset[int]
    total: bool


@dataclass(frozen=True)
class Counted:
    """One question in one group: how many people answered it, and how many picked each option."""

    base: int
    options: Mapping[str, int]


@dataclass(frozen=True)
class Pooled:
    """What is shown of one question: some groups alone, by their places, and perhaps all of them together."""

    alone: Mapping[int, Counted]
    total: Counted | None
    withheld: Withheld


def what_may_be_shown(answers: Sequence[int], hidden: Collection[int] = ()) -> MayShow:
    """Say what may be shown of groups with so many `answers` each, those at `hidden` never being alone.

    A group stands alone from five answers. The total minus what stands alone is what the others said
    together: it is nothing, or at least five answers of at least two groups. Where it would be less, the
    smallest group that stands alone is hidden as well; where none is left, there is no total.
    """
    alone = {place for place, n in enumerate(answers) if n >= THRESHOLD and place not in hidden}
    while True:
        rest = [n for place, n in enumerate(answers) if n and place not in alone]
        if not rest or (len(rest) >= FEWEST_GROUPS and sum(rest) >= THRESHOLD):
            return MayShow(frozenset(alone), total=any(answers))
        if not alone:
            return MayShow(frozenset(), total=False)
        alone.remove(min(alone, key=lambda place: (answers[place], place)))


def pool(counted: Sequence[Counted], hidden: Collection[int] = ()) -> Pooled:
    """Return what is shown of one question asked in several groups, those at `hidden` never alone.

    The total is withheld too where everybody in the hidden groups answered alike: it would tell what each of
    them said, however many they are.
    """
    may = what_may_be_shown([each.base for each in counted], hidden)
    alone = {place: counted[place] for place in sorted(may.alone)}
    if not may.total:
        return Pooled(alone, None, "few" if any(each.base for each in counted) else "none")
    rest = _sum([each for place, each in enumerate(counted) if place not in may.alone])
    if rest.base and all(n in {0, rest.base} for n in rest.options.values()):
        return Pooled(alone, None, "alike")
    return Pooled(alone, _sum(counted), "")


def _sum(counted: Sequence[Counted]) -> Counted:
    options: Counter[str] = Counter()
    for each in counted:
        options.update(each.options)
    return Counted(sum(each.base for each in counted), dict(options))
