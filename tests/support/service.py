"""The real service as a process of its own.

It serves the tests about real parallel requests, real browsers and real deaths.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2 as httpx

SECRET = "tests only, tests only, tests only, tests only"


@dataclass
class Service:
    """A running service."""

    url: str
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        self.process.kill()
        self.process.wait()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.url.rpartition(":")[2])


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(database_url: str, *, port: int = 0, **settings: str) -> Iterator[Service]:
    """Run `ateliers serve` on a database until the end of the block; `settings` are ATELIERS_ variables.

    With `port` it comes back where it was before.
    """
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "ATELIERS_DATABASE_URL": database_url,
        "ATELIERS_SECRET_KEY": SECRET,
        "ATELIERS_BASE_URL": url,
        "ATELIERS_PASSWORD_COST": "low",
        "ATELIERS_SECONDS_PER_PAGE": "0",
        **{f"ATELIERS_{name.upper()}": value for name, value in settings.items()},
    }
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "app.cli", "serve", "--port", str(port)], env=environment
    )
    service = Service(url, process)
    try:
        _wait_for(service)
        yield service
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=20)


def _wait_for(service: Service) -> None:
    """Ask /healthz until it answers.

    Each refused connection comes back at once, so a short wait is enough.
    """
    with httpx.Client(transport=httpx.HTTPTransport(retries=0), timeout=5) as client:
        for _ in range(600):
            if service.process.poll() is not None:
                raise AssertionError(f"the service stopped with {service.process.returncode}")
            try:
                if client.get(f"{service.url}/healthz").status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                try:
                    service.process.wait(timeout=0.05)
                except subprocess.TimeoutExpired:
                    continue
    raise AssertionError("the service did not answer")
