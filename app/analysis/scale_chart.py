"""Scales of agreement as stacked bars of a hundred per cent: every answer is seen, never a mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.analysis.chart_texts import Translate, said_number, said_share
from app.analysis.charts import OUTLINE, THICKNESS, Figure, percent_axis, plain, row_layout

# From orange to blue through grey, told apart by people who see colours differently and by their lightness.
COLORS: Final[Mapping[str, str]] = {
    "1": "#D55E00",
    "2": "#F3B27A",
    "3": "#E4E1DA",
    "4": "#8CC3E3",
    "5": "#0072B2",
}
_OTHER: Final = "#FFFFFF"
_PATTERNS: Final[Mapping[str, str]] = {"1": "x", "2": "/", "3": "", "4": "", "5": ""}
# The words on a segment do not change with the page's colours, because the segment does not either.
_DARK: Final = "#111111"
_LIGHT: Final = "#FFFFFF"
_SHORTEST: Final = 0.09
"""A segment under this share has no room for its figure, which stands in the table."""


@dataclass(frozen=True)
class Step:
    """One answer of a scale: its code and its words."""

    code: str
    label: str


@dataclass(frozen=True)
class Row:
    """One bar: how many chose each step, by code, of `base` who answered."""

    label: str
    counts: Mapping[str, int]
    base: int


def scale_chart(rows: Sequence[Row], steps: Sequence[Step], *, lang: str, _: Translate) -> Figure:
    """Return one stacked bar for each row, its segments in the order of the steps."""
    layout, pixel = row_layout([row.label for row in rows], body=36, legend=len(steps))
    data = []
    for step in steps:
        shares = [row.counts.get(step.code, 0) / row.base if row.base else 0.0 for row in rows]
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": plain(step.label),
                "x": [100 * share for share in shares],
                "y": list(range(len(rows))),
                "width": (THICKNESS + 4) * pixel,
                "marker": {
                    "color": COLORS.get(step.code, _OTHER),
                    "pattern": {
                        "shape": _PATTERNS.get(step.code, "."),
                        "fillmode": "overlay",
                        "fgcolor": _DARK,
                        "size": 8,
                        "solidity": 0.08,
                    },
                    "line": OUTLINE,
                },
                "text": [said_share(share, lang) if share >= _SHORTEST else "" for share in shares],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "textfont": {"color": _LIGHT if step.code == "5" else _DARK, "size": 13},
                "hoverinfo": "text",
                "hovertext": [
                    plain(f"{step.label} · {_said_of(row.counts.get(step.code, 0), row.base, lang, _)}")
                    for row in rows
                ],
                "showlegend": True,
            }
        )
    layout["barmode"] = "stack"
    layout["xaxis"] |= percent_axis([1.0], lang)
    return {"data": data, "layout": layout}


def scale_alt(
    rows: Sequence[Row], agree: Sequence[str], disagree: Sequence[str], *, lang: str, _: Translate
) -> str:
    """Say of every bar how many agree and how many do not, of how many, where somebody answered."""
    said = [
        _(
            "%(name)s: %(agree)s agree, %(disagree)s do not.",
            name=row.label.removesuffix("."),
            agree=_said_of(sum(row.counts.get(code, 0) for code in agree), row.base, lang, _),
            disagree=said_number(sum(row.counts.get(code, 0) for code in disagree), lang),
        )
        for row in rows
        if row.base
    ]
    return " ".join(said) or _("No answers yet.")


def _said_of(n: int, base: int, lang: str, _: Translate) -> str:
    if not base:
        return said_number(n, lang)
    return _(
        "%(n)s of %(base)s, %(share)s",
        n=said_number(n, lang),
        base=said_number(base, lang),
        share=said_share(n / base, lang),
    )
