"""The priorities ready for the screen: of one place, and of all places side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.analysis import charts
from app.analysis.chart_texts import Bar, Series, Translate, actions_alt, side_by_side_alt
from app.analysis.labels import translator, why_hidden, word_names
from app.analysis.panels import Line, Panel
from app.analysis.priorities import priorities_of
from app.analysis.seen import Seen, seen
from app.analysis.sentences import what_stands_out, which_pairs, which_ties
from app.analysis.sight import Sight
from app.analysis.statistics.intervals import Interval
from app.analysis.subjects import Subject, subjects_of_programme
from app.consultations.rules import EVERYWHERE
from app.kit import i18n
from app.kit.localized import Lang, Localized
from app.territory.queries import BassinView


@dataclass(frozen=True)
class Board:
    """What one place chose: the figures, the sentences and the chart with its text."""

    found: Seen
    lead: str
    pairs: tuple[str, ...]
    ties: tuple[str, ...]
    words: Mapping[str, str]
    figure: charts.Figure
    alt: str
    note: Localized


def board(
    session: Session, subject: Subject, *, lang: Lang, sight: Sight, bassin: str = "", profile: str = ""
) -> Board:
    """Return what the people of a place chose; '' is the whole Region and everyone. One statement.

    Raises:
        NoBallotError: the consultation does not ask for priorities.
    """
    _ = translator(lang)
    counted = priorities_of(
        session, [subject], scope=subject.consultation.code, bassin=bassin or None, profile=profile
    )
    found = seen(counted, sight)
    bars = [
        Bar(
            row.action.name[lang],
            row.share,
            Interval(row.low, row.high) if row.low is not None and row.high is not None else None,
            row.n,
        )
        for row in found.ranked
        if not found.withheld
    ]
    return Board(
        found=found,
        lead=what_stands_out(found, lang=lang, _=_),
        pairs=tuple(which_pairs(found, lang=lang, _=_)),
        ties=tuple(which_ties(found, lang=lang)),
        words={str(code): word for code, word in word_names(_).items()},
        figure=charts.actions_chart(
            bars, lang=lang, _=_, color=charts.BASSIN_COLORS.get(bassin, charts.ACCENT)
        ),
        alt=actions_alt(bars, base=found.base or 0, lang=lang, _=_),
        note=subject.ballot.invented_note if subject.ballot else {"fr": "", "nl": ""},
    )


def side_by_side(
    session: Session,
    subject: Subject,
    bassins: Sequence[BassinView],
    *,
    lang: Lang,
    sight: Sight,
    profile: str = "",
) -> tuple[Panel, Seen]:
    """Return the shares of every action in the given bassins and in the Region, and the whole Region's row.

    One statement per place.

    Raises:
        NoBallotError: the consultation does not ask for priorities.
    """
    _ = translator(lang)
    codes: list[str | None] = [*(view.code for view in bassins if view.code in subject.places), None]
    found = {
        code or EVERYWHERE: seen(
            priorities_of(session, [subject], scope=subject.consultation.code, bassin=code, profile=profile),
            sight,
        )
        for code in codes
    }
    names = {view.code: view.name[lang] for view in bassins} | {EVERYWHERE: _("Region")}
    whole = found[EVERYWHERE]
    labels = [row.action.name[lang] for row in whole.rows]
    series = [
        Series(
            names[place],
            charts.BASSIN_COLORS.get(place, charts.PARTS[-1]),
            tuple(row.share for row in one.rows),
            one.base,
        )
        for place, one in found.items()
    ]
    lines = [
        Line(
            label,
            tuple(_said(one.shares[place], one.base, lang, _) for one in series),
            values=tuple(one.shares[place] for one in series),
        )
        for place, label in enumerate(labels)
    ]
    bases = tuple(one.base for one in series)
    total = Line(
        _("People who chose at least one action"),
        tuple(_("hidden") if base is None else i18n.number(base, lang) for base in bases),
        values=bases,
    )
    partly = any(share is None for one in series for share in one.shares if one.base != 0)
    panel = Panel(
        key="side-by-side",
        title=_("Share of the respondents who chose each action"),
        note=_(
            "Somebody who acts in several bassins counts in each of them, and once in the Region:"
            " the bassins together may exceed it."
        )
        + (f" {why_hidden(_)}" if partly else ""),
        figure=charts.side_by_side_chart(labels, series, lang=lang),
        alt=side_by_side_alt(labels, series, lang=lang, _=_),
        heading=_("Action"),
        columns=tuple(one.name for one in series),
        lines=tuple(lines),
        total=total,
        topic="stability",
    )
    return panel, whole


def _said(share: float | None, base: int | None, lang: Lang, _: Translate) -> str:
    """Write a share, that it is hidden, or a dash where there is nobody."""
    return _("hidden") if share is None and base != 0 else i18n.percent(share, lang)


def live_boards(
    session: Session, programme_code: str, bassin: str, *, lang: Lang, sight: Sight
) -> list[tuple[Subject, Board]]:
    """Return the board of a bassin for every consultation of a programme that asks for priorities."""
    return [
        (subject, board(session, subject, lang=lang, bassin=bassin, sight=sight))
        for subject in subjects_of_programme(session, programme_code)
    ]
