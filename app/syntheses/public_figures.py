"""Frozen figures as the public page shows them. Nothing is computed from answers here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.kit.localized import Localized
from app.programmes.queries import ActionView, BallotView


@dataclass(frozen=True)
class ShownAction:
    """One action with its share and limits, from 0 to 1; all None where they are hidden."""

    action: ActionView
    share: float | None
    low: float | None
    high: float | None
    word: str | None

    @property
    def candidate(self) -> bool:
        """Whether the bassin could reasonably choose it by these answers."""
        return self.word in {"clear", "likely", "open"}


@dataclass(frozen=True)
class ShownConsultation:
    """What one consultation said in a bassin on the day when its figures were frozen."""

    code: str
    title: Localized
    closed: bool
    counted_on: date
    withheld: str
    """'', or why nothing is shown: none, few or alike."""
    base: int | None
    blanks: int | None
    profiles: tuple[tuple[str, int | None], ...]
    languages: tuple[tuple[str, int | None], ...]
    actions: tuple[ShownAction, ...]
    """Shown ones by share, then hidden ones in the order of the ballot."""

    @property
    def candidates(self) -> list[ShownAction]:
        """The actions among which to choose."""
        return [shown for shown in self.actions if shown.candidate]

    @property
    def others(self) -> list[ShownAction]:
        """The actions that are no candidates, and those that are hidden."""
        return [shown for shown in self.actions if not shown.candidate]

    @property
    def hides(self) -> bool:
        """Whether any figure is hidden."""
        counts = [n for _, n in self.profiles + self.languages]
        return None in counts or any(shown.share is None for shown in self.actions)


def shown_figures(figures: Mapping[str, Any] | None, ballot: BallotView) -> list[ShownConsultation]:
    """Return the consultations of a frozen release, in their order; none without a release."""
    return [_consultation(line, ballot) for line in (figures or {}).get("consultations", [])]


def _consultation(line: Mapping[str, Any], ballot: BallotView) -> ShownConsultation:
    frozen = {row["action"]: row for row in line["actions"]}
    actions = [_action(action, frozen[action.code]) for action in ballot.actions if action.code in frozen]
    return ShownConsultation(
        code=line["code"],
        title=line["title"],
        closed=line["closed"],
        counted_on=date.fromisoformat(line["counted_on"]),
        withheld=line["withheld"],
        base=line["base"],
        blanks=line["blanks"],
        profiles=_parts(line["profiles"]),
        languages=_parts(line["languages"]),
        # Sorting by the rounded share and not by the count: equal shares stay in the order of the ballot.
        actions=tuple(sorted(actions, key=lambda one: 1.0 if one.share is None else -one.share)),
    )


def _action(action: ActionView, row: Mapping[str, Any]) -> ShownAction:
    def part(name: str) -> float | None:
        return None if row[name] is None else row[name] / 100

    return ShownAction(action, part("share"), part("low"), part("high"), row["word"])


def _parts(rows: list[dict[str, Any]]) -> tuple[tuple[str, int | None], ...]:
    """Return the parts of a row; one part alone says nothing beside the base."""
    return tuple((row["code"], row["n"]) for row in rows) if len(rows) > 1 else ()
