"""What is said of weights: why there are none, what they change, and what they cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from app.analysis.chart_texts import Translate
from app.analysis.representation_words import points_between
from app.analysis.sentences import listed
from app.analysis.statistics.raking import Raked
from app.kit import i18n
from app.kit.localized import Lang
from app.territory.population.queries import PopulationView
from app.territory.population.rules import Dimension

Compared = tuple[str, float, float]
"""The name of an action, its share as answered and its share with weights."""


@dataclass(frozen=True)
class Refusal:
    """Why nothing is weighted."""

    reason: str
    """One of protected, no figures, few, empty and contradiction."""
    base: int = 0
    names: tuple[str, ...] = ()
    """Of the groups that nobody is in."""


def said_refusal(refusal: Refusal, lang: Lang, _: Translate) -> str:
    """Say why nothing is weighted."""
    ngettext = partial(i18n.ngettext, lang)
    if refusal.reason == "few" and refusal.base == 0:
        return _("Nothing is weighted: nobody has chosen an action yet.")
    if refusal.reason == "few":
        return ngettext(
            "Nothing is weighted: one person chose an action, and weights need at least thirty.",
            "Nothing is weighted: %(n)s people chose an action, and weights need at least thirty.",
            refusal.base,
        )
    if refusal.reason == "empty":
        return _(
            "Nothing is weighted: nobody chose an action in some groups of the published figures"
            " (%(groups)s), and no weight can speak for people who said nothing.",
            groups=listed(refusal.names, lang),
        )
    return {
        "protected": _(
            "Weighted shares are for analysts: from the weights one could work out what small groups chose."
        ),
        "no figures": _(
            "Nothing is weighted: that needs published figures by bassin, by language or by profile."
        ),
        "contradiction": _(
            "Nothing is weighted: no weights bring these answers to all the published figures at once."
        ),
    }[refusal.reason]


def said_difference(rows: Sequence[Compared], pick: int, lang: Lang, _: Translate) -> str:
    """Say whether the same actions come first with weights, and by how much any share moves."""
    before, after = _first(rows, pick, 1), _first(rows, pick, 2)
    moved = max((abs(points_between(row[2], row[1])) for row in rows), default=0)
    far = (
        _("No share changes by a whole point.")
        if moved == 0
        else i18n.ngettext(
            lang,
            "No share changes by more than one point.",
            "No share changes by more than %(n)s points.",
            moved,
        )
    )
    if before == after:
        return (
            _("With weights the same actions come first: %(names)s.", names=listed(before, lang)) + f" {far}"
        )
    return (
        _(
            "With weights %(after)s would come first; as answered, %(before)s do.",
            after=listed(after, lang),
            before=listed(before, lang),
        )
        + f" {far}"
    )


def said_shares(rows: Sequence[Compared], lang: Lang, _: Translate) -> str:
    """Say both shares of every action."""
    return " ".join(
        _(
            "%(name)s: %(share)s as answered, %(weighted)s with weights.",
            name=name,
            share=i18n.percent(share, lang),
            weighted=i18n.percent(weighted, lang),
        )
        for name, share, weighted in rows
    )


def said_basis(base: int, raked: Raked, lang: Lang, _: Translate) -> str:
    """Say how many people chose, and how many they are worth with weights."""
    return _(
        "Weighted: the %(n)s people who chose at least one action. With weights their answers are as stable"
        " as those of %(effective)s people.",
        n=i18n.number(base, lang),
        effective=i18n.number(int(raked.effective), lang),
    )


def said_note(used: Mapping[Dimension, PopulationView], raked: Raked, lang: Lang, _: Translate) -> str:
    """Say on what was weighted, whether weights were cut, and that figures are invented where they are."""
    names = [f"{population.title[lang]}, {population.as_of}" for population in used.values()]
    said = [_("Weighted to: %(names)s.", names=listed(names, lang))]
    if any(population.invented for population in used.values()):
        said.append(_("These figures are an invented example."))
    if raked.trimmed:
        said.append(
            i18n.ngettext(
                lang,
                "Nobody counts for less than a third or more than three: one person’s weight was cut.",
                "Nobody counts for less than a third or more than three: %(n)s people’s weights were cut.",
                raked.trimmed,
            )
        )
        said.append(
            _(
                "So a published share is missed by %(points)s points at most.",
                points=i18n.number(round(100 * raked.off, 1), lang),
            )
        )
    return " ".join(said)


def _first(rows: Sequence[Compared], pick: int, column: int) -> list[str]:
    """Return the names of the first actions, ties included, in the order of the rows."""
    # Shares are the quotients of sums: what differs by less than this is a tie.
    shares = [round(float(row[column]), 9) for row in rows]
    cut = sorted(shares, reverse=True)[: min(pick, len(shares))]
    return [row[0] for row, share in zip(rows, shares, strict=True) if cut and share >= cut[-1]]
