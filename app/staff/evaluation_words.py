"""The evaluations of a place in one sentence, made from the figures that the page shows."""

from app.analysis.evaluations import Evaluations, Item
from app.kit import i18n
from app.kit.localized import Lang


def sentence(found: Evaluations, lang: Lang) -> str:
    """Say how many people evaluated how many meetings, and with what they agree most and least.

    The share is of everybody who answered the question. Nothing is said of a total that is not shown, nor
    where all points are met with the same agreement.
    """
    if found.answers == 0:
        return i18n.gettext(lang, "Nobody has evaluated these meetings yet.")
    if found.answers is None:
        return i18n.gettext(lang, "Fewer than five answers in all so far: nothing is shown yet.")
    said = i18n.ngettext(
        lang,
        "%(people)s people evaluated %(n)s meeting",
        "%(people)s people evaluated %(n)s meetings",
        found.evaluated,
        people=i18n.number(found.answers, lang),
    )
    ranked = sorted((item for item in found.items if item.agreement), key=_share)
    if not ranked or _share(ranked[0]) == _share(ranked[-1]):
        return said + "."
    return i18n.gettext(
        lang,
        "%(said)s: they agree most with “%(most)s” (%(most_share)s),"
        " and least with “%(least)s” (%(least_share)s).",
        said=said,
        most=_quoted(ranked[-1], lang),
        most_share=_agreed(ranked[-1], lang),
        least=_quoted(ranked[0], lang),
        least_share=_agreed(ranked[0], lang),
    )


def _share(item: Item) -> float:
    agree, base = item.agreement or (0, 1)
    return agree / base


def _agreed(item: Item, lang: Lang) -> str:
    agree, base = item.agreement or (0, 0)
    return i18n.gettext(
        lang,
        "%(n)s of %(base)s, %(share)s",
        n=i18n.number(agree, lang),
        base=i18n.number(base, lang),
        share=i18n.percent(_share(item), lang),
    )


def _quoted(item: Item, lang: Lang) -> str:
    return item.label[lang].strip().removesuffix(".")
