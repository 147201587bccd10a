"""The dots of rooms as somebody may see them: the same ones are hidden on every page, however narrowed."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from app.analysis.sight import Sight
from app.analysis.statistics.tables import Dimension, Protected, Table, protect_table
from app.meetings.votes.queries import RoomVote

REGION: Final = "region"

Dots = tuple[dict[str, int | None], int | None]
"""The dots on each action and all of them, None where hidden."""


def seen_dots(votes: Sequence[RoomVote], actions: Sequence[str], bassin: str, sight: Sight) -> Dots:
    """Return the dots of a bassin, or of the Region ('') as they may be seen. `votes` are those of all rooms.

    What is hidden is chosen over all bassins at once, so that the dots of the Region less those of the other
    bassins tell nothing either.
    """
    places = tuple(dict.fromkeys(vote.bassin_code or REGION for vote in votes))
    if not actions or not places or bassin not in {"", *places}:
        return dict.fromkeys(actions, 0), 0
    table = _table(votes, places, tuple(actions))
    shown: Table | Protected = _protected(table) if sight.protects else table
    if bassin:
        place = places.index(bassin)
        row, total = shown.cells[place], shown.row_totals[place] if shown.row_totals else None
    else:
        row, total = shown.column_totals or (), shown.grand_total
    return dict(zip(actions, row, strict=True)), total


def _table(votes: Sequence[RoomVote], places: tuple[str, ...], actions: tuple[str, ...]) -> Table:
    """Return dots by bassin and action; each dot is in one bassin and on one action."""
    cells = tuple(
        tuple(
            sum(vote.dots.get(code, 0) for vote in votes if (vote.bassin_code or REGION) == place)
            for code in actions
        )
        for place in places
    )
    return Table(
        Dimension("place", places),
        Dimension("action", actions),
        cells,
        row_totals=tuple(sum(row) for row in cells),
        column_totals=tuple(sum(column) for column in zip(*cells, strict=True)),
        grand_total=sum(sum(row) for row in cells),
    )


@lru_cache(maxsize=32)
def _protected(table: Table) -> Protected:
    """Protect a table, once for the same dots: it takes a tenth of a second."""
    return protect_table(table)
