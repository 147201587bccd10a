"""What meetings do by the clock: seats that nobody took lapse, people are reminded and thanked.

Every process may run it at once: each meeting is seen to in a transaction of its own that locks its row and
looks again at what there is to do.
"""

import logging
import threading
from collections.abc import Callable
from typing import Final

from sqlalchemy.orm import Session

from app.db import lock_row, reading, transaction
from app.kit import clock
from app.meetings.models import Meeting
from app.meetings.reminders import meetings_to_remind, meetings_to_thank, remind, thank
from app.meetings.seats import due, settle

log = logging.getLogger("ateliers.meetings")

MINUTE: Final = 60.0


def _to_settle(session: Session) -> list[int]:
    return due(session, clock.now())


def _settle(session: Session, meeting_id: int) -> int:
    meeting = lock_row(session, Meeting, meeting_id)
    if meeting is None:
        return 0
    settle(session, meeting)
    return 1


_JOBS: Final[dict[str, tuple[Callable[[Session], list[int]], Callable[[Session, int], int]]]] = {
    "settled": (_to_settle, _settle),
    "reminded": (meetings_to_remind, remind),
    "thanked": (meetings_to_thank, thank),
}


def tick() -> dict[str, int]:
    """Do what is due now; return how many meetings were settled, people reminded and thanked.

    A meeting that cannot be seen to is logged and counted under `failed`, and the others go on.
    """
    done = dict.fromkeys([*_JOBS, "failed"], 0)
    for name, (find, act) in _JOBS.items():
        with reading() as session:
            found = find(session)
        for meeting_id in found:
            try:
                with transaction() as session:
                    done[name] += act(session, meeting_id)
            except Exception:
                log.exception("Meeting %s could not be %s; it is tried again in a minute", meeting_id, name)
                done["failed"] += 1
    return done


def run_clockwork(stop: threading.Event) -> None:
    """Do what is due every minute until `stop` is set. A failure is logged and tried again."""
    while not stop.wait(MINUTE):
        try:
            tick()
        except Exception:
            log.exception("What meetings do by the clock failed; it is tried again in a minute")
