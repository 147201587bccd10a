"""What a screen of figures is made of: charts with their sentences, tables and bases."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from app.analysis.charts import Figure

Topic = Literal[
    "", "counting", "stability", "top-two", "pairs", "groups", "differences", "ranking", "points", "matrix",
    "rooms", "representation", "weights", "funnel", "evaluations", "small-numbers", "releases",
]  # fmt: skip
"""The parts of the page on method, by the anchor that a chart links to; '' links to none."""

NO_VALUE: Final = ()


@dataclass(frozen=True)
class Line:
    """One row of a table: its label and its cells, ready to be read."""

    label: str
    cells: tuple[str, ...]
    bassin: str = ""
    """The bassin whose colour the row has, or ''."""
    values: tuple[int | float | None, ...] = NO_VALUE
    """The same cells as numbers, shares between 0 and 1, for a file; None where hidden or not a number."""


@dataclass(frozen=True)
class Panel:
    """One chart with the sentence that replaces it and the table beside it.

    All that it holds may be seen by whoever it was made for: nothing is hidden after it was made.
    """

    key: str
    """Unique on its page, of the letters a to z, digits and hyphens: it names the file of the table."""
    title: str
    note: str
    figure: Figure | None
    """None where a table says it better."""
    alt: str
    heading: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    total: Line | None = None
    basis: str = ""
    """Who is counted: n, and of whom."""
    stability: str = ""
    """How far the figures can be relied on, in one sentence."""
    topic: Topic = ""


def panel_named(panels: Iterable[Panel], key: str) -> Panel | None:
    """Return the panel of this key, or None."""
    return next((panel for panel in panels if panel.key == key), None)
