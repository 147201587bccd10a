"""The seats of a meeting: how they stand, and what follows whenever one may have come free.

Every use case that gives, takes or frees a seat locks the meeting's row first, then settles: what has expired
lapses, and whoever waits and is admitted is promoted, in the order of the queue number. So a freed seat is
given in the transaction that frees it.
"""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.db import lock_row
from app.kit import clock
from app.meetings.errors import NoSuchRegistrationError
from app.meetings.models import Meeting, MeetingQuota, Registration
from app.meetings.notify import notify
from app.meetings.rules import TAKEN, Quota, Room, admit, deadline, promotion, seats_for


def lock_seat(session: Session, found: Registration) -> tuple[Meeting, Registration]:
    """Lock the meeting of a registration, settle it, and return both as they are now.

    Raises:
        NoSuchRegistrationError: it was removed meanwhile.
    """
    meeting = lock_row(session, Meeting, found.meeting_id)
    registration = session.get(Registration, found.id, populate_existing=True)
    if meeting is None or registration is None:
        raise NoSuchRegistrationError
    settle(session, meeting)
    return meeting, registration


def settle(session: Session, meeting: Meeting) -> Room:
    """Let lapse what has expired, promote who can be, and return how the seats stand. The row is locked.

    Asked twice, the second time changes nothing.
    """
    now = clock.now()
    _lapse(session, meeting, now)
    room = room_of(session, meeting)
    if meeting.status == "published" and now < meeting.starts_at:
        room = _promote(session, meeting, room, now)
    return room


def room_of(session: Session, meeting: Meeting) -> Room:
    """Return how the seats of a meeting stand. Certain only while its row is locked. Two statements."""
    rows = session.execute(
        select(Registration.profile, Registration.companion, func.count())
        .where(
            Registration.meeting_id == meeting.id,
            Registration.status.in_(TAKEN),
            Registration.online.is_(False),
        )
        .group_by(Registration.profile, Registration.companion)
    )
    taken, people = 0, dict[str, int]()
    for profile, companion, n in rows:
        taken += n * seats_for(companion=companion, online=False)
        people[profile] = people.get(profile, 0) + n
    quotas = session.scalars(select(MeetingQuota).where(MeetingQuota.meeting_id == meeting.id))
    return Room(
        capacity=meeting.capacity or 0,
        taken=taken,
        by_profile=people,
        quotas={row.profile: Quota(row.ceiling, row.floor) for row in quotas},
        floors_until=meeting.floors_until or meeting.starts_at,
    )


def room_for_newcomers(session: Session, meeting: Meeting, room: Room) -> Room:
    """Return the room as if whoever waits and is admitted sat there. One statement at most.

    Once a meeting has begun nobody is promoted, though on the first of several days its end is far: a seat
    that is free then still belongs to those who waited before whoever asks now.
    """
    now = clock.now()
    if now < meeting.starts_at or room.left == 0:
        return room
    queue = session.scalars(
        select(Registration)
        .where(Registration.meeting_id == meeting.id, Registration.status == "waiting")
        .order_by(Registration.queue_number)
    )
    for registration in queue:
        seats = seats_of(registration)
        if not admit(room, registration.profile, seats, now):
            room = room.with_one(registration.profile, seats)
    return room


def seats_of(registration: Registration) -> int:
    """Return how many seats of the room a registration takes, or would take."""
    return seats_for(companion=registration.companion, online=registration.online)


def is_proven(registration: Registration) -> bool:
    """Whether nothing is left to be confirmed: whoever left a telephone only has no address to prove."""
    return registration.address_confirmed or not registration.email


def give(session: Session, registration: Registration) -> None:
    """Make a seat certain; whoever was still to be told something else is not any more."""
    registration.status, registration.waits_for, registration.expires_at = "confirmed", "", None
    registration.to_call = None
    session.flush()


def place_in_queue(session: Session, registration: Registration) -> int:
    """Return the place of somebody who waits, from 1. One statement."""
    earlier = session.scalar(
        select(func.count()).where(
            Registration.meeting_id == registration.meeting_id,
            Registration.status == "waiting",
            Registration.queue_number < registration.queue_number,
        )
    )
    return (earlier or 0) + 1


def count_confirmed(session: Session, meeting_id: int) -> int:
    """Return how many people have a seat that is certain. One statement."""
    return session.execute(
        select(func.count())
        .select_from(Registration)
        .where(Registration.meeting_id == meeting_id, Registration.status == "confirmed")
    ).scalar_one()


def due(session: Session, now: datetime) -> list[int]:
    """List the meetings that the clock alone gives something to settle. Two statements.

    A held or offered seat expired, or the seats that were kept for some profiles are released.
    """
    expired = session.scalars(
        select(Registration.meeting_id)
        .where(Registration.status.in_(("held", "offered")), Registration.expires_at <= now)
        .distinct()
    )
    released = session.scalars(
        select(Registration.meeting_id)
        .join(Meeting, Meeting.id == Registration.meeting_id)
        .where(
            Registration.status == "waiting",
            Registration.waits_for == "kept",
            Meeting.status == "published",
            Meeting.floors_until <= now,
            Meeting.starts_at > now,
        )
        .distinct()
    )
    return sorted({*expired, *released})


def _lapse(session: Session, meeting: Meeting, now: datetime) -> None:
    expired = session.scalars(
        select(Registration)
        .where(
            Registration.meeting_id == meeting.id,
            Registration.status.in_(("held", "offered")),
            Registration.expires_at <= now,
        )
        .order_by(Registration.queue_number)
    ).all()
    for registration in expired:
        registration.status = "lapsed"
        session.flush()
        notify(session, registration, "seat_lapsed")


def _promote(session: Session, meeting: Meeting, room: Room, now: datetime) -> Room:
    """Go through the queue once: giving a seat to one never lets an earlier one in who was not admitted.

    Candidates for a choice that nobody makes any more wait in order with the others.
    """
    states = ("waiting", "candidate") if meeting.admission == "order" else ("waiting",)
    queue = select(Registration).where(Registration.meeting_id == meeting.id, Registration.status.in_(states))
    if room.left == 0:
        # Nobody who needs a seat can be admitted, so their queue is not read: a crowd that registers at once
        # would read it anew each time.
        session.execute(
            update(Registration)
            .where(
                Registration.meeting_id == meeting.id,
                Registration.status.in_(states),
                Registration.online.is_(False),
                Registration.waits_for != "full",
            )
            .values(status="waiting", waits_for="full")
            .execution_options(synchronize_session="fetch")
        )
        queue = queue.where(Registration.online.is_(True))
    for registration in session.scalars(queue.order_by(Registration.queue_number)).all():
        seats = seats_of(registration)
        obstacle = admit(room, registration.profile, seats, now)
        if obstacle:
            registration.status, registration.waits_for = "waiting", obstacle
            continue
        room = room.with_one(registration.profile, seats)
        if promotion(now, meeting.starts_at, proven=is_proven(registration)) == "direct":
            give(session, registration)
            notify(session, registration, "seat_promoted")
        else:
            registration.status, registration.waits_for = "offered", ""
            registration.expires_at = deadline(now, meeting.starts_at)
            session.flush()
            notify(session, registration, "seat_offered")
    session.flush()
    return room
