"""What the page on the priorities of a programme says in words."""

from collections.abc import Mapping, Sequence
from functools import partial

from app.analysis.across_words import quoted
from app.analysis.labels import translator
from app.analysis.seen import Seen, SeenAction
from app.analysis.sentences import listed
from app.analysis.statistics.priorities import Word
from app.kit import i18n
from app.kit.localized import Lang

Sides = Sequence[tuple[str, Seen]]
"""The audiences by name, each with what it chose."""


def sentence(sides: Sides, *, lang: Lang) -> str:
    """Say what the audiences put forward together, and what only one of them does."""
    _ = translator(lang)
    told = [(name, _candidates(found, lang)) for name, found in sides]
    told = [(name, actions) for name, actions in told if actions]
    if not told:
        if any(found.base and not (found.withheld or found.hidden) for _name, found in sides):
            return _("All the actions remain possible: the answers do not tell them apart.")
        if any(found.base != 0 for _name, found in sides):
            return _("Too few people have chosen here for anything to be said.")
        return _("Nobody has chosen an action here yet.")
    if any(found.hidden or found.withheld not in {"", "none"} for _name, found in sides):
        # What is common to all, or to one alone, cannot be said where some of it is hidden.
        return " ".join(
            _(
                "Candidates among %(audience)s, as far as they can be shown: %(actions)s.",
                audience=name.lower(),
                actions=listed(actions, lang),
            )
            for name, actions in told
        )
    names = listed([name for name, _actions in told], lang)
    if len(told) == 1:
        return _(
            "Candidates among %(audience)s: %(actions)s. No other audience can be set beside them here.",
            audience=names.lower(),
            actions=listed(told[0][1], lang),
        )
    common = [action for action in told[0][1] if all(action in actions for _name, actions in told[1:])]
    if common:
        said = [
            _(
                "Candidates of every audience (%(audiences)s): %(actions)s.",
                audiences=names.lower(),
                actions=listed(common, lang),
            )
        ]
    else:
        said = [_("The audiences (%(audiences)s) have no candidate in common.", audiences=names.lower())]
    for name, actions in told:
        own = [action for action in actions if action not in common]
        if own:
            said.append(
                _("Only among %(audience)s: %(actions)s.", audience=name.lower(), actions=listed(own, lang))
            )
    return " ".join(said)


def _candidates(found: Seen, lang: Lang) -> list[str]:
    """Return the candidates by name; nothing where the answers tell none apart."""
    if found.withheld or len(found.candidates) == len(found.rows):
        return []
    return [quoted(row.action.name[lang], lang) for row in found.candidates]


def share(row: SeenAction, found: Seen, *, lang: Lang) -> str:
    """Write the share of an action with its number of people, or that it is hidden."""
    if row.share is None:
        return i18n.gettext(lang, "hidden") if found.base != 0 else "–"
    percent = i18n.percent(row.share, lang)
    return percent if row.n is None else f"{percent} ({i18n.number(row.n, lang)})"


def stable(row: SeenAction, words: Mapping[Word, str], *, lang: Lang) -> str:
    """Write the ends of the interval of a share, and how sure its place among the first is."""
    if row.low is None or row.high is None or row.word is None:
        return "–"
    low, high = i18n.percent(row.low, lang), i18n.percent(row.high, lang)
    between = i18n.gettext(lang, "%(low)s to %(high)s", low=low, high=high)
    return f"{between}, {words[row.word]}"


def basis(sides: Sides, *, lang: Lang) -> str:
    """Say who is counted, each audience with its number and its blanks."""
    ngettext = partial(i18n.ngettext, lang)
    said = []
    for name, found in sides:
        if found.base is None:
            said.append(i18n.gettext(lang, "%(name)s: too few to be shown.", name=name))
            continue
        said.append(
            ngettext(
                "%(name)s: %(n)s person who chose at least one action.",
                "%(name)s: %(n)s people who chose at least one action.",
                found.base,
                name=name,
            )
        )
        if found.blanks:
            said.append(ngettext("One left it blank.", "%(n)s left it blank.", found.blanks))
    return " ".join(said)


def stability(*, lang: Lang) -> str:
    """Say how far the shares can be relied on."""
    return i18n.gettext(
        lang,
        "Stability among the respondents: if similar people had answered, the share would most probably lie"
        " between these two values. The people who answered chose to do so: it says nothing about all the"
        " inhabitants or all the professionals.",
    )
