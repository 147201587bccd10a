"""What is pressed at the door, whichever way it arrives."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from app.db import reading, transaction
from app.kit import clock
from app.meetings.day.models import DoorPress
from app.meetings.day.press import Arrival, Mark, Noted, RoomFullError
from app.meetings.day.presses import note, note_one
from app.meetings.day.purge import purge_days
from app.meetings.day.roster import roster
from app.meetings.models import AttendanceState
from tests.meetings.day.people import give_person, hold_meeting, noted, people, person, sittings_of

pytestmark = pytest.mark.usefixtures("database")


def mark(who: UUID, sitting: int, state: AttendanceState | None, ago: float = 0) -> Mark:
    return Mark(uuid4(), who, sitting, state, clock.now() - timedelta(seconds=ago))


def arrival(sitting: int, name: str = "Sam Exemple", **contact: str) -> Arrival:
    return Arrival(uuid4(), sitting, clock.now(), "inhabitant", "nl", name=name, **contact)


def send(meeting_id: int, *presses: Mark | Arrival) -> Noted:
    with transaction() as session:
        return note(session, meeting_id, presses)


def test_presses_of_two_phones_doubled_late_and_in_any_order_leave_what_was_pressed_last() -> None:
    meeting_id = hold_meeting()
    days = sittings_of(meeting_id)
    who = [give_person(meeting_id, name) for name in ("Amina", "Jan")]
    states: list[AttendanceState | None] = ["present", "absent", "excused", None]
    for seed in range(6):
        draw = Random(seed)  # noqa: S311 - drawn for a test
        now = clock.now() + timedelta(hours=seed)
        presses = [
            Mark(
                uuid4(), draw.choice(who), draw.choice(days), draw.choice(states), now + timedelta(seconds=n)
            )
            for n in range(12)
        ]
        last = {(press.registration_id, press.sitting_id): press.state for press in presses}
        sent = presses + draw.sample(presses, 5)
        draw.shuffle(sent)
        # What comes a second time says another moment: the age was taken again on the phone.
        again = {press.id: now + timedelta(seconds=99) for press in sent}
        seen: set[UUID] = set()
        for press in sent:
            late = press.id in seen
            seen.add(press.id)
            send(meeting_id, replace(press, pressed_at=again[press.id]) if late else press)
        stands = noted(meeting_id)
        assert {key: stands.get(key) for key in last} == last, seed


def test_somebody_who_walks_in_takes_a_seat_once_however_often_it_is_sent() -> None:
    meeting_id = hold_meeting(capacity=1)
    day, other_day = sittings_of(meeting_id)
    came = arrival(day, "")
    for _ in range(3):
        assert send(meeting_id, came).refused == {}
    (row,) = people(meeting_id)
    assert (row.id, row.name, row.status, row.walk_in, row.profile) == (
        came.id, "", "confirmed", True, "inhabitant",
    )  # fmt: skip
    assert noted(meeting_id) == {(came.id, day): "present"}

    send(meeting_id, mark(came.id, other_day, "present"), mark(came.id, day, None))
    assert person(came.id).status == "confirmed", "somebody who was there on another day has a seat"
    send(meeting_id, mark(came.id, other_day, None))
    assert person(came.id).status == "cancelled", "noted by mistake, and taken back"
    send(meeting_id, came)
    assert person(came.id).status == "cancelled", "the same message once more brings nobody back"
    send(meeting_id, mark(came.id, day, "present"))
    assert person(came.id).status == "confirmed"


def test_a_full_room_asks_first_and_pushes_nobody_out() -> None:
    meeting_id = hold_meeting(capacity=2)
    day, _ = sittings_of(meeting_id)
    seated = [give_person(meeting_id, "Amina"), give_person(meeting_id, "Jan", "held")]
    waits = give_person(meeting_id, "Noor", "waiting")
    for press in (arrival(day), mark(waits, day, "present")):
        with pytest.raises(RoomFullError), transaction() as session:
            note_one(session, meeting_id, press, anyway=False)
    assert len(people(meeting_id)) == 3
    assert noted(meeting_id) == {}

    with transaction() as session:
        note_one(session, meeting_id, arrival(day), anyway=True)
    assert [each.status for each in people(meeting_id)] == ["confirmed", "held", "waiting", "confirmed"]

    # A seat stays empty: somebody who waits has it, but the number of promised seats was exceeded.
    send(meeting_id, mark(seated[0], day, "excused"), mark(people(meeting_id)[3].id, day, None))
    with transaction() as session:
        note_one(session, meeting_id, mark(waits, day, "present"), anyway=False)
    assert (person(waits).status, person(waits).walk_in) == ("confirmed", True)
    send(meeting_id, mark(waits, day, None))
    assert (person(waits).status, person(waits).waits_for, person(waits).walk_in) == (
        "waiting",
        "full",
        False,
    )


def test_whoever_stands_there_with_a_kept_seat_has_it() -> None:
    meeting_id = hold_meeting(capacity=1)
    day, _ = sittings_of(meeting_id)
    held = give_person(meeting_id, "Jan", "held", expires_at=clock.now() - timedelta(minutes=1))
    send(meeting_id, mark(held, day, "present"))
    assert (person(held).status, person(held).expires_at, person(held).walk_in) == ("confirmed", None, False)


def test_an_arrival_who_had_registered_is_that_person() -> None:
    meeting_id = hold_meeting()
    day, other_day = sittings_of(meeting_id)
    known = give_person(meeting_id, "Jan", "waiting", email="jan@example.org")
    came = arrival(day, "Jan", email="jan@example.org")
    sent = send(meeting_id, came, mark(came.id, other_day, "excused"))
    assert sent.known_as == {came.id: known}
    assert noted(meeting_id) == {(known, day): "present", (known, other_day): "excused"}
    assert len(people(meeting_id)) == 1


def test_what_cannot_stand_is_refused_alone_with_words() -> None:
    meeting_id = hold_meeting()
    day, _ = sittings_of(meeting_id)
    elsewhere = hold_meeting(code="nord-2")
    foreign = sittings_of(elsewhere)[0]
    here = give_person(meeting_id, "Amina")
    left = give_person(meeting_id, "Jan", "cancelled")
    stranger = give_person(elsewhere, "Noor")
    wrong: list[Mark | Arrival] = [
        mark(stranger, day, "present"), mark(uuid4(), day, "present"), mark(here, foreign, "present"),
        mark(left, day, "present"), replace(arrival(day), id=stranger),
    ]  # fmt: skip
    sent = send(meeting_id, *wrong, mark(here, day, "present"))
    assert set(sent.refused) == {press.id for press in wrong}
    assert "no seat" in sent.refused[wrong[3].id].id
    assert noted(meeting_id) == {(here, day): "present"}
    assert noted(elsewhere) == {}


def test_presses_are_forgotten_two_weeks_after_the_meeting() -> None:
    meeting_id = hold_meeting()
    day, _ = sittings_of(meeting_id)
    send(meeting_id, mark(give_person(meeting_id, "Amina"), day, "present"))
    for weeks, left in ((2, 1), (4, 0)):
        with clock.set_to(clock.now() + timedelta(weeks=weeks)), transaction() as session:
            purge_days(session)
        with reading() as session:
            assert session.scalar(select(func.count()).select_from(DoorPress)) == left
    assert len(noted(meeting_id)) == 1, "what stands stays"


def test_a_seat_taken_back_before_the_meeting_goes_to_the_next_and_later_to_nobody() -> None:
    for code, days, ends in (("nord-3", 5, "confirmed"), ("nord-4", 0, "waiting")):
        meeting_id = hold_meeting(code=code, capacity=1, days=days)
        day, _ = sittings_of(meeting_id)
        came = arrival(day)
        send(meeting_id, came)
        waits = give_person(meeting_id, "Noor", "waiting", address_confirmed=True)
        send(meeting_id, mark(came.id, day, None))
        assert person(waits).status == ends, code


def test_whoever_let_a_kept_seat_lapse_and_comes_is_let_in_and_found_once() -> None:
    meeting_id = hold_meeting(capacity=1)
    day, _ = sittings_of(meeting_id)
    lapsed = give_person(meeting_id, "Jan", "lapsed", email="jan@example.org")
    with reading() as session:
        assert [each.name for each in roster(session, meeting_id, 1).waiting] == ["Jan"]
    send(meeting_id, mark(lapsed, day, "present"))
    assert person(lapsed).status == "confirmed"
    send(meeting_id, mark(lapsed, day, None))
    assert person(lapsed).status == "lapsed"
    give_person(meeting_id, "Jan", "confirmed", email="jan@example.org")
    assert list(send(meeting_id, press := mark(lapsed, day, "present")).refused) == [press.id]
    with reading() as session:
        assert roster(session, meeting_id, 1).waiting == []
