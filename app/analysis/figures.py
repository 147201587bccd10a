"""Who answered a consultation, ready for the screen: sentences, charts and the tables beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
from sqlalchemy.orm import Session

from app.analysis import charts
from app.analysis.chart_texts import Part, Translate, breakdown_alt, participation_alt
from app.analysis.frames import TOTAL, participation_frame
from app.analysis.labels import UNKNOWN, Words, named, translator
from app.analysis.panels import Line, Panel
from app.analysis.sentences import where_most, who_answered
from app.analysis.subjects import Subject
from app.consultations.figures import participation_by
from app.consultations.rules import EVERYWHERE
from app.kit import i18n
from app.kit.localized import LANGUAGES, Lang, Localized


@dataclass(frozen=True)
class Answered:
    """Everything that the page on who answered shows."""

    total: int
    sentences: tuple[str, ...]
    panels: tuple[Panel, ...]


def who_answered_page(
    session: Session,
    subject: Subject,
    *,
    lang: Lang,
    bassins: Mapping[str, Localized],
    visible: Sequence[str],
    bassin: str = "",
    profile: str = "",
) -> Answered:
    """Return who answered, by bassin, profile, language and day, over sent responses.

    `visible` are the places that the reader may see one by one; the Region's totals are for everyone.
    `bassin` and `profile` narrow the figures; '' is everyone.
    """
    _ = translator(lang)
    words = Words(lang, _, bassins)
    key = subject.consultation.id
    where = bassin or EVERYWHERE
    days: dict[date, int] = participation_by(session, [key], "day", bassin=where, profile=profile)
    languages = participation_by(session, [key], "language", bassin=where, profile=profile)
    total = sum(days.values())
    sentences = [who_answered(days, languages, lang=lang, _=_)]
    panels: list[Panel] = []
    profiles = [profile] if profile else list(subject.profiles) or [UNKNOWN]

    def frame(rows: str, columns: str, row_codes: Sequence[str], column_codes: Sequence[str]) -> pd.DataFrame:
        return participation_frame(
            session, key, rows, columns, row_codes=row_codes, column_codes=column_codes,
            bassin=bassin, profile=profile,
        )  # fmt: skip

    if total and subject.places and not bassin:
        places = frame("bassin", "profile", subject.places, profiles)
        places = places.loc[[code for code in places.index if code in visible]]
        mine = {str(code): int(n) for code, n in places[TOTAL].items() if code in bassins}
        if len(mine) > 1:
            sentences.append(where_most(mine, words.of("bassin"), lang=lang, _=_))
        panels.append(_place_panel(places, words, region=total))
    if total:
        by_profile = frame("profile", "language", profiles, LANGUAGES)
        panels.append(_breakdown(by_profile, "profile", "language", _("By profile"), words))
        by_language = frame("language", "profile", LANGUAGES, profiles)
        panels.append(_breakdown(by_language, "language", "profile", _("By language"), words))
        panels.append(_day_panel(days, lang, _))
    return Answered(total, tuple(text for text in sentences if text), tuple(panels))


def _place_panel(frame: pd.DataFrame, words: Words, *, region: int) -> Panel:
    _ = words.translate
    panel = _breakdown(frame, "bassin", "profile", _("By bassin"), words)
    lines = tuple(
        replace(line, bassin=code if code in words.bassins else "")
        for code, line in zip(frame.index, panel.lines, strict=True)
    )
    blanks = ("",) * (len(panel.columns) - 1)
    total = Line(_("Whole Region, each person once"), (i18n.number(region, words.lang), *blanks))
    note = _(
        "Somebody who acts in several bassins counts in each of them, and once in the Region:"
        " the bassins together may exceed it."
    )
    return replace(panel, lines=lines, total=total, note=note)


def _breakdown(frame: pd.DataFrame, rows: str, columns: str, title: str, words: Words) -> Panel:
    """Return the panel of a frame of counts, whose rows and columns are codes of these dimensions."""
    _, lang = words.translate, words.lang
    headings = {"bassin": _("Bassin"), "profile": _("Profile"), "language": _("Language")}
    codes = [str(code) for code in frame.columns if code != TOTAL]
    labels = named([str(code) for code in frame.index], words.of(rows))
    names = named(codes, words.of(columns))
    parts = [Part(name, tuple(int(n) for n in frame[code])) for code, name in zip(codes, names, strict=True)]
    # One part alone is its own total.
    shown = [TOTAL, *codes] if len(codes) > 1 else [TOTAL]
    return Panel(
        key=rows,
        title=title,
        note="",
        figure=charts.breakdown_chart(labels, parts, lang=lang, _=_),
        alt=breakdown_alt(labels, parts, lang=lang, _=_),
        heading=headings[rows],
        columns=(_("Answers"), *(names if len(codes) > 1 else ())),
        lines=tuple(
            Line(label, tuple(i18n.number(int(n), lang) for n in frame.loc[code, shown]))
            for label, code in zip(labels, frame.index, strict=True)
        ),
    )


def _day_panel(days: Mapping[date, int], lang: Lang, _: Translate) -> Panel:
    return Panel(
        key="days",
        title=_("By day"),
        note="",
        figure=charts.participation_chart(days, lang=lang, _=_),
        alt=participation_alt(days, lang=lang, _=_),
        heading=_("Day"),
        columns=(_("Answers"),),
        lines=tuple(
            Line(i18n.long_date(day, lang), (i18n.number(n, lang),)) for day, n in sorted(days.items())
        ),
    )
