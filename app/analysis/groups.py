"""Groups of people who answered the same closed question, and whether they answered differently.

Raw counts: what a screen may show of them is decided in `difference_panels`.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy.orm import Session

from app.analysis.statistics.differences import (
    SMALLEST_GROUP,
    Fourfold,
    Stratum,
    exact,
    holm,
    step_down,
)
from app.consultations.figures import RESERVED
from app.consultations.queries import ConsultationView
from app.consultations.rules import ANSWERED, EVERYWHERE
from app.consultations.strata import Cell, options_by_cell, versions_answered, wholes_by_cell
from app.questionnaires.lineage import fates_since
from app.questionnaires.mapping import Fates, follow
from app.questionnaires.model import Question
from app.questionnaires.queries import form_of_version

Alike = Literal["bassin", "profile", "language"]
Sets = Mapping[frozenset[str], int]
CLOSED: Final = frozenset({"select_one", "select_multiple"})


@dataclass(frozen=True)
class Group:
    """What people answered, by cell: how many picked each set of options, and how many they are.

    Where the answers are `whole` each person picked one set; otherwise each set is one option, and a person
    may be in several.
    """

    sets: Mapping[Cell, Sets]
    people: Mapping[Cell, int]
    whole: bool
    older: Mapping[Cell, int]
    """How many answers name an option that the question no longer has."""

    @property
    def size(self) -> int:
        """How many people they are."""
        return sum(self.people.values())

    def picked(self, option: str) -> int:
        """Return how many of them picked an option."""
        return sum(n for sets in self.sets.values() for one, n in sets.items() if option in one)

    def where(self, wanted: Callable[[Cell], bool]) -> "Group":
        """Return those in the cells that are wanted."""
        return Group(
            {cell: sets for cell, sets in self.sets.items() if wanted(cell)},
            {cell: n for cell, n in self.people.items() if wanted(cell)},
            self.whole,
            {cell: n for cell, n in self.older.items() if wanted(cell)},
        )

    def only(self, dimension: Alike, code: str) -> "Group":
        """Return those of one bassin, one profile or one language."""
        return self.where(lambda cell: getattr(cell, dimension) == code)

    def without(self, others: "Group") -> "Group":
        """Return everybody, each once, who is not among `others`, who are in one bassin."""
        sets: dict[Cell, Counter[frozenset[str]]] = {}
        people: Counter[Cell] = Counter()
        for cell, n in self.people.items():
            if cell.bassin == EVERYWHERE:
                sets[cell] = Counter(self.sets[cell])
                people[cell] = n
        for cell, n in others.people.items():
            everywhere = cell._replace(bassin=EVERYWHERE)
            sets[everywhere].subtract(others.sets[cell])
            people[everywhere] -= n
        return Group(sets, people, self.whole, {})

    @property
    def named_gone(self) -> int:
        """Return how many answers name what is gone, each once."""
        return sum(n for cell, n in self.older.items() if cell.bassin == EVERYWHERE)

    @property
    def acts_in_one_bassin(self) -> bool:
        """Whether nobody counts in several bassins, so that bassins can be told apart person by person."""
        everywhere = sum(n for cell, n in self.people.items() if cell.bassin == EVERYWHERE)
        return self.size == 2 * everywhere


@dataclass(frozen=True)
class Difference:
    """One option in two groups: k of n people picked it.

    `chance` is how probably chance alone makes as large a difference, corrected for everything that was
    looked at together; None where a group is too small to say.
    """

    option: str
    k1: int
    n1: int
    k2: int
    n2: int
    chance: float | None


def answers(session: Session, consultation: ConsultationView, question: Question, *, version: int) -> Group:
    """Return who picked what in a question of this version, under whatever name they were asked it.

    Of a ballot only those who picked an action count, as everywhere; of other questions those who answered.
    Two statements, and two for each other version that people answered.
    """
    options = {choice.name for choice in question.choices}
    ballot = question.role == "priority_ballot"
    read = wholes_by_cell if ballot else options_by_cell
    names = _names(session, consultation, question.name, version)
    counted = read(session, consultation.id, list(names))
    known: dict[str, str | None] = {name: name for name in options}
    for one in {one for wholes in counted.values() for whole in wholes for one in whole.split()}:
        known.setdefault(one, _called_now(names, one, options))
    sets: dict[Cell, Counter[frozenset[str]]] = {}
    people: dict[Cell, int] = {}
    older: Counter[Cell] = Counter()
    for cell, wholes in counted.items():
        found: Counter[frozenset[str]] = Counter()
        for whole, n in wholes.items():
            picks = [one for one in whole.split() if one not in RESERVED]
            picked = frozenset(now for one in picks if (now := known[one]) is not None)
            if picked:
                found[picked] += n
            if any(known[one] is None for one in picks):
                older[cell] += n
        people[cell] = sum(found.values()) if ballot else wholes[ANSWERED]
        if question.type == "select_one":
            # Whoever chose an option that is gone stays in the base: they answered, with something else.
            found[frozenset({""})] += people[cell] - sum(found.values())
        # Somebody may have picked two options that became one.
        sets[cell] = Counter({one: min(n, people[cell]) for one, n in found.items()})
    return Group(sets, people, ballot or question.type == "select_one", older)


def _names(
    session: Session, consultation: ConsultationView, question: str, version: int
) -> dict[str, Sequence[Fates]]:
    """Return what a question of this version was called when people answered, and what happened since."""
    names: dict[str, Sequence[Fates]] = {question: ()}
    for answered in versions_answered(session, consultation.id):
        if answered != version:
            since, later = fates_since(session, answered), fates_since(session, version)
            chain = since[: max(0, len(since) - len(later))]
            for name in form_of_version(session, answered).questions:
                if follow(chain, name) == (question, ""):
                    names[name] = names.get(name) or chain
    return names


def _called_now(names: Mapping[str, Sequence[Fates]], option: str, options: Collection[str]) -> str | None:
    """Return what an option of an older version is called now, None where it is gone."""
    for name, chain in names.items():
        target = follow(chain, name, option)
        if target is not None and target[1] in options:
            return target[1]
    return None


def compare(
    first: Group, second: Group, options: Sequence[str], *, alike: Collection[Alike], families: int = 1
) -> list[Difference]:
    """Return the differences between two groups that share nobody, option by option.

    People who are `alike` are compared with each other. `families` is how many such comparisons are looked at
    together: each has its part of the 5 per cent (Bonferroni).
    """
    n1, n2 = first.size, second.size
    counted = {option: (first.picked(option), second.picked(option)) for option in options}
    chances: Mapping[str, float] = {}
    if min(n1, n2) >= SMALLEST_GROUP:
        # What nobody or everybody picked cannot differ, so it is no part of what is looked at.
        open_options = tuple(o for o, (k1, k2) in counted.items() if 0 < k1 + k2 < n1 + n2)
        tested = _whole if first.whole else _one_by_one
        chances = {**dict.fromkeys(options, 1.0), **tested(first, second, open_options, alike)}
    return [
        Difference(o, k1, n1, k2, n2, min(1.0, families * chances[o]) if chances else None)
        for o, (k1, k2) in counted.items()
    ]


def _whole(
    first: Group, second: Group, options: tuple[str, ...], alike: Collection[Alike]
) -> Mapping[str, float]:
    one, other = _gathered(first, alike), _gathered(second, alike)
    sets = tuple(sorted({s for each in (one, other) for c in each.values() for s in c if c[s]}, key=sorted))
    strata = tuple(
        Stratum(tuple(one[key][s] for s in sets), tuple(other[key][s] for s in sets))
        for key in sorted(one.keys() & other.keys())
    )
    return step_down(options, sets, strata)


def _one_by_one(
    first: Group, second: Group, options: tuple[str, ...], alike: Collection[Alike]
) -> Mapping[str, float]:
    one, other = _gathered(first, alike), _gathered(second, alike)
    n1, n2 = _people(first, alike), _people(second, alike)
    found = []
    for option in options:
        only = frozenset({option})
        found.append(
            exact(
                [Fourfold(one[k][only], n1[k], other[k][only], n2[k]) for k in sorted(n1.keys() & n2.keys())]
            )
        )
    return dict(zip(options, holm(found), strict=True))


def _gathered(group: Group, alike: Collection[Alike]) -> dict[tuple[str, ...], Counter[frozenset[str]]]:
    found: dict[tuple[str, ...], Counter[frozenset[str]]] = defaultdict(Counter)
    for cell, sets in group.sets.items():
        found[_key(cell, alike)].update(sets)
    return found


def _people(group: Group, alike: Collection[Alike]) -> Counter[tuple[str, ...]]:
    found: Counter[tuple[str, ...]] = Counter()
    for cell, n in group.people.items():
        found[_key(cell, alike)] += n
    return found


def _key(cell: Cell, alike: Collection[Alike]) -> tuple[str, ...]:
    return tuple(value for name, value in zip(cell._fields, cell, strict=True) if name in alike)
