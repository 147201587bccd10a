from mailbox import Maildir, mbox
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from app.cli import cli
from app.contacts.models import Contact
from app.db import reading
from app.kit.outbox.models import OutboxMail
from app.kit.outbox.worker import deliver_due
from tests.conftest import use_settings
from tests.contacts.people import give_closed_circle, give_list, invite_all
from tests.kit.outbox.mailbox import mailbox

pytestmark = pytest.mark.usefixtures("database")

REPORT = """\
From: MAILER-DAEMON@example.net
To: ateliers@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: text/plain

It could not be delivered.

--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.net

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 no such user

--cut
Content-Type: {kind}

From: Ateliers <ateliers@example.org>
Message-ID: {message_id}
Subject: Votre avis compte

--cut--
"""


def sent(monkeypatch: pytest.MonkeyPatch) -> str:
    """Invite two people, let the mails leave, and return the Message-ID of one."""
    give_closed_circle()
    invite_all(give_list(("zoe@example.be", "fr"), ("jan@example.be", "nl")))
    with mailbox() as box:
        use_settings(monkeypatch, smtp_url=box.url)
        deliver_due()
    with reading() as session:
        return session.scalars(select(OutboxMail.message_id)).first() or ""


def report(message_id: str, **changed: str) -> str:
    usual = {"address": "Zoe@Example.be", "action": "failed", "status": "5.1.1", "kind": "message/rfc822"}
    return REPORT.format(message_id=message_id, **(usual | changed))


def read(*arguments: str) -> str:
    result = CliRunner().invoke(cli, ["outbox", "bounces", *arguments], env={"COLUMNS": "200"})
    return result.output


def bounced() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(Contact.email).where(Contact.bounced)))


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_on_a_mail_of_ours_marks_the_address_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str
) -> None:
    folder = Maildir(tmp_path / "inbox")
    folder.add(report(sent(monkeypatch), kind=kind))
    folder.add("Subject: Bonjour\n\nUn mot.\n")
    folder.close()
    said = read(str(tmp_path / "inbox"))
    assert said == "1 reports on our mails, 1 addresses that do not exist, 1 people marked.\n"
    assert bounced() == ["zoe@example.be"]
    assert "0 people marked" in read(str(tmp_path / "inbox"))


@pytest.mark.parametrize(
    "changed",
    [
        {"message_id": "<forged@example.net>"},
        {"action": "delayed", "status": "4.4.1"},
        {"status": "5.2.2"},
        {"status": "5.7.1"},
        {"address": "somebody@else.example"},
    ],
)
def test_what_says_nothing_of_our_people_marks_nobody(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, changed: dict[str, str]
) -> None:
    box = mbox(tmp_path / "inbox.mbox")
    box.add(report(**({"message_id": sent(monkeypatch)} | changed)))
    box.close()
    assert "0 people marked" in read(str(tmp_path / "inbox.mbox"))
    assert bounced() == []


def test_a_mailbox_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    assert "No such file" in read(str(tmp_path / "nowhere"))
    assert not (tmp_path / "nowhere").exists()
