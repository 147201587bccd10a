"""The guarantee *never over*: confirmed never exceeds the capacity, whatever arrives together.

It begins with the control test, in which the lock is off and overselling must be seen: if it were not, the
others would prove nothing.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx2 as httpx
import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from app import db
from app.db import make_engine, reading, transaction
from app.kit.outbox.models import OutboxMail
from app.kit.tokens import read_token
from app.meetings import register as register_module
from app.meetings.attendance import mark_present
from app.meetings.evaluation import open_evaluation
from app.meetings.models import Meeting, Registration
from app.meetings.register import count_confirmed, register
from tests.meetings.factories import committed_meeting, make_wish, seated
from tests.support.service import Service, running

CAPACITY = 5
CROWD = 24


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

    def count_and_wait(session: Session, counted_id: int) -> int:
        """The worst case for one who counts and writes later; queue numbers alone would hide it."""
        confirmed = count_confirmed(session, counted_id)
        everybody_has_counted.wait(timeout=60)
        one_at_a_time.acquire()
        return confirmed

    monkeypatch.setattr(register_module, "lock_row", no_lock)
    monkeypatch.setattr(register_module, "count_confirmed", count_and_wait)
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
        assert count_confirmed(session, meeting_id) == CROWD > CAPACITY


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
        attempt=attempt,
    )


def test_a_crowd_gets_the_seats_there_are_and_everybody_is_told(database: str) -> None:
    committed_meeting(capacity=CAPACITY)
    with running(database) as service:
        answers = all_at_once([person(service, number) for number in range(CROWD)])
    assert Counter(answer.status_code for answer in answers) == {303: CAPACITY, 409: CROWD - CAPACITY}
    assert registrations() == [(number, "confirmed") for number in range(1, CAPACITY + 1)]
    assert mails() == {"registration_confirmed": CAPACITY}


def test_seats_given_back_and_taken_at_the_same_time_never_exceed_the_capacity(database: str) -> None:
    committed_meeting(capacity=CAPACITY)
    tokens = [seated(number=number) for number in range(CAPACITY)]
    with running(database) as service:
        leave = [lambda token=token: post(service, f"/fr/m/nord-1/r/{token}/cancel") for token in tokens]
        answers = all_at_once([*leave, *(person(service, 100 + number) for number in range(CROWD))])
    taken = sum(answer.status_code == 303 for answer in answers) - len(leave)
    found = registrations()
    assert {answer.status_code for answer in answers} <= {303, 409}
    assert Counter(status for _, status in found) == {"confirmed": taken, "cancelled": CAPACITY}
    assert taken <= CAPACITY
    assert [number for number, _ in found] == list(range(1, len(found) + 1))
    assert mails() == {"registration_confirmed": CAPACITY + taken, "registration_cancelled": CAPACITY}


def test_one_form_sent_many_times_at_once_is_one_registration_with_one_link(database: str) -> None:
    committed_meeting(capacity=CAPACITY)
    with running(database) as service:
        answers = all_at_once([person(service, 1, attempt="one form")] * 10)
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert registrations() == [(1, "confirmed")]
    assert mails() == {"registration_confirmed": 1}


def test_one_address_typed_in_many_browsers_at_once_has_one_seat(database: str) -> None:
    committed_meeting(capacity=CAPACITY)
    with running(database) as service:
        answers = all_at_once([person(service, 1, attempt=f"browser {n}") for n in range(10)])
    ends = Counter(answer.headers["location"].rpartition("/")[2] == "sent-again" for answer in answers)
    assert ends == {True: 9, False: 1}
    assert registrations() == [(1, "confirmed")]


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
