"""The words for differences between groups. `_` is the interface's translator; shares are between 0 and 1."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

from babel.numbers import format_decimal

from app.analysis.chart_texts import LOCALES, Translate, said_share
from app.analysis.groups import Alike
from app.analysis.sentences import listed
from app.analysis.statistics.differences import SMALLEST_GROUP, detectable_gap, rounded_gap
from app.kit import i18n
from app.kit.localized import Lang

FINE: Final = 1000
"""From this many people in both groups on, tenths of a point are said."""
_SMALL, _MEDIUM, _LARGE = 0.2, 0.5, 0.8


@dataclass(frozen=True)
class Found:
    """Something that stands out: what was chosen, by how many points more, and where if there are several."""

    label: str
    points: float
    fine: bool
    place: str = ""


@dataclass(frozen=True)
class Sizes:
    """The sizes of two groups under the name of what is compared, for what could be seen with them."""

    name: str
    n1: int
    n2: int


def said_points(points: float, lang: str, *, fine: bool = False) -> str:
    """Write a difference with its sign, in whole points or tenths; nothing that rounds to 0 has a sign."""
    rounded = round(points, 1 if fine else 0)
    if rounded == 0:
        return "0"
    sign = "+" if rounded > 0 else "\u2212"
    return sign + str(format_decimal(abs(rounded), locale=LOCALES[lang]))


def said_size(h: float, lang: str, _: Translate) -> str:
    """Write the size of a difference with its word (Cohen 1988): from 0.2 small, 0.5 medium, 0.8 large."""
    size = round(abs(h), 2)
    words = ((_LARGE, _("large")), (_MEDIUM, _("medium")), (_SMALL, _("small")))
    word = next((word for least, word in words if size >= least), _("very small"))
    return f"{format_decimal(size, format='0.00', locale=LOCALES[lang])} ({word})"


def what_differs(
    found: Sequence[Found], *, rest: int, first: str, second: str, lang: Lang, _: Translate
) -> str:
    """Say what stands out between two groups, of `rest` options that do not."""
    names = {"first": first, "second": second}
    if not found:
        return _(
            "No difference between %(first)s and %(second)s stands out: they could all be chance.", **names
        )
    text = i18n.ngettext(
        lang,
        "Between %(first)s and %(second)s one difference stands out: %(list)s.",
        "Between %(first)s and %(second)s these differences stand out: %(list)s.",
        len(found),
        list=listed([_said(one, lang, _) for one in found], lang),
        **names,
    )
    return f"{text} {_('The others could be chance.')}" if rest else text


def what_differs_somewhere(found: Sequence[Found], *, rest: int, lang: Lang, _: Translate) -> str:
    """Say what stands out in some bassins beside everybody else."""
    if not found:
        return _("No bassin stands out from everybody else here: the differences could all be chance.")
    text = i18n.ngettext(
        lang,
        "Beside everybody else one difference stands out: %(list)s.",
        "Beside everybody else these differences stand out: %(list)s.",
        len(found),
        list=listed([f"{one.place}, {_said(one, lang, _)}" for one in found], lang),
    )
    return f"{text} {_('The others could be chance.')}" if rest else text


def too_few(names: Sequence[str], *, lang: Lang) -> str:
    """Say which groups are too small to be tested."""
    return (
        i18n.ngettext(
            lang,
            "%(names)s: fewer than %(least)s people answered, too few to say what stands out.",
            "%(names)s: fewer than %(least)s people answered in each, too few to say what stands out.",
            len(names),
            names=listed(names, lang),
            least=SMALLEST_GROUP,
        )
        if names
        else ""
    )


def what_could_be_seen(sizes: Sequence[Sizes], share: float, *, tests: int, lang: Lang, _: Translate) -> str:
    """Say from which gap on a difference would be seen: for one comparison, or the best and the worst."""
    tested = [one for one in sizes if min(one.n1, one.n2) >= SMALLEST_GROUP]
    if not tested:
        return ""
    gaps = sorted((detectable_gap(one.n1, one.n2, share, tests=tests), one.name) for one in tested)
    (low, best), (high, worst) = gaps[0], gaps[-1]
    around = said_share(share, lang)
    if low == inf:
        return _("With these numbers no gap, however large, could be seen with confidence.")
    if high == inf:
        seen = _(
            "With these numbers a gap of %(low)s points or more (%(best)s) would be seen four times out of"
            " five, and elsewhere none would, for something that about %(share)s choose.",
            low=_gap(low, lang), best=best, share=around,
        )  # fmt: skip
    elif rounded_gap(low) == rounded_gap(high):
        seen = _(
            "With these numbers only a gap of at least %(gap)s points would be seen four times out of five,"
            " for something that about %(share)s choose.",
            gap=_gap(low, lang), share=around,
        )  # fmt: skip
    else:
        seen = _(
            "With these numbers only a gap of at least %(low)s points (%(best)s) to %(high)s points"
            " (%(worst)s) would be seen four times out of five, for something that about %(share)s choose.",
            low=_gap(low, lang), best=best, high=_gap(high, lang), worst=worst, share=around,
        )  # fmt: skip
    return f"{seen} {_('Smaller ones are often missed.')}"


def how_tested(alike: Collection[Alike], *, whole: bool, lang: Lang, _: Translate) -> str:
    """Say how it was found out what stands out, and what was held constant."""
    words: Mapping[Alike, str] = {
        "bassin": _("the same bassin"),
        "profile": _("the same profile"),
        "language": _("the same language"),
    }
    held = listed([words[one] for one in words if one in alike], lang)
    tested = (
        _("Everything was tested together, each answer kept whole.")
        if whole
        else _("Each option was tested alone (Fisher) and corrected for how many there are (Holm).")
    )
    between = _("People of %(held)s are compared with each other.", held=held) if held else ""
    promise = _("Where nothing differs, something stands out by chance at most 5 times in 100.")
    return " ".join(text for text in (tested, between, promise) if text)


def about_older_answers(n: int | None, *, lang: Lang, _: Translate) -> str:
    """Say how many answers name options that the question no longer has; None where that is hidden."""
    if n is None:
        return _("A few answers name options of an older version, which are not shown.")
    return (
        i18n.ngettext(
            lang,
            "One answer names an option of an older version, which is not shown.",
            "%(n)s answers name options of an older version, which are not shown.",
            n,
        )
        if n
        else ""
    )


def _said(one: Found, lang: Lang, _: Translate) -> str:
    quoted = f"«\u00a0{one.label}\u00a0»" if lang == "fr" else f"‘{one.label}’"
    return _("%(what)s (%(points)s points)", what=quoted, points=said_points(one.points, lang, fine=one.fine))


def _gap(gap: float, lang: Lang) -> str:
    return str(format_decimal(rounded_gap(gap), locale=LOCALES[lang]))
