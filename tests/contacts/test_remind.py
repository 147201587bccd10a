from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.contacts.campaigns import funnel
from app.contacts.mails import REMINDER
from app.contacts.models import Contact, Invitation
from app.contacts.remind import remind
from app.db import reading, transaction
from app.kit import clock
from app.kit.errors import ConflictError
from app.kit.outbox.models import OutboxMail
from app.kit.outbox.worker import deliver_due
from tests.conftest import use_settings
from tests.contacts.people import (
    CODE,
    answer_with,
    begin,
    give_closed_circle,
    give_members,
    invite_all,
    links,
)
from tests.kit.outbox.mailbox import mailbox

pytestmark = pytest.mark.usefixtures("database")

Clients = Callable[[], TestClient]


def test_only_who_has_not_answered_is_reminded_and_once_a_day(make_client: Clients) -> None:
    consultation_id = give_closed_circle()
    invite_all(give_members(6))
    own = links()
    answer_with(make_client(), own["membre1@example.be"])
    begin(make_client(), own["membre2@example.be"])
    with transaction() as session:
        session.scalars(select(Contact).where(Contact.email == "membre3@example.be")).one().bounced = True
        session.scalars(select(Contact).where(Contact.email == "membre4@example.be")).one().no_mail = True
        assert remind(session, CODE) == 0, "they were invited today"
    with clock.set_to(clock.now() + timedelta(days=1)):
        with reading() as session:
            found = funnel(session, consultation_id)
            assert (found.answered, found.begun, found.to_remind, found.may_remind) == (1, 1, 3, True)
        with transaction() as session:
            assert remind(session, CODE) == 3
        with pytest.raises(ConflictError), transaction() as session:
            remind(session, CODE)
        with reading() as session:
            assert not funnel(session, consultation_id).may_remind
            mails = session.scalars(select(OutboxMail).where(OutboxMail.template == REMINDER))
            to = [UUID(mail.params["invitation"]) for mail in mails]
            reminded = sorted(
                session.scalars(
                    select(Contact.email)
                    .join(Invitation, Invitation.contact_id == Contact.id)
                    .where(Invitation.id.in_(to))
                )
            )
    assert reminded == ["membre0@example.be", "membre2@example.be", "membre5@example.be"]


def test_a_reminder_that_waits_is_dropped_when_the_answer_comes_in_meanwhile(
    make_client: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_closed_circle()
    invite_all(give_members(1))
    with clock.set_to(clock.now() + timedelta(days=1)), transaction() as session:
        assert remind(session, CODE) == 1
    (link,) = links().values()
    answer_with(make_client(), link)
    with mailbox() as box, clock.set_to(clock.now() + timedelta(days=1)):
        use_settings(monkeypatch, smtp_url=box.url)
        deliver_due()
    assert [message["Subject"][:16] for message in box.messages] == ["Uw mening telt: "]
