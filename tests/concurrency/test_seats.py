"""The guarantees of seats under a crowd: never over, never under, fair and told, over real HTTP.

It begins with the control test, in which the lock is off and overselling must be seen: if it were not, the
others would prove nothing.
"""

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import httpx2 as httpx
import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from app import db
from app.db import make_engine, reading, transaction
from app.kit import clock
from app.kit.outbox.models import OutboxMail
from app.kit.tokens import read_token
from app.meetings import register as register_module
from app.meetings.attendance import mark_present
from app.meetings.cancel import cancel
from app.meetings.evaluation import open_evaluation
from app.meetings.links import registration_token
from app.meetings.models import Meeting, Registration
from app.meetings.register import register
from app.meetings.rules import Room
from app.meetings.seats import room_of, settle
from tests.meetings.factories import committed_meeting, mail_link, make_wish, seated
from tests.support.service import Service, running

CAPACITY = 5
CROWD = 24
RUSH = 60
"""More people than the service has threads: who waits for a lock may not keep its holder from ending."""


def registrations() -> list[tuple[int, str]]:
    """The queue number and the status of everybody."""
    with reading() as session:
        found = session.execute(
            select(Registration.queue_number, Registration.status).order_by(Registration.queue_number)
        )
        return [(number, status) for number, status in found]


def mails() -> Counter[str]:
    with reading() as session:
        return Counter(session.scalars(select(OutboxMail.template)))


def all_at_once(acts: list[Callable[[], httpx.Response]]) -> list[httpx.Response]:
    """Do everything at the same moment, each in a thread of its own."""
    start = threading.Barrier(len(acts))

    def do(act: Callable[[], httpx.Response]) -> httpx.Response:
        start.wait(timeout=60)
        return act()

    with ThreadPoolExecutor(len(acts)) as crowd:
        return list(crowd.map(do, acts))


@contextmanager
def engine_without_locks(url: str) -> Iterator[Engine]:
    """On SQLite every statement is a transaction of its own, so that not even BEGIN IMMEDIATE keeps order."""
    engine = make_engine(url)
    if engine.dialect.name == "sqlite":
        event.remove(engine, "begin", db._begin_sqlite)
    yield engine
    engine.dispose()


def test_control_without_the_lock_too_many_get_a_seat(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting_id = committed_meeting(capacity=CAPACITY)
    everybody_has_counted = threading.Barrier(CROWD)
    one_at_a_time = threading.Lock()

    def no_lock(session: Session, model: type[Meeting], key: int) -> Meeting | None:
        return session.get(model, key)

    def count_and_wait(session: Session, meeting: Meeting) -> Room:
        """The worst case for one who counts and writes later; queue numbers alone would hide it."""
        room = settle(session, meeting)
        everybody_has_counted.wait(timeout=60)
        one_at_a_time.acquire()
        return room

    monkeypatch.setattr(register_module, "lock_row", no_lock)
    monkeypatch.setattr(register_module, "settle", count_and_wait)
    with engine_without_locks(database) as engine:

        def take(number: int) -> None:
            try:
                with Session(engine) as session, session.begin():
                    register(session, "nord-1", make_wish(number))
            finally:
                one_at_a_time.release()

        with ThreadPoolExecutor(CROWD) as crowd:
            for job in [crowd.submit(take, number) for number in range(CROWD)]:
                job.result()
    with reading() as session:
        assert room_of(session, session.get_one(Meeting, meeting_id)).taken == CROWD > CAPACITY


def post(service: Service, path: str, **fields: str) -> httpx.Response:
    return httpx.post(f"{service.url}{path}", data=fields, timeout=60)


def person(service: Service, number: int, attempt: str = "") -> Callable[[], httpx.Response]:
    """Somebody who presses the button."""
    return lambda: post(
        service,
        "/fr/m/nord-1/register",
        name=f"Personne {number}",
        email=f"person{number}@example.org",
        profile="inhabitant",
        language="fr",
        consent="yes",
        attempt=attempt,
    )


def press(service: Service, path: str) -> Callable[[], httpx.Response]:
    """Somebody who presses a button."""
    return lambda: post(service, path)


def states() -> list[str]:
    """The states of everybody, in the order of the queue numbers, which have no gap and no double."""
    found = registrations()
    assert [number for number, _ in found] == list(range(1, len(found) + 1))
    return [status for _, status in found]


def tokens() -> list[str]:
    """The private links of everybody, in the order of the queue numbers."""
    with reading() as session:
        rows = session.scalars(select(Registration).order_by(Registration.queue_number))
        return [registration_token(row) for row in rows]


def test_a_crowd_gets_the_seats_there_are_and_everybody_is_told(database: str) -> None:
    committed_meeting(capacity=CAPACITY)
    with running(database) as service:
        answers = all_at_once([person(service, number) for number in range(RUSH)])
        assert {answer.status_code for answer in answers} == {303}
        pages = [httpx.get(service.url + answer.headers["location"], timeout=60) for answer in answers]
        assert states() == ["held"] * CAPACITY + ["waiting"] * (RUSH - CAPACITY)
        assert mails() == {"seat_held": CAPACITY, "seat_waiting": RUSH - CAPACITY}
        # Each page says a seat that is held, or another place in the queue.
        held = [page for page in pages if "Encore une étape" in page.text]
        places = {place for page in pages for place in re.findall(r"numéro (\d+)", page.text)}
        assert len(held) == CAPACITY
        assert places == {str(place) for place in range(2, RUSH - CAPACITY + 1)}
        # Everybody confirms at once, those who wait too: the seats are those that were held.
        links = [mail_link(token) for token in tokens()]
        confirmed = all_at_once([press(service, link) for link in links])
    assert {answer.status_code for answer in confirmed} == {303}
    assert states() == ["confirmed"] * CAPACITY + ["waiting"] * (RUSH - CAPACITY)
    assert mails()["registration_confirmed"] == CAPACITY


def test_seats_given_back_go_to_those_who_wait_in_order_while_others_arrive(database: str) -> None:
    committed_meeting(capacity=CAPACITY)
    seats = [seated(number=number) for number in range(CAPACITY)]
    queue = [seated(number=10 + number) for number in range(CAPACITY + 2)]
    with running(database) as service:
        leave = [
            lambda token=token: post(service, f"/fr/m/nord-1/r/{token}/cancel")
            for token in [*seats, queue[1]]
        ]
        answers = all_at_once([*leave, *(person(service, 100 + number) for number in range(CROWD))])
    assert {answer.status_code for answer in answers} == {303}
    found = states()
    assert found[:CAPACITY] == ["cancelled"] * CAPACITY
    left = queue[1]
    kept = [status for token, status in zip(queue, found[CAPACITY:], strict=False) if token != left]
    assert kept == ["confirmed"] * CAPACITY + ["waiting"]
    assert found[2 * CAPACITY + 2 :] == ["waiting"] * CROWD
    # Whoever left may have been given a seat just before, and passed it on: it was told each time.
    assert CAPACITY <= mails()["seat_promoted"] <= CAPACITY + 1


def test_offers_accepted_while_they_lapse_give_each_seat_once(database: str) -> None:
    meeting_id = committed_meeting(capacity=CAPACITY)
    seats = [seated(number=number) for number in range(CAPACITY)]
    queue = [seated(number=10 + number) for number in range(3 * CAPACITY)]
    with transaction() as session:
        # The meeting is tomorrow: seats that come free are offered.
        meeting = session.get_one(Meeting, meeting_id)
        meeting.starts_at, meeting.ends_at = clock.now() + timedelta(days=1), clock.now() + timedelta(days=2)
    for token in seats:
        with transaction() as session:
            cancel(session, "nord-1", token)
    offered = queue[:CAPACITY]
    assert states()[CAPACITY : 2 * CAPACITY] == ["offered"] * CAPACITY
    late = offered[::2]
    with transaction() as session:
        for token in late:
            session.get_one(Registration, read_token(token)).expires_at = clock.now()
    with running(database) as service:
        answers = all_at_once([press(service, f"/fr/m/nord-1/r/{token}/accept") for token in offered * 2])
    assert {answer.status_code for answer in answers} == {303}
    found = dict(zip(queue, states()[CAPACITY:], strict=True))
    assert [found[token] for token in offered] == ["lapsed", "confirmed", "lapsed", "confirmed", "lapsed"]
    assert [found[token] for token in queue[CAPACITY:]].count("offered") == len(late)
    assert [found[token] for token in queue[CAPACITY : CAPACITY + len(late)]] == ["offered"] * len(late)
    assert mails()["seat_lapsed"] == len(late)


def test_one_form_sent_many_times_at_once_is_one_registration(database: str) -> None:
    committed_meeting(capacity=CAPACITY)
    with running(database) as service:
        answers = all_at_once([person(service, 1, attempt="one form")] * 10)
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert registrations() == [(1, "held")]
    assert mails() == {"seat_held": 1}


def test_one_address_typed_in_many_browsers_at_once_has_one_seat(database: str) -> None:
    committed_meeting(capacity=CAPACITY)
    with running(database) as service:
        answers = all_at_once([person(service, 1, attempt=f"browser {n}") for n in range(10)])
    assert {answer.status_code for answer in answers} == {303}
    assert registrations() == [(1, "held")]
    assert mails() == {"seat_held": 1}


def test_somebody_who_presses_evaluate_many_times_at_once_gets_one_ticket(database: str) -> None:
    meeting_id = committed_meeting(capacity=CAPACITY)
    token = seated()
    registration_id = read_token(token)
    assert registration_id is not None
    with transaction() as session:
        mark_present(session, meeting_id, registration_id, present=True)
        open_evaluation(session, meeting_id)
    with running(database) as service:
        answers = all_at_once([lambda: post(service, f"/fr/m/nord-1/r/{token}/evaluation")] * 10)
    assert Counter(answer.status_code for answer in answers) == {303: 1, 409: 9}
