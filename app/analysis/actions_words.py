"""What the page of all the actions says in words, in lines and in its table."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from app.analysis import programme_priorities_words as priorities_words
from app.analysis.across_words import quoted
from app.analysis.labels import translator, why_hidden, word_names
from app.analysis.panels import Line, Panel
from app.analysis.rooms_words import said_count
from app.analysis.sentences import listed
from app.kit import i18n
from app.kit.localized import Lang
from app.programmes.queries import ActionView

if TYPE_CHECKING:
    from app.analysis.actions import Card, Side
    from app.analysis.rooms import Rooms


def sentence(
    sides: Sequence["Side"], chosen: Sequence[tuple[ActionView, tuple[str, ...]]], *, lang: Lang
) -> str:
    """Say what the audiences put forward, and which actions bassins have chosen."""
    said = priorities_words.sentence([(side.name, side.found) for side in sides], lang=lang)
    most = max((len(bassins) for _action, bassins in chosen), default=0)
    if not most:
        return f"{said} {i18n.gettext(lang, 'No bassin has chosen yet.')}"
    if most == 1:
        places = {code for _action, bassins in chosen for code in bassins}
        more = i18n.ngettext(
            lang,
            "One bassin has chosen.",
            "%(n)s bassins have chosen, each other actions.",
            len(places),
        )
        return f"{said} {more}"
    first = [quoted(action.name[lang], lang) for action, bassins in chosen if len(bassins) == most]
    more = i18n.gettext(
        lang,
        "Chosen most often, by %(n)s bassins: %(actions)s.",
        n=i18n.number(most, lang),
        actions=listed(first, lang),
    )
    return f"{said} {more}"


def of_side(side: "Side", action_code: str, *, lang: Lang) -> str:
    """Say the share of an action in one audience with its number, its base and its word."""
    _ = translator(lang)
    row, found = side.row(action_code), side.found
    if found.base == 0:
        return _("%(audience)s: nobody has chosen yet", audience=side.name)
    if row.share is None or row.n is None or found.base is None:
        return _("%(audience)s: hidden", audience=side.name)
    said = _(
        "%(audience)s: %(share)s (%(n)s of %(base)s)",
        audience=side.name,
        share=i18n.percent(row.share, lang),
        n=i18n.number(row.n, lang),
        base=i18n.number(found.base, lang),
    )
    return f"{said}, {word_names(_)[row.word]}" if row.word else said


def lines(action_code: str, sides: Sequence["Side"], rooms: "Rooms", *, lang: Lang) -> tuple[str, ...]:
    """Return one line for each thing that speaks of an action, answers first."""
    _ = translator(lang)
    said = [of_side(side, action_code, lang=lang) for side in sides]
    row = rooms.row(action_code)
    if row and rooms.groups:
        said.append(
            _(
                "Groups: %(named)s of %(groups)s",
                named=i18n.number(row.groups, lang),
                groups=i18n.number(rooms.groups, lang),
            )
        )
    if row and rooms.rooms:
        said.append(_("Dots: %(dots)s", dots=said_count(row.dots, lang, _)))
    return tuple(said)


def of_rooms(action_code: str, rooms: "Rooms", *, lang: Lang) -> list[str]:
    """Say how many groups name an action and how many dots it got; nothing where no room said anything."""
    row = rooms.row(action_code)
    if row is None:
        return []
    said = []
    if rooms.groups:
        said.append(
            i18n.ngettext(
                lang,
                "Named by %(named)s of the one group whose minutes can be read",
                "Named by %(named)s of the %(n)s groups whose minutes can be read",
                rooms.groups,
                named=i18n.number(row.groups, lang),
            )
        )
    if rooms.rooms and row.dots is not None:
        said.append(
            i18n.ngettext(
                lang,
                "Dots: %(dots)s, in the one room that voted",
                "Dots: %(dots)s, in the %(n)s rooms that voted",
                rooms.rooms,
                dots=i18n.number(row.dots, lang),
            )
        )
    return said


def panel(
    cards: Sequence["Card"],
    sides: Sequence["Side"],
    rooms: "Rooms",
    bassins: Mapping[str, str],
    *,
    lang: Lang,
) -> Panel:
    """Return the same as one table."""
    _ = translator(lang)
    words = word_names(_)
    rows = []
    for card in cards:
        found = [(side.row(card.action.code), side.found) for side in sides]
        cells = [
            cell
            for row, of in found
            for cell in (priorities_words.share(row, of, lang=lang), words[row.word] if row.word else "–")
        ]
        values = [value for row, _of in found for value in (row.share, None)]
        told = rooms.row(card.action.code)
        groups = told.groups if told and rooms.groups else None
        dots = told.dots if told and rooms.rooms else None
        rows.append(
            Line(
                card.action.name[lang],
                (
                    *cells,
                    "–" if groups is None else i18n.number(groups, lang),
                    said_count(dots, lang, _) if rooms.rooms else "–",
                    listed([bassins[code] for code in card.chosen_by], lang) or "–",
                ),
                values=(*values, groups, dots, None),
            )
        )
    hides = any(side.found.withheld in {"few", "alike"} or side.found.hidden for side in sides)
    return Panel(
        key="actions",
        title=_("What speaks for each action"),
        note=_("Each column stands for itself: answers, groups and dots are never added to one another.")
        + (f" {why_hidden(_)}" if hides else ""),
        figure=None,
        alt="",
        heading=_("Action"),
        columns=(
            *(column for side in sides for column in (side.name, _("%(name)s: in a word", name=side.name))),
            _("Groups that name it"),
            _("Dots"),
            _("Chosen by"),
        ),
        lines=tuple(rows),
        basis=" ".join(
            [
                priorities_words.basis([(side.name, side.found) for side in sides], lang=lang),
                i18n.ngettext(
                    lang,
                    "%(n)s group whose minutes can be read.",
                    "%(n)s groups whose minutes can be read.",
                    rooms.groups,
                ),
            ]
        ).strip(),
        stability=priorities_words.stability(lang=lang),
        topic="top-two",
    )
