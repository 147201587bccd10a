from datetime import timedelta

import pytest

from app.db import transaction
from app.kit import clock
from app.kit.outbox.purge import purge_failed
from app.kit.outbox.worker import MAX_ATTEMPTS, deliver_due
from tests.conftest import use_settings
from tests.kit.outbox.notes import post_note, rows
from tests.support.service import free_port


@pytest.mark.usefixtures("database")
def test_a_mail_that_failed_is_emptied_a_month_after_its_last_try(monkeypatch: pytest.MonkeyPatch) -> None:
    post_note()
    use_settings(monkeypatch, smtp_url=f"smtp://127.0.0.1:{free_port()}")
    now = clock.now()
    for day in range(MAX_ATTEMPTS):
        with clock.set_to(now + timedelta(days=2 * day)):
            assert deliver_due() == 1
    last = now + timedelta(days=2 * MAX_ATTEMPTS)
    [(state, params)] = rows("state", "params")
    assert (state, bool(params)) == ("failed", True)
    with clock.set_to(last + timedelta(days=20)), transaction() as session:
        assert purge_failed(session) == 0
    with clock.set_to(last + timedelta(days=40)), transaction() as session:
        assert purge_failed(session) == 1
        assert purge_failed(session) == 0
    assert rows("state", "params") == [("dropped", {})]
