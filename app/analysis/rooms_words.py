"""What rooms say, in words, tables and a chart. Everything written here may be seen by its reader."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from app.analysis import charts
from app.analysis.chart_texts import Part, Translate, breakdown_alt
from app.analysis.panels import Line, Panel
from app.analysis.sentences import listed
from app.kit import i18n
from app.kit.localized import Lang

if TYPE_CHECKING:
    from app.analysis.rooms import InRooms, Rooms


def kind_names(_: Translate) -> dict[str, str]:
    """Return the words for what groups say of an action, as headings of a column."""
    return {
        "existing_practice": _("Existing practices"),
        "concertation": _("Places of concertation"),
        "proposal": _("Ideas"),
        "obstacle": _("Obstacles"),
    }


def said_groups(found: "Rooms", *, lang: Lang, _: Translate) -> str:
    """Say in one sentence what groups speak of most, or that nothing can be read yet."""
    if not found.groups:
        return _("No minutes of a group can be read yet, so nothing is known of what groups say.")
    most = max((row.groups for row in found.rows), default=0)
    if not most:
        return _("The minutes that can be read name none of the actions.")
    return i18n.ngettext(
        lang,
        "Most named: %(actions)s, by one group of the %(groups)s whose minutes can be read.",
        "Most named: %(actions)s, by %(n)s groups of the %(groups)s whose minutes can be read.",
        most,
        actions=listed([quoted(row, lang) for row in found.rows if row.groups == most], lang),
        groups=i18n.number(found.groups, lang),
    )


def groups_panel(found: "Rooms", bassins: Mapping[str, str], *, lang: Lang, _: Translate) -> Panel:
    """Return how many groups name each action, in which kinds of items, and where they met."""
    kinds = kind_names(_)
    places = dict(bassins) | {"region": _("The whole Region")}
    lines = []
    for row in found.rows:
        counts = (row.groups, *(row.kinds[kind] for kind in row.kinds))
        where = listed([places[code] for code in row.bassins], lang) or "–"
        lines.append(
            Line(
                row.action.name[lang],
                (*(i18n.number(n, lang) for n in counts), where),
                values=(*counts, None),
            )
        )
    return Panel(
        key="groups",
        title=_("What focus groups say"),
        note=_(
            "A group counts once for an action, however often its minutes name it; it may count under"
            " several headings."
        ),
        figure=None,
        alt=said_groups(found, lang=lang, _=_),
        heading=_("Action"),
        columns=(_("Groups that name it"), *kinds.values(), _("Where")),
        lines=tuple(lines),
        basis=_groups_basis(found, lang),
        stability=_(
            "A group is no sample: what it says shows what exists and what stands in the way, never how"
            " many people think so."
        ),
        topic="rooms",
    )


def _groups_basis(found: "Rooms", lang: Lang) -> str:
    ngettext = partial(i18n.ngettext, lang)
    said = ngettext(
        "Counted: one group whose minutes anybody may read.",
        "Counted: %(n)s groups whose minutes anybody may read.",
        found.groups,
    )
    if not found.silent:
        return said
    others = ngettext(
        "One other group met; its minutes are not public.",
        "%(n)s other groups met; their minutes are not public.",
        found.silent,
    )
    return f"{said} {others}"


def said_dots(found: "Rooms", *, lang: Lang, _: Translate) -> str:
    """Say in one sentence which actions got most dots, or that no room voted."""
    if not found.rooms:
        return _("No room has voted with dots yet.")
    shown = [(row.dots, row) for row in found.rows if row.dots is not None]
    most = max((dots for dots, _row in shown), default=0)
    if not most or found.dots is None:
        return _("Rooms have voted with dots; the figures are too small to be shown.")
    return _(
        "Most dots: %(actions)s (%(n)s of %(total)s).",
        actions=listed([quoted(row, lang) for dots, row in shown if dots == most], lang),
        n=i18n.number(most, lang),
        total=i18n.number(found.dots, lang),
    )


def dots_panel(found: "Rooms", *, lang: Lang, _: Translate) -> Panel:
    """Return the dots that each action got, all rooms together."""
    labels = [row.action.name[lang] for row in found.rows]
    part = Part(_("Dots"), tuple(row.dots for row in found.rows))
    return Panel(
        key="dots",
        title=_("What rooms voted with dots"),
        note=_("One person could put several dots on one action. Dots are never added to people’s answers."),
        figure=charts.breakdown_chart(labels, [part], lang=lang, _=_),
        alt=breakdown_alt(labels, [part], lang=lang, _=_),
        heading=_("Action"),
        columns=(_("Dots"),),
        lines=tuple(
            Line(label, (said_count(row.dots, lang, _),), values=(row.dots,))
            for label, row in zip(labels, found.rows, strict=True)
        ),
        total=Line(_("All actions"), (said_count(found.dots, lang, _),), values=(found.dots,)),
        basis=_dots_basis(found, lang),
        stability=_("It shows what the people in these rooms chose on that day, and speaks for nobody else."),
        topic="rooms",
    )


def _dots_basis(found: "Rooms", lang: Lang) -> str:
    ngettext = partial(i18n.ngettext, lang)
    said = [ngettext("One room voted with dots.", "%(n)s rooms voted with dots.", found.rooms)]
    if found.voters is not None:
        said.append(ngettext("One person had dots.", "%(n)s people had dots.", found.voters))
    return " ".join(said)


def said_count(n: int | None, lang: Lang, _: Translate) -> str:
    """Write a count, or that it is hidden."""
    return _("hidden") if n is None else i18n.number(n, lang)


def quoted(row: "InRooms", lang: Lang) -> str:
    """Return the name of an action between the quotation marks of the language."""
    name = row.action.name[lang]
    return f"«\u00a0{name}\u00a0»" if lang == "fr" else f"‘{name}’"
