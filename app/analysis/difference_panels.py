"""Differences as the reader may see them: the chart, the table and what stands out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.analysis.chart_texts import Bar, said_number, said_share
from app.analysis.charts import ACCENT, BASSIN_COLORS, PARTS
from app.analysis.difference_charts import MARK, Dots, Pair, dots_chart, pairs_chart
from app.analysis.differences_words import FINE, Found, said_points, said_size
from app.analysis.groups import Difference
from app.analysis.labels import Words
from app.analysis.panels import Line, Panel
from app.analysis.sight import Sight
from app.analysis.statistics.differences import ERROR
from app.analysis.statistics.intervals import Interval, cohens_h, newcombe_difference, wilson
from app.analysis.statistics.suppression import THRESHOLD
from app.analysis.together import Hidden

HIDDEN = "–"


@dataclass(frozen=True)
class Side:
    """One option in one group: n people, k of them, their share with its interval; None where hidden."""

    n: int | None
    k: int | None
    share: float | None
    interval: Interval | None


@dataclass(frozen=True)
class Seen:
    """One option in two groups, as the reader may see it. `points` is None where hidden or empty."""

    label: str
    first: Side
    second: Side
    points: float | None
    interval: Interval | None
    h: float | None
    stands_out: bool | None
    """None where a group is too small to say, or nothing may be seen."""

    @property
    def fine(self) -> bool:
        """Whether so many answered that tenths of a point mean something."""
        return min(self.first.n or 0, self.second.n or 0) >= FINE


@dataclass(frozen=True)
class Names:
    """What two groups are called, and the bassin whose colour the first one has, or ''."""

    first: str
    second: str
    bassin: str = ""


def seen(
    differences: Sequence[Difference], labels: Mapping[str, str], sight: Sight, hidden: Hidden
) -> list[Seen]:
    """Return the differences as they may be seen.

    What is hidden in one group or in both together is hidden in both: each would tell the other. Where
    nearly all of a group picked something, its figures would tell of the few who did not: all are hidden. For
    whoever sees rounded shares only, everything is worked out from these and not from the counts. `hidden` is
    what other pages hide of either group or of both.
    """
    first = sight.row({one.option: one.k1 for one in differences})
    second = sight.row({one.option: one.k2 for one in differences})
    whole = sight.row({one.option: one.k1 + one.k2 for one in differences})
    few = sight.protects and any(min(one.n1 - one.k1, one.n2 - one.k2) < THRESHOLD for one in differences)
    rows = []
    for one in differences:
        k1, k2 = first[one.option], second[one.option]
        if few or hidden.base or whole[one.option] is None or one.option in hidden.actions:
            k1 = k2 = None
        row = _seen(one, labels[one.option], k1, k2, sight)
        if hidden.base:
            row = replace(row, first=replace(row.first, n=None), second=replace(row.second, n=None))
        rows.append(row)
    return rows


def _seen(one: Difference, label: str, k1: int | None, k2: int | None, sight: Sight) -> Seen:
    if k1 is None or k2 is None:
        k1 = k2 = None
    left, right = _side(k1, one.n1, sight), _side(k2, one.n2, sight)
    if left.n is None or right.n is None:
        left, right = replace(left, n=None), replace(right, n=None)
    if sight.protects and (left.share is None or right.share is None):
        left, right = replace(left, share=None), replace(right, share=None)
    if left.share is None or right.share is None:
        return Seen(label, left, right, None, None, None, None)
    between = newcombe_difference(round(left.share * one.n1), one.n1, round(right.share * one.n2), one.n2)
    return Seen(
        label,
        left,
        right,
        100 * (left.share - right.share),
        between,
        cohens_h(left.share, right.share),
        None if one.chance is None else one.chance <= ERROR,
    )


def _side(k: int | None, n: int, sight: Sight) -> Side:
    share = sight.share(k, n)
    if share is None:
        return Side(sight.number(n), None, None, None)
    return Side(n, k, share, wilson(round(share * n), n))


def found(rows: Sequence[Seen], place: str = "") -> list[Found]:
    """Return what stands out among rows, the largest difference first."""
    out = [Found(row.label, row.points, row.fine, place) for row in rows if row.stands_out and row.points]
    return sorted(out, key=lambda one: -abs(one.points))


def pair_panel(rows: Sequence[Seen], names: Names, words: Words, *, note: str, stability: str) -> Panel:
    """Return the panel of two groups: a dot for each, and all the figures beside them."""
    _, lang = words.translate, words.lang
    n1, n2 = (_people(rows[0].first, words), _people(rows[0].second, words)) if rows else ("0", "0")
    results = {True: _("stands out"), False: _("could be chance"), None: _("too few")}
    pairs = [
        Pair(
            Bar(row.label, row.first.share, row.first.interval, row.first.k),
            Bar(row.label, row.second.share, row.second.interval, row.second.k),
            _marked(row, lang),
        )
        for row in rows
    ]
    alt = " ".join(
        _(
            "%(label)s: %(first)s beside %(second)s, %(result)s.",
            label=row.label,
            first=said_share(row.first.share, lang),
            second=said_share(row.second.share, lang),
            result=results[row.stands_out],
        )
        for row in rows
        if row.first.share is not None and row.second.share is not None
    )
    color = BASSIN_COLORS.get(names.bassin, ACCENT)
    return Panel(
        key="difference",
        title=f"{names.first} – {names.second}",
        note=note,
        figure=pairs_chart(
            pairs, (names.first, names.second), (color, _other(color)), lang=lang, _=_
        ) if alt else None,
        alt=alt or _("All figures are hidden."),
        heading=_("Option"),
        columns=(
            names.first, names.second, _("Difference, in points"), _("Stability of the difference"),
            _("Size (h)"), _("In a word"),
        ),
        lines=tuple(_line(row, results, words) for row in rows),
        basis=_(
            "People: %(first)s %(n1)s, %(second)s %(n2)s. A plus sign means more often in the first group.",
            first=names.first, n1=n1, second=names.second, n2=n2,
        ),
        stability=stability,
        topic="differences",
    )  # fmt: skip


def _line(row: Seen, results: Mapping[bool | None, str], words: Words) -> Line:
    _, lang = words.translate, words.lang
    cells = [HIDDEN] * 6
    values: list[float | None] = [None] * 6
    for place, side in enumerate((row.first, row.second)):
        if side.share is not None and side.k is not None:
            cells[place] = f"{said_share(side.share, lang)} ({said_number(side.k, lang)})"
            values[place] = side.share
    if row.points is None or row.interval is None or row.h is None:
        cells[5] = _("hidden")
        return Line(row.label, tuple(cells), values=tuple(values))
    low, high = (said_points(100 * limit, lang, fine=row.fine) for limit in row.interval)
    cells[2] = said_points(row.points, lang, fine=row.fine)
    cells[3] = _("%(low)s to %(high)s", low=low, high=high)
    cells[4] = said_size(row.h, lang, _)
    cells[5] = results[row.stands_out] + (f" {MARK}" if row.stands_out else "")
    values[2], values[4] = round(row.points, 2), round(row.h, 3)
    return Line(row.label, tuple(cells), values=tuple(values))


def places_panel(
    places: Mapping[str, Sequence[Seen]], words: Words, *, people: int | None, note: str, stability: str
) -> Panel:
    """Return the panel of several bassins, each beside everybody else: only the differences.

    `people` is how many answered, each once, None where hidden.
    """
    _, lang = words.translate, words.lang
    names = {code: words.bassins[code][lang] for code in places}
    labels = [row.label for row in next(iter(places.values()), ())]
    series = [
        Dots(
            names[code],
            BASSIN_COLORS.get(code, PARTS[-1]),
            tuple(row.points for row in rows),
            tuple(bool(row.stands_out) for row in rows),
        )
        for code, rows in places.items()
    ]
    drawn = any(points is not None for one in series for points in one.points)
    lines = []
    for place, label in enumerate(labels):
        rows = [each[place] for each in places.values()]
        cells = tuple(HIDDEN if row.points is None else _marked(row, lang) for row in rows)
        values = tuple(None if row.points is None else round(row.points, 2) for row in rows)
        lines.append(Line(label, cells, values=values))
    sizes = [rows[0].first for rows in places.values() if rows]
    out = [
        _("%(place)s: %(list)s.", place=names[code], list=", ".join(
            f"{one.label} ({said_points(one.points, lang, fine=one.fine)})" for one in found(rows)
        ) or (_("nothing stands out") if any(row.stands_out is not None for row in rows) else _("too few")))
        for code, rows in places.items()
    ]  # fmt: skip
    return Panel(
        key="differences",
        title=_("Each bassin beside everybody else, in points"),
        note=note,
        figure=dots_chart(labels, series, lang=lang) if drawn else None,
        alt=" ".join(out),
        heading=_("Option"),
        columns=tuple(names.values()),
        lines=tuple(lines),
        total=Line(
            _("People"), tuple(_people(one, words) for one in sizes), values=tuple(s.n for s in sizes)
        ),
        basis=_(
            "People, each once: %(n)s. A plus sign means more often in the bassin than elsewhere; %(mark)s"
            " and a full dot: stands out.",
            n=HIDDEN if people is None else said_number(people, lang),
            mark=MARK,
        ),
        stability=stability,
        topic="differences",
    )


def _people(side: Side, words: Words) -> str:
    return HIDDEN if side.n is None else said_number(side.n, words.lang)


def _marked(row: Seen, lang: str) -> str:
    if row.points is None:
        return ""
    return said_points(row.points, lang, fine=row.fine) + (f" {MARK}" if row.stands_out else "")


def _other(color: str) -> str:
    """Return a colour that can be told from the one of the first group by everybody."""
    return PARTS[1] if color != PARTS[1] else PARTS[0]
