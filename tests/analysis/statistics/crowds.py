"""Invented people who answered, and tables of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from app.analysis.statistics.tables import Dimension, Table

ACTIONS = Dimension("priorities", tuple(f"action {n}" for n in range(9)), "picks", 2, opinion=True)
ONE_BASSIN = Dimension("bassin", ("nord", "est", "sud", "ouest", "centre"))
BASSINS = replace(ONE_BASSIN, adds="several")
PROFILES = Dimension("profile", ("inhabitant", "carer", "beneficiary"))
LANGUAGES = Dimension("language", ("fr", "nl"))


@dataclass(frozen=True)
class Person:
    """Somebody who answered, by places in the dimensions above."""

    picks: frozenset[int]
    places: frozenset[int]
    profile: int
    language: int


UNDER: dict[str, Callable[[Person], frozenset[int]]] = {
    "priorities": lambda one: one.picks,
    "bassin": lambda one: one.places,
    "profile": lambda one: frozenset({one.profile}),
    "language": lambda one: frozenset({one.language}),
}


def crowd(seed: int, sizes: Sequence[int], several: float, single: float) -> list[Person]:
    """Return people of the five bassins; these shares of them act in two, or picked one action only."""
    random = Random(seed)  # noqa: S311 - invented people
    likes = [random.random() ** 2 + 0.02 for _ in range(9)]
    people = []
    for place, size in enumerate(sizes):
        here = [like * random.choice((0.3, 1, 2)) for like in likes]
        for _ in range(size):
            picks = {random.choices(range(9), here)[0]}
            while len(picks) < 2 and random.random() > single:
                picks.add(random.choices(range(9), here)[0])
            places = {place} | ({random.randrange(5)} if random.random() < several else set())
            profile, language = random.choices(range(3), (12, 5, 1))[0], random.choices((0, 1), (5, 1))[0]
            people.append(Person(frozenset(picks), frozenset(places), profile, language))
    return people


def under(people: Sequence[Person], dimension: Dimension, label: int) -> list[Person]:
    """Return those who are counted under a label."""
    return [one for one in people if label in UNDER[dimension.name](one)]


def table_of(people: Sequence[Person], rows: Dimension, columns: Dimension) -> Table:
    """Count people."""
    by_row = [under(people, rows, place) for place in range(len(rows.labels))]
    by_column = [under(people, columns, place) for place in range(len(columns.labels))]
    width = range(len(columns.labels))
    return Table(
        rows,
        columns,
        cells=tuple(tuple(len(under(row, columns, place)) for place in width) for row in by_row),
        row_totals=tuple(map(len, by_row)),
        column_totals=tuple(map(len, by_column)),
        grand_total=len(people),
    )
