"""Who answered a consultation, ready for the screen: sentences, charts and the tables beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from app.analysis import charts
from app.analysis.chart_texts import Part, Translate, breakdown_alt, participation_alt
from app.analysis.crossings import Crossing, crossing
from app.analysis.labels import UNKNOWN, Words, named, translator, why_hidden
from app.analysis.panels import Line, Panel
from app.analysis.sentences import where_most, who_answered
from app.analysis.sight import Sight
from app.analysis.subjects import Subject
from app.analysis.together import people_together
from app.consultations.figures import participation_by
from app.consultations.rules import EVERYWHERE
from app.kit import i18n
from app.kit.localized import LANGUAGES, Lang, Localized


@dataclass(frozen=True)
class Answered:
    """Everything that the page on who answered shows."""

    anybody: bool
    sentences: tuple[str, ...]
    panels: tuple[Panel, ...]


def who_answered_page(
    session: Session,
    subject: Subject,
    *,
    lang: Lang,
    sight: Sight,
    bassins: Mapping[str, Localized],
    visible: Sequence[str],
    bassin: str = "",
    profile: str = "",
) -> Answered:
    """Return who answered, by bassin, profile, language and day, over sent responses.

    `visible` are the places that the reader may see one by one; the Region's totals are for everyone.
    `bassin` and `profile` narrow the figures; '' is everyone. Somebody from whom small numbers are hidden
    may narrow by one of them, and sees the same numbers then as in the tables of everybody.
    """
    _ = translator(lang)
    words = Words(lang, _, bassins)
    days: dict[date, int] = participation_by(
        session, [subject.consultation.id], "day", bassin=bassin or EVERYWHERE, profile=profile
    )
    total = sum(days.values())
    if not total:
        return Answered(anybody=False, sentences=(), panels=())
    if sight.number(total) is None:
        return Answered(anybody=True, sentences=(_("Fewer than five people have answered here."),), panels=())
    counted = _Counted(session, subject, sight, bassin, profile)
    places, by_profile, by_language = counted.tables()
    seen_days = sight.row({day.isoformat(): n for day, n in days.items()})
    languages = by_language.totals
    sentences = [who_answered(days, languages, lang=lang, _=_)]
    panels: list[Panel] = []
    if places is not None:
        shown = replace(places, rows=tuple(code for code in places.rows if code in visible))
        mine = {code: n for code in shown.rows if (n := shown.totals[code]) is not None and code in bassins}
        if len(mine) > 1 and not shown.hides:
            sentences.append(where_most(mine, words.of("bassin"), lang=lang, _=_))
        panels.append(_place_panel(shown, words, region=total))
    panels.append(_breakdown(by_profile, "profile", "language", _("By profile"), words))
    panels.append(_breakdown(by_language, "language", "profile", _("By language"), words))
    if not (sight.protects and (bassin or profile)):
        # A day of a place is a third dimension: whoever sees protected figures has it for everybody only.
        panels.append(_day_panel({day: seen_days[day.isoformat()] for day in days}, lang, _))
    return Answered(anybody=True, sentences=tuple(text for text in sentences if text), panels=tuple(panels))


@dataclass(frozen=True)
class _Counted:
    """Where the tables of a consultation come from."""

    session: Session
    subject: Subject
    sight: Sight
    bassin: str
    profile: str

    def tables(self) -> tuple[Crossing | None, Crossing, Crossing]:
        """Return people by place, by profile and by language; no places where one is chosen."""
        subject = self.subject
        profiles = list(subject.profiles) or [UNKNOWN]
        if not self.sight.protects:
            asked = [self.profile] if self.profile else profiles
            places = None
            if subject.places and not self.bassin:
                places = self._cross("bassin", "profile", subject.places, asked)
            return (
                places,
                self._cross("profile", "language", asked, LANGUAGES),
                self._cross("language", "profile", LANGUAGES, asked),
            )
        return self._protected()

    def _protected(self) -> tuple[Crossing | None, Crossing, Crossing]:
        """Return rows and columns of the tables of everybody, so that no filter shows more than these."""
        found = people_together(self.session, self.subject)
        if self.bassin:
            return (
                None,
                _row(found["bassin", "profile"], self.bassin),
                _row(found["bassin", "language"], self.bassin),
            )
        places = found["bassin", "profile"] if self.subject.places else None
        if self.profile:
            tongues = found["profile", "language"]
            narrowed = places.only(column=self.profile) if places is not None else None
            return narrowed, tongues.only(row=self.profile), _row(tongues, self.profile)
        return places, found["profile", "language"], found["language", "profile"]

    def _cross(self, rows: str, columns: str, codes: Sequence[str], names: Sequence[str]) -> Crossing:
        return crossing(
            self.session, self.subject.consultation.id, rows, columns, row_codes=codes, column_codes=names,
            sight=self.sight, bassin=self.bassin, profile=self.profile,
        )  # fmt: skip


def _row(whole: Crossing, code: str) -> Crossing:
    """Return one row of a table as a table of its own, a line for each of its columns."""
    cells = whole.cells.get(code, {})
    empty: dict[str, dict[str, int | None]] = {name: {} for name in whole.columns}
    return Crossing(whole.columns, (), empty, {name: cells.get(name, 0) for name in whole.columns})


def _place_panel(places: Crossing, words: Words, *, region: int) -> Panel:
    _ = words.translate
    panel = _breakdown(places, "bassin", "profile", _("By bassin"), words)
    lines = tuple(
        replace(line, bassin=code if code in words.bassins else "")
        for code, line in zip(places.rows, panel.lines, strict=True)
    )
    blanks = len(panel.columns) - 1
    total = Line(
        _("Whole Region, each person once"),
        (i18n.number(region, words.lang), *("",) * blanks),
        values=(region, *(None,) * blanks),
    )
    note = _(
        "Somebody who acts in several bassins counts in each of them, and once in the Region:"
        " the bassins together may exceed it."
    )
    return replace(panel, lines=lines, total=total, note=f"{note} {panel.note}".strip())


def _breakdown(counted: Crossing, rows: str, columns: str, title: str, words: Words) -> Panel:
    """Return the panel of a table of counts, whose rows and columns are codes of these dimensions."""
    _, lang = words.translate, words.lang
    headings = {"bassin": _("Bassin"), "profile": _("Profile"), "language": _("Language")}
    labels = named(counted.rows, words.of(rows))
    names = named(counted.columns, words.of(columns))
    parts = [
        Part(name, tuple(counted.cells[row][code] for row in counted.rows))
        for code, name in zip(counted.columns, names, strict=True)
    ] or [Part(_("Answers"), tuple(counted.totals[row] for row in counted.rows))]
    # One part alone is its own total.
    beside = counted.columns if len(counted.columns) > 1 else ()
    found = [(counted.totals[row], *(counted.cells[row][code] for code in beside)) for row in counted.rows]
    return Panel(
        key=rows,
        title=title,
        note=why_hidden(_) if counted.hides else "",
        figure=charts.breakdown_chart(labels, parts, lang=lang, _=_),
        alt=breakdown_alt(labels, parts, lang=lang, _=_),
        heading=headings[rows],
        columns=(_("Answers"), *(names if beside else ())),
        lines=tuple(
            Line(label, tuple(_said(n, lang, _) for n in line), values=line)
            for label, line in zip(labels, found, strict=True)
        ),
        topic="small-numbers" if counted.hides else "counting",
    )


def _day_panel(days: Mapping[date, int | None], lang: Lang, _: Translate) -> Panel:
    told = {day: n for day, n in days.items() if n is not None}
    hides = len(told) < len(days)
    return Panel(
        key="days",
        title=_("By day"),
        note=_("Days with few answers are hidden.") if hides else "",
        figure=charts.participation_chart(told, lang=lang, _=_) if told else None,
        alt=participation_alt(told, lang=lang, _=_) if not hides else "",
        heading=_("Day"),
        columns=(_("Answers"),),
        lines=tuple(
            Line(i18n.long_date(day, lang), (_said(n, lang, _),), values=(n,))
            for day, n in sorted(days.items())
        ),
        topic="small-numbers" if hides else "counting",
    )


def _said(n: int | None, lang: Lang, _: Translate) -> str:
    return _("hidden") if n is None else i18n.number(n, lang)
