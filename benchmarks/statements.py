"""How many SQL statements a page takes. Run as a process of its own: it counts inside the application."""

import json
import sys
from collections.abc import Callable
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine, event

from app.demo.staff import ADMIN, PASSWORD
from app.main import create_app
from benchmarks.client import Answer, FormReader
from benchmarks.respondents import TYPED

_WRITTEN = {"BEGIN", "BEGIN IMMEDIATE"}
Counted = dict[str, int]


class Counter:
    """Counts the statements that every engine executes."""

    def __init__(self) -> None:
        self.n = 0
        event.listen(Engine, "before_cursor_execute", self._count)

    def _count(self, _conn: Any, _cursor: Any, statement: str, *_: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
        self.n += statement not in _WRITTEN

    def of(self, call: Callable[[], Response], status: int = 200) -> tuple[int, Response]:
        """Return how many statements a request took, and its answer."""
        call()  # The first time some things are read that are kept afterwards.
        self.n = 0
        answer = call()
        assert answer.status_code == status, f"{answer.url}: {answer.status_code}"
        return self.n, answer


def _answering(client: TestClient, counter: Counter, found: Counted) -> None:
    home = "/fr/c/professionnels"
    begin = Answer(200, "", client.get(home).text).start()
    here = client.post(f"{home}/start", data=begin).headers["location"]
    draft = ""
    while not here.endswith("/check"):
        path = here
        n, page = counter.of(lambda: client.get(path))  # noqa: B023 - called before the next turn
        found["a question"] = max(n, found.get("a question", 0))
        form = FormReader(page.text)
        fields = {name: values[:1] or [TYPED] for name, values in form.offered.items()}
        draft = form.hidden["draft"][0]
        fields |= {"shown": form.hidden["shown"], "draft": [draft], "go": ["next"]}
        n, answer = counter.of(lambda: client.post(path, data=fields), 303)  # noqa: B023
        found["saving a question"] = max(n, found.get("saving a question", 0))
        here = answer.headers["location"]
    found["check"], _ = counter.of(lambda: client.get(f"{home}/check"))
    counter.n = 0
    sent = client.post(f"{home}/send", data={"draft": draft})
    found["sending"] = counter.n
    found["receipt"], _ = counter.of(lambda: client.get(sent.headers["location"]))


def main() -> int:
    """Print the statements of each page as JSON: `{page: n}`."""
    found: Counted = {}
    with TestClient(
        create_app(), base_url="http://127.0.0.1:8000", follow_redirects=False,
        headers={"Sec-Fetch-Site": "same-origin"},
    ) as client:  # fmt: skip
        counter = Counter()
        for name, path in {
            "home": "/fr/",
            "landing": "/fr/c/professionnels",
            "meetings": "/fr/meetings",
            "bassins": "/fr/bassins",
            "a bassin": "/fr/bassins/nord",
        }.items():
            found[name], _ = counter.of(lambda: client.get(path))  # noqa: B023 - called before the next turn
        _answering(client, counter, found)
        client.post("/staff/sign-in", data={"email": ADMIN.email, "password": PASSWORD})
        for name, path in {
            "staff: overview": "/staff/",
            "staff: consultations": "/staff/consultations",
            "staff: a consultation": "/staff/consultations/professionnels",
            "staff: priorities": "/staff/consultations/professionnels/priorities",
            "staff: side by side": "/staff/consultations/professionnels/side-by-side",
            "staff: meetings": "/staff/meetings",
            "staff: bassins": "/staff/bassins",
            "staff: a bassin": "/staff/bassins/nord",
        }.items():
            found[name], _ = counter.of(lambda: client.get(path))  # noqa: B023
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
