"""The priorities over a programme: each audience beside the others, and what every group carries.

Citizens and professionals were asked apart and stand apart: no share is shown that merges them and is not
beside the share of each.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.analysis import charts
from app.analysis import programme_priorities_words as say
from app.analysis.across import Group, support_panel
from app.analysis.cast import Cast, cast_in
from app.analysis.chart_texts import Series, side_by_side_alt
from app.analysis.labels import (
    Words,
    audience_names,
    language_names,
    profile_names,
    translator,
    word_names,
)
from app.analysis.panels import Line, Panel
from app.analysis.pick_words import tie_rule
from app.analysis.priorities import priorities_among
from app.analysis.seen import Seen, seen
from app.analysis.sentences import what_stands_out, which_pairs, which_ties
from app.analysis.sight import Sight
from app.analysis.subjects import Subject, subjects_of_programme
from app.analysis.together import Hidden, hidden_in
from app.kit import i18n
from app.kit.localized import LANGUAGES, Lang, Localized
from app.programmes.queries import BallotView


@dataclass(frozen=True)
class Side:
    """One audience, with what it chose."""

    audience: str
    name: str
    found: Seen
    hidden: Hidden
    lead: str
    pairs: tuple[str, ...]
    ties: tuple[str, ...]


@dataclass(frozen=True)
class Narrowed:
    """Whom the figures are about: a bassin, a profile, a language; '' is everybody."""

    bassin: str = ""
    profile: str = ""
    language: str = ""


@dataclass(frozen=True)
class ProgrammePriorities:
    """What the page on the priorities of a programme shows."""

    ballot: BallotView
    places: tuple[str, ...]
    """The bassins that one of the questionnaires offers, `region` and `unknown` included."""
    profiles: tuple[str, ...]
    subjects: tuple[Subject, ...]
    sentence: str
    sides: tuple[Side, ...]
    panels: tuple[Panel, ...]
    tie_rule: str


def programme_subjects(session: Session, ballot: BallotView) -> list[Subject]:
    """Return the consultations of a programme that ask a ballot, the oldest first."""
    found = subjects_of_programme(session, ballot.programme_code)
    return [subject for subject in found if subject.ballot and subject.ballot.code == ballot.code]


def programme_priorities(
    session: Session,
    ballot: BallotView,
    subjects: Sequence[Subject],
    *,
    sight: Sight,
    lang: Lang,
    narrowed: Narrowed = Narrowed(),
) -> ProgrammePriorities:
    """Return where the actions stand for each audience of consultations that ask the same ballot.

    Somebody from whom small numbers are hidden sees whole audiences only, in a bassin or everywhere: a
    profile or a language beside the whole would tell what the others said.
    `subjects` may be none: nobody was asked yet. Two statements.
    """
    if sight.protects:
        narrowed = Narrowed(bassin=narrowed.bassin)
    cast = cast_in(session, subjects, bassin=narrowed.bassin or None) if subjects else Cast(ballot, ())
    sides = [
        side
        for audience in sorted({subject.consultation.audience for subject in subjects})
        if (side := _side(session, cast, subjects, audience, narrowed, sight=sight, lang=lang))
    ]
    panels = [_beside(sides, lang)] if any(side.found.base for side in sides) else []
    if not narrowed.profile and not (sight.protects and narrowed.bassin):
        tongues = {code: hidden_in(session, subjects, sight, language=code) for code in LANGUAGES}
        across = support_panel(
            _ways(cast, sides, narrowed, tongues, lang), cast.ballot.actions, lang=lang, sight=sight
        )
        panels += [across] if across else []
    return ProgrammePriorities(
        ballot=cast.ballot,
        places=tuple(dict.fromkeys(place for subject in subjects for place in subject.places)),
        profiles=tuple(dict.fromkeys(code for subject in subjects for code in subject.profiles)),
        subjects=tuple(subjects),
        sentence=say.sentence([(side.name, side.found) for side in sides], lang=lang),
        sides=tuple(sides),
        panels=tuple(panels),
        tie_rule=tie_rule(cast.ballot.tie_rule, lang),
    )


def _side(
    session: Session,
    cast: Cast,
    subjects: Sequence[Subject],
    audience: str,
    narrowed: Narrowed,
    *,
    sight: Sight,
    lang: Lang,
) -> Side | None:
    """Return an audience, or None where none of its questionnaires offers the profile asked for."""
    mine = [subject for subject in subjects if subject.consultation.audience == audience]
    offered = {code for subject in mine for code in subject.profiles}
    if narrowed.profile and narrowed.profile not in offered:
        return None
    _ = translator(lang)
    ballots = cast.ballots(audience=audience, profile=narrowed.profile, language=narrowed.language)
    counted = priorities_among(ballots, cast.ballot, scope=audience, bassin=narrowed.bassin or None)
    hidden = hidden_in(session, mine, sight, bassin=narrowed.bassin)
    found = seen(counted, sight, hidden=hidden)
    name = audience_names(_)[audience]
    return Side(
        audience=audience,
        name=f"{name} ({profile_names(_).get(narrowed.profile, narrowed.profile)})"
        if narrowed.profile and len(offered) > 1
        else name,
        found=found,
        hidden=hidden,
        lead=what_stands_out(found, lang=lang, _=_),
        pairs=tuple(which_pairs(found, lang=lang, _=_)),
        ties=tuple(which_ties(found, lang=lang)),
    )


def _ways(
    cast: Cast, sides: Sequence[Side], narrowed: Narrowed, hidden: Mapping[Lang, Hidden], lang: Lang
) -> list[list[Group]]:
    """Return the groups by audience and by language; a language asked for leaves only the audiences."""
    tongues = language_names(translator(lang))
    audiences = [
        Group(
            side.audience,
            side.name,
            cast.ballots(audience=side.audience, language=narrowed.language),
            side.hidden,
        )
        for side in sides
    ]
    languages = [Group(code, tongues[code], cast.ballots(language=code), hidden[code]) for code in LANGUAGES]
    return [audiences, [] if narrowed.language else languages]


def _beside(sides: Sequence[Side], lang: Lang) -> Panel:
    """Return the shares of each audience beside each other, in the order of the ballot."""
    _ = translator(lang)
    words = word_names(_)
    actions = [row.action for row in sides[0].found.rows]
    series = [
        Series(
            side.name, charts.PARTS[place], tuple(row.share for row in side.found.rows), side.found.base or 0
        )
        for place, side in enumerate(sides)
    ]
    labels = [action.name[lang] for action in actions]
    lines = []
    for place, label in enumerate(labels):
        rows = [side.found.rows[place] for side in sides]
        cells = [
            cell
            for row, side in zip(rows, sides, strict=True)
            for cell in (
                say.share(row, side.found, lang=lang),
                say.stable(row, words, lang=lang),
            )
        ]
        values = [value for row in rows for value in (row.share, None)]
        lines.append(Line(label, tuple(cells), values=tuple(values)))
    return Panel(
        key="audiences",
        title=_("Each audience beside the others"),
        note=_("They were asked apart, with the same actions: no share here merges them."),
        figure=charts.side_by_side_chart(labels, series, lang=lang),
        alt=side_by_side_alt(labels, series, lang=lang, _=_, first=sides[0].found.pick),
        heading=_("Action"),
        columns=tuple(
            column for side in sides for column in (side.name, _("%(name)s: stability", name=side.name))
        ),
        lines=tuple(lines),
        total=Line(
            _("People who chose at least one action"),
            tuple(
                cell
                for side in sides
                for cell in (
                    _("hidden") if side.found.base is None else i18n.number(side.found.base, lang),
                    "",
                )
            ),
            values=tuple(value for side in sides for value in (side.found.base, None)),
        ),
        basis=say.basis([(side.name, side.found) for side in sides], lang=lang),
        stability=say.stability(lang=lang),
        topic="stability",
    )


@dataclass(frozen=True)
class FilterWords:
    """What the filter of the page offers, as value and label."""

    bassins: list[dict[str, str]]
    profiles: list[dict[str, str]]
    languages: list[dict[str, str]]


def filter_words(
    shown: ProgrammePriorities,
    bassins: Mapping[str, Localized],
    *,
    visible: Collection[str],
    lang: Lang,
    sight: Sight,
) -> FilterWords:
    """Return the words of the filter, with the places that the reader may see one by one."""
    words = Words(lang, translator(lang), bassins)

    def offered(dimension: str, codes: Sequence[str]) -> list[dict[str, str]]:
        names = words.of(dimension)
        return [{"value": code, "label": names.get(code, code)} for code in codes]

    return FilterWords(
        bassins=offered("bassin", [code for code in shown.places if code in visible]),
        profiles=[] if sight.protects else offered("profile", shown.profiles),
        languages=[] if sight.protects else offered("language", LANGUAGES),
    )
