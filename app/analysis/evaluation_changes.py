"""Whether the next meetings moved after something was changed: before and after, of what is shown anyway.

Only meetings that stand alone are counted. Their figures are on the page of the place, so a sum of some of
them tells nothing that was hidden, however many notes with however many days there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy.orm import Session

from app.analysis.evaluation_parts import key_of, options_of, scale_panel
from app.analysis.evaluation_words import said_of
from app.analysis.evaluations import Evaluations, Item, agreeing, evaluations_of
from app.analysis.labels import translator
from app.analysis.panels import Panel
from app.analysis.statistics.intervals import newcombe_difference
from app.analysis.statistics.pooling import Counted, total_of
from app.analysis.statistics.suppression import SMALLEST_BASE
from app.kit import clock, i18n
from app.kit.localized import Lang, Localized
from app.meetings.changes.queries import ChangeView

Movement = Literal["more", "fewer", "unclear", "few", "none"]
"""More people agree than before, or fewer; it is not clear; too few answers on a side; nothing to compare."""


@dataclass(frozen=True)
class Followed:
    """What became of one change."""

    movement: Movement
    words: str
    item_label: Localized | None
    panel: Panel | None
    """Before and after, where both sides have answers that may be shown."""


def items_of(session: Session, place: str) -> list[tuple[str, Localized]]:
    """Return the points of agreement that the evaluations of a place ask about, with their words."""
    return [(item.name, item.label) for item in evaluations_of(session, place).items if item.is_scale]


def followed(
    session: Session, place: str, changes: Sequence[ChangeView], *, lang: Lang
) -> dict[int, Followed]:
    """Return what became of changes of one place, by their ids. The statements of one place."""
    found = evaluations_of(session, place)
    items = {item.name: item for item in found.items if item.is_scale}
    return {change.id: _followed(found, items.get(change.item), change, lang) for change in changes}


def moved(before: Counted, after: Counted) -> Movement:
    """Say whether more or fewer people agree after than before, as far as so many answers can tell.

    By the 95 % interval of the difference between two independent shares (Newcombe 1998, method 10): it is
    said that something moved where the interval leaves out no difference at all. Under ten answers on a side
    nothing is said.
    """
    if min(before.base, after.base) < SMALLEST_BASE:
        return "few"
    interval = newcombe_difference(agreeing(after), after.base, agreeing(before), before.base)
    if interval.low > 0:
        return "more"
    return "fewer" if interval.high < 0 else "unclear"


def _followed(found: Evaluations, item: Item | None, change: ChangeView, lang: Lang) -> Followed:
    _ = translator(lang)
    if item is None:
        return Followed("none", _("No question of the evaluation is named: nothing is compared."), None, None)
    before, after = _sides(found, item, change.decided_on)
    movement = moved(before, after)
    panel = None
    if before.base and after.base:
        panel = scale_panel(
            key_of(item.name),
            _("Before and after: %(item)s", item=item.label[lang]),
            [(_("Until that day"), "", before), (_("Since then"), "", after)],
            options_of(item, lang),
            heading=_("Meetings"),
            lang=lang,
            basis=_(
                "Meetings until %(day)s and after it, those that stand alone: %(before)s and %(after)s people"
                " answered this question.",
                day=i18n.long_date(change.decided_on, lang),
                before=i18n.number(before.base, lang),
                after=i18n.number(after.base, lang),
            ),
            note=_(
                "Other people came, and other things may have changed as well: a movement does not prove that"
                " this change made it."
            ),
        )
    return Followed(movement, _words(movement, before, after, lang), item.label, panel)


def _sides(found: Evaluations, item: Item, day: date) -> tuple[Counted, Counted]:
    """Return what was answered in the meetings that stand alone until a day, and after it."""
    sides: tuple[list[Counted], list[Counted]] = ([], [])
    for place, counted in item.pooled.alone.items():
        later = clock.local(found.counted[place].starts_at).date() > day
        sides[later].append(counted)
    return total_of(sides[0]), total_of(sides[1])


def _words(movement: Movement, before: Counted, after: Counted, lang: Lang) -> str:
    _ = translator(lang)
    if movement == "few":
        return _(
            "Too few answers to say: it takes ten before and ten after, in meetings that may be shown alone"
            " (%(before)s and %(after)s so far).",
            before=i18n.number(before.base, lang),
            after=i18n.number(after.base, lang),
        )
    interval = newcombe_difference(agreeing(after), after.base, agreeing(before), before.base)
    difference = agreeing(after) / after.base - agreeing(before) / before.base
    numbers = _(
        "%(before)s agreed before, %(after)s since then: a difference of %(difference)s points (among people"
        " like these, most probably between %(low)s and %(high)s).",
        before=said_of(agreeing(before), before.base, lang=lang),
        after=said_of(agreeing(after), after.base, lang=lang),
        difference=_points(difference),
        low=_points(interval.low),
        high=_points(interval.high),
    )
    verdict = {
        "more": _("It moved: more people agree."),
        "fewer": _("It moved the other way: fewer people agree."),
        "unclear": _("No clear movement."),
    }[movement]
    return f"{verdict} {numbers}"


def _points(difference: float) -> str:
    """Write a difference of shares in points, with its sign: +12, −3, 0."""
    points = round(100 * difference)
    return f"+{points}" if points > 0 else f"−{-points}" if points < 0 else "0"
