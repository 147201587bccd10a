"""The priorities with weights, beside those without: what raking on published figures would change."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from app.analysis import charts
from app.analysis.chart_texts import Series
from app.analysis.labels import Words, named, translator
from app.analysis.paired_chart import paired_chart
from app.analysis.panels import Line, Panel
from app.analysis.representation_words import as_points, points_between
from app.analysis.sight import Sight
from app.analysis.statistics.raking import Margin, Raked, rake, weighted_share
from app.analysis.subjects import Subject
from app.analysis.weighting_words import (
    Refusal,
    said_basis,
    said_difference,
    said_note,
    said_refusal,
    said_shares,
)
from app.consultations.rules import EVERYWHERE
from app.consultations.strata import Cell, wholes_by_cell
from app.kit import i18n
from app.kit.localized import Lang
from app.programmes.queries import ActionView
from app.questionnaires.lineage import fates_since
from app.questionnaires.mapping import follow
from app.questionnaires.queries import form_of_version
from app.territory.population.queries import PopulationView
from app.territory.population.rules import Dimension

RAKED_ON: Final[tuple[Dimension, ...]] = ("bassin", "profile", "language")
"""What the counts of a ballot tell apart; age and municipality are compared only."""
SMALLEST: Final = 30
"""With fewer people a weight would say more of one person than of a group."""
_REST: Final = ""
"""People outside a margin: they keep the share that they have."""


@dataclass(frozen=True)
class Weighted:
    """What the page says of weights: one sentence, and a table where there is one."""

    sentence: str
    panel: Panel | None


@dataclass(frozen=True)
class Row:
    """One action with and without weights, shares between 0 and 1."""

    action: ActionView
    n: int
    share: float
    weighted: float


def weighted(
    session: Session,
    subject: Subject,
    published: Mapping[Dimension, PopulationView],
    *,
    words: Words,
    sight: Sight,
) -> Weighted:
    """Return the priorities of the whole Region with weights, or why there are none. Three statements.

    Weighted shares mix groups in known parts: whoever may not see small numbers could work them out, and is
    told so instead.

    Raises:
        KeyError: the consultation does not ask for priorities.
    """
    _, lang = words.translate, words.lang
    ballot = subject.ballot
    if ballot is None:
        raise KeyError(subject.consultation.code)
    if sight.protects:
        return Weighted(said_refusal(Refusal("protected"), lang, _), None)
    form = form_of_version(session, subject.consultation.questionnaire_version_id)
    place = form.by_role("bassin")
    several = place is not None and place.is_multiple
    used = {
        dimension: published[dimension]
        for dimension in RAKED_ON
        if dimension in published and not (dimension == "bassin" and (several or place is None))
    }
    cells = _cells(session, subject, by_bassin="bassin" in used)
    rows = {cell: types for cell, types in cells.items() if sum(types.values())}
    counts = [sum(types.values()) for types in rows.values()]
    margins, refusal = _margins(list(rows), counts, used, words)
    if refusal is None:
        raked = rake(counts, margins)
        if raked.converged:
            found = _rows(ballot.actions, list(rows.values()), counts, raked)
            sentence = said_difference([(row.action.name[lang], row.share, row.weighted) for row in found],
                                       ballot.pick, lang, _)  # fmt: skip
            return Weighted(sentence, _panel(found, used, raked, sum(counts), lang))
        refusal = Refusal("contradiction")
    return Weighted(said_refusal(refusal, lang, _), None)


def _cells(session: Session, subject: Subject, *, by_bassin: bool) -> dict[Cell, Counter[frozenset[str]]]:
    """Return what people of each cell picked, blanks left out, under the names of the newest version.

    `by_bassin` is for questionnaires in which everybody has one bassin: elsewhere people would count in
    several cells.
    """
    view = subject.consultation
    actions = frozenset(action.code for action in (subject.ballot.actions if subject.ballot else ()))
    fates = fates_since(session, view.questionnaire_version_id)
    found: dict[Cell, Counter[frozenset[str]]] = {}
    counted = wholes_by_cell(session, view.id, [subject.ballot_question])
    for cell, wholes in counted.items():
        if (cell.bassin != EVERYWHERE) != by_bassin:
            continue
        mine = found.setdefault(cell, Counter())
        for whole, n in wholes.items():
            now = (follow(fates, subject.ballot_question, option) for option in whole.split())
            chosen = frozenset(each[1] for each in now if each is not None) & actions
            if chosen:
                mine[chosen] += n
    return found


def _margins(
    cells: Sequence[Cell], counts: Sequence[int], used: Mapping[Dimension, PopulationView], words: Words
) -> tuple[list[Margin], Refusal | None]:
    """Return the margins to rake on, or why there is nothing to rake.

    People whose category has no figure keep, together, the share that they have.
    """
    total = sum(counts)
    if not used:
        return [], Refusal("no figures")
    if total < SMALLEST:
        return [], Refusal("few", base=total)
    margins = []
    for dimension, population in used.items():
        people = {code: n for code, n in population.counts.items() if n > 0}
        own = [getattr(cell, dimension) for cell in cells]
        categories = [code if code in people else _REST for code in own]
        held: Counter[str] = Counter()
        for category, n in zip(categories, counts, strict=True):
            held[category] += n
        empty = tuple(code for code in people if not held[code])
        if empty:
            return [], Refusal("empty", names=tuple(named(empty, words.of(dimension))))
        rest = held[_REST] / total
        everybody = sum(people.values())
        targets = {code: (1 - rest) * n / everybody for code, n in people.items()}
        margins.append(Margin(categories, targets | ({_REST: rest} if rest else {})))
    return margins, None


def _rows(
    actions: Sequence[ActionView],
    types: Sequence[Counter[frozenset[str]]],
    counts: Sequence[int],
    raked: Raked,
) -> list[Row]:
    """Return the actions, most picked first, ties in the order of the ballot."""
    found = []
    for action in actions:
        picked = [sum(n for chosen, n in one.items() if action.code in chosen) for one in types]
        share = weighted_share(picked, counts, raked.weights) or 0.0
        found.append(Row(action, sum(picked), sum(picked) / sum(counts), share))
    return sorted(found, key=lambda row: -row.n)


def _panel(
    rows: Sequence[Row], used: Mapping[Dimension, PopulationView], raked: Raked, base: int, lang: Lang
) -> Panel:
    _ = translator(lang)
    labels = [row.action.name[lang] for row in rows]
    plain = Series(_("As answered"), charts.ACCENT, tuple(row.share for row in rows), base)
    other = Series(_("With weights"), charts.PARTS[1], tuple(row.weighted for row in rows), base)
    return Panel(
        key="weights",
        title=_("The priorities with and without weights"),
        note=said_note(used, raked, lang, _),
        figure=paired_chart(labels, plain, other, lang=lang),
        alt=said_shares([(row.action.name[lang], row.share, row.weighted) for row in rows], lang, _),
        heading=_("Action"),
        columns=(
            _("People"),
            _("Share, as answered"),
            _("Share, with weights"),
            _("Difference in points"),
        ),
        lines=tuple(
            Line(
                label,
                (
                    i18n.number(row.n, lang),
                    i18n.percent(row.share, lang),
                    i18n.percent(row.weighted, lang),
                    as_points(points_between(row.weighted, row.share)),
                ),
                values=(row.n, row.share, row.weighted, row.weighted - row.share),
            )
            for label, row in zip(labels, rows, strict=True)
        ),
        basis=said_basis(base, raked, lang, _),
        stability=_(
            "The shares as answered stay the figures of this consultation. Weights mend nothing where the"
            " people who answered are unlike those of the same bassin or language who did not."
        ),
        topic="weights",
    )
