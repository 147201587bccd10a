"""Meetings and the people who come. Contacts live here, answers in `consultations`: nothing joins the two."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UNORDERED, Base
from app.kit import clock
from app.kit.localized import Lang, Localized

Kind = Literal[
    "exploratory", "interview", "preparatory", "presentation", "open_house", "focus_group", "atelier"
]
Mode = Literal["on_site", "online", "hybrid"]
Admission = Literal["order", "selection"]
"""Seats go in the order of arrival, or somebody of the team chooses among candidates."""
MeetingStatus = Literal["draft", "published", "cancelled"]
Spoken = Literal["both", "fr", "nl"]
"""In which language people speak: both, or one with a spoken summary in the other."""
RegistrationStatus = Literal[
    "held", "confirmed", "waiting", "offered", "candidate", "cancelled", "lapsed", "refused"
]
"""`held`: the seat is kept until its address is confirmed. `offered`: it is kept until the person accepts.
`candidate`: waits for somebody of the team to choose. `lapsed`: held or offered, and nobody answered in time.
"""
WaitsFor = Literal["", "full", "ceiling", "kept"]
"""Why somebody waits: every seat is taken, those of the profile are, or the last are kept for others."""
AttendanceState = Literal["present", "absent", "excused"]
InvitationReply = Literal["yes", "no"]


_ACTIVE = "status NOT IN ('cancelled', 'lapsed', 'refused')"
_HAS_ADDRESS = f"{_ACTIVE} AND email <> ''"
_HAS_PHONE_ONLY = f"{_ACTIVE} AND email = '' AND phone <> ''"


class Meeting(Base):
    """One meeting. People register when it has a capacity; a headcount stands where no names were taken."""

    __tablename__ = "meeting"
    __table_args__ = (
        ForeignKeyConstraint(["programme_code", "strand_code"], ["strand.programme_code", "strand.code"]),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_is_positive"),
        CheckConstraint("headcount IS NULL OR headcount >= 0", name="headcount_is_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    programme_code: Mapped[str] = mapped_column(ForeignKey("programme.code"))
    strand_code: Mapped[str] = mapped_column(String(60))
    kind: Mapped[Kind]
    bassin_code: Mapped[str | None] = mapped_column(ForeignKey("bassin.code"), index=True)
    """None for a meeting of the whole Region."""
    title: Mapped[Localized]
    description: Mapped[Localized]
    place: Mapped[Localized]
    access: Mapped[Localized] = mapped_column(default=lambda: {"fr": "", "nl": ""})
    """How to get in and around, for those who need to know before coming; may be blank."""
    spoken: Mapped[Spoken] = mapped_column(default="both", server_default="both")
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    capacity: Mapped[int | None]
    headcount: Mapped[int | None]
    mode: Mapped[Mode] = mapped_column(default="on_site", server_default="on_site")
    online_address: Mapped[str] = mapped_column(String(500), default="", server_default=text("''"))
    """Where to connect; shown to those who have a seat only."""
    interpretation: Mapped[Localized] = mapped_column(
        default=lambda: {"fr": "", "nl": ""}, server_default='{"fr": "", "nl": ""}'
    )
    """Which interpretation is offered, in words; may be blank."""
    registration_opens_at: Mapped[datetime | None]
    registration_closes_at: Mapped[datetime | None]
    admission: Mapped[Admission] = mapped_column(default="order", server_default="order")
    floors_until: Mapped[datetime | None]
    """Until when seats are kept for the profiles of `MeetingQuota.floor`."""
    reminders: Mapped[list[int]] = mapped_column(default=lambda: [48], server_default="[48]")
    """How many hours before the first sitting a reminder goes out, for each of them."""
    series: Mapped[str | None] = mapped_column(String(60))
    """What meetings that were planned together have in common."""
    status: Mapped[MeetingStatus]
    cancel_reason: Mapped[Localized] = mapped_column(
        default=lambda: {"fr": "", "nl": ""}, server_default='{"fr": "", "nl": ""}'
    )
    """Why it will not take place; may be blank."""
    sequence: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Raised when the day, the place or another thing that calendars show changes: the newest wins there."""
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, server_default="2026-01-01 00:00:00")
    """When somebody of the team last changed it; the first day of 2026 where it was not kept yet."""
    invented: Mapped[bool] = mapped_column(default=False, server_default=false())
    evaluation_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"))
    version: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class Sitting(Base):
    """One day of a meeting. The first begins and the last ends when the meeting does."""

    __tablename__ = "sitting"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    number: Mapped[int]
    """From 1, in the order of time."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class MeetingQuota(Base):
    """How many people of one profile a meeting takes at most, and how many seats it keeps for them."""

    __tablename__ = "meeting_quota"
    __table_args__ = (
        CheckConstraint("ceiling IS NULL OR ceiling >= floor", name="ceiling_covers_floor"),
        CheckConstraint("floor >= 0", name="floor_is_not_negative"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    profile: Mapped[str] = mapped_column(String(40), primary_key=True)
    ceiling: Mapped[int | None]
    floor: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class Registration(Base):
    """Somebody's seat at a meeting, or their place in the queue for one.

    When the retention is over the texts are blanked and the row stays, so that what was counted stays true.
    """

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("meeting_id", "queue_number"),
        Index(
            "uq_registration_address",
            "meeting_id",
            "email",
            unique=True,
            sqlite_where=text(_HAS_ADDRESS),
            postgresql_where=text(_HAS_ADDRESS),
        ),
        Index(
            "uq_registration_phone",
            "meeting_id",
            "phone",
            unique=True,
            sqlite_where=text(_HAS_PHONE_ONLY),
            postgresql_where=text(_HAS_PHONE_ONLY),
        ),
        Index(None, "person"),
        Index(None, "email"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    queue_number: Mapped[int]
    """The order of arrival, given under the meeting's lock."""
    person: Mapped[UUID]
    """Random, and the same for one address or telephone in all meetings of a programme: it counts distinct
    people, and goes on doing so when their names are forgotten.
    """
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254))
    """In small letters; blank for somebody who gave a telephone only, and for a walk-in."""
    phone: Mapped[str] = mapped_column(String(40), default="", server_default=text("''"))
    """As +, digits; blank where an address suffices."""
    organisation: Mapped[str] = mapped_column(String(160))
    sector: Mapped[str] = mapped_column(String(60), default="", server_default=text("''"))
    profile: Mapped[str] = mapped_column(String(40))
    language: Mapped[Lang]
    needs: Mapped[list[str]] = mapped_column(default=list)
    """Codes of `rules.NEEDS` that were ticked."""
    needs_note: Mapped[str] = mapped_column(String(500), default="", server_default=text("''"))
    companion: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether somebody comes along, who takes a seat too."""
    online: Mapped[bool] = mapped_column(default=False, server_default=false())
    """At a hybrid meeting: follows from afar and takes no seat of the room."""
    walk_in: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Came without having registered, and was noted at the door."""
    status: Mapped[RegistrationStatus]
    waits_for: Mapped[WaitsFor] = mapped_column(default="", server_default=text("''"))
    expires_at: Mapped[datetime | None]
    """When a held or offered seat goes to the next."""
    address_confirmed: Mapped[bool] = mapped_column(default=False, server_default=false())
    code_fingerprint: Mapped[str | None] = mapped_column(String(64), index=True)
    """Of the code that opens the private page, for somebody without an address."""
    forgotten: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether what was known of this person has been blanked."""
    bounced: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a mail server said that the address does not exist."""
    to_call: Mapped[str | None] = mapped_column(String(40))
    """What this person still has to be told by telephone: the name of the mail that nobody could send."""
    evaluation_issued: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether this person was handed an evaluation ticket; which one, nobody knows."""
    mailed_at: Mapped[datetime]
    """When the confirmation was last put in the outbox, so that nobody can flood an address with it."""
    generation: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class Attendance(Base):
    """Whether somebody was at one sitting. Without a row, nobody said."""

    __tablename__ = "attendance"
    __table_args__ = (UNORDERED,)

    registration_id: Mapped[UUID] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True
    )
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    state: Mapped[AttendanceState]


class RegistrationNotice(Base):
    """That somebody was sent a mail which goes out by the clock, so that it goes out once."""

    __tablename__ = "registration_notice"
    __table_args__ = (UNORDERED,)

    registration_id: Mapped[UUID] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True
    )
    event: Mapped[str] = mapped_column(String(40), primary_key=True)
    """`reminder-48`, `thanks` …"""


class MeetingInvitation(Base):
    """That a contact was invited to a meeting, and what they replied."""

    __tablename__ = "meeting_invitation"
    __table_args__ = (UniqueConstraint("meeting_id", "contact_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"), index=True)
    """None when the list was purged: the invitation still counts."""
    person: Mapped[UUID] = mapped_column(index=True)
    """As in `Registration.person`."""
    invited_on: Mapped[date]
    reminded_on: Mapped[date | None]
    reply: Mapped[InvitationReply | None]
    registration_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("registration.id", ondelete="SET NULL"), index=True
    )
    generation: Mapped[int] = mapped_column(default=0, server_default=text("0"))
