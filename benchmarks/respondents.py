"""Complete respondents: open the landing page, begin, answer every page, check, send, read the receipt."""

import random
import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

from benchmarks.client import Answer, Browser, Fields, FormReader

OK, SEE_OTHER = 200, 303
_CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")
_LONGEST = 60
TYPED = "Une maison médicale ouverte le soir, et quelqu’un qui parle ma langue."


@dataclass
class Load:
    """What a number of clients did in a number of seconds."""

    clients: int
    seconds: float = 0
    done: int = 0
    """Respondents who hold a receipt, or rows inserted."""
    requests: int = 0
    writes: int = 0
    times: list[float] = field(default_factory=list)
    """Seconds of each request."""

    def per_second(self, n: int) -> float:
        """Return `n` divided by the seconds it took."""
        return n / self.seconds

    def milliseconds(self, share: float) -> float:
        """Return the time within which `share` of the requests were answered."""
        return sorted(self.times)[min(len(self.times) - 1, int(len(self.times) * share))] * 1000


class Visiting(Protocol):
    """What a respondent needs of a browser."""

    def forget(self) -> None:
        """Become somebody else."""

    def get(self, path: str) -> Answer:
        """Open a page."""

    def post(self, path: str, fields: Fields) -> Answer:
        """Send a form."""


class Respondent:
    """Somebody who answers. What is answered on a page is decided once, then sent with each own draft."""

    def __init__(
        self, browser: Visiting, consultation: str, lang: str, known: dict[str, Fields], load: Load
    ) -> None:
        self._browser = browser
        self._home = f"/{lang}/c/{consultation}"
        self._known = known
        self._load = load

    def _timed(self, call: Callable[[], Answer], status: int) -> Answer:
        began = time.perf_counter()
        answer = call()
        self._load.times.append(time.perf_counter() - began)
        self._load.requests += 1
        assert answer.status == status, f"{answer.status} instead of {status}"
        return answer

    def _get(self, path: str) -> Answer:
        return self._timed(lambda: self._browser.get(path), OK)

    def _post(self, path: str, fields: Fields) -> str:
        self._load.writes += 1
        return self._timed(lambda: self._browser.post(path, fields), SEE_OTHER).location

    def answer_everything(self) -> str:
        """Go from the landing page to the receipt, and return the receipt's code."""
        self._browser.forget()
        here = self._post(f"{self._home}/start", self._get(self._home).start())
        for _ in range(_LONGEST):
            page = self._get(here)
            if here.endswith("/check"):
                break
            here = self._post(here, {**self._answers(here, page), "draft": [page.draft()], "go": ["next"]})
        assert here.endswith("/check"), f"{_LONGEST} pages and no end"
        receipt = self._get(self._post(f"{self._home}/send", {"draft": [page.draft()]}))
        code = _CODE.search(receipt.text)
        assert code, "a receipt has a code"
        self._load.done += 1
        return code.group()

    def _answers(self, here: str, page: Answer) -> Fields:
        # The same page asks more once an answer on it made a question relevant.
        key = here.partition("/c/")[2] + page.shown()
        if key not in self._known:
            form = FormReader(page.text)
            draw = random.Random(key)  # noqa: S311 - invented answers
            chosen = {
                name: [draw.choice(values) if values else TYPED] for name, values in form.offered.items()
            }
            self._known[key] = chosen | {"shown": form.hidden["shown"]}
        return self._known[key]


def crowd(clients: int, seconds: float, work: Callable[[int, Load, Callable[[], bool]], None]) -> Load:
    """Let `clients` threads work until the time is up; each ends what it began."""
    ready = threading.Barrier(clients + 1)
    end = [0.0]

    def one(number: int) -> Load:
        mine = Load(1)
        ready.wait()
        work(number, mine, lambda: time.perf_counter() < end[0])
        return mine

    with ThreadPoolExecutor(clients) as pool:
        running = [pool.submit(one, number) for number in range(clients)]
        end[0] = time.perf_counter() + seconds
        began = time.perf_counter()
        ready.wait()
        parts = [future.result() for future in running]
    total = Load(clients, time.perf_counter() - began)
    for part in parts:
        total.done += part.done
        total.requests += part.requests
        total.writes += part.writes
        total.times += part.times
    return total


def respondents(port: int, consultation: str, clients: int, seconds: float) -> Load:
    """Let people answer a consultation, half of them in each language."""
    known: dict[str, Fields] = {}
    Respondent(Browser(port), consultation, "fr", known, Load(1)).answer_everything()

    def work(number: int, mine: Load, goes_on: Callable[[], bool]) -> None:
        person = Respondent(Browser(port), consultation, ("fr", "nl")[number % 2], known, mine)
        while goes_on():
            person.answer_everything()

    return crowd(clients, seconds, work)


def inserts(port: int, clients: int, seconds: float) -> Load:
    """Let clients insert rows through the bare route."""

    def work(_: int, mine: Load, goes_on: Callable[[], bool]) -> None:
        browser = Browser(port)
        while goes_on():
            began = time.perf_counter()
            answer = browser.post("/row", {"text": [TYPED]})
            mine.times.append(time.perf_counter() - began)
            assert answer.status == OK
            mine.done += 1
            mine.requests += 1
            mine.writes += 1

    return crowd(clients, seconds, work)
