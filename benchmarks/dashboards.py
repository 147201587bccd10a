"""How long the pages with figures take, whatever the number of responses behind them.

Run as a process of its own with services as `port:process`: it signs in to each, finds out which pages of
the staff show figures, so that nobody has to list new ones, and prints JSON: by address and service, the
median of the milliseconds until the answer of a warm service, and the mean of those of its processor.
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
REQUESTS = 20


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


class Reader:
    """Somebody of the team who reads the pages of one service, and what each costs."""

    def __init__(self, port: int, pid: int) -> None:
        """Sign in."""
        self._browser, self._pid = Browser(port), pid
        self._browser.post("/staff/sign-in", {"email": [ADMIN.email], "password": [PASSWORD]})
        self._took: list[float] = []
        self._worked = 0.0

    def shows_figures(self, address: str) -> bool:
        """Open a page for the first time, in which things are loaded that are not measured."""
        self._took, self._worked = [], 0.0
        first = self._browser.get(address)
        assert first.status < 500, address  # noqa: PLR2004 - a page that fails is no page without figures
        return any(sign in first.text for sign in SIGNS)

    def read(self, address: str) -> None:
        """Open a page once more."""
        began, worked = perf_counter(), _processor(self._pid)
        answer = self._browser.get(address)
        self._took.append((perf_counter() - began) * 1000)
        self._worked += _processor(self._pid) - worked
        assert answer.status == 200, address  # noqa: PLR2004 - OK

    def cost(self) -> tuple[float, float]:
        """Return the median milliseconds until the answer, and the mean of those of the processor."""
        return median(self._took), self._worked / len(self._took)


def main() -> int:
    """Print what each page with figures costs at each service."""
    # Before any connection is there, which the service would close meanwhile.
    every = addresses()
    readers = [Reader(*map(int, service.split(":"))) for service in sys.argv[1:]]
    found = {}
    for address in every:
        shown = [reader.shows_figures(address) for reader in readers]
        if not all(shown):
            continue
        for _ in range(REQUESTS):
            # In turn, so that whatever else the machine does slows all of them down alike.
            for reader in readers:
                reader.read(address)
        found[address] = [reader.cost() for reader in readers]
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
