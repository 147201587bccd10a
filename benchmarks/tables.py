"""How long it takes to protect tables of small groups. Run as a process of its own; prints JSON.

The same tables each time: nine actions in five bassins, two picks each, from 265 people down to 88, with
people who act in two bassins and without. `{name: {median, most}}`, in seconds of one processor.
"""

import json
import sys
import time
from random import Random
from statistics import median

from app.analysis.statistics.tables import Dimension, Table, protect_tables

ACTIONS = Dimension("action", tuple(str(n) for n in range(9)), "picks", 2, opinion=True)
PROFILES = Dimension("profile", ("a", "b", "c"))
SIZES = ((60, 45, 30, 80, 50), (25, 12, 9, 30, 18), (4, 11, 0, 53, 20))
ROUNDS = 8


def main() -> int:
    """Measure one table with its totals, and two that share their totals."""
    cases = [_tables(Random(seed), sizes, 0.15 * (seed % 2)) for sizes in SIZES for seed in range(ROUNDS)]  # noqa: S311
    protect_tables(cases[0])
    found = {}
    for name, several in (("one table of 5 × 9", False), ("with the same people by profile", True)):
        seconds = sorted(_seconds(tables if several else tables[:1]) for tables in cases)
        found[name] = {"median": median(seconds), "most": seconds[-1]}
    json.dump(found, sys.stdout)
    return 0


def _seconds(tables: list[Table]) -> float:
    began = time.process_time()
    protect_tables(tables)
    return time.process_time() - began


def _tables(random: Random, sizes: tuple[int, ...], several: float) -> list[Table]:
    likes = [random.random() ** 2 + 0.02 for _ in ACTIONS.labels]
    people = []
    for place, size in enumerate(sizes):
        for _ in range(size):
            picks = set(random.choices(range(9), likes, k=2))
            places = {place} | ({random.randrange(5)} if random.random() < several else set())
            people.append((picks, places, {random.choices(range(3), (12, 5, 1))[0]}))
    bassins = Dimension("bassin", tuple("abcde"), "several" if several else "once")
    return [
        Table(
            ACTIONS,
            columns,
            tuple(
                tuple(sum(row in one[0] and column in one[side] for one in people) for column in range(width))
                for row in range(9)
            ),
            tuple(sum(row in one[0] for one in people) for row in range(9)),
            tuple(sum(column in one[side] for one in people) for column in range(width)),
            len(people),
        )
        for side, columns, width in ((1, bassins, 5), (2, PROFILES, 3))
    ]


if __name__ == "__main__":
    sys.exit(main())
