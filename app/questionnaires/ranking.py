"""Putting options in order with buttons: what each press does to an order."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

PREFIX: Final = "rank:"
_PARTS: Final = 4
_STEPS: Final = {"up": -1, "down": 1}
VERBS: Final = frozenset({"add", "drop", *_STEPS})


@dataclass(frozen=True, slots=True)
class Move:
    """A press of a button of a ranking: `verb` is add, drop, up or down."""

    verb: str
    field: str
    option: str


def read_move(button: str) -> Move | None:
    """Read the value of a button, `rank:up:<field>:<option>`, or return None where it is no such button."""
    parts = button.split(":", _PARTS - 1)
    if len(parts) != _PARTS or f"{parts[0]}:" != PREFIX or parts[1] not in VERBS:
        return None
    return Move(*parts[1:])


def moved(order: Sequence[str], move: Move, offered: Collection[str]) -> list[str]:
    """Return an order after a press.

    A press that has nothing to move, as on a page that was open for long, leaves the order as it is.
    """
    names = list(dict.fromkeys(order))
    if move.verb == "add":
        return [*names, move.option] if move.option in offered and move.option not in names else names
    if move.option not in names:
        return names
    place = names.index(move.option)
    names.pop(place)
    if move.verb in _STEPS:
        names.insert(max(place + _STEPS[move.verb], 0), move.option)
    return names
