"""How many rows one respondent writes, and in how many transactions. Run as a process of its own."""

import json
import sys
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Engine, event

from app.main import create_app
from benchmarks.client import Answer, Fields
from benchmarks.respondents import Load, Respondent

CODES = ("citoyens", "professionnels")


class Inside:
    """A browser that speaks to the application inside this process."""

    def __init__(self, client: TestClient) -> None:
        self._client = client

    def forget(self) -> None:
        """Become somebody else."""
        self._client.cookies.clear()

    def get(self, path: str) -> Answer:
        """Open a page."""
        found = self._client.get(path)
        return Answer(found.status_code, "", found.text)

    def post(self, path: str, fields: Fields) -> Answer:
        """Send a form."""
        found = self._client.post(path, data=fields)
        location = found.headers.get("location", "").partition("#")[0].partition("?")[0]
        return Answer(found.status_code, location, found.text)


def main() -> int:
    """Print JSON: `{code: {"inserts": n, "transactions": n}}`."""
    rows = 0

    def count(_conn: Any, _cursor: Any, statement: str, parameters: Any, _: Any, many: bool) -> None:  # noqa: ANN401, FBT001
        nonlocal rows
        if statement.startswith("INSERT"):
            rows += len(parameters) if many else 1

    event.listen(Engine, "after_cursor_execute", count)
    found = {}
    with TestClient(
        create_app(), base_url="http://127.0.0.1:8000", follow_redirects=False,
        headers={"Sec-Fetch-Site": "same-origin"},
    ) as client:  # fmt: skip
        for code in CODES:
            load = Load(1)
            person = Respondent(Inside(client), code, "fr", {}, load)
            rows = 0
            person.answer_everything()
            found[code] = {"inserts": rows, "transactions": load.writes}
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
