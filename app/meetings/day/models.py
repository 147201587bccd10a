"""What is kept so that phones at a door agree, and what a team prepares for the day."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UNORDERED, Base


class DoorPress(Base):
    """One press at the door, under the id that the phone gave it: sent twice or late, it counts once.

    It is kept for as long as a phone may still send it (`rules.PRESSES_KEPT`); what stands is in
    `attendance`, which has no time.
    """

    __tablename__ = "door_press"
    __table_args__ = (UNORDERED,)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[UUID] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), index=True
    )
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id", ondelete="CASCADE"))
    pressed_at: Mapped[datetime]
    """By our clock: of two presses about one person the later stands, whichever arrives first."""
    came_from: Mapped[str] = mapped_column(String(20), default="", server_default=text("''"))
    """Where taking it back leads, when this press let the person in: to the queue, or out again."""


class MeetingHandover(Base):
    """What whoever runs the day has to know, besides what the registrations say. Gone with the retention."""

    __tablename__ = "meeting_handover"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    run_sheet: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    """Rows of `hour`, `what` and `who`, in the order of the day."""
    arrangements: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By need, how far its arrangement is (`state`) and what was agreed (`words`)."""
    interpreter: Mapped[str] = mapped_column(String(400), default="", server_default=text("''"))
    contacts: Mapped[str] = mapped_column(String(2000), default="", server_default=text("''"))
    """Who can be called on the day, in words."""
    ready: Mapped[list[str]] = mapped_column(default=list)
    """The material that is packed: codes of `rules.MATERIAL`."""
    remarks: Mapped[str] = mapped_column(String(2000), default="", server_default=text("''"))
    edition: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Raised at each change, so that nobody overwrites what they have not seen."""
