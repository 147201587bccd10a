"""Points that people shared out, and what they find important and feasible: panels for the screen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.analysis import charts
from app.analysis import rankings_words as say
from app.analysis.chart_texts import Bar, said_share
from app.analysis.labels import translator
from app.analysis.matrix_chart import Point, matrix_alt, matrix_chart
from app.analysis.panels import Line, Panel
from app.analysis.sight import Sight
from app.analysis.statistics.ratings import Points, Rated, above_the_middle, points
from app.analysis.statistics.suppression import THRESHOLD
from app.consultations.figures import counts_of_questions
from app.kit import i18n
from app.kit.localized import Lang
from app.questionnaires.expressions import to_string
from app.questionnaires.logic import fill_plain
from app.questionnaires.model import Choice, Form, Page, Question
from app.questionnaires.values import range_steps


@dataclass(frozen=True)
class Shown:
    """A sentence that says what the panels after it show; '' where there is nothing to say."""

    sentence: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class Seen:
    """What is looked at: the answers of a place and a profile to a form, with what the reader may see."""

    session: Session
    consultation_id: int
    form: Form
    bassin: str
    profile: str
    sight: Sight
    lang: Lang

    def counts(self, questions: list[Question]) -> dict[str, dict[str, int]]:
        """Return how many picked each option of these questions. One statement, none without questions."""
        names = [question.name for question in questions]
        if not names:
            return {}
        return counts_of_questions(
            self.session, self.consultation_id, names, bassin=self.bassin, profile=self.profile
        )


def points_shown(seen: Seen) -> Iterator[Shown]:
    """Give what is shown of each page on which points were shared out, as far as somebody did."""
    pages = [
        (page, parts)
        for page in seen.form.pages
        if (parts := [question for question in page.questions if question.role == "points"])
    ]
    counts = seen.counts([question for _page, parts in pages for question in parts])
    for number, (page, parts) in enumerate(pages, 1):
        found = {
            part.name: points({int(step): n for step, n in counts[part.name].items() if step.isdecimal()})
            for part in parts
        }
        base = max(one.base for one in found.values())
        if base and seen.sight.tells(base):
            title = label_of(page, seen.lang)
            yield _points_shown(seen, parts, found, title, number)
        elif base:
            yield Shown(say.too_few(label_of(page, seen.lang), lang=seen.lang), ())


def _points_shown(
    seen: Seen, parts: list[Question], found: Mapping[str, Points], title: str, number: int
) -> Shown:
    """Return a page of points: somebody from whom small numbers are hidden sees neither sums nor medians."""
    lang = seen.lang
    _ = translator(lang)
    gave = seen.sight.row({name: one.gave for name, one in found.items()})
    for name, one in found.items():
        if seen.sight.protects and one.base - one.gave < THRESHOLD:
            gave[name] = None
    shares = {name: seen.sight.share(gave[name], one.base) for name, one in found.items()}
    parts = sorted(parts, key=lambda part: -(shares[part.name] or -1))
    bars = [
        Bar(
            label_of(part, lang),
            shares[part.name],
            None if shares[part.name] is None else found[part.name].share,
            gave[part.name],
        )
        for part in parts
    ]
    lines = []
    for part, bar in zip(parts, bars, strict=True):
        one = found[part.name]
        whole = [] if seen.sight.protects else [one.median, one.total]
        lines.append(
            Line(
                bar.label,
                (
                    _("hidden") if bar.share is None else i18n.percent(bar.share, lang),
                    say.within(bar.interval, lang=lang),
                    *(i18n.number(n or 0, lang) for n in whole),
                ),
                values=(bar.share, None, *whole),
            )
        )
    base = max(one.base for one in found.values())
    panel = Panel(
        key=f"points-{number}",
        title=title,
        note=_("Somebody who gave points to something and left the rest empty gave the rest nothing."),
        figure=charts.actions_chart(bars, lang=lang, _=_),
        alt=" ".join(
            _(
                "%(name)s: %(list)s.",
                name=bar.label,
                list=_("hidden") if bar.share is None else said_share(bar.share, lang),
            )
            for bar in bars
        ),
        heading=_("Option"),
        columns=(
            _("Gave it points"),
            _("Stability among the respondents"),
            *([] if seen.sight.protects else [_("Points, median"), _("Points in all")]),
        ),
        lines=tuple(lines),
        basis=say.points_basis(base, lang=lang),
        stability=say.stability(lang=lang),
        topic="points",
    )
    top = max((share for share in shares.values() if share is not None), default=None)
    first = [bar.label for bar in bars if bar.share == top and top]
    return Shown(say.given(first, top or 0, lang=lang) if first else "", (panel,))


def matrix_shown(seen: Seen) -> Shown:
    """Return what was found important and feasible, of the items that were asked both ways."""
    lang = seen.lang
    _ = translator(lang)
    asked = {
        role: {
            question.extras.get("item") or question.name: question
            for question in seen.form.questions.values()
            if question.role == role
        }
        for role in ("importance", "feasibility")
    }
    items = [item for item in asked["importance"] if item in asked["feasibility"]]
    counts = seen.counts([asked[role][item] for role in asked for item in items])
    rated = {
        (role, item): above_the_middle(counts[asked[role][item].name], _steps(asked[role][item]))
        for role in asked
        for item in items
    }
    if not any(one.base for one in rated.values()):
        return Shown("", ())
    points_ = [
        _point(seen, number, asked["importance"][item], rated["importance", item], rated["feasibility", item])
        for number, item in enumerate(items, 1)
    ]
    panel = Panel(
        key="matrix",
        title=_("Important and feasible"),
        note=_(
            "Important and feasible mean an answer above the middle of the scale, such as 4 or 5 of 5."
            " Who has no opinion is not counted. In the chart each item is its number in the table."
        ),
        figure=matrix_chart(points_, lang=lang, _=_),
        alt=matrix_alt(points_, lang=lang, _=_),
        heading=_("Item"),
        columns=(_("Important"), _("Stability"), _("Feasible"), _("Stability of feasible"), _("In a word")),
        lines=tuple(_matrix_line(point, lang) for point in points_),
        basis=_("Each share has its own number of people, in brackets."),
        stability=say.stability(lang=lang),
        topic="matrix",
    )
    known = [point for point in points_ if point.important is not None and point.feasible is not None]
    if not known:
        return Shown(_("Too few people answered for importance and feasibility to be shown."), (panel,))
    both = [point.label for point in known if point.is_important and point.is_feasible]
    hard = [point.label for point in known if point.is_important and not point.is_feasible]
    return Shown(say.matrix(both, hard, lang=lang), (panel,))


def _point(seen: Seen, number: int, question: Question, important: Rated, feasible: Rated) -> Point:
    def share(one: Rated) -> float | None:
        if not seen.sight.tells(one.base):
            return None
        if seen.sight.protects and one.above == one.base:
            # What all of them said, each of them said.
            return None
        above = seen.sight.row({"above": one.above, "below": one.base - one.above})["above"]
        return seen.sight.share(above, one.base)

    return Point(
        number, label_of(question, seen.lang), share(important), share(feasible),
        important, feasible,
    )  # fmt: skip


def _matrix_line(point: Point, lang: Lang) -> Line:
    corner = say.corner(point.is_important, point.is_feasible, sure=point.is_sure, lang=lang)
    return Line(
        f"{point.number}. {point.label}",
        (
            say.rated(point.important, point.of_importance.base, lang=lang),
            say.within(point.of_importance.interval if point.important is not None else None, lang=lang),
            say.rated(point.feasible, point.of_feasibility.base, lang=lang),
            say.within(point.of_feasibility.interval if point.feasible is not None else None, lang=lang),
            corner,
        ),
        values=(point.important, None, point.feasible, None, None),
    )


def label_of(asked: Choice | Page | Question, lang: Lang) -> str:
    """Return what a question, a page or an option is called, without references; else its name."""
    return fill_plain(asked.label.get(lang) or asked.name)


def _steps(question: Question) -> tuple[str, ...]:
    """Return every option of a scale as it is counted."""
    if question.type == "range":
        return tuple(to_string(float(step)) for step in range_steps(question))
    return tuple(choice.name for choice in question.choices)
