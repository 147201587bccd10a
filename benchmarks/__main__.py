"""Run every measure, print the table and write it to var/bench.md.

It takes about eight minutes, of which five are a million responses: BENCH_SCALE=0 leaves them out.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.demo.staff import ADMIN, PASSWORD
from benchmarks import report, scale
from benchmarks.client import Browser
from benchmarks.pages import Weight, weigh_all
from benchmarks.prepare import EVALUATION
from benchmarks.respondents import OK, Load, inserts, respondents
from benchmarks.rush import Rush, rush
from benchmarks.service import ROOT, Service, environment, running

SERVE = ("app.cli", "serve")
CODES = ["citoyens", "professionnels"]
PAGES_BEFORE_WEIGHING_MEMORY = 200
SECONDS_FOR_LIBRARIES = 60


def _call(database: Path, *module: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, *module],
        env=environment(database),
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def _heavy_at_start(database: Path) -> list[str]:
    names = ("numpy", "pandas", "plotly", "scipy")
    code = f"import sys, app.main; app.main.create_app(); print(*[n for n in {names!r} if n in sys.modules])"
    return _call(database, "-c", code).split()


def _process(database: Path) -> tuple[report.Resources, list[Weight]]:
    heavy = _heavy_at_start(database)
    # The first start compiles Python's caches; what counts is every start after it.
    with running(database, *SERVE):
        pass
    with running(database, *SERVE) as service:
        began = time.perf_counter()
        first = service.resident_megabytes()
        weights = weigh_all(service.port, [*CODES, EVALUATION])
        browser = Browser(service.port)
        paths = [
            "/fr/",
            "/nl/",
            "/fr/meetings",
            "/nl/bassins",
            "/fr/bassins/nord",
            "/fr/c/citoyens",
            "/staff/sign-in",
        ]
        for number in range(PAGES_BEFORE_WEIGHING_MEMORY):
            path = paths[number % len(paths)]
            assert browser.get(path).status == OK, path
        after_pages = service.resident_megabytes()
        loaded_after = _when_loaded(service, time.perf_counter() - began)
        browser.post("/staff/sign-in", {"email": [ADMIN.email], "password": [PASSWORD]})
        asked = time.perf_counter()
        assert browser.get(f"/staff/consultations/{CODES[0]}").status == OK
        first_figures = (time.perf_counter() - asked) * 1000
        found = report.Resources(
            service.started_in, first, after_pages, heavy, loaded_after, service.resident_megabytes(),
            first_figures,
        )  # fmt: skip
        return found, weights


def _when_loaded(service: Service, so_far: float) -> float | None:
    """Wait until the libraries of the figures are loaded; return when that was, if the system tells."""
    began = time.perf_counter()
    while (waited := time.perf_counter() - began) < SECONDS_FOR_LIBRARIES:
        if (there := service.has_mapped("pandas")) is not False:
            return so_far + waited if there else None
        time.sleep(0.1)
    return None


def _verify(database: Path, service: Service, code: str, before: int, loads: list[Load]) -> None:
    """Every receipt given is one response counted, and everything counted agrees with the responses."""
    counted = _responses(database, code)
    sent = before + sum(load.done for load in loads) + len(loads)
    assert counted == sent, f"{code}: {counted} counted, {sent} sent"
    _call(database, "-m", "app.cli", "rebuild", "--check")
    assert Browser(service.port).get("/healthz").status == OK


def _responses(database: Path, code: str) -> int:
    return int(json.loads(_call(database, "-m", "app.cli", "tally", code, "--json"))["responses"])


def _answering(database: Path, clients: list[int], seconds: float) -> dict[str, list[Load]]:
    found = {}
    with running(database, *SERVE) as service:
        # What a service does once after its start is measured above, and not as part of what people wait for.
        _when_loaded(service, 0)
        for code in CODES:
            before = _responses(database, code)
            found[code] = [respondents(service.port, code, n, seconds) for n in clients]
            _verify(database, service, code, before, found[code])
    return found


def _phones(database: Path) -> dict[str, dict[str, float]]:
    with running(database, *SERVE) as service:
        found = _call(database, "-m", "benchmarks.phone", f"http://127.0.0.1:{service.port}", *CODES)
    return json.loads(found)  # type: ignore[no-any-return]  # as benchmarks.phone prints it


def _door(database: Path) -> dict[str, dict[str, float]]:
    with running(database, *SERVE) as service:
        found = _call(database, "-m", "benchmarks.door", str(service.port))
    return json.loads(found)  # type: ignore[no-any-return]  # as benchmarks.door prints it


def _rush(database: Path) -> Rush:
    with running(database, *SERVE) as service:
        assert Browser(service.port).get("/fr/meetings").status == OK
        return rush(service.port, lambda: json.loads(_call(database, "-m", "benchmarks.rush")))


def _ceilings(folder: Path, clients: list[int], seconds: float) -> list[Load]:
    with running(folder / "ceiling.sqlite3", "benchmarks.ceiling") as service:
        return [inserts(service.port, n, seconds) for n in clients]


def main() -> int:
    """Measure everything."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--clients", type=int, nargs="+", default=[16, 100], help="how many answer at once")
    parser.add_argument("--seconds", type=float, default=10, help="how long each load lasts")
    options = parser.parse_args()
    (ROOT / "var").mkdir(exist_ok=True)
    # On the disk of the checkout, not in memory: commits that wait for the disk are the point.
    with tempfile.TemporaryDirectory(dir=ROOT / "var", prefix="bench-") as name:
        database = Path(name) / "bench.sqlite3"
        print("Filling a database with the demonstration …", flush=True)
        _call(database, "-m", "benchmarks.prepare")
        print("Weighing pages and the process …", flush=True)
        found, weights = _process(database)
        statements = json.loads(_call(database, "-m", "benchmarks.statements"))
        written = json.loads(_call(database, "-m", "benchmarks.rows"))
        print("Beginning on a slow phone …", flush=True)
        phones = _phones(database)
        print("Welcoming 100 people at a door …", flush=True)
        door = _door(database)
        tables = []
        if responses := scale.wanted():
            print(f"Counting {responses:,} answers again and looking at their figures …", flush=True)
            rebuilt, dashboards = scale.measure(Path(name), database, responses)
            tables = [report.rebuilds(rebuilt), report.dashboards(dashboards, responses)]
        print("Exporting 20,000 answers …", flush=True)
        _call(Path(name) / "exports.sqlite3", "-m", "app.cli", "migrate")
        exported = json.loads(_call(Path(name) / "exports.sqlite3", "-m", "benchmarks.exports"))
        print("Protecting tables of small groups …", flush=True)
        protected = json.loads(_call(database, "-m", "benchmarks.tables"))
        print("Weighing nine actions in five bassins …", flush=True)
        weighed = json.loads(_call(database, "-m", "benchmarks.priorities"))
        print("Letting 200 people register for 20 seats …", flush=True)
        rushed = _rush(database)
        print("Letting people answer …", flush=True)
        ceilings = _ceilings(Path(name), options.clients, options.seconds / 2)
        answering = _answering(database, options.clients, options.seconds)
    text = report.whole(
        report.loads(ceilings, answering, written),
        report.resources(found),
        report.weights(weights),
        report.phones(phones),
        report.door(door),
        report.statements(statements),
        report.exports(exported),
        report.tables(protected),
        report.priorities(weighed),
        report.rushes(rushed),
        *tables,
    )
    (ROOT / "var" / "bench.md").write_text(text, encoding="utf-8")
    print("\n" + text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
