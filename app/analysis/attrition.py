"""From beginning to sending, step by step: where a consultation loses the people who began it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.analysis import charts
from app.analysis.chart_texts import Bar, Translate, said_share
from app.analysis.labels import language_names, translator
from app.analysis.panels import Line, Panel
from app.analysis.sentences import listed
from app.analysis.sight import Sight
from app.consultations.progress import progress
from app.consultations.queries import ConsultationView
from app.consultations.rules import CHECK, SENT
from app.consultations.steps import BEGUN, Split, Step, steps
from app.kit import i18n
from app.kit.localized import Lang


@dataclass(frozen=True)
class Attrition:
    """What is shown of the way through a questionnaire."""

    lead: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class _Column:
    """How many came to each step over one channel or in one language."""

    name: str
    came: tuple[int, ...]


def attrition(session: Session, consultation: ConsultationView, *, lang: Lang, sight: Sight) -> Attrition:
    """Return how many came to each step, in all, by channel and by language. Two statements."""
    _ = translator(lang)
    way = steps(session, consultation)
    if not way[0].total:
        return Attrition(_("Nobody has begun yet."), ())
    if sight.protects:
        return Attrition(_seen(session, consultation, sight, lang), ())
    everybody = _Column(_("Everybody"), tuple(step.total for step in way))
    panels = [_whole(way, everybody, lang)]
    splits: dict[Split, tuple[str, Mapping[str, str]]] = {
        "channel": (_("By channel, step by step"), channel_names(_)),
        "language": (_("By language, step by step"), language_names(_)),
    }
    leads = []
    for split, (title, names) in splits.items():
        columns = _columns(way, split, names)
        if len(columns) > 1:
            panels.append(_split(way, split, title, columns, lang))
            if split == "channel":
                leads = [
                    _("%(channel)s: %(share)s", channel=one.name, share=i18n.percent(share, lang))
                    for one in columns
                    if (share := _ratio(one.came[-1], one.came[0])) is not None
                ]
    return Attrition(_lead(everybody, leads, lang), tuple(panels))


def _seen(session: Session, consultation: ConsultationView, sight: Sight, lang: Lang) -> str:
    """Say how much of what was begun was sent to somebody from whom small numbers are hidden.

    Two steps subtracted tell how many stopped between them: of these there is nothing.
    """
    _ = translator(lang)
    found = progress(session, consultation)
    ended = {"finished": found.finished, "under_way": found.under_way, "gone": found.gone}
    share = None if None in sight.row(ended).values() else sight.share(found.finished, found.started)
    if share is None:
        said = _(
            "How many of the answers that were begun were sent is hidden: few people could be recognised."
        )
    else:
        said = _sent(found.started, share, lang)
    more = _("The steps between are for analysts: two of them would tell how many stopped at a page.")
    return f"{said} {more}"


def channel_names(_: Translate) -> dict[str, str]:
    """Return the words for the ways in which an answer comes in."""
    return {"web": _("On the web"), "paper": _("On paper"), "assisted": _("With help")}


def _columns(way: Sequence[Step], split: Split, names: Mapping[str, str]) -> list[_Column]:
    """Return one column per channel or language that anybody began in."""
    counted = [step.by(split) for step in way]
    codes = [code for code in (*names, *sorted(counted[0].keys() - names.keys())) if counted[0][code]]
    return [_Column(names.get(code, code), tuple(one[code] for one in counted)) for code in codes]


def _whole(way: Sequence[Step], column: _Column, lang: Lang) -> Panel:
    _ = translator(lang)
    labels = _labels(way, lang)
    before = _before(way, column.came)
    began = [_ratio(n, column.came[0]) for n in column.came]
    bars = [Bar(label, share, None, n) for label, share, n in zip(labels, began, column.came, strict=True)]
    return Panel(
        key="steps",
        title=_("From the beginning to the sending"),
        note=_(
            "Somebody who stopped may still come back. A page that is asked of some people only has fewer by"
            " itself: it has no share of the step before."
        ),
        figure=charts.actions_chart(bars, lang=lang, _=_),
        alt=_said(labels, began, lang, _),
        heading=_("Step"),
        columns=(_("Answers"), _("Of those begun"), _("Of the step before")),
        lines=tuple(
            Line(
                label,
                (i18n.number(n, lang), i18n.percent(share, lang), i18n.percent(step, lang)),
                values=(n, share, step),
            )
            for label, n, share, step in zip(labels, column.came, began, before, strict=True)
        ),
        basis=_("Every answer begun, sent or not: %(n)s.", n=i18n.number(column.came[0], lang)),
        topic="funnel",
    )


def _split(way: Sequence[Step], split: Split, title: str, columns: Sequence[_Column], lang: Lang) -> Panel:
    _ = translator(lang)
    befores = [_before(way, one.came) for one in columns]
    lines = []
    for place, label in enumerate(_labels(way, lang)):
        counts = [one.came[place] for one in columns]
        cells = [_beside(n, before[place], lang) for n, before in zip(counts, befores, strict=True)]
        lines.append(Line(label, tuple(cells), values=tuple(counts)))
    return Panel(
        key=f"steps-by-{split}",
        title=title,
        note=_("In brackets: the share of the step before."),
        figure=None,
        alt="",
        heading=_("Step"),
        columns=tuple(one.name for one in columns),
        lines=tuple(lines),
        basis=_(
            "Every answer begun, sent or not: %(list)s.",
            list=listed([f"{one.name} ({i18n.number(one.came[0], lang)})" for one in columns], lang),
        ),
        topic="funnel",
    )


def _labels(way: Sequence[Step], lang: Lang) -> list[str]:
    _ = translator(lang)
    own = {BEGUN: _("Begun"), CHECK: _("Check your answers"), SENT: _("Sent")}
    return [own.get(step.name) or step.label.get(lang, step.name) for step in way]


def _before(way: Sequence[Step], came: Sequence[int]) -> list[float | None]:
    """Return each count as a share of the last step that everybody passes.

    None for the first and for a page asked of some people only. A page that a later version added has fewer
    than what follows it: no share either.
    """
    found: list[float | None] = []
    previous: int | None = None
    for step, n in zip(way, came, strict=True):
        share = _ratio(n, previous) if step.for_all else None
        found.append(share if share is None or share <= 1 else None)
        if step.for_all:
            previous = n
    return found


def _ratio(n: int, base: int | None) -> float | None:
    return n / base if base else None


def _beside(n: int, share: float | None, lang: Lang) -> str:
    """Write a count with its share of the step before, where it has one."""
    said = i18n.number(n, lang)
    return said if share is None else f"{said} ({i18n.percent(share, lang)})"


def _said(labels: Sequence[str], shares: Sequence[float | None], lang: Lang, _: Translate) -> str:
    shown = [
        f"{label} ({said_share(share, lang)})"
        for label, share in zip(labels, shares, strict=True)
        if share is not None
    ]
    return _("Of the answers begun, so many came to each step: %(list)s.", list=listed(shown, lang))


def _lead(column: _Column, by_channel: Sequence[str], lang: Lang) -> str:
    """Say how much of what was begun was sent, and by channel where there are several."""
    begun = column.came[0]
    said = _sent(begun, column.came[-1] / begun, lang)
    return f"{said} {listed(by_channel, lang)}." if by_channel else said


def _sent(begun: int, share: float, lang: Lang) -> str:
    return i18n.ngettext(
        lang,
        "Of the one answer that was begun, %(share)s was sent.",
        "Of the %(n)s answers that were begun, %(share)s were sent.",
        begun,
        share=i18n.percent(share, lang),
    )
