"""Charts as plotly figures: plain dicts ready for JSON, that plotly itself is not needed to write.

No figure carries a title: the caption is HTML beside it, with the table and the sentence of `chart_texts`.
Labels stand above their bars, so that a long sentence fits on a phone. Nothing is told by colour alone: bars
are labelled, dots have symbols, parts have patterns, and all have a dark outline.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape
from math import ceil
from textwrap import wrap
from typing import Any, Final

from babel.dates import format_date

from app.analysis.chart_texts import (
    LOCALES,
    Bar,
    Part,
    Series,
    Translate,
    said_answers,
    said_bar,
    said_day,
    said_part,
    said_share,
)

Figure = dict[str, Any]

ACCENT: Final = "#0072B2"
# Okabe and Ito (2008): colours told apart by people who see colours differently.
BASSIN_COLORS: Final[Mapping[str, str]] = {
    "nord": "#0072B2",
    "nord-est": "#E69F00",
    "sud-est": "#009E73",
    "sud": "#CC79A7",
    "centre-ouest": "#D55E00",
}
SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up", "cross", "star", "hexagon", "pentagon")
PARTS: Final = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#F0E442", "#999999")
PATTERNS: Final = ("", "/", ".", "x", "\\", "-", "|", "+")
# What plotly.js is started with, beside the figure.
CONFIG: Final[Mapping[str, bool]] = {"displayModeBar": False, "responsive": True}

INK: Final = "#1F2933"
_GRID: Final = "#D5DAE0"
OUTLINE: Final = {"color": INK, "width": 1}
# A label breaks after so many characters: what a screen of 320 pixels holds.
_LABEL_WIDTH: Final = 42
# In pixels: a line of a label, the thickness of a bar.
_LINE_HEIGHT: Final = 19
THICKNESS: Final = 20


def actions_chart(rows: Sequence[Bar], *, lang: str, _: Translate, color: str = ACCENT) -> Figure:
    """Return horizontal bars in the order given, with the interval as a whisker and the share after it."""
    layout, pixel = row_layout([bar.label for bar in rows], body=34)
    shown = [(place, bar, bar.share) for place, bar in enumerate(rows) if bar.share is not None]
    hidden = [place for place, bar in enumerate(rows) if bar.share is None]
    places = [place for place, _bar, _share in shown]
    starts = [bar.interval.low if bar.interval else share for _place, bar, share in shown]
    ends = [bar.interval.high if bar.interval else share for _place, bar, share in shown]
    shares = [share for _place, _bar, share in shown]
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": [100 * share for share in shares],
        "y": places,
        "width": THICKNESS * pixel,
        "marker": {"color": color, "line": OUTLINE},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [100 * (end - share) for end, share in zip(ends, shares, strict=True)],
            "arrayminus": [100 * (share - start) for start, share in zip(starts, shares, strict=True)],
            "color": INK,
            "thickness": 1.5,
            "width": 5,
        },
        "hoverinfo": "text",
        "hovertext": [plain(said_bar(bar, share, lang, _)) for _place, bar, share in shown],
        "showlegend": False,
    }
    missing = plain(_("Hidden: too few answers"))
    values = {
        "type": "scatter",
        "mode": "text",
        "x": [100 * end for end in ends] + [0] * len(hidden),
        "y": places + hidden,
        "text": [f" {said_share(share, lang)}" for share in shares] + [missing] * len(hidden),
        "textposition": "middle right",
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }
    layout["xaxis"] |= percent_axis(ends, lang)
    return {"data": [bars, values], "layout": layout}


def side_by_side_chart(labels: Sequence[str], series: Sequence[Series], *, lang: str) -> Figure:
    """Return one line per action with a dot per bassin: its colour, its own symbol, slightly apart in height.

    Raises ValueError beyond eight series, the number of symbols that can be told apart.
    """
    if len(series) > len(SYMBOLS):
        raise ValueError(f"a chart of {len(series)} series cannot be read; {len(SYMBOLS)} at most")
    layout, pixel = row_layout(labels, body=58, legend=len(series))
    data = []
    # Two dots stay near the middle of their row, so that it is clear which label is theirs.
    spread = min(36, 9 * len(series)) * pixel
    for place, one in enumerate(series):
        shift = spread * (place / max(1, len(series) - 1) - 0.5)
        dots = [(row, share) for row, share in enumerate(one.shares) if share is not None]
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": plain(one.name),
                "x": [100 * share for _row, share in dots],
                "y": [row + shift for row, _share in dots],
                "marker": {"color": one.color, "symbol": SYMBOLS[place], "size": 11, "line": OUTLINE},
                "cliponaxis": False,
                "hoverinfo": "text",
                "hovertext": [plain(f"{one.name} · {said_share(share, lang)}") for _row, share in dots],
                "showlegend": True,
            }
        )
    shares = [share for one in series for share in one.shares if share is not None]
    layout["xaxis"] |= percent_axis(shares, lang)
    return {"data": data, "layout": layout}


def participation_chart(days: Mapping[date, int], *, lang: str, _: Translate, color: str = ACCENT) -> Figure:
    """Return the number of answers per day, from the first to the last, days without any included."""
    length = (max(days) - min(days)).days + 1 if days else 0
    dates = [min(days) + timedelta(days=place) for place in range(length)]
    counts = [days.get(day, 0) for day in dates]
    bars = {
        "type": "bar",
        "x": [day.isoformat() for day in dates],
        "y": counts,
        "marker": {"color": color, "line": {"color": INK, "width": [min(1, n) for n in counts]}},
        "hoverinfo": "text",
        "hovertext": [
            plain(f"{said_day(day, lang)} · {said_answers(n, lang, _)}")
            for day, n in zip(dates, counts, strict=True)
        ],
        "showlegend": False,
    }
    # Five dates at most, written here: plotly.js would write the months in English.
    ticks = dates[:: max(1, ceil(length / 5))]
    layout = _layout(height=260)
    layout["xaxis"] |= {
        "type": "date",
        "tickvals": [day.isoformat() for day in ticks],
        "ticktext": [format_date(day, "d MMM", locale=LOCALES[lang]) for day in ticks],
        "showgrid": False,
    }
    layout["yaxis"] |= _count_axis(max(counts, default=0)) | {"automargin": True}
    return {"data": [bars], "layout": layout}


def breakdown_chart(labels: Sequence[str], parts: Sequence[Part], *, lang: str, _: Translate) -> Figure:
    """Return stacked horizontal bars of counts, each part with its colour and its pattern.

    A hidden count is left out of its bar and the row says so. Raises ValueError beyond eight parts.
    """
    if len(parts) > len(PARTS):
        raise ValueError(f"a breakdown into {len(parts)} parts cannot be read; {len(PARTS)} at most")
    partial = [any(part.counts[row] is None for part in parts) for row in range(len(labels))]
    said = [
        f"{label} ({_('some figures are hidden')})" if gone else label
        for label, gone in zip(labels, partial, strict=True)
    ]
    layout, pixel = row_layout(said, body=34, legend=len(parts))
    data = [
        {
            "type": "bar",
            "orientation": "h",
            "name": plain(part.name),
            "x": [n or 0 for n in part.counts],
            "y": list(range(len(labels))),
            "width": THICKNESS * pixel,
            "marker": {
                "color": PARTS[place],
                "pattern": {
                    "shape": PATTERNS[place],
                    "fillmode": "overlay",
                    "fgcolor": INK,
                    "size": 6,
                    "solidity": 0.15,
                },
                "line": OUTLINE,
            },
            "hoverinfo": "text",
            "hovertext": [plain(said_part(part.name, n, lang, _)) for n in part.counts],
            "showlegend": True,
        }
        for place, part in enumerate(parts)
    ]
    totals = [sum(part.counts[row] or 0 for part in parts) for row in range(len(labels))]
    layout["barmode"] = "stack"
    layout["xaxis"] |= _count_axis(max(totals, default=0))
    return {"data": data, "layout": layout}


def _layout(height: int) -> Figure:
    """Return what all figures share. Axes do not move, so that a finger scrolls the page."""
    axis = {"fixedrange": True, "zeroline": False, "gridcolor": _GRID, "linecolor": _GRID}
    return {
        "height": height,
        "margin": {"l": 4, "r": 48, "t": 8, "b": 32},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "inherit", "size": 14, "color": INK},
        "hoverlabel": {"align": "left"},
        # Decimal comma, and a narrow no-break space between thousands, in both languages.
        "separators": ",\u202f",
        "dragmode": False,
        "xaxis": dict(axis),
        "yaxis": dict(axis),
    }


def row_layout(labels: Sequence[str], *, body: int, legend: int = 0) -> tuple[Figure, float]:
    """Return the layout of figures with one row per label, and the height of a pixel on the vertical axis.

    Rows stand at 0, 1, 2 ... from the top, each `body` pixels high with its label above. `legend` is the
    number of names in the legend: room is kept for one per line, as on a phone.
    """
    texts = ["<br>".join(plain(line) for line in wrap(label, _LABEL_WIDTH)) for label in labels]
    head = _LINE_HEIGHT * max((1 + text.count("<br>") for text in texts), default=1)
    pixel = 1 / (head + body)
    top = -(head + body / 2) * pixel
    layout = _layout(height=40 + len(texts) * (head + body) + legend * 24)
    layout["yaxis"] |= {"visible": False, "range": [top + max(1, len(texts)), top]}
    layout["annotations"] = [
        {
            "text": text,
            "xref": "paper",
            "x": 0,
            "xanchor": "left",
            "y": row - body / 2 * pixel,
            "yanchor": "bottom",
            "align": "left",
            "borderpad": 0,
            "showarrow": False,
        }
        for row, text in enumerate(texts)
    ]
    if legend:
        layout["legend"] = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "traceorder": "normal"}
    return layout, pixel


def percent_axis(shares: Sequence[float], lang: str) -> Figure:
    """Return an axis in per cent from 0 to the next mark after the highest share, never past 100."""
    highest = max(shares, default=0.0)
    step = 10 if highest <= 0.5 else 20  # noqa: PLR2004 - five or six marks, whatever the height
    top = min(100, step * max(1, ceil(100 * highest / step)))
    marks = list(range(0, top + 1, step))
    return {
        "range": [0, top],
        "tickvals": marks,
        "ticktext": [said_share(mark / 100, lang) for mark in marks],
        "tickangle": 0,
    }


def _count_axis(highest: int) -> Figure:
    """Return an axis of whole numbers from 0."""
    step = max(1, ceil(highest / 5))
    # A round step: the next of 1, 2, 5, 10, 20, 50 and so on.
    unit = 10 ** (len(str(step)) - 1)
    step = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= step)
    return {
        "range": [0, step * max(1, ceil(highest / step))],
        "dtick": step,
        "tickformat": ",d",
        "tickangle": 0,
    }


def plain(text: str) -> str:
    """Escape what plotly would read as markup."""
    return escape(text, quote=False)
