"""What the page of one action says in words, charts and tables."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from app.analysis import charts
from app.analysis import programme_priorities_words as priorities_words
from app.analysis.across_words import quoted
from app.analysis.actions_words import of_rooms, of_side
from app.analysis.chart_texts import Bar, Series, side_by_side_alt
from app.analysis.labels import translator, why_hidden, word_names
from app.analysis.panels import Line, Panel
from app.analysis.sentences import listed
from app.kit import i18n
from app.kit.localized import Lang
from app.programmes.queries import ActionView

if TYPE_CHECKING:
    from app.analysis.action import Apart
    from app.analysis.actions import Side
    from app.analysis.rooms import Rooms


def sentence(action: ActionView, whole: Sequence["Side"], chosen: Sequence[str], *, lang: Lang) -> str:
    """Say what each audience of the Region thinks of the action, and which bassins chose it."""
    _ = translator(lang)
    name = quoted(action.name[lang], lang)
    if whole:
        told = "; ".join(of_side(side, action.code, lang=lang) for side in whole)
        answers = _("%(action)s in the whole Region – %(answers)s.", action=name, answers=told)
        # The semicolon of French stands after a narrow space.
        answers = answers.replace("; ", "\u202f; ") if lang == "fr" else answers
    else:
        answers = _("%(action)s: nobody was asked yet.", action=name)
    if not chosen:
        return f"{answers} {_('No bassin has chosen it.')}"
    return f"{answers} {_('Chosen by %(bassins)s.', bassins=listed(list(chosen), lang))}"


def rooms_sentence(action_code: str, rooms: "Rooms", bassins: Mapping[str, str], *, lang: Lang) -> str:
    """Say how many groups name the action and where, and how many dots it got."""
    _ = translator(lang)
    row = rooms.row(action_code)
    said = of_rooms(action_code, rooms, lang=lang)
    if not said or row is None:
        return _("No group has public minutes and no room has voted with dots yet.")
    if row.bassins:
        places = dict(bassins) | {"region": _("The whole Region")}
        said[0] += f" ({listed([places[code] for code in row.bassins], lang)})"
    return ". ".join(said) + "."


def places_panel(
    action_code: str,
    sides: Mapping[str, Sequence["Side"]],
    whole: Sequence["Side"],
    bassins: Mapping[str, str],
    *,
    chosen: Sequence[str],
    lang: Lang,
) -> Panel:
    """Return the share of the action in each place, the audiences beside each other."""
    _ = translator(lang)
    words = word_names(_)
    places = [*((bassins[code], code, found) for code, found in sides.items()), (_("Region"), "", whole)]
    labels = [label for label, _code, _found in places]
    series = [
        Series(
            side.name,
            charts.PARTS[place],
            tuple(found[place].row(action_code).share for _label, _code, found in places),
            side.found.base,
        )
        for place, side in enumerate(whole)
    ]
    lines = []
    for label, code, found in places:
        rows = [(side.row(action_code), side.found) for side in found]
        cells = [
            cell
            for row, of in rows
            for cell in (
                priorities_words.share(row, of, lang=lang),
                priorities_words.stable(row, words, lang=lang),
            )
        ]
        mark = _("chosen") if code in chosen else "–"
        values = [value for row, _of in rows for value in (row.share, None)]
        lines.append(Line(label, (*cells, mark), bassin=code, values=(*values, None)))
    hides = any(
        side.row(action_code).share is None and side.found.base != 0
        for _label, _code, found in places
        for side in found
    )
    return Panel(
        key="places",
        title=_("This action in each bassin"),
        note=_("Somebody who acts in several bassins counts in each of them, and once in the Region.")
        + (f" {why_hidden(_)}" if hides else ""),
        figure=charts.side_by_side_chart(labels, series, lang=lang),
        alt=side_by_side_alt(labels, series, lang=lang, _=_, first=len(labels)),
        heading=_("Bassin"),
        columns=(
            *(
                column
                for side in whole
                for column in (side.name, _("%(name)s: stability, in a word", name=side.name))
            ),
            _("The choice of the bassin"),
        ),
        lines=tuple(lines),
        basis=priorities_words.basis([(side.name, side.found) for side in whole], lang=lang),
        stability=priorities_words.stability(lang=lang),
        topic="top-two",
    )


def apart_panel(apart: Sequence["Apart"], *, lang: Lang) -> Panel:
    """Return the share of the action in each group within the audiences, over the whole Region."""
    _ = translator(lang)
    bars = [Bar(one.name, one.found.share, one.found.interval, one.found.n) for one in apart]
    return Panel(
        key="by-group",
        title=_("This action by profile and by language, in the whole Region"),
        note="",
        figure=charts.actions_chart(bars, lang=lang, _=_),
        alt=" ".join(
            _("%(name)s: %(list)s.", name=one.name, list=i18n.percent(one.found.share, lang)) for one in apart
        ),
        heading=_("Group"),
        columns=(_("Share"), _("Stability among the respondents"), _("Base")),
        lines=tuple(
            Line(
                one.name,
                (
                    f"{i18n.percent(one.found.share, lang)} ({i18n.number(one.found.n, lang)})",
                    _(
                        "%(low)s to %(high)s",
                        low=i18n.percent(one.found.interval.low, lang),
                        high=i18n.percent(one.found.interval.high, lang),
                    ),
                    i18n.number(one.base, lang),
                ),
                values=(one.found.share, None, one.base),
            )
            for one in apart
        ),
        basis=_(
            "Base: people who chose at least one action. Profiles and languages overlap: the same people"
            " stand in several rows."
        ),
        stability=priorities_words.stability(lang=lang),
        topic="groups",
    )
