"""Charts of differences between groups, as plotly figures written without plotly."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

from app.analysis.chart_texts import Bar, Translate, said_bar
from app.analysis.charts import INK, OUTLINE, SYMBOLS, Figure, percent_axis, plain, row_layout
from app.analysis.differences_words import said_points

MARK: Final = "\u2605"
"""Stands beside what stands out, so that colour alone says nothing."""
_APART: Final = 14


@dataclass(frozen=True)
class Pair:
    """One option in two groups. `said` is the difference in words, with its mark, '' where hidden."""

    first: Bar
    second: Bar
    said: str


@dataclass(frozen=True)
class Dots:
    """One bassin: by option, its difference in points and whether it stands out; None where hidden."""

    name: str
    color: str
    points: tuple[float | None, ...]
    stands_out: tuple[bool, ...]


def pairs_chart(
    pairs: Sequence[Pair], names: tuple[str, str], colors: tuple[str, str], *, lang: str, _: Translate
) -> Figure:
    """Return one line per option with a dot for each group, its interval as a whisker, and the difference."""
    layout, pixel = row_layout([pair.first.label for pair in pairs], body=48, legend=2)
    shift = _APART / 2 * pixel
    data = []
    for place, (name, color) in enumerate(zip(names, colors, strict=True)):
        bars = [(row, (pair.first, pair.second)[place]) for row, pair in enumerate(pairs)]
        dots = [(row, bar, bar.share) for row, bar in bars if bar.share is not None]
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": plain(name),
                "x": [100 * share for _row, _bar, share in dots],
                "y": [row + (2 * place - 1) * shift for row, _bar, _share in dots],
                "marker": {"color": color, "symbol": SYMBOLS[2 * place], "size": 12, "line": OUTLINE},
                "error_x": _whiskers([bar for _row, bar, _share in dots]),
                "cliponaxis": False,
                "hoverinfo": "text",
                "hovertext": [
                    plain(f"{name} · {said_bar(bar, share, lang, _)}") for _row, bar, share in dots
                ],
                "showlegend": True,
            }
        )
    ends = [_end(bar) for pair in pairs for bar in (pair.first, pair.second)]
    layout["xaxis"] |= percent_axis(ends, lang)
    data.append(
        {
            "type": "scatter",
            "mode": "text",
            "x": [100 * max(_end(pair.first), _end(pair.second)) for pair in pairs],
            "y": list(range(len(pairs))),
            "text": [f"  {plain(pair.said)}" for pair in pairs],
            "textposition": "middle right",
            "cliponaxis": False,
            "hoverinfo": "skip",
            "showlegend": False,
        }
    )
    layout["margin"] |= {"r": 64}
    return {"data": data, "layout": layout}


def dots_chart(labels: Sequence[str], series: Sequence[Dots], *, lang: str) -> Figure:
    """Return one line per option with a dot per bassin at its difference; filled where it stands out."""
    layout, pixel = row_layout(labels, body=58, legend=len(series))
    data = []
    for place, one in enumerate(series):
        shift = 36 * pixel * (place / max(1, len(series) - 1) - 0.5)
        dots = [
            (row, points, out)
            for row, (points, out) in enumerate(zip(one.points, one.stands_out, strict=True))
            if points is not None
        ]
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": plain(one.name),
                "x": [points for _row, points, _out in dots],
                "y": [row + shift for row, _points, _out in dots],
                "marker": {
                    "color": one.color,
                    "symbol": [SYMBOLS[place] + ("" if out else "-open") for _row, _points, out in dots],
                    "size": [15 if out else 10 for _row, _points, out in dots],
                    "line": {"width": 2},
                },
                "cliponaxis": False,
                "hoverinfo": "text",
                "hovertext": [
                    plain(f"{one.name} · {said_points(points, lang)}{' ' + MARK if out else ''}")
                    for _row, points, out in dots
                ],
                "showlegend": True,
            }
        )
    layout["xaxis"] |= _points_axis([abs(p) for one in series for p in one.points if p is not None], lang)
    return {"data": data, "layout": layout}


def _end(bar: Bar) -> float:
    return bar.interval.high if bar.interval else bar.share or 0.0


def _whiskers(bars: Sequence[Bar]) -> dict[str, Any]:
    spans = [(bar.share or 0.0, bar.interval) for bar in bars]
    return {
        "type": "data",
        "symmetric": False,
        "array": [100 * (span.high - share) if span else 0 for share, span in spans],
        "arrayminus": [100 * (share - span.low) if span else 0 for share, span in spans],
        "color": INK,
        "thickness": 1.5,
        "width": 4,
    }


def _points_axis(distances: Sequence[float], lang: str) -> Figure:
    """Return an axis in points, as far to the left of 0 as to the right, with few marks."""
    step = 5 * max(1, ceil(max(distances, default=0.0) / 10))
    marks = [step * place for place in range(-2, 3)]
    return {
        "range": [1.1 * marks[0], 1.1 * marks[-1]],
        "tickvals": marks,
        "ticktext": [said_points(mark, lang) for mark in marks],
        "tickangle": 0,
        "zeroline": True,
        "zerolinecolor": INK,
    }
