from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from app.db import transaction
from app.kit import clock
from app.kit.errors import ConflictError, NotFoundError
from app.kit.outbox.models import OutboxMail
from app.kit.outbox.post import post, retry
from tests.conftest import use_settings
from tests.kit.outbox.notes import NOTE, post_note, rows

pytestmark = pytest.mark.usefixtures("database")


def posted() -> UUID:
    with transaction() as session:
        return post(session, NOTE, "nl", {"to": "zoe@example.org"})


def change(mail_id: UUID, **values: object) -> None:
    with transaction() as session:
        row = session.get_one(OutboxMail, mail_id)
        for name, value in values.items():
            setattr(row, name, value)


def test_it_writes_a_row_that_is_due_at_once_with_its_message_id(monkeypatch: pytest.MonkeyPatch) -> None:
    use_settings(monkeypatch, base_url="https://ateliers.example.org:8443")
    posted()
    ((state, language, message_id, due_at),) = rows("state", "language", "message_id", "due_at")
    assert (state, language) == ("waiting", "nl")
    assert message_id.startswith("<")
    assert message_id.endswith("@ateliers.example.org>")
    assert due_at <= clock.now()


def test_every_mail_has_a_message_id_of_its_own() -> None:
    for _ in range(3):
        post_note()
    assert len(set(rows("message_id"))) == 3


def test_a_transaction_that_fails_posts_nothing() -> None:
    class OtherError(Exception):
        pass

    def fail() -> None:
        with transaction() as session:
            post(session, NOTE, "fr", {})
            raise OtherError

    with pytest.raises(OtherError):
        fail()
    assert rows("id") == []


def test_a_failed_mail_is_due_again_when_somebody_asks() -> None:
    mail_id = posted()
    change(mail_id, state="failed", attempts=8, doubts=2, last_error="twice")
    with transaction() as session:
        retry(session, mail_id)
    assert rows("state", "attempts", "doubts", "last_error") == [("waiting", 8, 0, "")]


def test_a_waiting_mail_need_not_wait_when_somebody_asks() -> None:
    mail_id = posted()
    change(mail_id, attempts=3, due_at=clock.now() + timedelta(hours=2))
    with transaction() as session:
        retry(session, mail_id)
    ((due_at,),) = rows("due_at")
    assert due_at <= clock.now()


@pytest.mark.parametrize("values", [{"state": "sent"}, {"state": "dropped"}, {"doubts": 1}])
def test_a_mail_that_has_left_or_is_on_its_way_is_left_alone(values: dict[str, object]) -> None:
    mail_id = posted()
    change(mail_id, **values)
    with pytest.raises(ConflictError), transaction() as session:
        retry(session, mail_id)


def test_it_knows_no_mail_that_is_not_there() -> None:
    with pytest.raises(NotFoundError), transaction() as session:
        retry(session, uuid4())
