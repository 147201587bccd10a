"""Prepare the database that the benchmarks run on: the demonstration, and what only they need."""

import sys
from datetime import timedelta

from app.consultations.open_consultation import open_consultation
from app.db import transaction
from app.demo.build import build_demo
from app.demo.consultations import PROGRAMME
from app.kit import clock
from app.meetings.schedule import MeetingForm, SittingTimes, publish, schedule
from benchmarks.rush import CODE, SEATS

SEED = 2023
EVALUATION = "bench-evaluation"


def main() -> int:
    """Fill the database that the settings name."""
    build_demo(SEED)
    text = {"fr": "Mesure", "nl": "Meting"}
    with transaction() as session:
        open_consultation(
            session, code=EVALUATION, programme_code=PROGRAMME,
            strand_code="digital-consultation", questionnaire_code="evaluation", audience="participants",
            access="open", title=text, intro=text, thanks=text, opens_at=clock.now() - timedelta(days=1),
            closes_at=clock.now() + timedelta(days=1),
        )  # fmt: skip
        starts_at = clock.now() + timedelta(days=30)
        meeting = schedule(
            session,
            MeetingForm(
                programme_code=PROGRAMME, strand_code="focus-groups", kind="focus_group",
                bassin_code=None, title=text, description=text, place=text, capacity=SEATS,
                sittings=(SittingTimes(starts_at, starts_at + timedelta(hours=3)),),
            ),
            code=CODE,
        )  # fmt: skip
        publish(session, meeting.id)
    return 0


if __name__ == "__main__":
    sys.exit(main())
