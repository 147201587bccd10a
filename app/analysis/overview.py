"""A programme at a glance: its strands with what they came to, and who took part in each bassin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.analysis import charts
from app.analysis.chart_texts import Part, breakdown_alt
from app.analysis.labels import translator, why_hidden
from app.analysis.panels import Line, Panel
from app.analysis.sentences import listed
from app.analysis.sight import Sight
from app.analysis.subjects import subject_of
from app.analysis.together import people_seen
from app.consultations.queries import ConsultationView, consultations_overview
from app.kit import i18n
from app.kit.localized import Lang, Localized
from app.meetings.strands import REGION, Held, held_by
from app.programmes.queries import ProgrammeView

NOT_DOCUMENTED = "–"


@dataclass(frozen=True)
class Overview:
    """What the page of a programme shows."""

    sentence: str
    panels: tuple[Panel, ...]
    consultations: tuple[tuple[ConsultationView, int | None], ...]
    """Those that people answer, the newest first, with their answers, None where hidden."""


@dataclass(frozen=True)
class _Reached:
    """What one strand came to: `sources` as documented, `here` as counted; None where unknown or hidden."""

    label: str
    held: tuple[int | None, int]
    reached: tuple[int | None, int | None]


@dataclass(frozen=True)
class _Scene:
    """What every part of the page is made for."""

    programme: ProgrammeView
    asked: Sequence[ConsultationView]
    sight: Sight
    lang: Lang


def overview(
    session: Session,
    programme: ProgrammeView,
    *,
    sight: Sight,
    lang: Lang,
    bassins: Mapping[str, Localized],
    visible: Sequence[str],
) -> Overview:
    """Return a programme at a glance. Seven statements, and three per consultation.

    For protected figures a few more, as often as somebody answered: they are totals of tables.

    `visible` are the places that the reader may see one by one, `region` among them.
    """
    lines = [
        line
        for line in consultations_overview(session)
        if line.consultation.programme_code == programme.code and line.consultation.audience != "participants"
    ]
    answers = {line.consultation.code: line.responses for line in lines}
    by_strand = held_by(session, programme.code, "strand")
    scene = _Scene(programme, [line.consultation for line in lines], sight, lang)
    panels = [
        _strand_panel(_strands(scene, by_strand, answers), lang),
        _place_panel(session, scene, bassins, visible),
    ]
    return Overview(
        sentence=_sentence(scene, by_strand, tuple(answers.values())),
        panels=tuple(panel for panel in panels if panel.lines),
        consultations=tuple((line.consultation, sight.number(line.responses)) for line in lines),
    )


def _strands(scene: _Scene, meetings: Mapping[str, Held], answers: Mapping[str, int]) -> list[_Reached]:
    found = []
    came = scene.sight.row(
        {strand.code: 0 for strand in scene.programme.strands}
        | {code: held.people for code, held in meetings.items()}
    )
    for strand in scene.programme.strands:
        held = meetings.get(strand.code, Held(0, 0))
        mine = [view for view in scene.asked if view.strand_code == strand.code]
        people = total_seen(scene.sight, [came[strand.code], *(answers[view.code] for view in mine)])
        found.append(
            _Reached(
                strand.title[scene.lang],
                (strand.count, held.meetings + len(mine)),
                (strand.reached, people),
            )
        )
    return found


def _strand_panel(strands: Sequence[_Reached], lang: Lang) -> Panel:
    _ = translator(lang)
    labels = [strand.label for strand in strands]
    part = Part(_("People or answers counted here"), tuple(strand.reached[1] for strand in strands))
    return Panel(
        key="strands",
        title=_("The strands of the programme"),
        note=_(
            "“Documented” is what the published sources say. “Counted here” is what this service holds:"
            " meetings that are over with the people who came, and answers that were sent."
            " Somebody who took part in two strands counts in both."
        ),
        figure=charts.breakdown_chart(labels, [part], lang=lang, _=_),
        alt=breakdown_alt(labels, [part], lang=lang, _=_),
        heading=_("Strand"),
        columns=(
            _("Held, documented"),
            _("Held, counted here"),
            _("Reached, documented"),
            _("Reached, counted here"),
        ),
        lines=tuple(
            Line(strand.label, tuple(_number(n, lang) for n in numbers), values=numbers)
            for strand in strands
            for numbers in [(*strand.held, *strand.reached)]
        ),
        topic="counting",
    )


def _place_panel(
    session: Session, scene: _Scene, bassins: Mapping[str, Localized], visible: Sequence[str]
) -> Panel:
    lang = scene.lang
    _ = translator(lang)
    meetings = held_by(session, scene.programme.code, "bassin")
    # Hidden before anybody's places are taken out, so that what is hidden does not depend on who reads.
    columns: list[tuple[str, dict[str, int | None]]] = [
        (view.title[lang], people_seen(session, subject_of(session, view), scene.sight)["bassin"])
        for view in scene.asked
    ]
    came = scene.sight.row({code: held.people for code, held in meetings.items()})
    columns.append((_("People at meetings"), came))
    names = {code: name[lang] for code, name in bassins.items()} | {REGION: _("The whole Region")}
    shown = [(name, {code: counts.get(code, 0) for code in names}) for name, counts in columns]
    places = [code for code in names if code in visible and any(counts[code] != 0 for _name, counts in shown)]
    labels = [names[code] for code in places]
    parts = [Part(name, tuple(row[code] for code in places)) for name, row in shown]
    return Panel(
        key="places",
        title=_("Who took part, bassin by bassin"),
        note=_(
            "Somebody who acts in several bassins counts in each of them: the bassins together may exceed the"
            " number of people."
        )
        + (f" {why_hidden(_)}" if any(None in part.counts for part in parts) else ""),
        figure=charts.breakdown_chart(labels, parts, lang=lang, _=_),
        alt=_most(labels, parts, lang),
        heading=_("Bassin"),
        columns=tuple(name for name, _row in shown),
        lines=tuple(
            Line(
                names[code],
                tuple(_number(row[code], lang, missing=_("hidden")) for _name, row in shown),
                bassin=code if code in bassins else "",
                values=tuple(row[code] for _name, row in shown),
            )
            for code in places
        ),
        topic="counting",
    )


def _most(labels: Sequence[str], parts: Sequence[Part], lang: Lang) -> str:
    """Say for each part where most of it is; the table beside says the rest."""
    said = []
    for part in parts:
        most = max((n for n in part.counts if n), default=0)
        if most:
            places = [label for label, n in zip(labels, part.counts, strict=True) if n == most]
            said.append(
                i18n.gettext(
                    lang,
                    "%(what)s: most in %(places)s (%(n)s).",
                    what=part.name,
                    places=listed(places, lang),
                    n=i18n.number(most, lang),
                )
            )
    return " ".join(said) or i18n.gettext(lang, "No answers yet.")


def total_seen(sight: Sight, parts: Sequence[int | None]) -> int | None:
    """Return a sum, or None where one of its parts is hidden: the others could be subtracted from it."""
    seen = [None if n is None else sight.number(n) for n in parts]
    return None if None in seen else sum(n for n in seen if n is not None)


def _number(n: int | None, lang: Lang, missing: str = NOT_DOCUMENTED) -> str:
    return missing if n is None else i18n.number(n, lang)


def _sentence(scene: _Scene, meetings: Mapping[str, Held], answers: Sequence[int]) -> str:
    """Say in one sentence what was held and how many took part."""
    sight, lang = scene.sight, scene.lang
    held = sum(each.meetings for each in meetings.values())
    people = sight.number(sum(each.people for each in meetings.values()))
    sent = total_seen(sight, answers)
    said = []
    if held:
        said.append(i18n.ngettext(lang, "%(n)s meeting was held", "%(n)s meetings were held", held))
    if people:
        said.append(i18n.ngettext(lang, "%(n)s person came to them", "%(n)s people came to them", people))
    if sent:
        said.append(i18n.ngettext(lang, "%(n)s answer was sent", "%(n)s answers were sent", sent))
    if not said:
        return i18n.gettext(lang, "Nothing has been counted in this programme yet.")
    strands = i18n.ngettext(lang, "In one strand", "In %(n)s strands", len(scene.programme.strands))
    return i18n.gettext(lang, "%(strands)s, %(what)s.", strands=strands, what=listed(said, lang))
