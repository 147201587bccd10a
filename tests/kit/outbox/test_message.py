from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from app.kit import clock
from app.kit.outbox.content import Attachment, MailContent
from app.kit.outbox.message import compose
from tests.conftest import SECRET, use_settings

CONTENT = MailContent(
    to_name="D’Hondt, Zoë",
    to_address="zoe@example.org",
    subject="Vous êtes inscrit·e\u00a0: à bientôt",
    text="Bonjour\u202f!\n",
    html="<p>Bonjour\u202f!</p>\n",
    attachments=(Attachment("rencontre.ics", "calendar", "BEGIN:VCALENDAR\r\n", {"method": "PUBLISH"}),),
)


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    use_settings(monkeypatch, secret_key=SECRET, mail_from="Les ateliers, équipe <equipe@example.org>")


def travelled(content: MailContent = CONTENT) -> EmailMessage:
    """Compose a message and read it again as a receiver does."""
    sent = compose(content, message_id="<1@example.org>", language="fr")
    message = message_from_bytes(sent.as_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_headers_say_who_when_what_and_in_which_language() -> None:
    with clock.set_to(clock.at_brussels(clock.today().replace(year=2030, month=7, day=1), 9)):
        message = travelled()
    assert message["Message-ID"] == "<1@example.org>"
    assert message["Subject"] == CONTENT.subject
    assert message["From"].addresses[0].addr_spec == "equipe@example.org"
    assert message["To"].addresses[0].display_name == "D’Hondt, Zoë"
    assert message["To"].addresses[0].addr_spec == "zoe@example.org"
    assert message["Content-Language"] == "fr"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"] == "Mon, 01 Jul 2030 09:00:00 +0200"


def test_the_text_and_the_html_are_alternatives_and_the_attachment_stands_beside_them() -> None:
    message = travelled()
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content() == "Bonjour\u202f!\r\n"
    assert html.get_content() == "<p>Bonjour\u202f!</p>\r\n"
    (attachment,) = message.iter_attachments()
    assert attachment.get_content_type() == "text/calendar"
    assert attachment.get_filename() == "rencontre.ics"
    assert attachment.get_param("method") == "PUBLISH"


def test_nobody_can_slip_a_header_in() -> None:
    content = MailContent(
        "Zoë\r\nBcc: all@example.org", "zoe@example.org", "Un\nBcc: all@example.org", "a", "b"
    )
    message = travelled(content)
    assert "Bcc" not in message
    assert message["Subject"] == "Un Bcc: all@example.org"


@pytest.mark.parametrize("address", ["", "zoe", "zoe@example.org\r\nBcc: all@example.org", "@example.org"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the library words it
        compose(MailContent("Zoë", address, "s", "a", "b"), message_id="<1@x>", language="fr")


@pytest.mark.parametrize(
    ("setting", "name"),
    [
        ("equipe@example.org", ""),
        ("<equipe@example.org>", ""),
        ("Équipe <equipe@example.org>", "Équipe"),
        ('"Les ateliers, équipe" <equipe@example.org>', "Les ateliers, équipe"),
    ],
)
def test_the_sender_is_read_however_it_is_written(
    monkeypatch: pytest.MonkeyPatch, setting: str, name: str
) -> None:
    use_settings(monkeypatch, mail_from=setting)
    sender = travelled()["From"].addresses[0]
    assert (sender.display_name, sender.addr_spec) == (name, "equipe@example.org")


def test_a_domain_with_accents_travels_in_its_ascii_form() -> None:
    content = MailContent("Zoë", "zoe@santé.example", "s", "a", "b")
    assert travelled(content)["To"].addresses[0].addr_spec == "zoe@xn--sant-epa.example"
