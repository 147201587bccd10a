"""The mails as administrators see them."""

from email import message_from_bytes
from email.policy import default

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from app.accounts.models import AuditLine
from app.db import reading, transaction
from app.kit.outbox.models import OutboxMail
from tests.staff.world import give_meeting, give_members, give_seat, only_mail, sign_in


@pytest.fixture
def admin(client: TestClient) -> TestClient:
    give_members()
    give_meeting("focus-group-nord", "nord")
    give_seat("focus-group-nord")
    return sign_in(client, "admin@example.be")


def change_mail(**values: object) -> None:
    with transaction() as session:
        session.execute(update(OutboxMail).values(**values))


def verbs() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(AuditLine.verb).order_by(AuditLine.id)))


def test_the_list_says_what_became_of_each_mail_and_never_to_whom_it_goes(admin: TestClient) -> None:
    change_mail(attempts=1, last_error="550 5.1.1 <noor@example.be>: no such user")
    shown = admin.get("/staff/outbox").text
    assert "Place confirmée" in shown
    assert "550 5.1.1" in shown
    assert "noor@example.be" not in shown
    assert "Noor" not in shown
    assert "aucun serveur" in shown.lower(), (
        "nothing leaves while no mail server is set, and the page says so"
    )


def test_an_empty_outbox_says_so(client: TestClient) -> None:
    give_members()
    sign_in(client, "admin@example.be")
    assert "Il n’y a aucun e-mail ici." in client.get("/staff/outbox").text


def test_a_mail_can_be_read_as_it_will_be_sent_and_reading_it_is_noted(admin: TestClient) -> None:
    mail_id = only_mail()
    answer = admin.get(f"/staff/outbox/{mail_id}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "Noor Claes &lt;noor@example.be&gt;" in answer.text
    assert "Focus group focus-group-nord (Nederlands)" in answer.text, "in the language of the registration"
    assert "<iframe" in answer.text
    assert verbs()[-1] == "read_mail"


def test_a_mail_can_be_downloaded_with_its_attachments(admin: TestClient) -> None:
    answer = admin.get(f"/staff/outbox/{only_mail()}/message.eml")
    assert answer.status_code == 200
    message = message_from_bytes(answer.content, policy=default)
    assert message["To"] == "Noor Claes <noor@example.be>"
    assert [part.get_filename() for part in message.iter_attachments()]
    assert verbs()[-1] == "read_mail"


def test_a_mail_that_was_sent_is_shown_without_what_it_said(admin: TestClient) -> None:
    change_mail(state="sent", params={})
    answer = admin.get(f"/staff/outbox/{only_mail()}")
    assert answer.status_code == 200
    assert "noor@example.be" not in answer.text
    assert admin.get(f"/staff/outbox/{only_mail()}/message.eml").status_code == 404


def test_a_mail_of_another_version_of_the_service_is_shown_by_its_line(admin: TestClient) -> None:
    change_mail(template="a_mail_of_long_ago", state="failed")
    assert "a mail of long ago" in admin.get(f"/staff/outbox/{only_mail()}").text


def test_a_failed_mail_can_be_tried_again(admin: TestClient) -> None:
    change_mail(state="failed", attempts=8, last_error="the server answered 451")
    mail_id = only_mail()
    assert f'action="/staff/outbox/{mail_id}/retry"' in admin.get(f"/staff/outbox/{mail_id}").text
    answer = admin.post(f"/staff/outbox/{mail_id}/retry")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/staff/outbox/{mail_id}")
    with reading() as session:
        assert session.scalar(select(OutboxMail.state)) == "waiting"
    assert verbs()[-1] == "retry_mail"


def test_a_mail_that_was_sent_cannot_be_sent_again(admin: TestClient) -> None:
    change_mail(state="sent", params={})
    assert admin.post(f"/staff/outbox/{only_mail()}/retry").status_code == 409
    assert "retry_mail" not in verbs()


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999"])
def test_a_page_that_cannot_be_is_a_kind_error(admin: TestClient, page: str) -> None:
    answer = admin.get(f"/staff/outbox?page={page}")
    assert answer.status_code == 422
    assert "<h1>" in answer.text


def test_a_page_beyond_the_last_is_empty_and_no_error(admin: TestClient) -> None:
    assert admin.get("/staff/outbox?page=7").status_code == 200


@pytest.mark.parametrize("mail_id", ["6651bde4-5b58-4b8e-9919-71344aa6ffe4", "not-an-id"])
def test_a_mail_that_does_not_exist_is_a_kind_404(admin: TestClient, mail_id: str) -> None:
    answer = admin.get(f"/staff/outbox/{mail_id}")
    assert answer.status_code == 404
    assert "<h1>" in answer.text
    assert admin.post(f"/staff/outbox/{mail_id}/retry").status_code == 404
