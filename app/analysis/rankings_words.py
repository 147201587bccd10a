"""What the page on rankings and ratings says in words."""

from collections.abc import Sequence
from functools import partial

from app.analysis.across_words import quoted
from app.analysis.labels import translator
from app.analysis.sentences import listed
from app.analysis.statistics.intervals import Interval
from app.kit import i18n
from app.kit.localized import Lang


def ranked(best: Sequence[str], winner: str, sure: float, *, lang: Lang) -> str:
    """Say which options get most points by place, and whether one wins every duel, and how surely."""
    _ = translator(lang)
    first = _("Most points by place: %(options)s.", options=listed([quoted(one, lang) for one in best], lang))
    if not winner:
        return f"{first} {_('No option is put before each of the others by most people.')}"
    duels = _(
        "Most people put %(winner)s before each of the others, taken two by two (chance that it stays so if"
        " similar people had answered: %(chance)s).",
        winner=quoted(winner, lang),
        chance=i18n.percent(sure, lang),
    )
    return f"{first} {duels}"


def first_places(options: Sequence[str], *, lang: Lang) -> str:
    """Say which option most people put among the first, for somebody who sees protected figures."""
    _ = translator(lang)
    if not options:
        return _("Too few people put each option among the first for anything to be said.")
    return _("%(first)s is most often among the first.", first=quoted(options[0], lang))


def too_few(question: str, *, lang: Lang) -> str:
    """Say that a question has too few answers to be shown to this reader."""
    return i18n.gettext(
        lang,
        "Fewer than ten people answered “%(question)s”: nothing is shown, to protect them.",
        question=question,
    )


def gone(n: int, *, lang: Lang) -> str:
    """Say how many people ranked an option that the questionnaire no longer has."""
    return i18n.ngettext(
        lang,
        "One person ranked an option that the questionnaire no longer has: it is left out.",
        "%(n)s people ranked an option that the questionnaire no longer has: it is left out.",
        n,
    )


def first_head(first: int, *, lang: Lang) -> str:
    """Head the share that puts an option among the first."""
    return i18n.ngettext(lang, "In the first place", "Among the first %(n)s", first)


def place(number: int, *, lang: Lang) -> str:
    """Name a place."""
    return i18n.gettext(lang, "Place %(n)s", n=i18n.number(number, lang))


def points_note(most: int, *, lang: Lang) -> str:
    """Explain points by place."""
    return i18n.gettext(
        lang,
        "Points by place: an option gets one point for each option that a person puts behind it, so %(most)s"
        " at most; what a person leaves out shares the places behind. The figure is the mean per person.",
        most=i18n.number(most, lang),
    )


def ranking_basis(base: int, blank: int | None, *, lang: Lang) -> str:
    """Say how many people ranked something, and how many left it blank."""
    ngettext = partial(i18n.ngettext, lang)
    said = ngettext("One person ranked something.", "%(n)s people ranked something.", base)
    if blank:
        left = ngettext(
            "One person left this question blank.", "%(n)s people left this question blank.", blank
        )
        said = f"{said} {left}"
    return said


def given(items: Sequence[str], share: float, *, lang: Lang) -> str:
    """Say which item most people gave points to; `items` are tied."""
    return i18n.gettext(
        lang,
        "Most people gave points to %(items)s (%(share)s of them).",
        items=listed([quoted(item, lang) for item in items], lang),
        share=i18n.percent(share, lang),
    )


def points_basis(base: int, *, lang: Lang) -> str:
    """Say how many people shared points out."""
    return i18n.ngettext(lang, "One person shared points out.", "%(n)s people shared points out.", base)


def stability(*, lang: Lang) -> str:
    """Say how far the shares can be relied on."""
    return i18n.gettext(
        lang,
        "Stability among the respondents: if similar people had answered, the share would most probably lie"
        " between these two values.",
    )


def within(interval: Interval | None, *, lang: Lang) -> str:
    """Write the ends of an interval, a dash where there is none."""
    if interval is None:
        return "–"
    low, high = i18n.percent(interval.low, lang), i18n.percent(interval.high, lang)
    return i18n.gettext(lang, "%(low)s to %(high)s", low=low, high=high)


def rated(share: float | None, base: int, *, lang: Lang) -> str:
    """Write a share with its number of people, or that it is hidden."""
    if share is None:
        return i18n.gettext(lang, "hidden") if base else "–"
    return f"{i18n.percent(share, lang)} ({i18n.number(base, lang)})"


def corner(
    important: bool | None,  # noqa: FBT001 - the two sides of a corner
    feasible: bool | None,  # noqa: FBT001
    *,
    sure: bool,
    lang: Lang,
) -> str:
    """Name the corner of an item: for most people important or not, feasible or not; None is unknown."""
    _ = translator(lang)
    if important is None or feasible is None:
        return "–"
    names = {
        (True, True): _("important and feasible"),
        (True, False): _("important, hard to do"),
        (False, True): _("feasible, less important"),
        (False, False): _("neither for most people"),
    }
    name = names[important, feasible]
    return name if sure else _("%(corner)s, not sure", corner=name)


def matrix(both: Sequence[str], hard: Sequence[str], *, lang: Lang) -> str:
    """Say what most people find important and feasible, and what important but hard."""
    _ = translator(lang)
    said = []
    if both:
        said.append(
            _(
                "For most people both important and feasible: %(items)s.",
                items=listed([quoted(item, lang) for item in both], lang),
            )
        )
    if hard:
        said.append(
            _(
                "Important for most, but hard to do: %(items)s.",
                items=listed([quoted(item, lang) for item in hard], lang),
            )
        )
    return " ".join(said) or _("Nothing is important for most people here.")
