"""Find a Chromium for the tests and the screenshots, and fetch one where there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

DEBIAN_CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""How Chromium is started: nothing that speaks to anybody else, and no sandbox, which containers refuse."""


def chromium_path() -> Path | None:
    """Return the system's Chromium, or None where Playwright's own is used."""
    return DEBIAN_CHROMIUM if DEBIAN_CHROMIUM.exists() else None


def launch_options() -> dict[str, Any]:
    """Return how Playwright starts the browser: the system's where there is one."""
    path = chromium_path()
    return {"args": ARGUMENTS, **({"executable_path": str(path)} if path else {})}


def _is_debian() -> bool:
    release = Path("/etc/os-release")
    return release.exists() and "ID=debian" in release.read_text(encoding="utf-8").splitlines()


def _call(*command: str) -> None:
    print("$", " ".join(command), flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=True, env=environment, stdin=subprocess.DEVNULL)  # noqa: S603 - our own words


def _playwright_has_one() -> bool:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - takes a second, and mostly not needed

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def main() -> int:
    """Install a Chromium if there is none: Debian's package when we may, else Playwright's."""
    if chromium_path() or _playwright_has_one():
        return 0
    try:
        if _is_debian() and os.geteuid() == 0 and shutil.which("apt-get"):
            _call("apt-get", "update", "-qq")
            _call("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")
        else:
            _call(sys.executable, "-m", "playwright", "install", "chromium")
    except subprocess.CalledProcessError as error:
        print(f"No Chromium could be installed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
