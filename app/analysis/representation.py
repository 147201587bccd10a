"""Who answered beside who lives here, ready for the screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.analysis import charts
from app.analysis.attrition import Attrition, attrition
from app.analysis.chart_texts import Series
from app.analysis.labels import Words, translator
from app.analysis.paired_chart import paired_chart
from app.analysis.panels import Line, Panel
from app.analysis.representation_words import (
    HIDDEN,
    Compared,
    as_points,
    points_between,
    said_basis,
    said_chart,
    said_lead,
    said_note,
    said_range,
    standing_names,
    titles,
    why_not,
)
from app.analysis.sight import Sight
from app.analysis.statistics.representation import Gap, gaps
from app.analysis.subjects import Subject
from app.analysis.together import people_seen
from app.analysis.weighting import Weighted, weighted
from app.consultations.figures import participation_by, tally
from app.consultations.queries import consultation_by_code
from app.kit import i18n
from app.kit.localized import Lang, Localized
from app.questionnaires.logic import fill_plain
from app.questionnaires.model import Question
from app.questionnaires.queries import form_of_version
from app.territory.population.queries import PopulationView, known_codes, published_for
from app.territory.population.rules import DIMENSIONS, Dimension

FEWEST_GROUPS = 2
_POPULATION = charts.PARTS[1]


@dataclass(frozen=True)
class Beside:
    """Who answered beside who lives here."""

    lead: str
    notes: tuple[str, ...]
    """What cannot be compared, and why."""
    panels: tuple[Panel, ...]
    published: Mapping[Dimension, PopulationView]
    """What the answers are compared with."""


@dataclass(frozen=True)
class Representation:
    """Everything that the page on representation shows."""

    beside: Beside
    weighted: Weighted | None
    """None where no priorities are asked for, or others than citizens answer."""
    way: Attrition

    @property
    def panels(self) -> tuple[Panel, ...]:
        """Every panel of the page."""
        weights = (self.weighted.panel,) if self.weighted and self.weighted.panel else ()
        return (*self.beside.panels, *weights, *self.way.panels)


@dataclass(frozen=True)
class _Asked:
    """What a questionnaire asks in one dimension: the words of its options and how many chose each."""

    labels: Mapping[str, str]
    counts: Mapping[str, int]
    seen: Mapping[str, int | None]
    """The same as other pages show it to this reader, where they do: None where they hide it."""


def representation_page(
    session: Session,
    subject: Subject,
    *,
    lang: Lang,
    sight: Sight,
    bassins: Mapping[str, Localized],
    visible: Sequence[str],
) -> Representation:
    """Return what the page shows. At most twelve statements, however many answers there are.

    `visible` are the bassins that the reader may see one by one.
    """
    words = Words(lang, translator(lang), bassins)
    beside = _beside(session, subject, words, sight, visible)
    return Representation(
        beside=beside,
        weighted=weighted(session, subject, beside.published, words=words, sight=sight)
        if subject.ballot and subject.consultation.audience == "citizens"
        else None,
        way=attrition(session, subject.consultation, lang=lang, sight=sight),
    )


def _beside(session: Session, subject: Subject, words: Words, sight: Sight, visible: Sequence[str]) -> Beside:
    _, lang = words.translate, words.lang
    view = subject.consultation
    languages = participation_by(session, [view.id], "language")
    total = sum(languages.values())
    published = published_for(session, view.audience, view.opens_at.year)
    if not published:
        return Beside(why_not(view.audience, "bassin", _), (), (), {})
    if total == 0:
        return Beside(_("No answers yet."), (), (), published)
    found: list[Compared] = []
    notes: list[str] = []
    asked = _asked(session, subject, words, set(published), languages, sight=sight)
    for dimension, population in published.items():
        one = _compared(population, asked.get(dimension), total, sight)
        if isinstance(one, Compared):
            one = one.seen(visible) if dimension == "bassin" else one
        if isinstance(one, Compared) and any(one.gaps.values()):
            found.append(one)
        else:
            notes.append(why_not(one if isinstance(one, str) else "too few", dimension, _))
    return Beside(
        lead=said_lead(found, lang=lang, _=_),
        notes=tuple(notes),
        panels=tuple(_panel(one, lang=lang) for one in found),
        published=published,
    )


def _asked(
    session: Session,
    subject: Subject,
    words: Words,
    wanted: set[Dimension],
    languages: Mapping[str, int],
    *,
    sight: Sight,
) -> dict[Dimension, _Asked]:
    """Return what the questionnaire asks once of each person, in each of the wanted dimensions."""
    view = subject.consultation
    form = form_of_version(session, view.questionnaire_version_id)
    found: dict[Dimension, _Asked] = {}
    shown = people_seen(session, subject, sight) if sight.protects else {}
    place = form.by_role("bassin")
    if "bassin" in wanted and place and not place.is_multiple:
        found["bassin"] = _Asked(
            {code: name for code, name in words.of("bassin").items() if code in words.bassins},
            participation_by(session, [view.id], "bassin"),
            shown.get("bassin", {}),
        )
    if "profile" in wanted and len(subject.profiles) > 1:
        names = words.of("profile")
        found["profile"] = _Asked(
            {code: names.get(code, code) for code in subject.profiles},
            participation_by(session, [view.id], "profile"),
            shown.get("profile", {}),
        )
    if "language" in wanted:
        found["language"] = _Asked(
            {code: name[words.lang] for code, name in known_codes(session, "language").items()},
            languages,
            shown.get("language", {}),
        )
    questions = {
        role: question
        for role in ("age_band", "commune")
        if role in wanted and (question := form.by_role(role)) and not question.is_multiple
    }
    if questions:
        counted = tally(session, consultation_by_code(session, view.code))["questions"]
        for role, question in questions.items():
            found[_dimension(role)] = _Asked(
                _labels(question, words.lang), counted[question.name]["options"], {}
            )
    return found


def _dimension(role: str) -> Dimension:
    return next(one for one in DIMENSIONS if one == role)


def _labels(question: Question, lang: Lang) -> dict[str, str]:
    return {choice.name: fill_plain(choice.label.get(lang, choice.name)) for choice in question.choices}


def _compared(population: PopulationView, asked: _Asked | None, total: int, sight: Sight) -> Compared | str:
    """Return what one dimension shows, or a word for why it cannot be compared."""
    if asked is None:
        return "not asked"
    people = {code: n for code, n in population.counts.items() if code in asked.labels and n > 0}
    if len(people) < FEWEST_GROUPS:
        return "nothing in common"
    counts = {code: asked.counts.get(code, 0) for code in people}
    base = sum(counts.values())
    # Everything that was counted stands in one row, blanks too, as on every other page that shows it.
    row = sight.row({**asked.counts, **counts, "": total - sum(asked.counts.values())})
    row |= {code: n for code, n in asked.seen.items() if n is None}
    # Where a number of those left out is hidden, a base without them would tell it: they are left in.
    whole = total if any(n is None for code, n in row.items() if code not in people) else base
    if not sight.tells(whole):
        return "too few"
    shares = {code: sight.share(row[code], whole) for code in people}
    return Compared(
        population=population,
        labels=asked.labels,
        gaps={
            code: gap if shares[code] is not None else None
            for code, gap in gaps(counts, people, whole).items()
        },
        shares={code: share for code, share in shares.items() if share is not None},
        base=whole,
        total=total,
        outside=total - whole,
        left_out=tuple(code for code in population.counts if code not in people),
    )


def _panel(one: Compared, *, lang: Lang) -> Panel:
    _ = translator(lang)
    of_whom = one.population.audience
    shown = one.gaps
    labels = [one.labels[code] for code in shown]
    answers = Series(
        _("Answers"),
        charts.ACCENT,
        tuple(one.shares.get(code) for code in shown),
        one.base,
    )
    inhabitants = Series(
        _("Inhabitants") if of_whom == "citizens" else _("Professionals"),
        _POPULATION,
        tuple(one.targets[code] for code in shown),
        one.population.total,
    )
    return Panel(
        key=one.population.dimension.replace("_", "-"),
        title=titles(_)[one.population.dimension],
        note=said_note(one, lang, _),
        figure=paired_chart(labels, answers, inhabitants, lang=lang),
        alt=said_chart(one, lang, _),
        heading=_group_heading(one.population.dimension, lang),
        columns=(
            _("Answers"),
            _("Share of the answers"),
            _("Stability among the respondents"),
            _("Share of the inhabitants") if of_whom == "citizens" else _("Share of the professionals"),
            _("Difference in points"),
            _("In a word"),
        ),
        lines=tuple(_line(one, code, gap, lang=lang) for code, gap in shown.items()),
        basis=said_basis(one, lang, _),
        stability=_(
            "If similar people had answered, each share would most probably lie between its two values."
            " A word is given only where a difference is clear and worth mentioning."
        ),
        topic="representation",
    )


def _line(one: Compared, code: str, gap: Gap | None, *, lang: Lang) -> Line:
    _ = translator(lang)
    label, target = one.labels[code], one.targets[code]
    bassin = code if one.population.dimension == "bassin" else ""
    share = one.shares.get(code)
    if gap is None or share is None:
        cells = (HIDDEN, HIDDEN, HIDDEN, i18n.percent(target, lang), HIDDEN, _("hidden"))
        return Line(label, cells, bassin, (None, None, None, target, None, None))
    return Line(
        label,
        (
            i18n.number(gap.n, lang),
            i18n.percent(share, lang),
            said_range(gap.interval, lang, _),
            i18n.percent(target, lang),
            as_points(points_between(share, target)),
            standing_names(_)[gap.standing],
        ),
        bassin,
        (gap.n, share, None, target, share - target, None),
    )


def _group_heading(dimension: Dimension, lang: Lang) -> str:
    _ = translator(lang)
    return {
        "bassin": _("Bassin"),
        "age_band": _("Age"),
        "language": _("Language"),
        "profile": _("Profile"),
        "commune": _("Municipality"),
    }[dimension]
