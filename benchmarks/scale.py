"""A million responses on both databases: how long counting them again takes, and what pages then cost.

As a process of its own: `fill` writes the responses that are generated and counts everything again;
`tenfold` multiplies every count by ten. Ten million rows are not written: pages read counts alone, and these
are the counts that ten million people would have left who answer as the first million did.
"""

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import func, select, update

from app.consultations.models import BallotTally, CubeStamp, PageVisit, Participation, Response, Tally
from app.consultations.rebuild import rebuild
from app.db import transaction
from app.tables import metadata
from benchmarks.generated import generate
from benchmarks.service import ROOT, environment, running
from tests.support.postgres import server

RESPONSES = 1_000_000
SKIP = "BENCH_SCALE"
"""Set to 0 in the environment, it leaves this part out; any other number is how many responses there are."""


@dataclass(frozen=True)
class Rebuilt:
    """How long counting everything again took."""

    database: str
    responses: int
    seconds: float
    cpu: float
    """Seconds of our own process; the rest is the database's, or other work of the machine."""
    rows: int


@dataclass(frozen=True)
class Cost:
    """What one page costs: milliseconds until its answer is there, and of the service's processor."""

    median: float
    cpu: float


def wanted() -> int:
    """Return how many responses to measure with, 0 for not at all."""
    return int(os.environ.get(SKIP, RESPONSES))


def measure(folder: Path, demo: Path, responses: int) -> tuple[list[Rebuilt], dict[str, list[Cost]]]:
    """Measure with the demonstration alone, with so many responses, and with ten times their counts."""
    large, largest = folder / "large.sqlite3", folder / "largest.sqlite3"
    _copy(demo, large)
    rebuilt = [_filled("SQLite", environment(large), responses)]
    _copy(large, largest)
    _run(environment(largest), "tenfold")
    pages = _dashboards(demo, large, largest)
    large.unlink()
    largest.unlink()
    with server() as address:
        admin = address.format(database="postgres").replace("+psycopg", "")
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench")
        settings = environment(large) | {"ATELIERS_DATABASE_URL": address.format(database="bench")}
        _run(settings, "prepare")
        rebuilt.append(_filled("PostgreSQL", settings, responses))
    return rebuilt, pages


def _copy(database: Path, to: Path) -> None:
    """Copy a database with what still stands in its log."""
    with closing(sqlite3.connect(database)) as there, closing(sqlite3.connect(to)) as here:
        there.backup(here)


def _filled(database: str, settings: dict[str, str], responses: int) -> Rebuilt:
    return Rebuilt(database, **json.loads(_run(settings, "fill", str(responses))))


def _run(settings: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", "benchmarks.scale", *arguments]
    done = subprocess.run(  # noqa: S603 - our own module
        command, env=settings, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def _dashboards(*databases: Path) -> dict[str, list[Cost]]:
    with ExitStack() as stack:
        services = [stack.enter_context(running(database, "app.cli", "serve")) for database in databases]
        where = [f"{service.port}:{service.pid}" for service in services]
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "benchmarks.dashboards", *where],
            env=environment(databases[0]), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
    return {page: [Cost(*cost) for cost in costs] for page, costs in json.loads(done.stdout).items()}


def fill(responses: int) -> None:
    """Write the responses, count everything again, and print what that took."""
    with transaction() as session:
        generate(session, responses)
    began, cpu = time.perf_counter(), time.process_time()
    with transaction() as session:
        rows = rebuild(session, choices=False)
    took = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu, "rows": rows}
    with transaction() as session:
        total = session.scalar(select(func.count()).select_from(Response))
    json.dump({"responses": total, **took}, sys.stdout)


def tenfold() -> None:
    """Multiply every count by ten."""
    with transaction() as session:
        for cube in (BallotTally, PageVisit, Participation, Tally):
            session.execute(update(cube).values(n=cube.n * 10))
        session.execute(update(CubeStamp).values(stamp=CubeStamp.stamp + 1))


def main() -> int:
    """Do what the first argument says."""
    assert metadata.tables
    match sys.argv[1:]:
        case ["fill", responses]:
            fill(int(responses))
        case ["tenfold"]:
            tenfold()
        case ["prepare"]:
            from benchmarks.prepare import main as prepare  # noqa: PLC0415 - imports much

            prepare()
    return 0


if __name__ == "__main__":
    sys.exit(main())
