"""Two groups, or each bassin and everybody else, compared over one question and put into words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean

from app.analysis.compared import Closed
from app.analysis.difference_panels import Names, Seen, found, pair_panel, places_panel, seen
from app.analysis.differences_words import (
    Sizes,
    about_older_answers,
    how_tested,
    too_few,
    what_could_be_seen,
    what_differs,
    what_differs_somewhere,
)
from app.analysis.groups import Alike, Difference, Group, compare
from app.analysis.labels import Words, translator, why_hidden
from app.analysis.panels import Panel
from app.analysis.sight import Sight
from app.analysis.statistics.differences import SMALLEST_GROUP
from app.analysis.together import Hidden
from app.consultations.rules import EVERYWHERE
from app.kit.localized import Lang, Localized


@dataclass(frozen=True)
class Reader:
    """Who the page is made for: what they may see, in which language, and the bassins by code."""

    sight: Sight
    lang: Lang
    bassins: Mapping[str, Localized]
    visible: Collection[str]
    """Codes of the bassins that the reader may see one by one."""

    @property
    def words(self) -> Words:
        """The words of the reader's language."""
        return Words(self.lang, translator(self.lang), self.bassins)


@dataclass(frozen=True)
class Wish:
    """What the address asks for; '' is for the page to choose."""

    question: str = ""
    between: str = ""
    bassin: str = ""


@dataclass(frozen=True)
class Differences:
    """What a page on differences shows: what there is to choose, what was chosen, and what came of it."""

    questions: tuple[tuple[str, str], ...]
    comparisons: tuple[tuple[str, str], ...]
    places: tuple[tuple[str, str], ...]
    wish: Wish
    unknown: bool
    """Whether the address asked for something that is not there."""
    sentences: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    panels: tuple[Panel, ...] = ()


@dataclass(frozen=True)
class Scene:
    """What every comparison of a page is made for."""

    reader: Reader
    question: Closed
    bassin: str
    hidden: Mapping[str, Hidden] = field(default_factory=dict)
    """What other pages hide of the groups compared: by bassin, or under '' of two groups."""

    @property
    def options(self) -> tuple[str, ...]:
        """The names of the options, in the order of the question."""
        return tuple(self.question.labels)


def between_bassins(
    base: Differences, scene: Scene, group: Group, mine: Sequence[str], places: Sequence[str]
) -> Differences:
    """Compare each bassin that the reader may see with everybody else, or the one that was chosen.

    All the bassins count as looked at together, whichever are shown: going through them one by one must not
    make more stand out.
    """
    words, _ = scene.reader.words, scene.reader.words.translate
    lang = scene.reader.lang
    wanted = [scene.bassin] if scene.bassin else list(places)
    compared: dict[str, list[Difference]] = {}
    for code in wanted:
        inside = group.only("bassin", code)
        compared[code] = compare(
            inside, group.without(inside), scene.options, alike=("profile", "language"), families=len(mine)
        )
    if not any(rows[0].n1 and rows[0].n2 for rows in compared.values()):
        return replace(base, sentences=(_nobody(group, scene),))
    shown = {
        code: seen(rows, scene.question.labels, scene.reader.sight, scene.hidden.get(code, Hidden()))
        for code, rows in compared.items()
    }
    names = words.of("bassin")
    notes = [
        _("Everybody else: all who answered without acting in the bassin, each person once."),
        too_few([names[code] for code, rows in compared.items() if _is_small(rows)], lang=lang),
        about_older_answers(scene.reader.sight.number(group.named_gone), lang=lang, _=_),
    ]
    notes += _why_gaps([row for rows in shown.values() for row in rows], scene)
    tests = len(mine) * len(scene.options)
    sizes = [Sizes(names[code], rows[0].n1, rows[0].n2) for code, rows in compared.items()]
    every = [row for rows in compared.values() for row in rows]
    how = how_tested(("profile", "language"), whole=group.whole, lang=lang, _=_)
    stability = _stability(sizes, every, how, tests=tests, words=words)
    if scene.bassin:
        rows = shown[scene.bassin]
        pair = Names(names[scene.bassin], _("Everybody else"), scene.bassin)
        panel = pair_panel(rows, pair, words, note=scene.question.label, stability=stability)
        lead = _lead(rows, pair, words)
    else:
        people = scene.reader.sight.number(group.only("bassin", EVERYWHERE).size)
        panel = places_panel(shown, words, people=people, note=scene.question.label, stability=stability)
        out = [one for code, rows in shown.items() for one in found(rows, names[code])]
        told = sum(row.stands_out is not None for rows in shown.values() for row in rows)
        lead = (
            what_differs_somewhere(out, rest=told - len(out), lang=lang, _=_)
            if told
            else _("Too few people answered to say what stands out.")
        )
    return replace(base, sentences=(lead,), notes=tuple(filter(None, notes)), panels=(panel,))


def between_two(
    base: Differences,
    scene: Scene,
    groups: tuple[Group, Group],
    names: Names,
    *,
    alike: Sequence[Alike],
    notes: Sequence[str] = (),
) -> Differences:
    """Compare two groups, in one bassin or everywhere."""
    words, _ = scene.reader.words, scene.reader.words.translate
    lang = scene.reader.lang
    apart = all(group.acts_in_one_bassin for group in groups)
    held = tuple(one for one in alike if one != "bassin" or (apart and not scene.bassin))
    first, second = (_within(group, scene.bassin, apart=apart) for group in groups)
    rows = compare(first, second, scene.options, alike=held)
    if not (first.size and second.size):
        return replace(base, sentences=(_nobody(first if first.size else second, scene),))
    shown = seen(rows, scene.question.labels, scene.reader.sight, scene.hidden.get("", Hidden()))
    small = [
        name for name, n in ((names.first, first.size), (names.second, second.size)) if n < SMALLEST_GROUP
    ]
    several = (
        ""
        if apart or scene.bassin
        else _(
            "Some people act in several bassins and count once here, so that the bassin is not held constant."
            " Choose a bassin to compare inside it."
        )
    )
    older = scene.reader.sight.number(groups[0].named_gone + groups[1].named_gone)
    every = [*notes, several, too_few(small, lang=lang), about_older_answers(older, lang=lang, _=_)]
    every += _why_gaps(shown, scene)
    sizes = [Sizes("", first.size, second.size)]
    how = how_tested(held, whole=first.whole, lang=lang, _=_)
    stability = _stability(sizes, rows, how, tests=len(rows), words=words)
    panel = pair_panel(shown, names, words, note=scene.question.label, stability=stability)
    return replace(
        base, sentences=(_lead(shown, names, words),), notes=tuple(filter(None, every)), panels=(panel,)
    )


def _within(group: Group, bassin: str, *, apart: bool) -> Group:
    """Return the people of a bassin; or everybody once, bassin by bassin where these can be told apart."""
    if bassin:
        return group.only("bassin", bassin)
    return group.where(lambda cell: (cell.bassin != EVERYWHERE) is apart)


def _lead(rows: Sequence[Seen], names: Names, words: Words) -> str:
    _ = words.translate
    if all(row.points is None for row in rows):
        return _("The figures would tell what a few people said: they are hidden.")
    told = [row for row in rows if row.stands_out is not None]
    if not told:
        return _("Too few people answered to say what stands out.")
    out = found(rows)
    return what_differs(
        out, rest=len(told) - len(out), first=names.first, second=names.second, lang=words.lang, _=_
    )


def _why_gaps(rows: Sequence[Seen], scene: Scene) -> list[str]:
    gone = scene.reader.sight.protects and any(row.points is None for row in rows)
    return [why_hidden(scene.reader.words.translate)] if gone else []


def _nobody(group: Group, scene: Scene) -> str:
    _ = scene.reader.words.translate
    if group.size:
        return _("Only one of the groups has answered: there is nothing to compare yet.")
    return _("Nobody has answered this question here yet.")


def _stability(
    sizes: Sequence[Sizes],
    rows: Sequence[Difference],
    how: str,
    *,
    tests: int,
    words: Words,
) -> str:
    lang, _ = words.lang, words.translate
    # In steps of five per cent: it only says for what kind of choice the gap holds.
    share = max(1, round(20 * fmean((row.k1 + row.k2) / (row.n1 + row.n2) for row in rows))) / 20
    gap = what_could_be_seen(sizes, share, tests=tests, lang=lang, _=_)
    return f"{gap} {how}" if gap else ""


def _is_small(rows: Sequence[Difference]) -> bool:
    return min(rows[0].n1, rows[0].n2) < SMALLEST_GROUP
