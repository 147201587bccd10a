"""Two dots on each line and what lies between them: the same thing as it is, and as it would be."""

from collections.abc import Sequence
from typing import Final

from app.analysis.chart_texts import Series
from app.analysis.charts import Figure, side_by_side_chart

_BETWEEN: Final = {"color": "#7B8794", "width": 3}


def paired_chart(labels: Sequence[str], first: Series, second: Series, *, lang: str) -> Figure:
    """Return one line per label with the dots of two series, joined where both are shown."""
    figure = side_by_side_chart(labels, [first, second], lang=lang)
    for trace, one in zip(figure["data"], (first, second), strict=True):
        trace["y"] = [row for row, share in enumerate(one.shares) if share is not None]
    ends = [
        (row, 100 * left, 100 * right)
        for row, (left, right) in enumerate(zip(first.shares, second.shares, strict=True))
        if left is not None and right is not None
    ]
    between = {
        "type": "scatter",
        "mode": "lines",
        # A gap after each pair, so that the lines are not joined to each other.
        "x": [value for _row, left, right in ends for value in (left, right, None)],
        "y": [value for row, _left, _right in ends for value in (row, row, None)],
        "line": _BETWEEN,
        "hoverinfo": "skip",
        "showlegend": False,
    }
    figure["data"].insert(0, between)
    return figure
