"""What people put in order, gave points to, and found important and feasible, ready for the screen."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

from app.analysis import charts
from app.analysis import rankings_words as say
from app.analysis.chart_texts import Part, breakdown_alt
from app.analysis.labels import translator
from app.analysis.panels import Line, Panel
from app.analysis.ratings import Seen, Shown, label_of, matrix_shown, points_shown
from app.analysis.sight import Sight
from app.analysis.statistics.rankings import (
    Duel,
    Orders,
    condorcet_probability,
    condorcet_winner,
    duels,
    placings,
)
from app.analysis.statistics.suppression import THRESHOLD
from app.analysis.subjects import Subject
from app.consultations.figures import rank_orders
from app.consultations.rules import EVERYWHERE
from app.kit import i18n
from app.kit.localized import Lang
from app.questionnaires.model import Question
from app.questionnaires.queries import form_of_version

MOST_DUELS: Final = 12
"""Options beyond which a table of every one beside every other cannot be read."""


def rankings_page(
    session: Session, subject: Subject, *, sight: Sight, lang: Lang, bassin: str = "", profile: str = ""
) -> Shown:
    """Return what a place ranked and rated; '' is everybody. One statement per ranking, and two."""
    view = subject.consultation
    form = form_of_version(session, view.questionnaire_version_id)
    said: list[str] = []
    panels: list[Panel] = []
    ranked = [question for question in form.questions.values() if question.type == "rank"]
    for number, question in enumerate(ranked, 1):
        counted = rank_orders(session, [view.id], question.name, bassin=bassin or EVERYWHERE, profile=profile)
        shown = _ranking(question, counted, number, sight=sight, lang=lang)
        said.append(shown.sentence)
        panels += shown.panels
    seen = Seen(session, view.id, form, bassin or EVERYWHERE, profile, sight, lang)
    for shown in (*points_shown(seen), matrix_shown(seen)):
        said.append(shown.sentence)
        panels += shown.panels
    return Shown(
        " ".join(filter(None, said)) or i18n.gettext(lang, "Nobody has answered these questions yet."),
        tuple(panels),
    )


def _ranking(
    question: Question, counted: Mapping[tuple[str, ...], int], number: int, *, sight: Sight, lang: Lang
) -> Shown:
    """Return what is shown of one ranking: nothing where nobody ranked anything."""
    orders, gone = _orders(question, counted)
    if orders.base == 0:
        return Shown("", ())
    names = {choice.name: label_of(choice, lang) for choice in question.choices}
    if not sight.tells(orders.base):
        return Shown(say.too_few(label_of(question, lang), lang=lang), ())
    first = min(3, max(1, len(orders.options) // 3))
    panel = _places(question, orders, names, first, number, sight=sight, lang=lang)
    if gone:
        note = say.gone(gone, lang=lang) if not sight.protects else ""
        panel = replace(panel, note=f"{panel.note} {note}".strip())
    if sight.protects or len(orders.options) < 2:  # noqa: PLR2004 - one option meets no other
        told = [line.label for line in panel.lines if line.values[0]]
        return Shown(say.first_places(told, lang=lang), (panel,))
    winner = condorcet_winner(orders)
    sure = condorcet_probability(orders)
    found = placings(orders)
    most = max(one.points for one in found)
    sentence = say.ranked(
        [names[one.option] for one in found if one.points == most],
        names[winner] if winner else "",
        sure[winner] if winner else 0,
        lang=lang,
    )
    panels = [panel]
    if len(orders.options) <= MOST_DUELS:
        panels.append(_duels(orders, duels(orders), names, number, lang=lang))
    return Shown(sentence, tuple(panels))


def _orders(question: Question, counted: Mapping[tuple[str, ...], int]) -> tuple[Orders, int]:
    """Return the orders under the options that there are, and how many people named one that is gone."""
    options = tuple(choice.name for choice in question.choices)
    found: Counter[tuple[str, ...]] = Counter()
    gone = 0
    for order, n in counted.items():
        kept = tuple(option for option in order if option in options)
        found[kept] += n
        gone += n if len(kept) < len(order) else 0
    return Orders(options, tuple(found), tuple(found.values())), gone


def _places(
    question: Question,
    orders: Orders,
    names: Mapping[str, str],
    first: int,
    number: int,
    *,
    sight: Sight,
    lang: Lang,
) -> Panel:
    """Return where people put each option, the one with most points by place on top.

    Somebody from whom small numbers are hidden sees how many put it among the first alone: the places one by
    one are small numbers that add up to known ones.
    """
    _ = translator(lang)
    found = placings(orders)
    base = orders.base
    counts = sight.row({one.option: one.first(first) for one in found})
    if sight.protects and any(base - one.first(first) < THRESHOLD for one in found):
        # Nearly everybody put one among the first: it, and the others that add up with it, tell of the few.
        counts = dict.fromkeys(counts)
    # Hidden ones keep the order of the questionnaire: any other would tell of them.
    rows = sorted(found, key=lambda one: -(counts[one.option] or -1) if sight.protects else -one.points)
    labels = [names[one.option] for one in rows]
    parts = _parts([(*one.places, one.unranked) for one in rows], lang)
    shown = [] if sight.protects else parts
    figure = charts.breakdown_chart(labels, shown, lang=lang, _=_) if shown else None
    lines = []
    for place, one in enumerate(rows):
        n = counts[one.option]
        share = sight.share(n, base)
        cells = [
            _("hidden") if share is None else i18n.percent(share, lang),
            say.within(None if share is None else one.share(first), lang=lang),
        ]
        values: list[float | None] = [share, None]
        if not sight.protects:
            cells += [i18n.number(round(one.points, 1), lang)]
            values += [one.points]
            cells += [i18n.number(part.counts[place] or 0, lang) for part in parts]
            values += [part.counts[place] for part in parts]
        lines.append(Line(labels[place], tuple(cells), values=tuple(values)))
    return Panel(
        key=f"ranking-{number}",
        title=label_of(question, lang),
        note=say.points_note(len(orders.options) - 1, lang=lang) if not sight.protects else "",
        figure=figure,
        alt=breakdown_alt(labels, shown, lang=lang, _=_) if shown else "",
        heading=_("Option"),
        columns=(
            say.first_head(first, lang=lang),
            _("Stability among the respondents"),
            *((_("Points by place"), *(part.name for part in parts)) if not sight.protects else ()),
        ),
        lines=tuple(lines),
        basis=say.ranking_basis(base, sight.number(orders.blank), lang=lang),
        stability=say.stability(lang=lang),
        topic="ranking",
    )


def _parts(places: Sequence[tuple[int, ...]], lang: Lang) -> list[Part]:
    """Return the places as parts of a bar, the last of many together, and what was left out."""
    _ = translator(lang)
    last = len(places[0]) - 1
    alone = last if last < len(charts.PARTS) else len(charts.PARTS) - 2
    parts = [
        Part(say.place(number + 1, lang=lang), tuple(row[number] for row in places))
        for number in range(alone)
    ]
    if alone < last:
        later = tuple(sum(row[alone:last]) for row in places)
        parts.append(Part(_("Place %(n)s or later", n=i18n.number(alone + 1, lang)), later))
    return [*parts, Part(_("Left out"), tuple(row[last] for row in places))]


def _duels(
    orders: Orders, found: Sequence[Duel], names: Mapping[str, str], number: int, *, lang: Lang
) -> Panel:
    """Return every option beside every other: the share that puts that of the row before it."""
    _ = translator(lang)
    share = {
        (duel.one, duel.other): duel.wins / (duel.wins + duel.losses) if duel.wins + duel.losses else None
        for duel in found
    }
    return Panel(
        key=f"duels-{number}",
        title=_("Two by two"),
        note=_(
            "Of the people who put one of the two before the other: the share that puts the option of the row"
            " before that of the column. Over a half, the row is preferred."
        ),
        figure=None,
        alt="",
        heading=_("Option"),
        columns=tuple(names[option] for option in orders.options),
        lines=tuple(
            Line(
                names[row],
                tuple(
                    "–" if row == column else i18n.percent(share[row, column], lang)
                    for column in orders.options
                ),
                values=tuple(None if row == column else share[row, column] for column in orders.options),
            )
            for row in orders.options
        ),
        basis=say.ranking_basis(orders.base, orders.blank, lang=lang),
        topic="ranking",
    )
