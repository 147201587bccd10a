import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.db import transaction
from app.kit import clock
from app.kit.outbox import worker
from app.kit.outbox.post import post
from app.kit.outbox.worker import DELAYS, LEASE, MAX_ATTEMPTS, deliver_due, run_worker
from tests.conftest import use_settings
from tests.kit.outbox.mailbox import mailbox
from tests.kit.outbox.notes import post_note, rows
from tests.support.service import free_port

pytestmark = pytest.mark.usefixtures("database")


def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    use_settings(monkeypatch, smtp_url=f"smtp://127.0.0.1:{free_port()}")


def test_it_sends_what_is_due_and_empties_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    post_note()
    with mailbox() as box:
        use_settings(monkeypatch, smtp_url=box.url)
        assert deliver_due() == 1
        assert deliver_due() == 0
    (message,) = box.messages
    ((state, params, message_id, attempts, doubts, sent_at),) = rows(
        "state", "params", "message_id", "attempts", "doubts", "sent_at"
    )
    assert (state, params, attempts, doubts) == ("sent", {}, 1, 0)
    assert sent_at is not None
    assert message["Message-ID"] == message_id


def test_it_leaves_what_is_not_due(monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.set_to(clock.now() + timedelta(hours=1)):
        post_note()
    no_server(monkeypatch)
    assert deliver_due() == 0
    assert rows("state", "attempts") == [("waiting", 0)]


def test_it_drops_a_mail_whose_occasion_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    post_note(gone=True)
    no_server(monkeypatch)
    assert deliver_due() == 1
    assert rows("state", "params", "sent_at", "doubts") == [("dropped", {}, None, 0)]


def test_it_waits_longer_after_every_failure_and_gives_up_after_the_eighth(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    post_note()
    no_server(monkeypatch)
    now = clock.now()
    for attempt in range(1, MAX_ATTEMPTS + 1):
        with clock.set_to(now):
            assert deliver_due() == 1
            assert deliver_due() == 0
        ((state, attempts, doubts, due_at, last_error),) = rows(
            "state", "attempts", "doubts", "due_at", "last_error"
        )
        assert (attempts, doubts) == (attempt, 0)
        assert last_error == "ConnectionRefusedError: Connection refused"
        if attempt < MAX_ATTEMPTS:
            assert state == "waiting"
            assert due_at - now == DELAYS[attempt - 1]
        now = due_at
    assert state == "failed"
    assert list(DELAYS) == sorted(DELAYS)
    with clock.set_to(now + timedelta(days=30)):
        assert deliver_due() == 0


def test_a_mail_that_cannot_be_prepared_does_not_hold_up_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with transaction() as session:
        post(session, "from_another_version", "fr", {})
    post_note(to="no address")
    post_note()
    with mailbox() as box:
        use_settings(monkeypatch, smtp_url=box.url)
        assert deliver_due() == 3
    assert len(box.messages) == 1
    assert sorted(rows("state", "doubts")) == [("sent", 0), ("waiting", 0), ("waiting", 0)]
    assert "UnknownMailError" in caplog.text
    assert {error for (error,) in rows("last_error")} == {
        "",
        "could not be prepared: UnknownMailError",
        "could not be prepared: ValueError",
    }


def test_a_broken_line_is_repeated_once_under_the_same_message_id_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    post_note()
    now = clock.now()
    with mailbox(lambda _: "") as box:
        use_settings(monkeypatch, smtp_url=box.url)
        for hours in range(0, 50, 10):
            with clock.set_to(now + timedelta(hours=hours)):
                deliver_due()
    assert len(box.messages) == 2
    assert len({message["Message-ID"] for message in box.messages}) == 1
    ((state, doubts, last_error),) = rows("state", "doubts", "last_error")
    assert (state, doubts) == ("failed", 2)
    assert "may have arrived twice" in last_error


def test_many_workers_at_once_send_every_mail_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(24):
        post_note(to=f"person{number}@example.org")
    with mailbox() as box:
        use_settings(monkeypatch, smtp_url=box.url)
        with ThreadPoolExecutor(6) as workers:
            handled = sum(job.result() for job in [workers.submit(deliver_due) for _ in range(6)])
    assert handled == 24
    addresses = sorted(message["To"].addresses[0].addr_spec for message in box.messages)
    assert addresses == sorted(f"person{number}@example.org" for number in range(24))


def test_a_worker_whose_lease_ran_out_has_no_say_any_more() -> None:
    post_note()
    slow = worker._claim_one()
    assert slow is not None
    assert worker._claim_one() is None
    with clock.set_to(clock.now() + LEASE):
        second = worker._claim_one()
        assert second is not None
        worker._note_failure(slow, "too late", certain=True)
        assert rows("attempts", "doubts", "last_error") == [(2, 2, "")]
        worker._note_end(second, sent=True)
        worker._note_failure(second, "too late", certain=True)
    assert rows("state", "last_error") == [("sent", "")]


def test_the_loop_sends_until_it_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    arrived, stop = threading.Event(), threading.Event()

    def take_it(_: object) -> str:
        arrived.set()
        return "250 OK"

    with mailbox(take_it) as box:
        use_settings(monkeypatch, smtp_url=box.url)
        loop = threading.Thread(target=run_worker, args=(stop,))
        loop.start()
        post_note()
        assert arrived.wait(timeout=60)
        stop.set()
        loop.join(timeout=60)
    assert not loop.is_alive()
    assert rows("state") == [("sent",)]


def test_the_loop_outlives_what_goes_wrong_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    use_settings(monkeypatch, smtp_url="")
    stop = threading.Event()
    said: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())
            stop.set()

    listener = Listener()
    worker.log.addHandler(listener)
    try:
        run_worker(stop)
    finally:
        worker.log.removeHandler(listener)
    assert len(said) == 1
    assert said[0].startswith("The outbox could not be worked through")
