"""The panels of questions of an evaluation: what people answered, place by place or meeting by meeting."""

import re
from collections.abc import Sequence
from typing import Final

from app.analysis import charts
from app.analysis.chart_texts import Bar
from app.analysis.evaluation_total import Overall
from app.analysis.evaluation_words import said_cell, steadiness
from app.analysis.evaluations import AGREE, DISAGREE, Item
from app.analysis.labels import translator
from app.analysis.panels import Line, Panel
from app.analysis.scale_chart import Row, Step, scale_alt, scale_chart
from app.analysis.statistics.pooling import Counted
from app.kit import i18n
from app.kit.localized import Lang

TOPIC: Final = "evaluations"

Labelled = tuple[str, str, Counted]
"""The label of a row, the bassin whose colour it has or '', and what its people answered."""


def scale_panel(
    key: str,
    title: str,
    rows: Sequence[Labelled],
    options: Sequence[tuple[str, str]],
    *,
    heading: str,
    lang: Lang,
    total: Labelled | None = None,
    basis: str = "",
    note: str = "",
) -> Panel:
    """Return stacked bars of agreement, one for each row and one for the total, with their table."""
    _ = translator(lang)
    everything = [*rows, *([total] if total else [])]
    bars = [Row(label, counted.options, counted.base) for label, _bassin, counted in everything]
    return Panel(
        key=key,
        title=title,
        note=note,
        figure=scale_chart(bars, [Step(code, label) for code, label in options], lang=lang, _=_),
        alt=scale_alt(bars, AGREE, DISAGREE, lang=lang, _=_),
        heading=heading,
        columns=(*(label for _code, label in options), _("Have answered")),
        lines=tuple(_line(row, options, lang) for row in rows),
        total=_line(total, options, lang) if total else None,
        basis=basis,
        stability=steadiness(min(row.base for row in bars), lang=lang),
        topic=TOPIC,
    )


def options_panel(
    key: str,
    title: str,
    rows: Sequence[Labelled],
    options: Sequence[tuple[str, str]],
    *,
    heading: str,
    lang: Lang,
    total: Labelled | None = None,
    basis: str = "",
    note: str = "",
) -> Panel:
    """Return one bar for each option over everybody, and a table of the rows; several options may be picked.

    Without a total there is the table alone.
    """
    _ = translator(lang)
    figure, alt = None, ""
    everything = [*rows, *([total] if total else [])]
    if total:
        counted = total[2]
        bars = [
            Bar(label, counted.options.get(code, 0) / counted.base, n=counted.options.get(code, 0))
            for code, label in options
        ]
        figure = charts.actions_chart(bars, lang=lang, _=_)
        alt = options_alt(counted, options, lang=lang)
    return Panel(
        key=key,
        title=title,
        note=note,
        figure=figure,
        alt=alt,
        heading=heading,
        columns=(*(label for _code, label in options), _("Have answered")),
        lines=tuple(_line(row, options, lang) for row in rows),
        total=_line(total, options, lang) if total else None,
        basis=basis,
        stability=steadiness(min(counted.base for *_names, counted in everything), lang=lang),
        topic=TOPIC,
    )


def key_of(name: str) -> str:
    """Return the key of the panel of a question: letters, digits and hyphens."""
    return "item-" + re.sub(r"[^a-z0-9]+", "-", name.lower())


def options_of(item: Item | Overall, lang: Lang) -> list[tuple[str, str]]:
    """Return the codes and the words of the options of a question."""
    return [(code, label[lang]) for code, label in item.options]


def options_alt(counted: Counted, options: Sequence[tuple[str, str]], *, lang: Lang) -> str:
    """Say how many picked each option, the most picked first."""
    _ = translator(lang)
    ranked = sorted(options, key=lambda option: -counted.options.get(option[0], 0))
    picked = [
        f"{label} ({i18n.number(counted.options[code], lang)})"
        for code, label in ranked
        if counted.options.get(code, 0)
    ]
    return _(
        "%(name)s: %(list)s.",
        name=i18n.ngettext(lang, "One answer", "%(n)s answers", counted.base),
        list=", ".join(picked) or _("nothing was picked"),
    )


def _line(row: Labelled, options: Sequence[tuple[str, str]], lang: Lang) -> Line:
    label, bassin, counted = row
    counts = [counted.options.get(code, 0) for code, _label in options]
    return Line(
        label,
        (*(said_cell(n, counted.base, lang=lang) for n in counts), i18n.number(counted.base, lang)),
        bassin=bassin,
        values=(*counts, counted.base),
    )
