"""What meetings do by the clock: reminders and thanks leave once, and seats that nobody took go on."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from typer.testing import CliRunner

from app.cli import cli
from app.db import reading, transaction
from app.kit import clock
from app.kit.outbox.models import OutboxMail
from app.kit.tokens import read_token
from app.meetings.attendance import mark_present
from app.meetings.clockwork import tick
from app.meetings.evaluation import open_evaluation
from app.meetings.models import Meeting, Registration
from app.meetings.reminders import LATE, due_hours
from tests.meetings.factories import (
    AFTER,
    FORM,
    asked,
    committed_meeting,
    registration_behind,
    seated,
)

HOUR = timedelta(hours=1)
START = FORM.starts_at


def sent(*events: str) -> list[str]:
    """Return the events of the mails posted, sorted; of these events alone when some are named."""
    with reading() as session:
        names = session.scalars(select(OutboxMail.template).order_by(OutboxMail.template)).all()
    return [name for name in names if not events or name in events]


def tick_at(moment: datetime) -> dict[str, int]:
    with clock.set_to(moment):
        return tick()


def long_ago() -> None:
    """Let everybody have been written to long before the meeting."""
    with transaction() as session:
        session.execute(update(Registration).values(mailed_at=START - timedelta(days=30)))


@given(
    hours=st.lists(st.integers(0, 400), max_size=4, unique=True),
    before=st.timedeltas(timedelta(days=-2), timedelta(days=20)),
)
def test_a_reminder_is_due_from_its_moment_for_three_hours_and_never_once_the_meeting_began(
    hours: list[int], before: timedelta
) -> None:
    due = due_hours(START, hours, START - before)
    for hour in hours:
        late = hour * HOUR - before
        assert (hour in due) is (timedelta() <= late < LATE and before > timedelta())


@pytest.mark.usefixtures("database")
def test_everybody_with_a_seat_is_reminded_once_at_each_moment_planned_however_many_clocks_run() -> None:
    meeting_id = committed_meeting(reminders=[48, 3], capacity=3)
    seated(number=1)
    seated(number=2, language="nl")
    phone = asked(number=3, email="", phone="+32470000003")
    asked(number=4)
    long_ago()
    assert tick_at(START - 49 * HOUR)["reminded"] == 0
    with ThreadPoolExecutor(4) as clocks:
        told = [done["reminded"] for done in clocks.map(tick_at, [START - 47 * HOUR] * 4)]
    assert sorted(told) == [0, 0, 0, 3]
    assert sent("meeting_reminder") == ["meeting_reminder"] * 2
    assert registration_behind(phone).to_call == "meeting_reminder"
    assert tick_at(START - 44 * HOUR)["reminded"] == 0, "too late for the one and too soon for the other"
    assert tick_at(START - 2 * HOUR)["reminded"] == 3
    assert tick_at(START - 2 * HOUR)["reminded"] == 0
    assert tick_at(START + HOUR)["reminded"] == 0
    # Moved by a week: another moment, of which people are reminded anew. Whoever has just registered is not.
    with transaction() as session:
        meeting = session.get_one(Meeting, meeting_id)
        meeting.starts_at += timedelta(days=7)
        meeting.ends_at += timedelta(days=7)
    assert tick_at(START + timedelta(days=7) - 47 * HOUR)["reminded"] == 3
    assert Counter(sent())["meeting_reminder"] == 6


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.usefixtures("database")
def test_nobody_is_reminded_who_was_written_to_just_before_nor_of_a_meeting_that_is_off_or_invented() -> None:
    committed_meeting(reminders=[24])
    committed_meeting(code="off", reminders=[24])
    committed_meeting(code="invented", reminders=[24], invented=True)
    with clock.set_to(START - 30 * HOUR):
        seated(number=1)
        for code in ("off", "invented"):
            seated(code, number=2)
    with transaction() as session:
        session.execute(update(Meeting).where(Meeting.code == "off").values(status="cancelled"))
    assert tick_at(START - 24 * HOUR)["reminded"] == 0
    long_ago()
    assert tick_at(START - 24 * HOUR)["reminded"] == 1
    with reading() as session:
        assert session.scalars(
            select(OutboxMail.about).where(OutboxMail.template == "meeting_reminder")
        ).all() == ["meeting:1"]


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.usefixtures("database")
def test_those_who_were_there_are_thanked_once_when_the_evaluation_is_open() -> None:
    meeting_id = committed_meeting()
    there, away = seated(number=1), seated(number=2)
    with transaction() as session:
        mark_present(session, meeting_id, UUID(str(read_token(there))), present=True)
    assert tick_at(AFTER)["thanked"] == 0
    with clock.set_to(AFTER), transaction() as session:
        open_evaluation(session, meeting_id)
    assert tick_at(AFTER)["thanked"] == 1
    assert tick_at(AFTER + HOUR)["thanked"] == 0
    assert tick_at(AFTER + timedelta(days=30))["thanked"] == 0
    assert sent("meeting_thanks") == ["meeting_thanks"]
    assert registration_behind(away).status == "confirmed"


@pytest.mark.usefixtures("database")
def test_a_seat_that_nobody_confirmed_lapses_by_the_clock_and_goes_to_whoever_waits() -> None:
    committed_meeting(capacity=1)
    late, next_one = asked(number=1), asked(number=2)
    assert registration_behind(late).status == "held"
    deadline = registration_behind(late).expires_at
    assert deadline is not None
    assert tick_at(deadline - HOUR)["settled"] == 0
    with ThreadPoolExecutor(3) as clocks:
        list(clocks.map(tick_at, [deadline + HOUR] * 3))
    assert registration_behind(late).status == "lapsed"
    assert registration_behind(next_one).status == "offered"
    assert sent("seat_lapsed", "seat_offered") == ["seat_lapsed", "seat_offered"]
    result = CliRunner().invoke(cli, ["tick"])
    assert (result.exit_code, result.output) == (0, "0 settled, 0 reminded, 0 thanked, 0 failed.\n")
