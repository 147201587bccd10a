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


@dataclass(frozen=True)
class Together:
    """What is shown of one question over several places, and which of them are in it."""

    total: Counted | None
    inside: tuple[str, ...]


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

    The total is withheld too where everybody in the hidden groups picked the same option: it would tell what
    each of them said, however many they are.
    """
    may = what_may_be_shown([each.base for each in counted], hidden)
    alone = {place: counted[place] for place in sorted(may.alone)}
    if not may.total:
        return Pooled(alone, None, "few" if any(each.base for each in counted) else "none")
    rest = total_of([each for place, each in enumerate(counted) if place not in may.alone])
    if _is_alike(rest):
        return Pooled(alone, None, "alike")
    return Pooled(alone, total_of(counted), "")


def pool_places(
    pooled: Mapping[str, Pooled], sums: Mapping[str, Counted], *, may_add: bool = True
) -> Together:
    """Return the total of one question over places that are each shown as `pooled` says, `sums` being theirs.

    Whoever reads it has every figure of every place as well. So a place whose own total is withheld is in
    only together with others of the kind: places that have too few answers, at least two of them, of at least
    five people together, who did not answer alike. Otherwise, and where `may_add` is false, the total is the
    sum of what is shown anyway, and tells nothing more.
    """
    shown = [place for place, one in pooled.items() if one.total is not None]
    few = [place for place, one in pooled.items() if one.withheld == "few"]
    rest = total_of([sums[place] for place in few])
    if may_add and len(few) >= FEWEST_GROUPS and rest.base >= THRESHOLD and not _is_alike(rest):
        inside = [place for place in pooled if place in {*shown, *few}]
    else:
        inside = shown
    total = total_of([sums[place] for place in inside])
    return Together(total if total.base else None, tuple(inside))


def _is_alike(rest: Counted) -> bool:
    """Say whether everybody picked one same option, or nobody any: then each of them is known."""
    if not rest.base or not rest.options:
        return False
    return rest.base in rest.options.values() or not any(rest.options.values())


def total_of(counted: Sequence[Counted]) -> Counted:
    """Return the sum of one question over groups."""
    options: Counter[str] = Counter()
    for each in counted:
        options.update(each.options)
    return Counted(sum(each.base for each in counted), dict(options))
