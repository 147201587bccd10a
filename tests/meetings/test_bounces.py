"""Addresses that do not exist: the seat goes on, the person is called, or the team is told."""

from pathlib import Path

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner

from app.cli import cli
from app.db import reading, transaction
from app.kit.outbox.models import OutboxMail
from app.kit.outbox.worker import deliver_due
from app.meetings.calls import calls, unreachable
from app.meetings.models import Registration
from app.meetings.tell_everybody import tell_everybody
from tests.conftest import use_settings
from tests.contacts.test_bounces import report
from tests.kit.outbox.mailbox import mailbox
from tests.meetings.factories import asked, committed_meeting, registration_behind, seated

pytestmark = pytest.mark.usefixtures("database")


def deliver(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let every mail that is due leave, and return the addresses that took one."""
    with mailbox() as box:
        use_settings(monkeypatch, smtp_url=box.url)
        while deliver_due():
            pass
        return [message["To"].addresses[0].addr_spec for message in box.messages]


def test_a_seat_held_for_an_address_that_does_not_exist_goes_to_the_next_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    committed_meeting(capacity=1)
    gone = asked(number=1, email="refused@example.org", phone="+32470000001")
    waits = asked(number=2)
    assert registration_behind(waits).status == "waiting"
    assert set(deliver(monkeypatch)) == {"person2@example.org"}
    lapsed = registration_behind(gone)
    assert (lapsed.status, lapsed.bounced, lapsed.to_call) == ("lapsed", True, "seat_lapsed")
    assert registration_behind(waits).status == "offered"


def test_who_has_a_seat_and_a_telephone_is_to_be_called_and_who_has_none_is_named_to_the_team(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    meeting_id = committed_meeting()
    seated(number=1, name="Ada", email="refused1@example.org", phone="+32470000001")
    seated(number=2, name="Bo", email="refused2@example.org", organisation="Maison")
    seated(number=3)
    assert deliver(monkeypatch) == ["person3@example.org"]
    with reading() as session:
        assert [(call.name, call.event) for call in calls(session)] == [("Ada", "registration_confirmed")]
        assert [(one.name, one.organisation) for one in unreachable(session, meeting_id)] == [
            ("Bo", "Maison")
        ]
    with transaction() as session:
        tell_everybody(session, meeting_id, "meeting_changed")
    assert deliver(monkeypatch) == ["person3@example.org"], "nobody writes there a second time"
    with reading() as session:
        assert [call.event for call in calls(session)] == ["meeting_changed"]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_report_that_comes_later_marks_those_who_registered(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    committed_meeting()
    token = seated(email="zoe@example.be", phone="+32470000001")
    assert deliver(monkeypatch) == ["zoe@example.be"]
    with reading() as session:
        message_id = session.scalars(select(OutboxMail.message_id)).one()
    folder = tmp_path / "mail.mbox"
    folder.write_text("From daemon\n" + report(message_id) + "\n")
    said = CliRunner().invoke(cli, ["outbox", "bounces", str(folder)]).output
    assert said == "1 reports on our mails, 1 addresses that do not exist, 1 people marked.\n"
    assert registration_behind(token).to_call == "registration_confirmed"
    with transaction() as session:
        session.execute(update(Registration).values(to_call=None))
    assert "0 people marked" in CliRunner().invoke(cli, ["outbox", "bounces", str(folder)]).output
    assert registration_behind(token).to_call is None
