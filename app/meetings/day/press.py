"""A press at the door, as it was made on a page or on a phone."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.kit.errors import ConflictError, Message
from app.kit.localized import Lang
from app.meetings.models import AttendanceState


class RoomFullError(ConflictError):
    """No seat is free at the door; who presses once more lets the person in all the same."""

    def __init__(self) -> None:
        super().__init__("Every seat is taken or kept for somebody who may still come.")


@dataclass(frozen=True)
class Mark:
    """Somebody of the roster is present, absent or excused at a sitting; None takes it back."""

    id: UUID
    registration_id: UUID
    sitting_id: int
    state: AttendanceState | None
    pressed_at: datetime


@dataclass(frozen=True)
class Arrival:
    """Somebody came to a sitting without having registered. The id becomes that of the registration.

    Everything but the profile and the language may be blank. The address is in small letters.
    """

    id: UUID
    sitting_id: int
    pressed_at: datetime
    profile: str
    language: Lang
    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass
class Noted:
    """What became of presses: those refused with the reason, and arrivals that were known already."""

    refused: dict[UUID, Message] = field(default_factory=dict)
    known_as: dict[UUID, UUID] = field(default_factory=dict)
    """By the id of an arrival, the registration that the person has had all along."""
