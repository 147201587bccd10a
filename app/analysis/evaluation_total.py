"""The questions of evaluations over several places: what is shown of each, and of all together.

Which places are in the total is decided in `statistics/pooling.py`; why, in docs/decisions/0036.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.analysis.evaluations import Evaluations, is_scale
from app.analysis.statistics.pooling import Counted, Together, pool_places
from app.kit.localized import LANGUAGES, Localized


@dataclass(frozen=True)
class Overall:
    """One closed question over all places."""

    name: str
    label: Localized
    options: tuple[tuple[str, Localized], ...]
    is_multiple: bool
    by_place: Mapping[str, Counted]
    """What is shown of each place, in the order given; places that are not shown are not there."""
    named: tuple[str, ...]
    """The places of which it may be said that somebody answered it. That somebody was led to a question says
    what they answered to the one before, so a place that does not show that one is not named here."""
    together: Together
    """Over the places, those with too few answers included where that gives nobody away."""

    @property
    def is_scale(self) -> bool:
        """Whether it asks how much somebody agrees."""
        return is_scale(self.options, is_multiple=self.is_multiple)


def overall(by_place: Mapping[str, Evaluations]) -> tuple[Overall, ...]:
    """Return the closed questions over several places, in the order of the forms."""
    found: dict[str, Overall] = {}
    newest = {item.name: item for one in by_place.values() for item in one.items}
    for name, label in sorted(newest.items(), key=lambda pair: pair[1].position):
        items = {place: item for place, one in by_place.items() for item in one.items if item.name == name}
        pooled = {place: item.pooled for place, item in items.items()}
        leads = [found[led] for item in items.values() for led in item.led_by if led in found]
        together = pool_places(
            pooled,
            {place: item.everybody for place, item in items.items()},
            # How many were led to it says what they answered before: it adds nobody who was left out there.
            may_add=all(set(each.together.inside) >= set(items) for each in leads),
        )
        options = {code: said for item in items.values() for code, said in item.options}
        for code in together.total.options if together.total else ():
            options.setdefault(code, dict.fromkeys(LANGUAGES, code))
        found[name] = Overall(
            name,
            label.label,
            tuple(options.items()),
            label.is_multiple,
            {place: one.total for place, one in pooled.items() if one.total is not None},
            tuple(place for place in pooled if all(place in each.by_place for each in leads)),
            together,
        )
    return tuple(found.values())
