"""The guarantee *told*: a worker that dies between sending and noting repeats a mail at most once."""

import os
import queue
import signal
import subprocess
import sys
from datetime import datetime

import pytest

from app.kit import clock
from app.kit.outbox.worker import LEASE
from app.settings import ROOT
from tests.conftest import use_settings
from tests.kit.outbox.mailbox import mailbox
from tests.kit.outbox.notes import post_note, rows

pytestmark = pytest.mark.usefixtures("database")


def start_worker(moment: datetime) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "tests.kit.outbox.deliver_once", moment.isoformat()], cwd=ROOT
    )


def test_a_worker_killed_between_sending_and_noting_repeats_once_under_the_same_message_id(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    victims: queue.Queue[subprocess.Popen[bytes]] = queue.Queue()

    def take_it_and_kill(_: object) -> str:
        # The server holds the whole message; the worker dies before it can hear so.
        os.kill(victims.get(timeout=60).pid, signal.SIGKILL)
        return "250 OK"

    post_note()
    now = clock.now()
    with mailbox(take_it_and_kill) as box:
        use_settings(monkeypatch, smtp_url=box.url)
        for round_number in range(2):
            process = start_worker(now + round_number * LEASE)
            victims.put(process)
            assert process.wait(timeout=120) == -signal.SIGKILL
            assert rows("state", "attempts", "doubts") == [("waiting", round_number + 1, round_number + 1)]
        for _ in range(2):
            assert start_worker(now + 2 * LEASE).wait(timeout=120) == 0
    assert len(box.messages) == 2
    assert {message["Message-ID"] for message in box.messages} == {row[0] for row in rows("message_id")}
    assert rows("state", "attempts") == [("failed", 2)]


def test_while_the_lease_of_a_dead_worker_runs_nobody_repeats_and_afterwards_the_mail_is_noted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    victims: queue.Queue[subprocess.Popen[bytes]] = queue.Queue()
    deaths = iter([True, False])

    def take_it(_: object) -> str:
        if next(deaths):
            os.kill(victims.get(timeout=60).pid, signal.SIGKILL)
        return "250 OK"

    post_note()
    now = clock.now()
    with mailbox(take_it) as box:
        use_settings(monkeypatch, smtp_url=box.url)
        process = start_worker(now)
        victims.put(process)
        assert process.wait(timeout=120) == -signal.SIGKILL
        assert start_worker(now + LEASE / 2).wait(timeout=120) == 0
        assert len(box.messages) == 1
        assert start_worker(now + LEASE).wait(timeout=120) == 0
    assert len(box.messages) == 2
    assert len({message["Message-ID"] for message in box.messages}) == 1
    assert rows("state", "params", "doubts") == [("sent", {}, 1)]
