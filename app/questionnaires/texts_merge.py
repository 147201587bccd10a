"""Texts that somebody changed on the side, brought together with what has changed meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.questionnaires.texts import Cell, Texts

Reason = Literal["changed", "source"]
"""Somebody else changed the same cell, or the text that was translated from is another one by now."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell that is to become `after`; `now` is what stands there."""

    cell: Cell
    now: str
    after: str
    reason: Reason | None = None
    """Why it should be looked at first; None where nothing stands against it."""
    source: str = ""
    """For `source`: what the text is now."""


@dataclass(frozen=True, slots=True)
class Merge:
    """What a set of wishes comes to."""

    edits: tuple[Edit, ...]
    conflicts: tuple[Edit, ...]
    unknown: tuple[str, ...]
    """Keys of texts that are no longer there, or that are changed elsewhere."""

    def cells(self, *, and_conflicts: bool = False) -> dict[Cell, str]:
        """Return what is to be written."""
        chosen = (*self.edits, *self.conflicts) if and_conflicts else self.edits
        return {edit.cell: edit.after for edit in chosen}


def merge(base: Texts, now: Texts, wished: Mapping[Cell, str], sources: Mapping[str, str]) -> Merge:
    """Bring wishes that were made on `base` together with the texts as they are now.

    `sources` are the texts that translations were made from, by key, where they are known; otherwise they are
    those of `base`. A wish that is already there is none.
    """
    rows = now.by_key()
    old = base.by_key()
    edits: list[Edit] = []
    conflicts: list[Edit] = []
    unknown: list[str] = []
    for (key, code), after in wished.items():
        row = rows.get(key)
        if row is None or row.fixed:
            unknown.append(key)
            continue
        here = row.words.get(code, "")
        if here == after:
            continue
        before = old[key].words.get(code, "") if key in old else ""
        source = row.words.get(now.source, "")
        old_source = old[key].words.get(now.source, "") if key in old else ""
        if here != before:
            conflicts.append(Edit((key, code), here, after, "changed"))
        elif (
            code != now.source
            and sources.get(key, old_source) != source
            and (wished.get((key, now.source), source) == source)
        ):
            conflicts.append(Edit((key, code), here, after, "source", source))
        else:
            edits.append(Edit((key, code), here, after))
    return Merge(tuple(edits), tuple(conflicts), tuple(dict.fromkeys(unknown)))
