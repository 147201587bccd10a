"""A bassin at a glance: who took part in a programme there, what they put first, and what rooms said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.analysis import charts
from app.analysis.chart_texts import Series, side_by_side_alt
from app.analysis.labels import translator, why_hidden
from app.analysis.panels import Line, Panel
from app.analysis.priorities import priorities_of
from app.analysis.rooms import room_panels
from app.analysis.seen import Seen, SeenAction, seen
from app.analysis.sentences import listed, what_stands_out
from app.analysis.sight import Sight
from app.analysis.subjects import Subject, subject_of, subjects_of_programme
from app.analysis.together import hidden_in, people_seen
from app.consultations.queries import ConsultationView, consultations_overview
from app.kit import i18n
from app.kit.localized import Lang, Localized
from app.meetings.strands import held_by
from app.programmes.queries import ProgrammeView


@dataclass(frozen=True)
class Voice:
    """One consultation that asks for priorities, as this bassin answered it."""

    consultation: ConsultationView
    lead: str


@dataclass(frozen=True)
class BassinBoard:
    """What the page of a bassin in a programme shows."""

    sentence: str
    voices: tuple[Voice, ...]
    """What stands out in each consultation, the oldest first; people of two consultations are never mixed."""
    panels: tuple[Panel, ...]
    note: Localized | None
    """What is invented of the ballot."""


@dataclass(frozen=True)
class _Source:
    """Where people took part: how many of this bassin and of the whole Region, None where hidden."""

    name: str
    here: int | None
    everywhere: int | None
    part: float | None


def bassin_board(
    session: Session,
    programme: ProgrammeView,
    code: str,
    *,
    sight: Sight,
    lang: Lang,
    bassins: Mapping[str, Localized],
    chosen: Sequence[Localized],
) -> BassinBoard:
    """Return a bassin at a glance. About ten statements, and four per consultation.

    `chosen` are the names of the actions that the bassin chose, none where it has not chosen yet.
    """
    _ = translator(lang)
    sources = _sources(session, programme, code, sight, lang)
    asked = [
        (
            subject,
            seen(
                priorities_of(session, [subject], scope=programme.code, bassin=code),
                sight,
                hidden=hidden_in(session, [subject], sight, bassin=code),
            ),
        )
        for subject in subjects_of_programme(session, programme.code)
    ]
    panels = [_participation(sources, lang)]
    if any(found.base != 0 for _subject, found in asked):
        panels.append(_shares(asked, lang))
    panels.extend(room_panels(session, programme.code, lang=lang, bassin=code, sight=sight))
    return BassinBoard(
        sentence=_sentence(sources, bassins[code][lang], chosen, lang),
        voices=tuple(
            Voice(subject.consultation, what_stands_out(found, lang=lang, _=_)) for subject, found in asked
        ),
        panels=tuple(panels),
        note=next((subject.ballot.invented_note for subject, _found in asked if subject.ballot), None),
    )


def _sources(
    session: Session, programme: ProgrammeView, code: str, sight: Sight, lang: Lang
) -> list[_Source]:
    """Return where people took part, the meetings last.

    A bassin is hidden as on every other page: what is shown of all of them must not give it away.
    """

    def source(name: str, by_place: Mapping[str, int | None], total: int) -> _Source:
        here = by_place.get(code, 0)
        return _Source(name, here, sight.number(total), sight.share(here, total))

    found = []
    for line in reversed(consultations_overview(session)):
        view = line.consultation
        if view.programme_code == programme.code and view.audience != "participants":
            by_place = people_seen(session, subject_of(session, view), sight)["bassin"]
            found.append(source(view.title[lang], by_place, line.responses))
    people = {place: held.people for place, held in held_by(session, programme.code, "bassin").items()}
    name = i18n.gettext(lang, "People at meetings")
    return [*found, source(name, sight.row(people), sum(people.values()))]


def _participation(sources: Sequence[_Source], lang: Lang) -> Panel:
    _ = translator(lang)
    lines = []
    for source in sources:
        numbers = source.here, source.everywhere
        words = [_("hidden") if n is None else i18n.number(n, lang) for n in numbers]
        part = "–" if source.part is None else i18n.percent(source.part, lang)
        lines.append(Line(source.name, (*words, part), values=(*numbers, source.part)))
    hides = any(None in line.values[:2] for line in lines)
    return Panel(
        key="took-part",
        title=_("Who took part here"),
        note=_(
            "Somebody who acts in several bassins counts in each of them: the parts of the five bassins"
            " together may exceed the whole."
        )
        + (f" {why_hidden(_)}" if hides else ""),
        figure=None,
        alt="",
        heading=_("Where"),
        columns=(_("In this bassin"), _("In the whole Region"), _("Part of the Region")),
        lines=tuple(lines),
        topic="counting",
    )


def _shares(asked: Sequence[tuple[Subject, Seen]], lang: Lang) -> Panel:
    """Put the consultations of a bassin side by side, each with its own base."""
    _ = translator(lang)
    actions = _actions(asked)
    series = []
    for place, (subject, found) in enumerate(asked):
        by_code = {row.action.code: row.share for row in found.rows}
        shares = tuple(by_code.get(code) for code in actions)
        name = subject.consultation.title[lang]
        series.append(Series(name, charts.PARTS[place % len(charts.PARTS)], shares, found.base))
    labels = [action.action.name[lang] for action in actions.values()]
    shown = series[: len(charts.SYMBOLS)]
    bases = tuple(one.base for one in series)
    hides = any(share is None for one in series for share in one.shares if one.base != 0)
    return Panel(
        key="shares",
        title=_("Share of the respondents who chose each action"),
        note=_("Each consultation stands for itself: its shares are of its own respondents.")
        + (f" {why_hidden(_)}" if hides else ""),
        figure=charts.side_by_side_chart(labels, shown, lang=lang),
        alt=side_by_side_alt(labels, shown, lang=lang, _=_),
        heading=_("Action"),
        columns=tuple(one.name for one in series),
        lines=tuple(
            Line(
                label,
                tuple(_share(one.shares[row], one.base, lang) for one in series),
                values=tuple(one.shares[row] for one in series),
            )
            for row, label in enumerate(labels)
        ),
        total=Line(
            _("People who chose at least one action"),
            tuple(_("hidden") if base is None else i18n.number(base, lang) for base in bases),
            values=bases,
        ),
        stability=_(
            "With few answers one more person changes these shares a lot: the page of each consultation says"
            " how far they hold."
        ),
        topic="stability",
    )


def _share(share: float | None, base: int | None, lang: Lang) -> str:
    if share is not None:
        return i18n.percent(share, lang)
    return "–" if base == 0 else i18n.gettext(lang, "hidden")


def _actions(asked: Sequence[tuple[Subject, Seen]]) -> dict[str, SeenAction]:
    """Return the actions of all the ballots, in the order in which they first come."""
    found: dict[str, SeenAction] = {}
    for _subject, answered in asked:
        for row in answered.rows:
            found.setdefault(row.action.code, row)
    return found


def _sentence(sources: Sequence[_Source], bassin: str, chosen: Sequence[Localized], lang: Lang) -> str:
    """Say in a sentence who took part in a bassin, and in another what it chose."""
    *consultations, meetings = sources
    answers = sum(source.here or 0 for source in consultations)
    if any(source.here is None for source in consultations):
        came = i18n.ngettext(lang, "at least %(n)s answer came in", "at least %(n)s answers came in", answers)
    else:
        came = i18n.ngettext(lang, "%(n)s answer came in", "%(n)s answers came in", answers)
    people = meetings.here
    said = []
    if answers:
        said.append(came)
    if people:
        said.append(
            i18n.ngettext(lang, "%(n)s person came to a meeting", "%(n)s people came to meetings", people)
        )
    if said:
        first = i18n.gettext(lang, "%(bassin)s: %(what)s.", bassin=bassin, what=listed(said, lang))
    else:
        first = i18n.gettext(lang, "%(bassin)s: almost nobody has taken part yet.", bassin=bassin)
    if not chosen:
        return f"{first} {i18n.gettext(lang, 'The bassin has not chosen its priorities yet.')}"
    names = listed(
        [f"«\u00a0{name['fr']}\u00a0»" if lang == "fr" else f"‘{name['nl']}’" for name in chosen], lang
    )
    return f"{first} {i18n.gettext(lang, 'The bassin chose %(actions)s.', actions=names)}"
