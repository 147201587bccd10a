"""Files of people, in a folder of their own under random names, outside of what the web server shows.

Nothing about a file tells when it came: its times are always the same, and are written anew every hour, so
that the time of that writing is the same for all.
"""

import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final
from uuid import uuid4

from app.kit import clock
from app.kit.sniff import ENDINGS
from app.settings import get_settings

NAME: Final = re.compile(r"[0-9a-f]{32}\.[a-z0-9]{2,4}")
_ALWAYS: Final = (946_684_800, 946_684_800)
"""Access and change of every file: the first second of 2000, in UTC."""
DOWNLOAD: Final = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    # What is compressed already is sent as it is.
    "Content-Encoding": "identity",
}
"""Headers with which a file of somebody is given: to be saved, never to be shown in a page of ours."""
GRACE: Final = 600.0
"""Seconds for which a file may be waiting for the transaction that will know of it."""


def write(data: bytes, media_type: str) -> str:
    """Keep a file and return its random name; it is on the disk when this returns."""
    name = f"{uuid4().hex}.{ENDINGS[media_type]}"
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o600)
    os.utime(path, _ALWAYS)
    return name


def path_of(name: str) -> Path:
    """Return where a file is kept.

    Raises:
        ValueError: it is no name that was given here.
    """
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a file")
    return Path(get_settings().files_folder) / name[:2] / name


def delete(name: str) -> None:
    """Remove a file; one that is gone already is no mistake."""
    path_of(name).unlink(missing_ok=True)


def sweep(known: Collection[str]) -> int:
    """Remove the files that nobody knows any more, and make the others alike in time.

    Returns:
        How many were removed.
    """
    gone = 0
    for path in _paths():
        if path.name in known:
            os.utime(path, _ALWAYS)
        elif clock.now().timestamp() - path.stat().st_ctime > GRACE:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _paths() -> Iterator[Path]:
    return (path for path in Path(get_settings().files_folder).glob("??/*") if NAME.fullmatch(path.name))
