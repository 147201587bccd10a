"""The pages about the mails of a meeting, and the list of people to call."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from app.db import reading, transaction
from app.kit.outbox.models import OutboxMail
from app.kit.tokens import read_token
from app.meetings.models import Meeting, Registration
from app.meetings.notify import EVENTS, notify
from app.meetings.register import RegistrationForm, register
from tests.staff.world import give_meeting, give_members, sign_in

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
HOME = "/staff/meetings/focus-group-nord/mails"


@pytest.fixture
def member(client: TestClient) -> TestClient:
    give_members()
    give_meeting("focus-group-nord", "nord")
    give_meeting("focus-group-sud", "sud")
    return sign_in(client, "nord@example.be")


def give_person(code: str = "focus-group-nord", **contact: str) -> Registration:
    """Give a certain seat to somebody who speaks Dutch, and return the registration."""
    form = RegistrationForm(name="Noor Claes", language="nl", **({"email": ""} | contact))  # type: ignore[arg-type]
    with transaction() as session:
        token = register(session, code, form, address_confirmed=True).token
        return session.get_one(Registration, read_token(token or ""))


def test_the_page_says_what_went_out_what_met_an_obstacle_and_lets_it_be_tried_again(
    member: TestClient,
) -> None:
    assert "Aucun e-mail sur cette rencontre" in member.get(HOME).text
    give_person(email="noor@example.be")
    give_person("focus-group-sud", email="noor@example.be")
    with transaction() as session:
        session.execute(
            update(OutboxMail).values(state="failed", attempts=8, last_error="550 <noor@example.be> unknown")
        )
    shown = member.get(HOME).text
    assert "Place confirmée" in shown
    assert "550 &lt;…&gt; unknown" in shown
    assert "noor@example.be" not in shown
    (address,) = re.findall(r'action="(/staff/meetings/focus-group-nord/mails/[0-9a-f-]+/retry)"', shown)
    assert member.post(address).headers["location"] == HOME
    with reading() as session:
        states = session.scalars(select(OutboxMail.state).order_by(OutboxMail.state)).all()
        other = session.scalars(select(OutboxMail.id).where(OutboxMail.state == "failed")).one()
    assert states == ["failed", "waiting"]
    assert member.post(f"{HOME}/{other}/retry").status_code == 404, "that is a mail of another meeting"


def test_every_mail_can_be_looked_at_in_both_languages_and_sent_to_oneself(member: TestClient) -> None:
    for event in EVENTS:
        shown = member.get(f"{HOME}/{event}").text
        assert "Bonjour Camille Exemple," in shown, event
        assert "Dag Camille Voorbeeld," in shown, event
        assert shown.count("<iframe") == 2
    assert member.get(f"{HOME}/seat_stolen").status_code == 404
    answer = member.post(f"{HOME}/meeting_reminder/trial")
    assert "nord@example.be" in member.get(answer.headers["location"]).text
    with reading() as session:
        assert sorted(session.scalars(select(OutboxMail.language))) == ["fr", "nl"]
        mails = session.scalars(select(OutboxMail.id)).all()
    admin = sign_in(member, "admin@example.be")
    subjects = [
        re.findall(r"<h1>(.*?)</h1>", admin.get(f"/staff/outbox/{mail}").text, re.DOTALL)[0] for mail in mails
    ]
    assert sorted(subject.partition(":")[0].strip() for subject in subjects) == ["Essai", "Test"]
    assert "Focus group focus-group-nord" in admin.get("/staff/outbox").text


def test_people_without_an_address_are_called_with_words_in_their_language(member: TestClient) -> None:
    person = give_person(phone="+32470123456")
    abroad = give_person("focus-group-sud", phone="+32470123457")
    assert "Il n’y a personne à appeler." in member.get("/staff/calls").text
    for one in (person, abroad):
        with transaction() as session:
            notify(session, session.get_one(Registration, one.id), "meeting_reminder")
    shown = member.get("/staff/calls").text
    assert 'href="tel:+32470123456"' in shown
    assert "tel:+32470123457" not in shown, "that meeting is in another bassin"
    assert "Een kleine herinnering" in shown
    assert '<blockquote class="flow" lang="nl">' in shown
    assert "une personne est à appeler" in member.get(HOME).text.lower()
    done = f"/staff/calls/{person.id}/done"
    assert member.post(done, data={"event": "meeting_changed"}).status_code == 409, "the news are other ones"
    answer = member.post(done, data={"event": "meeting_reminder"})
    assert "Noor" not in answer.headers["location"]
    shown = member.get(answer.headers["location"]).text
    assert "tel:" not in shown
    assert member.post(done, data={"event": "meeting_reminder"}).status_code == 409
    (undo,) = re.findall(r'action="(/staff/calls/[0-9a-f-]+/undo)"', shown)
    member.post(undo, data={"event": "meeting_reminder"})
    assert "tel:+32470123456" in member.get("/staff/calls").text
    for bad in ({"event": ""}, {"event": "x" * 300}, {}):
        assert member.post(done, data=bad).status_code == 404
    assert (
        member.post(f"/staff/calls/{abroad.id}/done", data={"event": "meeting_reminder"}).status_code == 403
    )
    with transaction() as session:
        session.execute(update(Meeting).values(status="cancelled"))
    assert "tel:" not in member.get("/staff/calls").text, "nobody is reminded of a meeting that is off"
