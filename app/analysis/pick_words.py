"""Words that follow how many actions a ballot lets people pick: one, two, or any number."""

from functools import partial

from app.analysis.labels import translator
from app.kit import i18n
from app.kit.localized import Lang

_PAIR = 2


def chance_head(pick: int, lang: Lang) -> str:
    """Head the column of the probability of being among the most picked."""
    _ = translator(lang)
    if pick == 1:
        return _("Chance of being the first")
    if pick == _PAIR:
        return _("Chance of being in the first two")
    return _("Chance of being in the first %(n)s", n=i18n.number(pick, lang))


def together_head(pick: int, lang: Lang) -> str:
    """Head what is said of the best sets."""
    _ = translator(lang)
    return _("Two actions together") if pick == _PAIR else _("Several actions together")


def how_to_read(pick: int, lang: Lang) -> tuple[str, ...]:
    """Explain a share, its stability and the words, in three sentences or so."""
    _, ngettext = translator(lang), partial(i18n.ngettext, lang)
    if pick == _PAIR:
        share = _(
            "A share is a share of the people who chose at least one action. Each could choose two, so the"
            " shares add up to more than 100%%.",
            n=pick,
        )
    else:
        share = ngettext(
            "A share is a share of the people who chose an action. Each could choose one.",
            "A share is a share of the people who chose at least one action. Each could choose up to %(n)s,"
            " so the shares add up to more than 100%%.",
            pick,
        )
    stable = _(
        "Stability among the respondents: if similar people had answered, the share would most probably lie"
        " between these two values. The people who answered chose to do so: it says nothing about all the"
        " inhabitants or all the professionals."
    )
    if pick == _PAIR:
        words = _(
            "Clear: at least 90 chances in 100 of being among the first two if similar people had answered."
            " Likely: 60 to 90. To be settled: 20 to 60. Under that, the action is not a candidate."
        )
    else:
        words = ngettext(
            "Clear: at least 90 chances in 100 of being the first if similar people had answered."
            " Likely: 60 to 90. To be settled: 20 to 60. Under that, the action is not a candidate.",
            "Clear: at least 90 chances in 100 of being among the first %(n)s if similar people had answered."
            " Likely: 60 to 90. To be settled: 20 to 60. Under that, the action is not a candidate.",
            pick,
        )
    return share, stable, words


def best_set(pick: int, actions: str, covered: str, lang: Lang) -> str:
    """Say that these actions are the best together whichever way one counts, and how many they cover."""
    _ = translator(lang)
    if pick == _PAIR:
        return _(
            "Whichever way one counts, the best pair is %(pair)s: %(share)s of the respondents find"
            " at least one of their choices in it.",
            pair=actions,
            share=covered,
        )
    return _(
        "Whichever way one counts, the best actions together are %(actions)s: %(share)s of the respondents"
        " find at least one of their choices among them.",
        actions=actions,
        share=covered,
    )


def heard(pick: int, actions: str, covered: str, lang: Lang) -> str:
    """Say which actions hear most people, where a further choice that is found counts for less."""
    _ = translator(lang)
    if pick == _PAIR:
        return _(
            "Most people heard, where a second choice found counts for half: %(pair)s (%(share)s find at"
            " least one of their choices).",
            pair=actions,
            share=covered,
        )
    return _(
        "Most people heard, where a second choice found counts for half, a third for a third and so on:"
        " %(actions)s (%(share)s find at least one of their choices).",
        actions=actions,
        share=covered,
    )


def tie_rule(code: str, lang: Lang) -> str:
    """Say the rule for ties that the ballot was opened with."""
    _ = translator(lang)
    if code == "shown":
        return _("A tie stays a tie: the people of the bassin settle it, never the software.")
    return _("The rule for ties recorded with this ballot: %(rule)s.", rule=code)
