"""What charts show and what is said of them: their data, their numbers and the sentence that replaces them.

`_` is the interface's translator, called as `_("%(n)s answers", n="53")`; shares are between 0 and 1; None
is a hidden figure. Every sentence is written from the same data as the chart.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from app.analysis.statistics.intervals import Interval

Translate = Callable[..., str]

LOCALES: Final[Mapping[str, str]] = {"fr": "fr_BE", "nl": "nl_BE"}


@dataclass(frozen=True)
class Bar:
    """One action: its share with its interval, and how many people that is. None where hidden."""

    label: str
    share: float | None
    interval: Interval | None = None
    n: int | None = None


@dataclass(frozen=True)
class Series:
    """One bassin beside others: one share per label, None where hidden; `base` is how many answered."""

    name: str
    color: str
    shares: tuple[float | None, ...]
    base: int | None


@dataclass(frozen=True)
class Part:
    """One segment of every row of a breakdown: one count per row, None where hidden."""

    name: str
    counts: tuple[int | None, ...]


def actions_alt(rows: Sequence[Bar], *, base: int, lang: str, _: Translate) -> str:
    """Say how many actions, the highest and the lowest with their ties, and over how many answers."""
    shown = [(bar.share, bar.label) for bar in rows if bar.share is not None]
    if not shown or base == 0:
        return _("All figures are hidden.") if base and rows else _("No answers yet.")
    high, low = max(shown)[0], min(shown)[0]
    answers = said_answers(base, lang, _)
    count = said_number(len(shown), lang)
    if said_share(high, lang) == said_share(low, lang):
        text = _(
            "%(n)s actions, all at %(high)s, out of %(answers)s.",
            n=count,
            high=said_share(high, lang),
            answers=answers,
        )
    else:
        text = _(
            "%(n)s actions, from %(high)s (%(first)s) to %(low)s (%(last)s), out of %(answers)s.",
            n=count,
            high=said_share(high, lang),
            first=_listed([label for share, label in shown if share == high], lang),
            low=said_share(low, lang),
            last=_listed([label for share, label in shown if share == low], lang),
            answers=answers,
        )
    hidden = len(rows) - len(shown)
    if hidden == 0:
        return text
    more = (
        _("One figure is hidden.")
        if hidden == 1
        else _("%(n)s figures are hidden.", n=said_number(hidden, lang))
    )
    return f"{text} {more}"


def side_by_side_alt(
    labels: Sequence[str], series: Sequence[Series], *, lang: str, _: Translate, first: int = 2
) -> str:
    """Say, per bassin, how many answered and its `first` highest actions with their shares, ties included."""
    sentences = []
    for one in series:
        shown = [(share, label) for label, share in zip(labels, one.shares, strict=True) if share is not None]
        shown.sort(key=lambda pair: -pair[0])
        cut = shown[min(first, len(shown)) - 1][0] if shown else 0.0
        top = [f"{label} ({said_share(share, lang)})" for share, label in shown if share >= cut]
        sentences.append(
            _(
                "%(name)s, %(answers)s: %(list)s.",
                name=one.name,
                answers=_("too few answers to be shown")
                if one.base is None
                else said_answers(one.base, lang, _),
                list=_listed(top, lang) or (_("no figure") if one.base == 0 else _("all figures hidden")),
            )
        )
    return " ".join(sentences) or _("No answers yet.")


def participation_alt(days: Mapping[date, int], *, lang: str, _: Translate) -> str:
    """Say how many answers came, from which day to which day, and the busiest days."""
    active = sorted(day for day, n in days.items() if n)
    if not active:
        return _("No answers yet.")
    most = max(days.values())
    return _(
        "%(answers)s, from %(start)s to %(end)s; at most %(most)s in one day (%(days)s).",
        answers=said_answers(sum(days.values()), lang, _),
        start=said_day(active[0], lang),
        end=said_day(active[-1], lang),
        most=said_number(most, lang),
        days=_listed([said_day(day, lang) for day in active if days[day] == most], lang),
    )


def breakdown_alt(labels: Sequence[str], parts: Sequence[Part], *, lang: str, _: Translate) -> str:
    """Say every row of the breakdown with the count of each part."""
    rows = [
        _(
            "%(name)s: %(list)s.",
            name=label,
            list=_listed([said_part(part.name, part.counts[row], lang, _) for part in parts], lang),
        )
        for row, label in enumerate(labels)
    ]
    return " ".join(rows) or _("No answers yet.")


def said_part(name: str, n: int | None, lang: str, _: Translate) -> str:
    """Write the count of one part, "citizens (30)", or that it is hidden."""
    return f"{name} ({_('hidden') if n is None else said_number(n, lang)})"


def said_bar(bar: Bar, share: float, lang: str, _: Translate) -> str:
    """Write what stands over a bar when it is pointed at: share, count, stability among the respondents."""
    pieces = [said_share(share, lang)]
    if bar.n is not None:
        pieces.append(said_answers(bar.n, lang, _))
    if bar.interval is not None:
        low, high = said_share(bar.interval.low, lang), said_share(bar.interval.high, lang)
        pieces.append(_("stability among the respondents: %(low)s to %(high)s", low=low, high=high))
    return " · ".join(pieces)


def said_answers(n: int, lang: str, _: Translate) -> str:
    """Write a number of answers in words that agree with it."""
    return _("one answer") if n == 1 else _("%(n)s answers", n=said_number(n, lang))


def said_number(n: int, lang: str) -> str:
    """Write a whole number with the thousands of the language."""
    return str(format_decimal(n, locale=LOCALES[lang]))


def said_share(share: float, lang: str) -> str:
    """Write a share between 0 and 1 as whole per cents."""
    return str(format_percent(share, locale=LOCALES[lang]))


def said_day(day: date, lang: str) -> str:
    """Write a day in full, with its year; in French the first of the month is "1er"."""
    text = str(format_date(day, "long", locale=LOCALES[lang]))
    return text.replace("1 ", "1er ", 1) if lang == "fr" and day.day == 1 else text


def _listed(items: Sequence[str], lang: str) -> str:
    return str(format_list(items, locale=LOCALES[lang])) if items else ""
