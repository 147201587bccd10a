"""What is pressed at the door: who is there, who came without registering, and taking it back.

A press has an id, made where it was pressed, and a moment. It may arrive late, twice and in any order: known
ids change nothing, and of two presses about one person at one sitting the later stands.
"""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.db import lock_row
from app.kit import clock
from app.kit.errors import AteliersError, ConflictError
from app.kit.tokens import code_fingerprint
from app.meetings.day.models import DoorPress
from app.meetings.day.press import Arrival, Mark, Noted, RoomFullError
from app.meetings.day.roster import roster
from app.meetings.day.rules import SEATED, WAITING
from app.meetings.errors import NoSuchMeetingError, NoSuchRegistrationError
from app.meetings.links import registration_code
from app.meetings.models import (
    Attendance,
    AttendanceState,
    Meeting,
    Registration,
    RegistrationStatus,
    Sitting,
)
from app.meetings.register import person_of
from app.meetings.rules import ENDS
from app.meetings.seats import give, settle


def note(session: Session, meeting_id: int, presses: Sequence[Mark | Arrival]) -> Noted:
    """Note presses of one meeting in their order; each that cannot stand is refused alone.

    Whoever was let in takes a seat. That is noted as it happened, also in a full room: nobody is pushed out,
    and whoever comes on top is marked as somebody who walked in.

    Raises:
        NoSuchMeetingError: there is no such meeting.
    """
    door = _door(session, meeting_id, presses)
    noted = Noted()
    for press in presses:
        try:
            door.take(press, noted, anyway=True)
        except AteliersError as error:
            noted.refused[press.id] = error.message
    door.close()
    return noted


def note_one(session: Session, meeting_id: int, press: Mark | Arrival, *, anyway: bool) -> UUID:
    """Note one press, and return whose it was: an arrival may turn out to be somebody who had registered.

    Raises:
        NoSuchMeetingError, NoSuchRegistrationError: there is no such meeting, sitting or person.
        RoomFullError: without `anyway`, the room has no seat for somebody who has none.
        ConflictError: the person has no seat and waits for none.
    """
    noted = Noted()
    door = _door(session, meeting_id, [press])
    door.take(press, noted, anyway=anyway)
    door.close()
    person = press.registration_id if isinstance(press, Mark) else press.id
    return noted.known_as.get(person, person)


def _door(session: Session, meeting_id: int, presses: Sequence[Mark | Arrival]) -> "_Door":
    meeting = lock_row(session, Meeting, meeting_id)
    if meeting is None:
        raise NoSuchMeetingError
    return _Door(session, meeting, presses)


class _Door:
    """The rows that a message of presses is about, read once under the meeting's lock."""

    def __init__(self, session: Session, meeting: Meeting, presses: Sequence[Mark | Arrival]) -> None:
        self.session = session
        self.meeting = meeting
        self.freed = False
        self.sittings = set(session.scalars(select(Sitting.id).where(Sitting.meeting_id == meeting.id)))
        ids = [press.registration_id if isinstance(press, Mark) else press.id for press in presses]
        self.people = {
            row.id: row
            for row in session.scalars(
                select(Registration).where(Registration.id.in_(ids)),
                execution_options={"populate_existing": True},
            )
        }
        self.presses = list(
            session.scalars(
                select(DoorPress).where(
                    or_(
                        DoorPress.id.in_([press.id for press in presses]),
                        DoorPress.registration_id.in_(ids),
                    )
                )
            )
        )

    def close(self) -> None:
        """Give what came free to whoever waits, while the meeting has not begun."""
        self.session.flush()
        if self.freed:
            settle(self.session, self.meeting)

    def take(self, press: Mark | Arrival, noted: Noted, *, anyway: bool) -> None:
        """Note one press."""
        if isinstance(press, Arrival):
            self.arrive(press, noted, anyway=anyway)
        else:
            self.mark(press, noted.known_as.get(press.registration_id, press.registration_id), anyway=anyway)

    def mark(self, press: Mark, registration_id: UUID, *, anyway: bool) -> None:
        """Note one press; a known or an overtaken one changes nothing."""
        if self._is_known(press.id):
            return
        person = self.people.get(registration_id)
        if person is None or person.meeting_id != self.meeting.id or person.forgotten:
            raise NoSuchRegistrationError
        self._check_sitting(press.sitting_id)
        overtaken = any(
            each.pressed_at > press.pressed_at
            for each in self.presses
            if each.registration_id == person.id and each.sitting_id == press.sitting_id
        )
        came_from = "" if overtaken else self._apply(person, press, anyway=anyway)
        self._remember(press.id, person.id, press, came_from)

    def arrive(self, press: Arrival, noted: Noted, *, anyway: bool) -> None:
        """Give somebody who had not registered a seat, and note that they are there."""
        if self._is_known(press.id):
            return
        if press.id in self.people:
            raise NoSuchRegistrationError
        self._check_sitting(press.sitting_id)
        known = self._who_has(press.email, press.phone)
        if known is not None:
            self.people[known.id] = known
            noted.known_as[press.id] = known.id
            came_from = self._apply(known, _present(press, known.id), anyway=anyway)
            self._remember(press.id, known.id, press, came_from)
            return
        if not (anyway or self._has_room(press.sitting_id, 1)):
            raise RoomFullError
        person = Registration(
            id=press.id,
            meeting_id=self.meeting.id,
            queue_number=self._next_number(),
            person=person_of(self.session, self.meeting.programme_code, press.email, press.phone),
            name=press.name,
            email=press.email,
            phone=press.phone,
            organisation="",
            profile=press.profile,
            language=press.language,
            walk_in=True,
            status="confirmed",
            mailed_at=clock.now(),
        )
        person.generation = 0
        if not person.email:
            person.code_fingerprint = code_fingerprint(registration_code(person))
        self.session.add(person)
        self.session.flush()
        self.people[person.id] = person
        self._set(person.id, press.sitting_id, "present")
        self._remember(press.id, person.id, press, "cancelled")

    def _apply(self, person: Registration, press: Mark, *, anyway: bool) -> str:
        """Let one press stand; return what the person was before, where it lets somebody in."""
        came_from = ""
        if press.state is None:
            self._set(person.id, press.sitting_id, None)
            self._take_back(person)
            return came_from
        if person.status != "confirmed":
            came_from = self._let_in(person, press, anyway=anyway)
        self._set(person.id, press.sitting_id, press.state)
        return came_from

    def _let_in(self, person: Registration, press: Mark, *, anyway: bool) -> str:
        """Give a seat to somebody who stands there without a confirmed one; return what they were."""
        back = person.status == "cancelled" and person.walk_in
        if press.state != "present" or not (back or person.status in (*SEATED, *WAITING)):
            raise ConflictError("This registration has no seat. Whoever came can be noted as a new person.")
        if person.status not in SEATED and self._who_has(person.email, person.phone, besides=person.id):
            raise ConflictError("This registration has no seat. Whoever came can be noted as a new person.")
        was = "" if person.status in SEATED else person.status
        if was:
            seats = 1 + person.companion
            if not (anyway or self._has_room(press.sitting_id, seats)):
                raise RoomFullError
            person.walk_in = person.walk_in or not self._has_seats(seats)
        give(self.session, person)
        return was

    def _take_back(self, person: Registration) -> None:
        """Undo having been let in, once nothing is noted of the person at any sitting."""
        let_in = [each for each in self.presses if each.registration_id == person.id and each.came_from]
        if not let_in or person.status != "confirmed" or self._is_noted(person.id):
            return
        person.status = cast("RegistrationStatus", let_in[0].came_from)
        person.waits_for = "full" if person.status == "waiting" else ""
        # Somebody who walked in goes on being one, should they be let in again.
        person.walk_in = person.status == "cancelled"
        for each in let_in:
            each.came_from = ""
        self.freed = True

    def _is_known(self, press_id: UUID) -> bool:
        return any(each.id == press_id for each in self.presses)

    def _check_sitting(self, sitting_id: int) -> None:
        if sitting_id not in self.sittings:
            raise NoSuchRegistrationError

    def _has_room(self, sitting_id: int, seats: int) -> bool:
        """Whether seats are free at the door: those of people marked absent or excused are."""
        self.session.flush()
        return roster(self.session, self.meeting.id, self.meeting.capacity).counts(sitting_id).has_room(seats)

    def _has_seats(self, seats: int) -> bool:
        """Whether seats are free that were promised to nobody."""
        self.session.flush()
        people = roster(self.session, self.meeting.id, self.meeting.capacity).people
        taken = sum(person.seats for person in people if person.is_seated)
        return self.meeting.capacity is None or taken + seats <= self.meeting.capacity

    def _who_has(self, email: str, phone: str, besides: UUID | None = None) -> Registration | None:
        """Return the active registration with this address, or else this telephone, of anybody `besides`."""
        if not (email or phone):
            return None
        contact = Registration.email == email if email else Registration.phone == phone
        return self.session.scalars(
            select(Registration)
            .where(
                Registration.meeting_id == self.meeting.id,
                contact,
                Registration.status.not_in(ENDS),
                *(() if besides is None else (Registration.id != besides,)),
            )
            .order_by(Registration.queue_number)
            .limit(1)
        ).one_or_none()

    def _set(self, registration_id: UUID, sitting_id: int, state: AttendanceState | None) -> None:
        row = self.session.get(Attendance, (registration_id, sitting_id))
        if row is None:
            if state is not None:
                self.session.add(
                    Attendance(registration_id=registration_id, sitting_id=sitting_id, state=state)
                )
        elif state is None:
            self.session.delete(row)
        else:
            row.state = state
        self.session.flush()

    def _is_noted(self, registration_id: UUID) -> bool:
        return (
            self.session.scalar(
                select(Attendance.sitting_id).where(Attendance.registration_id == registration_id).limit(1)
            )
            is not None
        )

    def _remember(self, press_id: UUID, registration_id: UUID, press: Mark | Arrival, came_from: str) -> None:
        row = DoorPress(
            id=press_id,
            meeting_id=self.meeting.id,
            registration_id=registration_id,
            sitting_id=press.sitting_id,
            pressed_at=press.pressed_at,
            came_from=came_from,
        )
        self.session.add(row)
        self.presses.append(row)

    def _next_number(self) -> int:
        last = self.session.scalar(
            select(func.max(Registration.queue_number)).where(Registration.meeting_id == self.meeting.id)
        )
        return (last or 0) + 1


def _present(press: Arrival, registration_id: UUID) -> Mark:
    return Mark(press.id, registration_id, press.sitting_id, "present", press.pressed_at)
