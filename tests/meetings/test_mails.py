"""Mails about meetings, as a real mail server receives them."""

import os
import queue
import signal
import subprocess
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar
from sqlalchemy import delete, select, update

from app.db import reading, transaction
from app.kit import clock
from app.kit.localized import LANGUAGES, Lang
from app.kit.outbox.models import OutboxMail
from app.kit.outbox.worker import LEASE, deliver_due
from app.kit.tokens import read_token
from app.meetings.attendance import mark_present
from app.meetings.cancel import cancel
from app.meetings.evaluation import open_evaluation
from app.meetings.mails import TOLD_WHILE
from app.meetings.models import Meeting, Registration
from app.meetings.notify import EVENTS, Event, notify
from app.meetings.purge import BLANK
from tests.conftest import use_settings
from tests.kit.outbox.mailbox import mailbox
from tests.kit.outbox.test_death import start_worker
from tests.meetings.factories import AFTER, FORM, committed_meeting, event_of, seated

pytestmark = pytest.mark.usefixtures("database")

SITE = "https://ateliers.example.org"
NEWS = {
    "seat_held": ("confirmez votre place", "bevestig uw plaats"),
    "registration_confirmed": ("votre place est confirmée", "uw plaats is bevestigd"),
    "seat_waiting": ("liste d’attente", "wachtlijst"),
    "seat_promoted": ("une place s’est libérée", "een plaats is vrijgekomen"),
    "seat_offered": ("la prenez-vous", "neemt u ze"),
    "seat_lapsed": ("n’a pas pu être gardée", "niet worden vrijgehouden"),
    "registration_cancelled": ("désinscrit·e", "uitgeschreven"),
    "candidate_noted": ("votre demande est notée", "uw aanvraag is genoteerd"),
    "candidate_chosen": ("une place pour vous", "een plaats voor u"),
    "candidate_refused": ("pas de place cette fois", "deze keer geen plaats"),
    "meeting_changed": ("il y a du changement", "er is iets veranderd"),
    "meeting_cancelled": ("rencontre annulée", "gaat niet door"),
    "meeting_reminder": ("à bientôt", "tot binnenkort"),
    "meeting_thanks": ("merci", "bedankt"),
}
METHOD = {
    "registration_confirmed": "PUBLISH",
    "seat_promoted": "PUBLISH",
    "candidate_chosen": "PUBLISH",
    "meeting_changed": "PUBLISH",
    "registration_cancelled": "CANCEL",
    "meeting_cancelled": "CANCEL",
}
BRIEF = {"seat_lapsed", "registration_cancelled", "candidate_refused", "meeting_cancelled", "meeting_thanks"}


def deliver(monkeypatch: pytest.MonkeyPatch) -> list[EmailMessage]:
    with mailbox() as box:
        use_settings(monkeypatch, smtp_url=box.url, base_url=SITE)
        while deliver_due():
            pass
        return box.messages


def text_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    content = part.get_content()
    assert isinstance(content, str)
    return content


def calendar_of(message: EmailMessage) -> tuple[str, str, Any]:
    """Return the name of the attached calendar, its method and its event."""
    (attachment,) = message.iter_attachments()
    assert attachment.get_content_type() == "text/calendar"
    content = attachment.get_content()
    method = str(Calendar.from_ical(content)["method"])
    assert attachment.get_param("method") == method
    return attachment.get_filename() or "", method, event_of(content)


def change(model: Any, **values: object) -> None:  # noqa: ANN401 - one of two tables
    with transaction() as session:
        session.execute(update(model).values(**values))


def tell(event: Event, token: str) -> None:
    with transaction() as session:
        notify(session, session.get_one(Registration, read_token(token)), event)


def fitting(event: Event) -> dict[str, object]:
    """Return the columns of a registration of which the mail of an event is true."""
    states = TOLD_WHILE[event]
    status = next(iter(states)) if len(states) == 1 else "confirmed"
    deadline = {"expires_at": clock.at_brussels(FORM.starts_at.date() - timedelta(days=3), 9)}
    return {"status": status, "waits_for": "full" if status == "waiting" else "", **deadline}


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_event_has_a_mail_that_says_what_when_and_where_in_the_language_of_the_person(
    monkeypatch: pytest.MonkeyPatch, lang: Lang
) -> None:
    place = "Rue de l’Eau & du Pain <3>"
    meeting_id = committed_meeting(
        place={"fr": place, "nl": place}, access={"fr": "Rampe à l’entrée", "nl": "Hellend vlak"}
    )
    token = seated(language=lang, name="Zoë <b> D’Hondt", email="zoe@example.org")
    with transaction() as session:
        open_evaluation(session, meeting_id)
        mark_present(session, meeting_id, UUID(str(read_token(token))), present=True)
    day = {"fr": "mardi 12 mars 2030, de 13\u00a0h à 16\u00a0h\u00a030", "nl": "dinsdag 12 maart 2030, van"}
    short = {"fr": "Focus group du 12 mars\u00a0: ", "nl": "Focusgroep van 12 maart: "}
    for event in EVENTS:
        change(OutboxMail, state="dropped")
        change(Registration, **fitting(event))
        change(Meeting, status="cancelled" if event == "meeting_cancelled" else "published")
        tell(event, token)
        with clock.set_to(AFTER if event == "meeting_thanks" else clock.now()):
            (message,) = deliver(monkeypatch)
        text, html = text_of(message, "plain"), text_of(message, "html")
        assert message["To"].addresses[0].addr_spec == "zoe@example.org"
        assert message["Content-Language"] == lang
        assert message["Subject"].startswith(short[lang]), event
        assert NEWS[event][LANGUAGES.index(lang)] in message["Subject"], event
        assert len(message["Subject"]) < 75, message["Subject"]
        assert day[lang] in text
        assert day[lang] in html
        assert place in text
        assert "l’Eau &amp; du Pain &lt;3&gt;" in html
        assert "Zoë <b> D’Hondt" in text
        assert "Zoë &lt;b&gt; D’Hondt" in html
        assert FORM.title[lang] in text
        assert f'<html lang="{lang}">' in html
        assert (("Rampe" if lang == "fr" else "Hellend") in text) is (event not in BRIEF)
        shows_private = event not in BRIEF or event == "meeting_thanks"
        assert (f"{SITE}/{lang}/m/nord-1/r/{token}" in text) is shows_private, event
        assert (f'href="{SITE}/{lang}/m/nord-1/a/' in html) is (event in {"seat_held", "seat_offered"})
        if event in METHOD:
            name, method, entry = calendar_of(message)
            assert (name, method) == ("nord-1.ics", METHOD[event])
            assert str(entry["summary"]).endswith(FORM.title[lang])
            assert entry["dtstart"].dt == FORM.starts_at
            assert entry["organizer"] == "mailto:ateliers@example.org"
        else:
            assert list(message.iter_attachments()) == [], event


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_mail_that_is_no_longer_true_when_its_turn_comes_is_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    committed_meeting()
    token = seated()
    change(OutboxMail, state="dropped")
    for event in EVENTS:
        tell(event, token)
    change(Registration, **BLANK)
    assert deliver(monkeypatch) == []
    change(Registration, forgotten=False, email="a@example.org", status="confirmed")
    for event in EVENTS:
        tell(event, token)
    # Cancelled, then over: what is still true is what was meant for that.
    change(Meeting, status="cancelled")
    assert [subject(message) for message in deliver(monkeypatch)] == ["rencontre annulée"]
    change(Meeting, status="published")
    for event in EVENTS:
        tell(event, token)
    with clock.set_to(AFTER):
        assert [subject(message) for message in deliver(monkeypatch)] == ["merci d’être venu·e"]


def subject(message: EmailMessage) -> str:
    return str(message["Subject"]).partition("\u00a0: ")[2]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_calendar_keeps_what_is_newest_when_somebody_leaves_and_comes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    committed_meeting()
    entries = []
    for attempt in ("first", "second"):
        token = seated(attempt=attempt)
        entries += deliver(monkeypatch)
        with transaction() as session:
            cancel(session, "nord-1", token)
        entries += deliver(monkeypatch)
    calendars = [calendar_of(message) for message in entries]
    assert [method for _, method, _ in calendars] == ["PUBLISH", "CANCEL", "PUBLISH", "CANCEL"]
    assert len({str(entry["uid"]) for _, _, entry in calendars}) == 1
    numbers = [int(entry["sequence"]) for _, _, entry in calendars]
    assert numbers == sorted(numbers)
    assert numbers[1] > numbers[0]
    assert numbers[3] > numbers[2]


def test_a_worker_killed_between_sending_and_noting_repeats_the_mail_of_a_seat_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    victims: queue.Queue[subprocess.Popen[bytes]] = queue.Queue()
    deaths = iter([True, False])

    def take_it(_: object) -> str:
        if next(deaths):
            os.kill(victims.get(timeout=60).pid, signal.SIGKILL)
        return "250 OK"

    committed_meeting()
    seated()
    now = clock.now()
    with mailbox(take_it) as box:
        use_settings(monkeypatch, smtp_url=box.url)
        process = start_worker(now)
        victims.put(process)
        assert process.wait(timeout=120) == -signal.SIGKILL
        for _ in range(2):
            assert start_worker(now + LEASE).wait(timeout=120) == 0
    assert len(box.messages) == 2
    assert len({message["Message-ID"] for message in box.messages}) == 1
    assert len({str(calendar_of(message)[2]["uid"]) for message in box.messages}) == 1
    with reading() as session:
        row = session.scalars(select(OutboxMail)).one()
        assert (row.state, row.params) == ("sent", {})


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
    meeting_id = committed_meeting()
    seated(email="amina@example.org")
    deliver(monkeypatch)
    with reading() as session:
        row = session.scalars(select(OutboxMail)).one()
        assert row.params == {}
        assert row.about == f"meeting:{meeting_id}"
        assert "amina" not in f"{row.template}{row.about}{row.params}{row.last_error}{row.message_id}"
