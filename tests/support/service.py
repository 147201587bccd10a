"""The real service as a process of its own.

It serves the tests about real parallel requests, real browsers and real deaths.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess

import httpx2 as httpx

SECRET = "tests only, tests only, tests only, tests only"

# A process that has imported the service lends its memory to each new one: importing takes longer than many
# a test. It is begun when the first service is.
_processes = get_context("forkserver")
_processes.set_forkserver_preload(["tests.support.warm"])


@dataclass
class Service:
    """A running service."""

    url: str
    process: ForkServerProcess

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        self.process.kill()
        self.process.join()

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
    process = _processes.Process(target=_serve, args=(environment, port))
    process.start()
    service = Service(url, process)
    try:
        _wait_for(service)
        yield service
    finally:
        if process.is_alive():
            process.terminate()
            process.join(timeout=20)
            assert process.exitcode is not None, "the service does not stop"


def _serve(environment: dict[str, str], port: int) -> None:
    from app.cli import cli  # noqa: PLC0415 - in the process of the service

    os.environ.clear()
    os.environ.update(environment)
    cli(["serve", "--port", str(port)])


def _wait_for(service: Service) -> None:
    """Ask /healthz until it answers.

    Each refused connection comes back at once, so a short wait is enough.
    """
    with httpx.Client(transport=httpx.HTTPTransport(retries=0), timeout=5) as client:
        for _ in range(1200):
            if service.process.exitcode is not None:
                raise AssertionError(f"the service stopped with {service.process.exitcode}")
            try:
                if client.get(f"{service.url}/healthz").status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                service.process.join(timeout=0.02)
    raise AssertionError("the service did not answer")
