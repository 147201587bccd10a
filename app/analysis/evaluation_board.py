"""The evaluations of one place ready for the screen: all points together, then question by question.

Small numbers are kept by the rules of `statistics/pooling.py`, for analysts as for everybody: what counts is
how many people are counted together. So how somebody sees figures changes nothing on these pages; whether
they see single meetings does.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.analysis.evaluation_parts import Labelled, key_of, options_of, options_panel, scale_panel
from app.analysis.evaluation_words import Point, lead, withheld_words
from app.analysis.evaluations import Evaluated, Evaluations, Item, evaluations_of
from app.analysis.labels import translator
from app.analysis.panels import Panel
from app.kit import i18n
from app.kit.localized import Lang


@dataclass(frozen=True)
class Board:
    """What the page on one place shows."""

    lead: str
    meetings: tuple[Evaluated, ...]
    """Every meeting that has an evaluation, the earliest first; none for whoever sees no single meeting."""
    asked: bool
    """Whether any meeting has an evaluation."""
    answers: int | None
    panels: tuple[Panel, ...]
    withheld: tuple[tuple[str, str], ...]
    """The questions that have no total, each with the reason."""


def evaluation_board(session: Session, place: str, *, lang: Lang, by_meeting: bool) -> Board:
    """Return the evaluations of a bassin's meetings, or of those of the whole Region.

    Single meetings are named with `by_meeting` only. The statements are those of `evaluations_of`.
    """
    found = evaluations_of(session, place)
    points = [
        Point(item.label, item.pooled.total) for item in found.items if item.is_scale and item.pooled.total
    ]
    return Board(
        lead=lead(found.answers, found.evaluated, points, lang=lang),
        meetings=found.meetings if by_meeting else (),
        asked=bool(found.meetings),
        answers=found.answers,
        panels=tuple(_panels(found, lang=lang, by_meeting=by_meeting)) if found.answers else (),
        withheld=tuple(
            (item.label[lang], withheld_words(item.pooled.withheld, lang=lang))
            for item in found.items
            if found.answers and item.pooled.total is None and _may_be_named(found, item)
        ),
    )


def _may_be_named(found: Evaluations, item: Item) -> bool:
    """Say whether it may be said that somebody was led to a question: those before it are shown as well."""
    shown = {each.name for each in found.items if each.pooled.total}
    return shown >= set(item.led_by)


def _panels(found: Evaluations, *, lang: Lang, by_meeting: bool) -> list[Panel]:
    _ = translator(lang)
    panels: list[Panel] = []
    scales = [item for item in found.items if item.is_scale and item.pooled.total]
    for options in dict.fromkeys(tuple(options_of(item, lang)) for item in scales):
        rows: list[Labelled] = [
            (item.label[lang], "", item.pooled.total)
            for item in scales
            if item.pooled.total and tuple(options_of(item, lang)) == options
        ]
        panels.append(
            scale_panel(
                "agreement" if not panels else f"agreement-{len(panels) + 1}",
                _("How much people agree"),
                rows,
                options,
                heading=_("Point"),
                lang=lang,
                basis=_basis(max(counted.base for *_names, counted in rows), lang),
                note=_(
                    "Every answer is shown, whoever had no opinion included; there is no average,"
                    " which would hide the few who could not follow."
                ),
            )
        )
    for item in found.items:
        rows = _rows(found, item, lang) if by_meeting else []
        total = (_("In all"), "", item.pooled.total) if item.pooled.total else None
        if not rows and (total is None or item.is_scale):
            continue
        base = item.pooled.total.base if item.pooled.total else sum(counted.base for *_names, counted in rows)
        make = scale_panel if item.is_scale else options_panel
        panels.append(
            make(
                key_of(item.name),
                item.label[lang],
                rows,
                options_of(item, lang),
                heading=_("Meeting"),
                lang=lang,
                total=total,
                basis=_basis(base, lang),
                note=_note(item, lang, by_meeting=bool(rows)),
            )
        )
    return panels


def _rows(found: Evaluations, item: Item, lang: Lang) -> list[Labelled]:
    """Return the meetings that stand alone in a question, the earliest first."""
    rows: list[Labelled] = []
    for place, counted in item.pooled.alone.items():
        meeting = found.counted[place]
        rows.append((f"{meeting.title[lang]} ({i18n.short_date(meeting.starts_at, lang)})", "", counted))
    return rows


def _basis(n: int, lang: Lang) -> str:
    return i18n.ngettext(
        lang,
        "Of one person who was at a meeting and evaluated it.",
        "Of %(n)s people who were at a meeting and evaluated it.",
        n,
    )


def _note(item: Item, lang: Lang, *, by_meeting: bool) -> str:
    _ = translator(lang)
    said = []
    if item.is_multiple:
        said.append(_("Several answers were possible."))
    if by_meeting:
        said.append(_("The meetings that stand alone, in the order of their days; all of them in the total."))
    return " ".join(said)
