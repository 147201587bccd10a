"""The table that `make bench` writes."""

import platform
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from os import cpu_count
from pathlib import Path

from benchmarks.pages import Weight
from benchmarks.respondents import Load
from benchmarks.rush import PEOPLE, SEATS, Rush
from benchmarks.scale import Cost, Rebuilt

COLD_BYTES, COLD_REQUESTS, STATEMENTS = 30_000, 4, 10
"""What one page may cost at most."""
SLOW_PAINT_MS, WHOLE_BYTES = 2_500, 60_000
"""What a phone on a slow network may wait for, and take along."""
CHECK_IN_MS = 50
"""What one step of a check-in may take on the server."""
LEAST_OF_CEILING = 0.5
SECONDS_OF_RUSH = 10
"""How long 200 people may wait who register in the same second."""
SECONDS_OF_REBUILD = 60
DASHBOARD_MS, MOST_SLOWER, TICK_MS = 200, 0.2, 2
"""What a page with figures may take, and how much longer with ten million responses."""
SECONDS_OF_EXPORT = {"codes.csv": 1, "fr.xlsx": 10, "fr.sav": 5}
"""What 20,000 answers may take at most, in the files that people compare."""
SECONDS_OF_TABLE = 0.5
MS_OF_PRIORITIES = 100
"""How long the probabilities of nine actions in five bassins may take."""
"""What hiding the small cells of a table may take, and proving that they stay hidden."""


@dataclass(frozen=True)
class Resources:
    """What the process needs."""

    started_in: float
    after_start: float | None
    """Resident megabytes."""
    after_pages: float | None
    heavy_at_start: list[str]
    loaded_after: float | None
    """Seconds from the first answer until the libraries of the figures were there."""
    after_loading: float | None
    first_figures: float
    """Milliseconds that the first page with figures took then."""


def this_python() -> str:
    """Say which Python it was, since builds differ by a third in speed."""
    optimised = "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")
    return (
        f"Python {platform.python_version()} at {Path(sys.executable).resolve()}, "
        f"built {'with' if optimised else 'without'} profile-guided optimisation; "
        f"{cpu_count()} cores, {platform.system()} {platform.machine()}"
    )


def whole(*tables: list[str]) -> str:
    """Return the report as Markdown."""
    said = f"{this_python()}. One process, SQLite with synchronous=FULL; clients on the same machine."
    return "\n\n".join(["# What it costs", said, *("\n".join(table) for table in tables)]) + "\n"


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> list[str]:
    names = list(head)
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    return [*lines, *("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows)]


def _mark(good: bool) -> str:  # noqa: FBT001 - a sign is all it is
    return "yes" if good else "**no**"


def loads(ceilings: list[Load], ours: dict[str, list[Load]], written: dict[str, dict[str, int]]) -> list[str]:
    """Say how many people can answer, beside what the machine can do at most.

    Two ceilings: a bare route that inserts one row a request, as many requests as a respondent inserts rows;
    and the same route with as many requests as a respondent has transactions, which does far less.
    """
    best = {load.clients: load.per_second(load.done) for load in ceilings}
    head = [
        "consultation",
        "clients at once",
        "complete respondents a second",
        "requests each",
        "requests a second",
        "rows inserted each",
        "transactions each",
        "bare inserts a second",
        f"÷ ceiling of as many inserts (at least {LEAST_OF_CEILING})",
        "÷ ceiling of as many transactions",
        "median ms",
        "95 % within ms",
    ]
    return _table(
        head, [_load(code, load, best[load.clients], written[code]) for code in ours for load in ours[code]]
    )


def _load(code: str, load: Load, ceiling: float, written: dict[str, int]) -> list[object]:
    people = load.per_second(load.done)
    of_inserts = people * written["inserts"] / ceiling
    return [
        code,
        load.clients,
        f"**{people:.1f}**",
        f"{load.requests / load.done:.0f}",
        f"{load.per_second(load.requests):.0f}",
        written["inserts"],
        written["transactions"],
        f"{ceiling:.0f}",
        f"{of_inserts:.2f} {_mark(of_inserts >= LEAST_OF_CEILING)}",
        f"{people * written['transactions'] / ceiling:.2f}",
        f"{load.milliseconds(0.5):.0f}",
        f"{load.milliseconds(0.95):.0f}",
    ]


def resources(found: Resources) -> list[str]:
    """Say what the process needs."""

    def megabytes(value: float | None) -> str:
        return "not told by this system" if value is None else f"{value:.0f} MB"

    loaded = "not told by this system" if found.loaded_after is None else f"{found.loaded_after:.0f} s"
    return _table(
        ["process", "measured"],
        [
            ["from start until /healthz answers", f"{found.started_in:.2f} s"],
            ["memory after start", megabytes(found.after_start)],
            ["memory after 200 pages", megabytes(found.after_pages)],
            ["numpy, pandas, plotly kept out of the start", _mark(not found.heavy_at_start)],
            ["loaded in the background within", loaded],
            ["memory with them", megabytes(found.after_loading)],
            ["the first page with figures, then", f"{found.first_figures:.0f} ms"],
        ],
    )


def rushes(found: Rush) -> list[str]:
    """Say how long a rush for seats takes, and whether everybody got what the order of arrival gives."""
    fair = found.held == SEATS == found.confirmed and found.in_order
    limit = f"all answered within {SECONDS_OF_RUSH} s, seats and queue right"
    return _table(
        ["people at once", "seats", "all answered in", "held", "then confirmed", "all confirmed in", limit],
        [
            [
                PEOPLE, SEATS, f"**{found.registered_in:.1f} s**", found.held, found.confirmed,
                f"{found.confirmed_in:.1f} s", _mark(fair and found.registered_in <= SECONDS_OF_RUSH),
            ]
        ],
    )  # fmt: skip


def weights(found: list[Weight]) -> list[str]:
    """Say what travels, and whether it stays within the limits."""
    rows = [
        [
            w.name, f"{w.cold_bytes / 1000:.1f} KB", w.cold_requests, f"{w.warm_bytes / 1000:.1f} KB",
            _mark(w.cold_bytes <= COLD_BYTES and w.cold_requests <= COLD_REQUESTS),
        ]
        for w in found
    ]  # fmt: skip
    limit = f"within {COLD_BYTES // 1000} KB and {COLD_REQUESTS} requests"
    return _table(["page", "first visit, on the wire", "requests", "the next page", limit], rows)


def phones(found: dict[str, dict[str, float]]) -> list[str]:
    """Say what a phone waits for on a slow network, and what it takes along of a whole questionnaire."""
    rows = [
        [
            code,
            f"{of['painted_ms'] / 1000:.2f} s {_mark(of['painted_ms'] <= SLOW_PAINT_MS)}",
            f"{of['first_page_bytes'] / 1000:.1f} KB in {of['first_page_requests']:.0f} requests",
            f"{of['all_bytes'] / 1000:.1f} KB {_mark(of['all_bytes'] <= WHOLE_BYTES)}",
        ]
        for code, of in found.items()
    ]
    return _table(
        [
            "questionnaire on a phone, 400 kbit/s and 400 ms",
            f"first paint (at most {SLOW_PAINT_MS / 1000} s)",
            "first page, nothing kept yet",
            f"with scripts and every page in both languages (at most {WHOLE_BYTES // 1000} KB)",
        ],
        rows,
    )


def door(found: dict[str, dict[str, float]]) -> list[str]:
    """Say how long the steps of a check-in take where 100 people are expected."""
    rows = [
        [what, f"{of['median']:.0f} ms", f"{of['most']:.0f} ms {_mark(of['most'] <= CHECK_IN_MS)}"]
        for what, of in found.items()
    ]
    return _table(
        ["at the door, 100 people expected", "median", f"19 of 20 (at most {CHECK_IN_MS} ms)"], rows
    )


def statements(found: dict[str, int]) -> list[str]:
    """Say how many statements each page takes."""
    return _table(
        ["page", "SQL statements", f"at most {STATEMENTS}"],
        [[name, n, _mark(n <= STATEMENTS)] for name, n in found.items()],
    )


def rebuilds(found: list[Rebuilt]) -> list[str]:
    """Say how long counting a million responses again takes."""
    rows = [
        [
            f"{of.database}, {of.responses:,} responses", f"**{of.seconds:.0f} s**", f"{of.cpu:.0f} s",
            f"{of.rows:,}", _mark(of.seconds <= SECONDS_OF_REBUILD),
        ]
        for of in found
    ]  # fmt: skip
    limit = f"within {SECONDS_OF_REBUILD} s"
    return _table(
        ["cubes counted again from all responses", "took", "of our process", "rows of cubes", limit], rows
    )


def dashboards(found: dict[str, list[Cost]], responses: int) -> list[str]:
    """Say what pages with figures cost, and whether it is the same however many answered.

    Both are judged by the processor's time, which other work of the machine does not touch.
    """
    rows = []
    for page, costs in found.items():
        small, *large = (cost.cpu or cost.median for cost in costs)
        # A tick of the clock is not a difference between pages that take a few milliseconds.
        slower = max(large) > small * (1 + MOST_SLOWER) + TICK_MS
        within = max(small, *large) <= DASHBOARD_MS and not slower
        cells = [f"{cost.median:.0f} ({cost.cpu:.0f})" for cost in costs]
        rows.append([page, *cells, f"{max(large) / small:.2f}" if small else "–", _mark(within)])
    return _table(
        [
            "page with figures: median ms (of the processor)", "demonstration", f"{responses:,} responses",
            f"counts of {10 * responses:,}", "ratio",
            f"under {DASHBOARD_MS} ms and within {MOST_SLOWER:.0%}",
        ],
        rows,
    )  # fmt: skip


def exports(found: dict[str, dict[str, float]]) -> list[str]:
    """Say how long 20,000 answers take to export, and what they need in memory."""
    rows = []
    for name, cost in found.items():
        limit = SECONDS_OF_EXPORT.get(name)
        within = f"{limit} s: {_mark(cost['seconds'] <= limit)}" if limit else "–"
        rows.append(
            [
                name,
                f"{cost['seconds']:.1f} s",
                f"{cost['kilobytes'] / 1000:.1f} MB",
                f"{cost['grown']:.0f} MB",
                within,
            ]
        )
    return _table(["export of 20,000 answers", "time", "file", "Python’s memory at most", "limit"], rows)


def tables(found: dict[str, dict[str, float]]) -> list[str]:
    """Say how long it takes to hide the small cells of tables, and to prove that they stay hidden."""
    rows = [
        [
            name,
            f"{of['median']:.2f} s",
            f"{of['most']:.2f} s" + ("" if place else f" {_mark(of['most'] <= SECONDS_OF_TABLE)}"),
        ]
        for place, (name, of) in enumerate(found.items())
    ]
    return _table(["small cells, 24 tables", "median", f"most (at most {SECONDS_OF_TABLE} s)"], rows)


def priorities(found: dict[str, dict[str, float]]) -> list[str]:
    """Say how long the probability of being in the top two takes, at several numbers of answers."""
    rows = [
        [name, f"{1000 * of['median']:.0f} ms {_mark(1000 * of['median'] <= MS_OF_PRIORITIES)}",
         f"{1000 * of['most']:.0f} ms"]
        for name, of in found.items()
    ]  # fmt: skip
    return _table(
        [
            "P(in the top two), 5 bassins of 9 actions",
            f"median (at most {MS_OF_PRIORITIES} ms)",
            "most of 15",
        ],
        rows,
    )
