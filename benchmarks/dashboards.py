"""How long the pages with figures take, whatever the number of responses behind them.

Run as a process of its own with the port and the process id of a service: it signs in, finds out which
pages of the staff show figures, so that nobody has to list new ones, and prints JSON: by address, the median
of the milliseconds until the answer of a warm service, and the mean of those of the service's processor.
"""

import json
import sys
from os import sysconf
from pathlib import Path
from statistics import median
from time import perf_counter

from app.demo.consultations import PROGRAMME
from app.demo.staff import ADMIN, PASSWORD
from benchmarks.client import Browser
from tests.support.house import pages

EXAMPLES = {
    "/staff/consultations/{code}": ("citoyens", "professionnels"),
    "/staff/programmes/{code}": (PROGRAMME,),
    "/staff/programmes/{code}/bassins/{bassin}": ("nord",),
    "/staff/bassins/{code}": ("nord",),
}
"""What stands for the parameters of addresses; addresses with others are of single meetings and people."""
SIGNS = ('class="figures"', "data-chart")
"""By which a page with figures is known."""
REQUESTS = 15


def addresses() -> list[str]:
    """Return the addresses of staff pages that may show figures."""
    found = []
    for path in sorted({room.path for room in pages() if room.is_staff}):
        filled = [""]
        known = ""
        for part in path.split("/")[1:]:
            known += f"/{part}"
            options = EXAMPLES.get(known, ()) if part.startswith("{") else (part,)
            filled = [f"{start}/{option}" for start in filled for option in options]
        found += filled
    return found


def _processor(pid: int) -> float:
    """Return how many milliseconds a process has worked so far; 0 where the system does not tell."""
    status = Path(f"/proc/{pid}/stat")
    if not status.exists():
        return 0.0
    # After the name, which may hold blanks: user and system time are the 12th and the 13th number.
    user, system = status.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) * 1000 / sysconf("SC_CLK_TCK")


def main() -> int:
    """Print how long each page with figures takes."""
    port, pid = map(int, sys.argv[1:])
    # Before the connection is there, which the service would close meanwhile.
    every = addresses()
    browser = Browser(port)
    browser.post("/staff/sign-in", {"email": [ADMIN.email], "password": [PASSWORD]})
    found = {}
    for address in every:
        # What is loaded once after the start is not what is measured.
        first = browser.get(address)
        assert first.status < 500, address  # noqa: PLR2004 - a page that fails is no page without figures
        if not any(sign in first.text for sign in SIGNS):
            continue
        took = []
        worked = _processor(pid)
        for _ in range(REQUESTS):
            began = perf_counter()
            answer = browser.get(address)
            took.append((perf_counter() - began) * 1000)
            assert answer.status == 200, address  # noqa: PLR2004 - OK
        found[address] = [median(took), (_processor(pid) - worked) / REQUESTS]
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
