"""What is said of who answered beside who lives here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from app.analysis.chart_texts import Translate
from app.analysis.sentences import listed
from app.analysis.statistics.intervals import Interval
from app.analysis.statistics.representation import Gap, Standing
from app.kit import i18n
from app.kit.localized import Lang
from app.territory.population.queries import PopulationView
from app.territory.population.rules import Dimension

HIDDEN: Final = "–"
MOST_NAMED: Final = 3
MOST_IN_ALT: Final = 8


@dataclass(frozen=True)
class Compared:
    """One dimension, as its reader may see it."""

    population: PopulationView
    labels: Mapping[str, str]
    gaps: Mapping[str, Gap | None]
    """By code, in the order of the figures; None where hidden."""
    shares: Mapping[str, float]
    """The share among the answers as it may be shown, by code, where it may."""
    base: int
    """What shares are shares of."""
    total: int
    """Everybody who answered."""
    outside: int
    """People who did not say it, or said what the figures do not count."""
    left_out: tuple[str, ...]
    """Codes of the figures that the questionnaire does not offer: they are in no share."""

    @property
    def targets(self) -> dict[str, float]:
        """The share of the population of every code that is compared."""
        counts = {code: n for code, n in self.population.counts.items() if code not in self.left_out}
        everybody = sum(counts.values())
        return {code: n / everybody for code, n in counts.items()}

    @property
    def people(self) -> int:
        """Everybody in the figures who is compared."""
        return sum(n for code, n in self.population.counts.items() if code not in self.left_out)

    def seen(self, codes: Collection[str]) -> "Compared":
        """Return the same with the groups of these codes alone."""
        return replace(self, gaps={code: gap for code, gap in self.gaps.items() if code in codes})


def titles(_: Translate) -> dict[Dimension, str]:
    """Return the title of each dimension."""
    return {
        "bassin": _("By bassin"),
        "age_band": _("By age"),
        "language": _("By language"),
        "profile": _("By profile"),
        "commune": _("By municipality"),
    }


def standing_names(_: Translate) -> dict[Standing, str]:
    """Return the words for how a group stands to its share of the population."""
    return {
        "under": _("fewer"),
        "over": _("more"),
        "even": _("not clear"),
    }


def said_lead(found: Sequence[Compared], *, lang: Lang, _: Translate) -> str:
    """Say in one sentence who is missing most, that nobody clearly is, or that nothing can be compared."""
    if not found:
        return _("Nothing here can be compared with the published figures.")
    missing = sorted(
        (
            (gap.difference, _group(one, code, gap, lang, _))
            for one in found
            for code, gap in one.gaps.items()
            if gap is not None and gap.standing == "under"
        ),
        key=lambda pair: pair[0],
    )
    if not missing:
        return _("In the groups that can be compared, nobody is clearly missing.")
    ngettext = partial(i18n.ngettext, lang)
    said = ngettext(
        "One group is clearly missing: %(groups)s.",
        "%(n)s groups are clearly missing: %(groups)s.",
        min(len(missing), MOST_NAMED),
        groups=listed([text for _gap, text in missing[:MOST_NAMED]], lang),
    )
    more = len(missing) - MOST_NAMED
    if more <= 0:
        return said
    rest = ngettext(
        "One more group is clearly missing, see below.",
        "%(n)s more groups are clearly missing, see below.",
        more,
    )
    return f"{said} {rest}"


def said_chart(one: Compared, lang: Lang, _: Translate) -> str:
    """Say the share of every group among the answers and in the figures, the widest apart where many."""
    shown = [(code, gap) for code, gap in one.gaps.items() if gap is not None]
    if not shown:
        return _("All figures are hidden.")
    widest = sorted(shown, key=lambda pair: -abs(pair[1].difference))[:MOST_IN_ALT]
    groups = [_group(one, code, gap, lang, _) for code, gap in shown if (code, gap) in widest]
    return listed(groups, lang) + "."


def said_basis(one: Compared, lang: Lang, _: Translate) -> str:
    """Say how many answers are compared with how many people of which year."""
    values = {
        "base": i18n.number(one.base, lang),
        "total": i18n.number(one.total, lang),
        "people": i18n.number(one.people, lang),
        "year": one.population.as_of,
    }
    if one.population.audience == "citizens":
        return _(
            "Answers compared: %(base)s of %(total)s. Figures of %(year)s: %(people)s inhabitants.", **values
        )
    return _(
        "Answers compared: %(base)s of %(total)s. Figures of %(year)s: %(people)s professionals.", **values
    )


def said_note(one: Compared, lang: Lang, _: Translate) -> str:
    """Say where the figures come from, and who stands outside the comparison."""
    ngettext = partial(i18n.ngettext, lang)
    said = [
        _(
            "Compared with: %(title)s. Source: %(source)s",
            title=one.population.title[lang],
            source=_ended(one.population.source[lang]),
        )
    ]
    if one.population.invented:
        said.append(_("These figures are an invented example."))
    if one.outside:
        said.append(
            ngettext(
                "One answer is left out: it does not say it, or says what the figures do not count.",
                "%(n)s answers are left out: they do not say it, or say what the figures do not count.",
                one.outside,
            )
            if one.population.dimension != "bassin"
            else ngettext(
                "One answer is left out: it does not know its bassin, or names the whole Region.",
                "%(n)s answers are left out: they do not know their bassin, or name the whole Region.",
                one.outside,
            )
        )
    if one.left_out:
        said.append(
            _(
                "Not compared, because the questionnaire does not offer it: %(codes)s.",
                codes=listed([one.labels.get(code, code) for code in one.left_out], lang),
            )
        )
    if any(gap is None for gap in one.gaps.values()):
        said.append(_("A dash stands where few people could be recognised."))
    return " ".join(said)


def why_not(reason: str, dimension: Dimension, _: Translate) -> str:
    """Say why something is not compared: `reason` is how it cannot be, or an audience without figures."""
    title = titles(_)[dimension]
    return {
        "not asked": _(
            "%(title)s: not compared, because the questionnaire does not ask it of everybody as one choice.",
            title=title,
        ),
        "nothing in common": _(
            "%(title)s: not compared, because the figures and the questionnaire divide people differently.",
            title=title,
        ),
        "too few": _("%(title)s: too few answers to compare.", title=title),
        "citizens": _(
            "No published figures of the inhabitants have been noted yet: who is missing cannot be said."
        ),
        "professionals": _(
            "Nobody has published how many professionals of each kind there are: who is missing among them"
            " cannot be said, and their answers are never weighted."
        ),
        "participants": _("Whoever was at a meeting answered this: it is not compared with the inhabitants."),
    }[reason]


def said_range(interval: Interval, lang: Lang, _: Translate) -> str:
    """Write an interval of shares."""
    return _(
        "%(low)s to %(high)s", low=i18n.percent(interval.low, lang), high=i18n.percent(interval.high, lang)
    )


def points_between(share: float, other: float) -> int:
    """Return how many points `share` lies above `other`, as both are read: in whole per cents."""
    return round(100 * share) - round(100 * other)


def as_points(points: int) -> str:
    """Write a difference in points with its sign: +4, −8, 0."""
    return f"+{points}" if points > 0 else str(points).replace("-", "\u2212")


def _group(one: Compared, code: str, gap: Gap, lang: Lang, _: Translate) -> str:
    values = {
        "name": one.labels[code],
        "share": i18n.percent(one.shares[code], lang),
        "population": i18n.percent(gap.population, lang),
    }
    if one.population.audience == "citizens":
        return _("%(name)s (%(share)s of the answers, %(population)s of the inhabitants)", **values)
    return _("%(name)s (%(share)s of the answers, %(population)s of the professionals)", **values)


def _ended(text: str) -> str:
    """Return a text that ends as a sentence does."""
    return text if text.endswith((".", "!", "?")) else f"{text}."
