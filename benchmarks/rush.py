"""Two hundred people who register in the same second for twenty seats, and confirm what they got."""

import json
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from sqlalchemy import select

from app.db import reading
from app.meetings.links import confirmation_address
from app.meetings.models import Meeting, Registration
from benchmarks.client import Answer, Browser

CODE = "bench-rush"
PEOPLE, SEATS = 200, 20
SEE_OTHER = 303


@dataclass(frozen=True)
class Rush:
    """How a rush ended. Times are seconds from the common start until the last answer."""

    registered_in: float
    held: int
    in_order: bool
    """Whether the others wait, each with another place, from the first to the last."""
    confirmed_in: float
    confirmed: int


def rush(port: int, links_of_held: Callable[[], list[str]]) -> Rush:
    """Let everybody register at once, then let whoever holds a seat confirm it at once."""
    registered_in, answers = _all_at_once([_registering(port, number) for number in range(PEOPLE)])
    ends = [answer.location.rpartition("/")[2].partition(".")[0].split("-") for answer in answers]
    places = sorted(int(end[3]) for end in ends if end[0] == "waiting")
    confirmed_in, confirmed = _all_at_once([_confirming(port, link) for link in links_of_held()])
    return Rush(
        registered_in,
        held=sum(end[0] == "held" for end in ends),
        in_order=places == list(range(1, PEOPLE - SEATS + 1)),
        confirmed_in=confirmed_in,
        confirmed=sum("/r/" in answer.location for answer in confirmed),
    )


def _registering(port: int, number: int) -> Callable[[], Answer]:
    fields = {
        "name": [f"Personne {number}"],
        "email": [f"rush{number}@example.org"],
        "profile": ["inhabitant"],
        "language": [("fr", "nl")[number % 2]],
        "consent": ["yes"],
        "attempt": [f"rush {number}"],
    }
    return lambda: Browser(port).post(f"/fr/m/{CODE}/register", fields)


def _confirming(port: int, link: str) -> Callable[[], Answer]:
    return lambda: Browser(port).post(link, {})


def _all_at_once(acts: list[Callable[[], Answer]]) -> tuple[float, list[Answer]]:
    """Do everything in the same moment, each on a connection of its own."""
    ready = threading.Barrier(len(acts) + 1)

    def do(act: Callable[[], Answer]) -> Answer:
        ready.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        running = [pool.submit(do, act) for act in acts]
        ready.wait()
        began = time.perf_counter()
        answers = [future.result() for future in running]
        took = time.perf_counter() - began
    assert {answer.status for answer in answers} == {SEE_OTHER}, "everybody is answered"
    return took, answers


def main() -> int:
    """Print the links with which those who hold a seat confirm it, as their mails have them."""
    with reading() as session:
        held = session.scalars(
            select(Registration)
            .join(Meeting, Meeting.id == Registration.meeting_id)
            .where(Meeting.code == CODE, Registration.status == "held")
        )
        print(json.dumps([confirmation_address(CODE, row, row.language) for row in held]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
