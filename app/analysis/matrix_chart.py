"""Importance against feasibility: a chart of four corners, with a number for each item."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from app.analysis import charts
from app.analysis.chart_texts import Translate, said_share
from app.analysis.statistics.ratings import Rated

_HALF: Final = 0.5
_MARKS: Final = (0, 25, 50, 75, 100)


@dataclass(frozen=True)
class Point:
    """One item: the shares that find it important and feasible as they may be seen, and what they rest on."""

    number: int
    label: str
    important: float | None
    feasible: float | None
    of_importance: Rated
    of_feasibility: Rated

    @property
    def is_important(self) -> bool | None:
        """Whether more than half find it important; None where unknown or hidden."""
        return None if self.important is None else self.important > _HALF

    @property
    def is_feasible(self) -> bool | None:
        """Whether more than half find it feasible; None where unknown or hidden."""
        return None if self.feasible is None else self.feasible > _HALF

    @property
    def is_sure(self) -> bool:
        """Whether similar people would most probably put it into the same corner."""
        return not any(
            one.interval.low <= _HALF <= one.interval.high
            for one in (self.of_importance, self.of_feasibility)
        )


def matrix_chart(points: Sequence[Point], *, lang: str, _: Translate) -> charts.Figure:
    """Return a square of two shares, cut in four at a half; items that are hidden are left out."""
    shown = [point for point in points if point.important is not None and point.feasible is not None]
    dots = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [100 * (point.feasible or 0) for point in shown],
        "y": [100 * (point.important or 0) for point in shown],
        "text": [str(point.number) for point in shown],
        "textfont": {"color": "#FFFFFF", "size": 13},
        "marker": {"color": charts.ACCENT, "size": 24, "line": {"color": "#1F2933", "width": 1}},
        "cliponaxis": False,
        "hoverinfo": "text",
        "hovertext": [
            escape(f"{point.number}. {point.label}", quote=False) for point in shown
        ],
        "showlegend": False,
    }  # fmt: skip
    axis = {
        "range": [0, 100],
        "tickvals": list(_MARKS),
        "ticktext": [said_share(mark / 100, lang) for mark in _MARKS],
        "fixedrange": True,
        "zeroline": False,
        "gridcolor": "#D5DAE0",
        "linecolor": "#D5DAE0",
    }
    halves = [
        {"type": "line", "x0": 50, "x1": 50, "y0": 0, "y1": 100},
        {"type": "line", "x0": 0, "x1": 100, "y0": 50, "y1": 50},
    ]
    layout = {
        "height": 420,
        "margin": {"l": 4, "r": 24, "t": 24, "b": 32},
        "dragmode": False,
        "hoverlabel": {"align": "left"},
        "font": {"family": "inherit", "size": 14, "color": "#1F2933"},
        "xaxis": axis | {"title": {"text": _("Feasible")}},
        "yaxis": axis | {"title": {"text": _("Important")}, "automargin": True},
        "shapes": [half | {"line": {"color": "#1F2933", "width": 1, "dash": "dot"}} for half in halves],
    }
    return {"data": [dots], "layout": layout}


def matrix_alt(points: Sequence[Point], *, lang: str, _: Translate) -> str:
    """Say every item with its two shares."""
    return " ".join(
        _(
            "%(item)s: important for %(important)s, feasible for %(feasible)s.",
            item=point.label,
            important=_("hidden") if point.important is None else said_share(point.important, lang),
            feasible=_("hidden") if point.feasible is None else said_share(point.feasible, lang),
        )
        for point in points
    )
