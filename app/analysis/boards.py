"""The priorities ready for the screen: of one place, and of all places side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from app.analysis import charts, pick_words
from app.analysis.across import Group, support_panel
from app.analysis.cast import Cast, cast_in
from app.analysis.chart_texts import Bar, Series, Translate, actions_alt, side_by_side_alt
from app.analysis.labels import language_names, profile_names, translator, why_hidden, word_names
from app.analysis.panels import Line, Panel
from app.analysis.priorities import priorities_among, priorities_of
from app.analysis.seen import Seen, seen
from app.analysis.sentences import what_stands_out, which_pairs, which_ties
from app.analysis.sight import Sight
from app.analysis.statistics.intervals import Interval
from app.analysis.subjects import Subject, subjects_of_programme
from app.analysis.together import hidden_in
from app.consultations.rules import EVERYWHERE
from app.kit import i18n
from app.kit.localized import LANGUAGES, Lang, Localized
from app.territory.queries import BassinView


@dataclass(frozen=True)
class Board:
    """What one place chose: the figures, the sentences and the charts with their tables."""

    found: Seen
    lead: str
    pairs: tuple[str, ...]
    pairs_title: str
    ties: tuple[str, ...]
    tie_rule: str
    reading: tuple[str, ...]
    words: Mapping[str, str]
    panels: tuple[Panel, ...]
    """The actions, and what every group carries; nothing where all is withheld."""
    note: Localized


def board(
    session: Session, subject: Subject, *, lang: Lang, sight: Sight, bassin: str = "", profile: str = ""
) -> Board:
    """Return what the people of a place chose; '' is the whole Region and everyone. Two statements.

    Raises:
        NoBallotError: the consultation does not ask for priorities.
    """
    _ = translator(lang)
    cast = cast_in(session, [subject], bassin=bassin or None)
    counted = priorities_among(
        cast.ballots(profile=profile), cast.ballot, scope=subject.consultation.code, bassin=bassin or None
    )
    hidden = hidden_in(session, [subject], sight, bassin=bassin, profile=profile)
    found = seen(counted, sight, hidden=hidden)
    panels = [] if found.withheld else [_actions_panel(found, bassin, lang)]
    if panels and not profile and not (sight.protects and bassin):
        ways = _ways(session, cast, subject, sight, lang)
        across = support_panel(ways, cast.ballot.actions, lang=lang, sight=sight)
        panels += [across] if across else []
    return Board(
        found=found,
        lead=what_stands_out(found, lang=lang, _=_),
        pairs=tuple(which_pairs(found, lang=lang, _=_)),
        pairs_title=pick_words.together_head(found.pick, lang),
        ties=tuple(which_ties(found, lang=lang)),
        tie_rule=pick_words.tie_rule(cast.ballot.tie_rule, lang),
        reading=pick_words.how_to_read(found.pick, lang),
        words={str(code): word for code, word in word_names(_).items()},
        panels=tuple(panels),
        note=cast.ballot.invented_note,
    )


def _actions_panel(found: Seen, bassin: str, lang: Lang) -> Panel:
    _ = translator(lang)
    words = word_names(_)
    rows = found.ranked
    bars = [
        Bar(
            row.action.name[lang],
            row.share,
            Interval(row.low, row.high) if row.low is not None and row.high is not None else None,
            row.n,
        )
        for row in rows
    ]
    # How often an action would come first is not for somebody from whom small numbers are hidden.
    chance = not found.protects
    lines = []
    for row in rows:
        n = _("hidden") if row.n is None else i18n.number(row.n, lang)
        stable = "–"
        if row.low is not None and row.high is not None:
            low, high = i18n.percent(row.low, lang), i18n.percent(row.high, lang)
            stable = _("%(low)s to %(high)s", low=low, high=high)
        lines.append(
            Line(
                row.action.name[lang],
                (
                    f"{n} ({_('tied')})" if row.tied and row.n else n,
                    i18n.percent(row.share, lang),
                    stable,
                    *([i18n.percent(row.p_top2, lang)] if chance else []),
                    words[row.word] if row.word else "–",
                ),
                values=(row.n, row.share, None, *([row.p_top2] if chance else []), None),
            )
        )
    return Panel(
        key="priorities",
        title=_("The actions, from the most to the least chosen"),
        note=why_hidden(_) if found.hidden else "",
        figure=charts.actions_chart(
            bars, lang=lang, _=_, color=charts.BASSIN_COLORS.get(bassin, charts.ACCENT)
        ),
        alt=actions_alt(bars, base=found.base or 0, lang=lang, _=_),
        heading=_("Action"),
        columns=(
            _("People"),
            _("Share"),
            _("Stability among the respondents"),
            *([pick_words.chance_head(found.pick, lang)] if chance else []),
            _("In a word"),
        ),
        lines=tuple(lines),
        basis=_who_chose(found, lang),
        topic="top-two",
    )


def _who_chose(found: Seen, lang: Lang) -> str:
    """Say how many people chose, and how many left it blank."""
    ngettext = partial(i18n.ngettext, lang)
    said = []
    if found.base:
        said.append(
            ngettext(
                "One person chose at least one action.", "%(n)s people chose at least one action.", found.base
            )
        )
    if found.blanks:
        said.append(
            ngettext(
                "One person left this question blank.", "%(n)s people left this question blank.", found.blanks
            )
        )
    return " ".join(said)


def _ways(session: Session, cast: Cast, subject: Subject, sight: Sight, lang: Lang) -> list[list[Group]]:
    """Return the groups of one consultation by profile and by language."""
    _ = translator(lang)
    profiles, tongues = profile_names(_), language_names(_)
    return [
        [
            Group(
                code,
                profiles.get(code, code),
                cast.ballots(profile=code),
                hidden_in(session, [subject], sight, profile=code),
            )
            for code in (subject.profiles if len(subject.profiles) > 1 else ())
        ],
        [
            Group(
                code,
                tongues[code],
                cast.ballots(language=code),
                hidden_in(session, [subject], sight, language=code),
            )
            for code in LANGUAGES
        ],
    ]


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

    One statement per place. A profile narrows them only for somebody who sees every number.

    Raises:
        NoBallotError: the consultation does not ask for priorities.
    """
    _ = translator(lang)
    profile = "" if sight.protects else profile
    codes: list[str | None] = [*(view.code for view in bassins if view.code in subject.places), None]
    found = {
        code or EVERYWHERE: seen(
            priorities_of(session, [subject], scope=subject.consultation.code, bassin=code, profile=profile),
            sight,
            hidden=hidden_in(session, [subject], sight, bassin=code or ""),
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
        alt=side_by_side_alt(labels, series, lang=lang, _=_, first=whole.pick),
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
