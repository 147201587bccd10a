"""Sentences that say what the figures say, for people who are no statisticians."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from babel.lists import format_list

from app.analysis import pick_words
from app.analysis.chart_texts import LOCALES, Translate, said_day, said_share
from app.analysis.seen import Seen, SeenAction
from app.kit import i18n
from app.kit.localized import Lang


def who_answered(
    days: Mapping[date, int], languages: Mapping[str, int | None], *, lang: Lang, _: Translate
) -> str:
    """Say in one sentence how many people answered, in which languages and when.

    Where the number of a language is None, it is hidden, and so is that of the other one.
    """
    ngettext = partial(i18n.ngettext, lang)
    total = sum(days.values())
    if total == 0:
        return _("No answers yet.")
    first, last = min(days), max(days)
    return ngettext(
        "One person has answered, %(languages)s, %(when)s.",
        "%(n)s people have answered, %(languages)s, %(when)s.",
        total,
        languages=_in_languages(languages, lang, _),
        when=_("on %(day)s", day=said_day(first, lang))
        if first == last
        else _("from %(start)s to %(end)s", start=said_day(first, lang), end=said_day(last, lang)),
    )


def _in_languages(languages: Mapping[str, int | None], lang: Lang, _: Translate) -> str:
    french, dutch = languages.get("fr", 0), languages.get("nl", 0)
    if french is None or dutch is None:
        return _("in French or in Dutch")
    if not dutch:
        return _("in French")
    if not french:
        return _("in Dutch")
    return _(
        "%(fr)s in French and %(nl)s in Dutch", fr=i18n.number(french, lang), nl=i18n.number(dutch, lang)
    )


def where_most(places: Mapping[str, int], names: Mapping[str, str], *, lang: Lang, _: Translate) -> str:
    """Say which bassins gave most answers, ties together, or '' where there are none."""
    most = max(places.values(), default=0)
    if most == 0:
        return ""
    first = [names[code] for code, n in places.items() if n == most]
    if len(first) == len(places) > 1:
        return _("Each bassin gave as many answers (%(n)s).", n=i18n.number(most, lang))
    ngettext = partial(i18n.ngettext, lang)
    return ngettext(
        "Most answers come from %(places)s (%(count)s).",
        "Most answers come from %(places)s (%(count)s each).",
        len(first),
        places=listed(first, lang),
        count=i18n.number(most, lang),
    )


def what_stands_out(found: Seen, *, lang: Lang, _: Translate) -> str:
    """Say which actions lead and how surely, or that nothing can be said."""
    if found.withheld or not found.candidates:
        return _why_withheld(found, _)
    leading = [row for row in found.candidates if row.word in {"clear", "likely"}]
    clear = [row for row in leading if row.word == "clear"]
    if len(found.candidates) == len(found.rows):
        return _("All the actions remain possible: the answers do not tell them apart.")
    ngettext = partial(i18n.ngettext, lang)
    names = listed([_name(row, lang) for row in found.candidates], lang)
    if len(clear) == found.pick == len(found.candidates):
        return _("%(actions)s clearly stand out.", actions=names)
    if not leading:
        # Those that lead may be among the hidden ones.
        return (
            _("Candidates, as far as they can be shown: %(actions)s.", actions=names)
            if found.hidden
            else _("No action clearly leads. The candidates are %(actions)s.", actions=names)
        )
    rest = [row for row in found.candidates if row not in leading]
    ahead = listed([_name(row, lang) for row in leading], lang)
    if not rest:
        return i18n.ngettext(
            lang, "%(actions)s probably comes first.", "%(actions)s probably come first.",
            len(leading), actions=ahead,
        )  # fmt: skip
    return ngettext(
        "%(actions)s comes first; still to be settled: %(rest)s.",
        "%(actions)s come first; still to be settled: %(rest)s.",
        len(leading),
        actions=ahead,
        rest=listed([_name(row, lang) for row in rest], lang),
    )


def _why_withheld(found: Seen, _: Translate) -> str:
    """Say why no candidate is shown."""
    why = {
        "": _("Too few people chose each action for it to be shown without giving somebody away."),
        "none": _("Nobody has chosen an action here yet."),
        "few": _("Fewer than ten people chose an action here: their shares are not shown, to protect them."),
        "others": _(
            "How many people chose an action here is hidden: beside the figures of the others, it would tell"
            " what a few people said."
        ),
        "alike": _(
            "Nearly everybody chose alike: the shares are not shown, because they would tell what the few"
            " others said."
        ),
    }
    return why[found.withheld]


def which_pairs(found: Seen, *, lang: Lang, _: Translate) -> list[str]:
    """Say which set is best under the three ways of counting: one line when they agree, else one for each.

    Each is said with how many respondents find a choice of theirs in it. Where people pick one there is none:
    the best one is the most picked.
    """
    if found.best is None or not found.base or found.pick == 1:
        return []
    base, best = found.base, found.best
    names = {row.action.code: _name(row, lang) for row in found.rows}

    def covered(sets: Sequence[frozenset[str]]) -> str:
        shares = sorted({best.covered[one] / base for one in sets})
        low, high = said_share(shares[0], lang), said_share(shares[-1], lang)
        return low if low == high else _("%(low)s to %(high)s", low=low, high=high)

    def said(sets: Sequence[frozenset[str]]) -> str:
        return _pairs(sets, names, lang, _)

    if found.same_best:
        return [pick_words.best_set(found.pick, said(found.same_best), covered(found.same_best), lang)]
    return [
        _(
            "Most picks in all: %(pair)s (%(share)s find at least one of their choices).",
            pair=said(best.approval.sets),
            share=covered(best.approval.sets),
        ),
        pick_words.heard(found.pick, said(best.pav.sets), covered(best.pav.sets), lang),
        _(
            "Most people who find at least one of their choices (%(share)s): %(pair)s.",
            share=covered(best.coverage.sets),
            pair=said(best.coverage.sets),
        ),
    ]


def which_ties(found: Seen, *, lang: Lang) -> list[str]:
    """Name the actions that have the same number of picks, where at least one person picked them."""
    ngettext = partial(i18n.ngettext, lang)
    groups: dict[int, list[SeenAction]] = {}
    for row in found.ranked:
        if row.tied and row.n:
            groups.setdefault(row.n, []).append(row)
    return [
        ngettext("Tied at one pick: %(actions)s.", "Tied at %(n)s picks: %(actions)s.", n, actions=names)
        for n, rows in groups.items()
        for names in [listed([_name(row, lang) for row in rows], lang)]
    ]


def listed(items: Sequence[str], lang: Lang) -> str:
    """Return "a, b and c" in the language."""
    return str(format_list(items, locale=LOCALES[lang])) if items else ""


def _name(row: SeenAction, lang: Lang) -> str:
    name = row.action.name[lang]
    return f"«\u00a0{name}\u00a0»" if lang == "fr" else f"‘{name}’"


def _pairs(sets: Sequence[frozenset[str]], names: Mapping[str, str], lang: Lang, _: Translate) -> str:
    shown = [listed([names[code] for code in names if code in one], lang) for one in sets[:3]]
    text = _(" or ").join(shown)
    more = len(sets) - len(shown)
    return text if more <= 0 else _("%(pairs)s, and %(n)s more tied", pairs=text, n=more)
