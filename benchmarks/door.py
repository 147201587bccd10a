"""How long a check-in takes at a door where 100 people are expected: find the name, press, see the page.

Run as a process of its own, with the port of a service that runs on the same database.
"""

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from statistics import quantiles
from time import perf_counter
from urllib.parse import quote
from uuid import uuid4

from app.db import transaction
from app.demo.consultations import PROGRAMME
from app.demo.staff import ADMIN, PASSWORD
from app.kit import clock
from app.meetings.meeting_form import MeetingForm, SittingTimes
from app.meetings.models import Registration
from app.meetings.schedule import publish, schedule
from app.tables import metadata
from benchmarks.client import Answer, Browser

PEOPLE = 100
CODE = "bench-door"
DOOR = f"/staff/meetings/{CODE}/door"


def _expect_people() -> list[str]:
    """Publish a meeting that is on now, with a seat for everybody; return the names."""
    assert metadata.tables
    text = {"fr": "Mesure", "nl": "Meting"}
    now = clock.now()
    names = [f"Personne {chr(65 + n % 26)}{n:03}" for n in range(PEOPLE)]
    with transaction() as session:
        meeting = schedule(
            session,
            MeetingForm(
                programme_code=PROGRAMME, strand_code="focus-groups", kind="focus_group",
                bassin_code="nord", title=text, description=text, place=text, capacity=PEOPLE + 20,
                sittings=(SittingTimes(now - timedelta(hours=1), now + timedelta(hours=2)),),
            ),
            code=CODE,
        )  # fmt: skip
        publish(session, meeting.id)
        for number, name in enumerate(names, 1):
            session.add(
                Registration(
                    id=uuid4(), meeting_id=meeting.id, queue_number=number, person=uuid4(), name=name,
                    email=f"{number}@example.org", organisation="", profile="carer", language="fr",
                    status="confirmed", mailed_at=now,
                )
            )  # fmt: skip
    return names


def _timed(times: list[float], ask: Callable[[], Answer], status: int) -> Answer:
    began = perf_counter()
    answer = ask()
    times.append(1000 * (perf_counter() - began))
    assert answer.status == status, answer.status
    return answer


def main() -> int:
    """Print JSON: `{what: {"median": ms, "most": ms}}`; nine in ten of twenty take at most `most`."""
    names = _expect_people()
    browser = Browser(int(sys.argv[1]))
    browser.post("/staff/sign-in", {"email": [ADMIN.email], "password": [PASSWORD]})
    found: list[float] = []
    pressed: list[float] = []
    for name in names:
        page = _timed(found, lambda: browser.get(f"{DOOR}?q={quote(name)}"), 200)  # noqa: B023 - called at once
        place = page.text.index(f">{name}<")
        person = page.text[:place].rpartition('data-person="')[2].partition('"')[0]
        fields = {"person": [person], "sitting": ["1"], "state": ["present"]}
        _timed(pressed, lambda: browser.post(DOOR, fields), 303)  # noqa: B023
    times = {"finding a name": found, "noting somebody as present": pressed}
    json.dump(
        {
            what: {"median": quantiles(all_of, n=20)[9], "most": quantiles(all_of, n=20)[18]}
            for what, all_of in times.items()
        },
        sys.stdout,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
