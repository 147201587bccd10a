from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from app.kit.outbox.content import MailContent
from app.kit.outbox.message import compose
from app.kit.outbox.smtp import (
    MailServer,
    NoSuchAddressError,
    NotSentError,
    PerhapsSentError,
    _must_know,
    parse_smtp_url,
    send,
)
from tests.conftest import SECRET, use_settings
from tests.kit.outbox.mailbox import mailbox
from tests.support.service import free_port


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    use_settings(monkeypatch, secret_key=SECRET)


def letter(to: str = "zoe@example.org") -> EmailMessage:
    content = MailContent("Zoë", to, "Bonjour", "Un mot.\n", "<p>Un mot.</p>\n")
    return compose(content, message_id="<1@example.org>", language="fr")


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", MailServer("smtp", "mail.example.org", 25, "", "")),
        ("smtps://mail.example.org", MailServer("smtps", "mail.example.org", 465, "", "")),
        (
            "smtp+starttls://equipe%40example.org:a%2Fb%3Ac@mail.example.org:2525",
            MailServer("smtp+starttls", "mail.example.org", 2525, "equipe@example.org", "a/b:c"),
        ),
    ],
)
def test_it_reads_the_address_of_a_mail_server(url: str, server: MailServer) -> None:
    assert parse_smtp_url(url) == server


@pytest.mark.parametrize(
    "url", ["", "http://mail.example.org", "smtp://", "smtp://host:port", "mail.example.org"]
)
def test_it_refuses_what_is_no_mail_server(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - a wrong port has the library's own words
        parse_smtp_url(url)


def test_it_hands_over_a_message() -> None:
    with mailbox() as box:
        send(letter(), parse_smtp_url(box.url))
    assert [message["Message-ID"] for message in box.messages] == ["<1@example.org>"]


def test_a_server_that_is_not_there_has_certainly_not_taken_it() -> None:
    with pytest.raises(NotSentError, match="ConnectionRefusedError"):
        send(letter(), parse_smtp_url(f"smtp://127.0.0.1:{free_port()}"))


def test_a_refusal_is_told_without_the_address() -> None:
    with mailbox() as box, pytest.raises(NotSentError) as error:
        send(letter("refused@example.org"), parse_smtp_url(box.url))
    assert str(error.value) == "the server answered 550"
    with mailbox(lambda _: "552 too much for zoe@example.org") as box, pytest.raises(NotSentError) as error:
        send(letter(), parse_smtp_url(box.url))
    assert str(error.value) == "the server answered 552"


def test_a_line_that_breaks_after_the_message_leaves_a_doubt() -> None:
    with mailbox(lambda _: "") as box, pytest.raises(PerhapsSentError):
        send(letter(), parse_smtp_url(box.url))
    assert len(box.messages) == 1


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_it_never_falls_back_to_a_line_without_encryption(scheme: str) -> None:
    with mailbox() as box:
        server = parse_smtp_url(box.url.replace("smtp", scheme, 1))
        with pytest.raises(NotSentError):
            send(letter(), server)
    assert box.messages == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_it_signs_in_when_the_address_says_how() -> None:
    def check(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
    ) -> AuthResult:
        return AuthResult(success=data == LoginPassword(b"equipe", b"s:cret"), handled=False)

    with mailbox(authenticator=check, auth_required=True, auth_require_tls=False) as box:
        with pytest.raises(NotSentError, match="530"):
            send(letter(), parse_smtp_url(box.url))
        with pytest.raises(NotSentError, match="535"):
            send(letter(), parse_smtp_url(box.url.replace("//", "//equipe:wrong@")))
        send(letter(), parse_smtp_url(box.url.replace("//", "//equipe:s%3Acret@")))
    assert len(box.messages) == 1


def test_an_address_with_accents_needs_a_server_that_takes_them() -> None:
    with mailbox(enable_SMTPUTF8=True) as box:
        send(letter("zoé@example.org"), parse_smtp_url(box.url))
    received = box.messages[0]["To"].addresses[0].addr_spec
    assert received.encode("ascii", "surrogateescape").decode() == "zoé@example.org"
    with mailbox(enable_SMTPUTF8=False) as box, pytest.raises(NotSentError, match="letters such as é"):
        send(letter("zoé@example.org"), parse_smtp_url(box.url))


@pytest.mark.parametrize(
    ("answer", "is_about_the_address"),
    [
        ((550, b"no such user"), True),
        ((550, b"5.1.1 no such user"), True),
        ((553, b"5.1.3 bad address"), True),
        ((550, b"5.2.1 mailbox closed"), True),
        ((552, b"5.2.2 mailbox full"), False),
        ((550, b"5.7.1 relaying denied"), False),
        ((554, b"transaction failed"), False),
        ((451, b"4.1.1 try later"), False),
    ],
)
def test_only_a_refusal_that_is_about_the_address_says_that_it_does_not_exist(
    answer: tuple[int, bytes],
    is_about_the_address: bool,  # noqa: FBT001 - one of two
) -> None:
    with pytest.raises(NotSentError) as error:
        _must_know(answer)
    assert isinstance(error.value, NoSuchAddressError) is is_about_the_address
