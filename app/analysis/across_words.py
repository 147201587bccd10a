"""What the panel on support across groups says in words."""

from collections.abc import Mapping, Sequence
from functools import partial

from app.analysis.labels import translator
from app.analysis.sentences import listed
from app.analysis.statistics.support import Support
from app.kit import i18n
from app.kit.localized import Lang


def note(found: Sequence[tuple[str, Support]], names: Mapping[str, str], *, lang: Lang) -> str:
    """Say which action is carried most by all groups, and which divide them.

    `found` are actions with their support, the most carried first.
    """
    _ = translator(lang)
    if not found:
        return _("Too few people chose each action for the groups to be shown apart.")
    name, first = found[0]
    said = [
        _(
            "Most carried by all groups: %(action)s (at least %(share)s in each group).",
            action=quoted(name, lang),
            share=i18n.percent(first.least, lang),
        )
    ]
    divisive = [quoted(action, lang) for action, one in found if one.divisive]
    if divisive:
        ngettext = partial(i18n.ngettext, lang)
        said.append(
            ngettext(
                "One action divides the groups: %(actions)s.",
                "%(n)s actions divide the groups: %(actions)s.",
                len(divisive),
                actions=listed(divisive, lang),
            )
        )
    elif len(names) > 1:
        said.append(_("No action clearly divides the groups."))
    return " ".join(said)


def word(found: Support | None, names: Mapping[str, str], *, lang: Lang) -> str:
    """Say whether an action divides the groups, and which two; or that it is hidden."""
    _ = translator(lang)
    if found is None:
        return _("hidden")
    if not found.divisive or found.gap is None:
        return _("no clear difference")
    return _(
        "divides: above all %(higher)s, less %(lower)s",
        higher=names[found.gap.higher].lower(),
        lower=names[found.gap.lower].lower(),
    )


def basis(groups: Sequence[tuple[str, int]], *, lang: Lang) -> str:
    """Say who is counted: each group with its number of people."""
    _ = translator(lang)
    each = [f"{name} ({i18n.number(n, lang)})" for name, n in groups]
    return _("People who chose at least one action: %(groups)s.", groups=listed(each, lang))


def quoted(name: str, lang: Lang) -> str:
    """Put the name of an action between the quotation marks of the language."""
    return f"«\u00a0{name}\u00a0»" if lang == "fr" else f"‘{name}’"
