"""Mails about registrations, as a real mail server receives them."""

from email.message import EmailMessage

import pytest
from sqlalchemy import delete, select

from app.db import reading, transaction
from app.kit.localized import LANGUAGES, Lang
from app.kit.outbox.models import OutboxMail
from app.kit.outbox.worker import deliver_due
from app.meetings import mails  # noqa: F401 - it declares the mails
from app.meetings.cancel import cancel
from app.meetings.models import Registration
from tests.conftest import use_settings
from tests.kit.outbox.mailbox import Mailbox, mailbox
from tests.meetings.factories import FORM, committed_meeting, event_of, seated

pytestmark = pytest.mark.usefixtures("database")


def deliver(monkeypatch: pytest.MonkeyPatch) -> list[EmailMessage]:
    with mailbox() as box:
        use_settings(monkeypatch, smtp_url=box.url, base_url="https://ateliers.example.org")
        deliver_due()
        return box.messages


def text_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    content = part.get_content()
    assert isinstance(content, str)
    return content


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_confirmation_says_when_where_how_to_get_in_and_how_to_change_ones_mind(
    monkeypatch: pytest.MonkeyPatch, lang: Lang
) -> None:
    committed_meeting(access={"fr": "Rampe à l’entrée", "nl": "Hellend vlak aan de ingang"})
    token = seated(language=lang, name="Zoë <b> D’Hondt", email="zoe@example.org")
    (message,) = deliver(monkeypatch)
    link = f"https://ateliers.example.org/{lang}/m/nord-1/r/{token}"
    words = {
        "fr": [
            "Bonjour",
            "mardi 12 mars 2030, de 13\u00a0h à 16\u00a0h\u00a030",
            "Où\u00a0: Place du Miroir",
            "Rampe à l’entrée",
        ],
        "nl": [
            "Dag",
            "dinsdag 12 maart 2030, van 13\u00a0uur tot 16.30\u00a0uur",
            "Waar: Spiegelplein",
            "Hellend vlak",
        ],
    }[lang]
    assert message["To"].addresses[0].addr_spec == "zoe@example.org"
    assert message["Content-Language"] == lang
    assert FORM.title[lang] in message["Subject"]
    text, html = text_of(message, "plain"), text_of(message, "html")
    for word in words:
        assert word in text
        assert word in html
    assert "Zoë <b> D’Hondt" in text
    assert "Zoë &lt;b&gt; D’Hondt" in html
    assert link in text
    assert f'href="{link}"' in html
    assert "&amp;" not in text
    assert FORM.title[lang] in text
    assert f'<html lang="{lang}">' in html


def test_the_confirmation_carries_the_meeting_for_ones_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    committed_meeting()
    token = seated(language="nl")
    (message,) = deliver(monkeypatch)
    (attachment,) = message.iter_attachments()
    assert attachment.get_content_type() == "text/calendar"
    assert attachment.get_filename() == "nord-1.ics"
    event = event_of(attachment.get_content())
    assert event["summary"] == FORM.title["nl"]
    assert event["dtstart"].dt == FORM.starts_at
    assert token in event["url"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_cancellation_says_what_was_given_back_and_shows_the_way_back(
    monkeypatch: pytest.MonkeyPatch, lang: Lang
) -> None:
    committed_meeting()
    token = seated(language=lang)
    with transaction() as session:
        session.execute(delete(OutboxMail))
        cancel(session, "nord-1", token)
    (message,) = deliver(monkeypatch)
    assert {"fr": "désinscrit·e", "nl": "uitgeschreven"}[lang] in message["Subject"]
    for kind in ("plain", "html"):
        assert f"https://ateliers.example.org/{lang}/m/nord-1" in text_of(message, kind)
        assert token not in text_of(message, kind)
    assert list(message.iter_attachments()) == []


def test_a_seat_given_back_before_the_mail_left_is_not_confirmed_any_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    committed_meeting()
    token = seated()
    with transaction() as session:
        cancel(session, "nord-1", token)
    messages = deliver(monkeypatch)
    assert len(messages) == 1
    with reading() as session:
        sent = session.execute(select(OutboxMail.template, OutboxMail.state).order_by(OutboxMail.template))
        assert [tuple(row) for row in sent] == [
            ("registration_cancelled", "sent"),
            ("registration_confirmed", "dropped"),
        ]


def test_somebody_erased_gets_no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    committed_meeting()
    token = seated()
    with transaction() as session:
        cancel(session, "nord-1", token)
        session.flush()
        session.execute(delete(Registration))
    box: list[EmailMessage] = deliver(monkeypatch)
    assert box == []


def test_the_mailbox_is_the_only_one_that_sees_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    committed_meeting()
    seated(email="amina@example.org")
    box: Mailbox
    with mailbox() as box:
        use_settings(monkeypatch, smtp_url=box.url)
        deliver_due()
    with reading() as session:
        row = session.scalars(select(OutboxMail)).one()
        assert row.params == {}
        assert "amina" not in f"{row.template}{row.params}{row.last_error}{row.message_id}"
