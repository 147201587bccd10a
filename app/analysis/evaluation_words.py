"""What evaluations say in sentences, made from the figures that stand beside them."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from app.analysis.evaluations import agreeing
from app.analysis.statistics.pooling import Counted
from app.kit import i18n
from app.kit.localized import Lang, Localized


@dataclass(frozen=True)
class Point:
    """A statement that people agree with or not, and what they answered."""

    label: Localized
    counted: Counted

    @property
    def share(self) -> float:
        """The share of those who answered that agrees, from 0 to 1."""
        return agreeing(self.counted) / self.counted.base if self.counted.base else 0.0


def lead(people: int | None, meetings: int, points: Iterable[Point], *, lang: Lang) -> str:
    """Say how many people evaluated how many meetings, and with what they agree most and least.

    `people` is None where there are too few. The share is of everybody who answered the question. Nothing is
    said where all points are met with the same agreement.
    """
    if people == 0:
        return i18n.gettext(lang, "Nobody has evaluated these meetings yet.")
    if people is None:
        return i18n.gettext(lang, "Fewer than five answers in all so far: nothing is shown yet.")
    said = i18n.ngettext(
        lang,
        "%(people)s people evaluated %(n)s meeting",
        "%(people)s people evaluated %(n)s meetings",
        meetings,
        people=i18n.number(people, lang),
    )
    ranked = sorted(points, key=lambda point: point.share)
    if not ranked or ranked[0].share == ranked[-1].share:
        return said + "."
    return i18n.gettext(
        lang,
        "%(said)s: they agree most with “%(most)s” (%(most_share)s),"
        " and least with “%(least)s” (%(least_share)s).",
        said=said,
        most=_quoted(ranked[-1], lang),
        most_share=said_of(agreeing(ranked[-1].counted), ranked[-1].counted.base, lang=lang),
        least=_quoted(ranked[0], lang),
        least_share=said_of(agreeing(ranked[0].counted), ranked[0].counted.base, lang=lang),
    )


def said_of(n: int, base: int, *, lang: Lang) -> str:
    """Write n of a base with its share in whole per cents; the base is more than 0."""
    return i18n.gettext(
        lang,
        "%(n)s of %(base)s, %(share)s",
        n=i18n.number(n, lang),
        base=i18n.number(base, lang),
        share=i18n.percent(n / base, lang),
    )


def said_cell(n: int, base: int, *, lang: Lang) -> str:
    """Write a count with its share, for a table that says the base elsewhere."""
    return f"{i18n.number(n, lang)} ({i18n.percent(n / base, lang)})" if base else "–"


def steadiness(smallest: int, *, lang: Lang) -> str:
    """Say by how much one person more could move the shares of the smallest base shown."""
    return i18n.ngettext(
        lang,
        "Where the fewest answered (%(people)s), one person more would move a percentage by at most"
        " %(n)s point.",
        "Where the fewest answered (%(people)s), one person more would move a percentage by at most"
        " %(n)s points.",
        ceil(100 / (smallest + 1)),
        people=i18n.number(smallest, lang),
    )


def withheld_words(reason: str, *, lang: Lang) -> str:
    """Say why a question has no total."""
    return {
        "none": i18n.gettext(lang, "Nobody has answered it."),
        "few": i18n.gettext(lang, "Too few people answered this question: no total is shown."),
        "alike": i18n.gettext(lang, "No total is shown: it would tell what each of a few people answered."),
        "linked": i18n.gettext(
            lang, "No total is shown: it would tell what a few people answered to the question before."
        ),
    }[reason]


def _quoted(point: Point, lang: Lang) -> str:
    return point.label[lang].strip().removesuffix(".")
