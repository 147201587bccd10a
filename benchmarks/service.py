"""The service under measure, as a process of its own on a database of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from socket import socket

ROOT = Path(__file__).resolve().parent.parent
SECRET = "benchmarks only, benchmarks only, benchmarks only"  # noqa: S105 - of a database that is thrown away
_GIVE_UP_SECONDS = 60


@dataclass(frozen=True)
class Service:
    """A running service."""

    port: int
    pid: int
    started_in: float
    """Seconds from the start of the process until it answered."""

    def resident_megabytes(self) -> float | None:
        """Return the memory the process holds, or None where the system does not tell."""
        status = Path(f"/proc/{self.pid}/status")
        if not status.exists():
            return None
        (line,) = [line for line in status.read_text().splitlines() if line.startswith("VmRSS")]
        return int(line.split()[1]) / 1024

    def has_mapped(self, *names: str) -> bool | None:
        """Say whether a library of one of `names` is in the memory of the process, where the system tells."""
        maps = Path(f"/proc/{self.pid}/maps")
        return any(f"/{name}/" in maps.read_text() for name in names) if maps.exists() else None


def environment(database: Path, port: int = 0) -> dict[str, str]:
    """Return the environment of a service on an SQLite database."""
    return {
        **os.environ,
        "ATELIERS_DATABASE_URL": f"sqlite:///{database}",
        "ATELIERS_SECRET_KEY": SECRET,
        "ATELIERS_BASE_URL": f"http://127.0.0.1:{port}",
        "ATELIERS_DEMO": "true",
        # Programs answer here, and as fast as they can.
        "ATELIERS_SECONDS_PER_PAGE": "0",
        "ATELIERS_CHALLENGE_AFTER": "0",
        # What is measured is what production does.
        "ATELIERS_ENVIRONMENT": "production",
    }


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(database: Path, *command: str, ready: str = "/healthz") -> Iterator[Service]:
    """Run `python -m command` with `--port` until the end of the block, once `ready` answers."""
    port = free_port()
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", *command, "--port", str(port)], env=environment(database, port), cwd=ROOT
    )
    try:
        while not _answers(port, ready):
            if process.poll() is not None or time.perf_counter() - began > _GIVE_UP_SECONDS:
                raise RuntimeError(f"{' '.join(command)} did not start")
            time.sleep(0.01)
        yield Service(port, process.pid, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _answers(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200  # noqa: PLR2004 - OK
    except OSError:
        return False
    finally:
        connection.close()
