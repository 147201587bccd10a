"""The evaluations of all bassins side by side, so that no bassin's few can be worked out from the Region."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.analysis.evaluation_parts import TOPIC, Labelled, key_of, options_of, options_panel, scale_panel
from app.analysis.evaluation_total import Overall, overall
from app.analysis.evaluation_words import Point, lead, said_cell, steadiness
from app.analysis.evaluations import Evaluations, agreeing, evaluations_by_place
from app.analysis.labels import translator
from app.analysis.panels import Line, Panel
from app.analysis.sentences import listed
from app.analysis.statistics.pooling import Counted, Pooled, pool_places
from app.kit import i18n
from app.kit.localized import Lang
from app.meetings.lists import REGION


@dataclass(frozen=True)
class Across:
    """What the page on all bassins shows."""

    lead: str
    answers: int | None
    """How many answers are in the totals; None where none may be shown."""
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class _Seen:
    """The places in their order, with their names, and those that the reader may see one by one."""

    names: Mapping[str, str]
    visible: Collection[str]


def evaluations_across(
    session: Session, names: Mapping[str, str], *, visible: Collection[str], lang: Lang
) -> Across:
    """Return the evaluations of the places named, bassins and perhaps `REGION`, and of all together.

    Rows are those of the places in `visible`; the total is of all, for everybody. The statements are those
    of one place.
    """
    found = evaluations_by_place(session, list(names))
    seen = _Seen(names, visible)
    items = overall(found)
    points = [
        Point(item.label, item.together.total) for item in items if item.is_scale and item.together.total
    ]
    answers = _answers(found)
    return Across(
        lead=lead(answers, sum(one.evaluated for one in found.values()), points, lang=lang),
        answers=answers,
        panels=tuple(_panels(items, seen, lang)) if answers else (),
    )


def _answers(found: Mapping[str, Evaluations]) -> int | None:
    """Return how many people answered in all, where what is shown of the places does not forbid it."""
    shown = {
        place: Pooled({}, Counted(one.answers, {}), "")
        if one.answers
        else Pooled({}, None, "few" if one.everybody else "none")
        for place, one in found.items()
    }
    sums = {place: Counted(one.everybody, {}) for place, one in found.items()}
    total = pool_places(shown, sums).total
    if total:
        return total.base
    return None if any(one.everybody for one in found.values()) else 0


def _panels(items: tuple[Overall, ...], seen: _Seen, lang: Lang) -> list[Panel]:
    _ = translator(lang)
    panels = []
    scales = [item for item in items if item.is_scale and item.together.total]
    if scales:
        panels.append(_summary(scales, seen, lang))
    for item in items:
        rows: list[Labelled] = [
            (seen.names[place], "" if place == REGION else place, counted)
            for place, counted in item.by_place.items()
            if place in seen.visible
        ]
        total = item.together.total
        if total is None:
            continue
        make = scale_panel if item.is_scale else options_panel
        panels.append(
            make(
                key_of(item.name),
                item.label[lang],
                rows,
                options_of(item, lang),
                heading=_("Bassin"),
                lang=lang,
                total=(_("All together"), "", total),
                basis=i18n.ngettext(
                    lang,
                    "Of one person who was at a meeting and evaluated it.",
                    "Of %(n)s people who were at a meeting and evaluated it.",
                    total.base,
                ),
                note=_note(item, seen, lang),
            )
        )
    return panels


def _summary(scales: list[Overall], seen: _Seen, lang: Lang) -> Panel:
    """Return bassin by point: how many of how many agree."""
    _ = translator(lang)
    places = [
        place
        for place in seen.names
        if place in seen.visible and any(place in item.by_place for item in scales)
    ]
    lines = []
    bases = []
    for item in scales:
        cells = [item.by_place.get(place) for place in places] + [item.together.total]
        bases += [cell.base for cell in cells if cell]
        lines.append(
            Line(
                item.label[lang],
                tuple(_agreed(cell, lang) if cell else _("not shown") for cell in cells),
                values=tuple(agreeing(cell) / cell.base if cell else None for cell in cells),
            )
        )
    return Panel(
        key="across",
        title=_("Who agrees, bassin by bassin"),
        note=_(
            "Each cell: how many agree, of how many who answered. The bassins are in their usual order:"
            " they are not ranked, other people came to each of them."
        ),
        figure=None,
        alt="",
        heading=_("Point"),
        columns=(*(seen.names[place] for place in places), _("All together")),
        lines=tuple(lines),
        basis=_(
            "Those who agree chose one of the two most favourable of five answers; the share is of everybody"
            " who answered, whoever had no opinion included."
        ),
        stability=steadiness(min(bases), lang=lang),
        topic=TOPIC,
    )


def _agreed(cell: Counted, lang: Lang) -> str:
    _ = translator(lang)
    said = _(
        "%(n)s of %(base)s",
        n=said_cell(agreeing(cell), cell.base, lang=lang),
        base=i18n.number(cell.base, lang),
    )
    # A cell that breaks in the middle of a figure is hard to read.
    return said.replace(" ", "\u00a0")


def _note(item: Overall, seen: _Seen, lang: Lang) -> str:
    """Say which places are not shown apart, and whether their people are in the total."""
    _ = translator(lang)
    said = [_("Several answers were possible.")] if item.is_multiple else []
    apart = [place for place in item.named if place not in item.by_place and place in seen.visible]
    within = [seen.names[place] for place in apart if place in item.together.inside]
    out = [seen.names[place] for place in apart if place not in item.together.inside]
    if within:
        said.append(
            _("Too few answers to be shown apart, and in the total: %(places)s.", places=listed(within, lang))
        )
    if out:
        said.append(
            _(
                "Not shown, and not in the total, which would give away what a few people answered:"
                " %(places)s.",
                places=listed(out, lang),
            )
        )
    if any(place not in seen.visible for place in item.together.inside):
        said.append(_("The total is of all bassins."))
    return " ".join(said)
