"""Who was invited to a meeting and how they stand: what the team sees of the replies."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.consultations.export.words import harmless
from app.contacts.models import Contact
from app.kit import clock
from app.kit.localized import Lang
from app.meetings.invite import ACTIVE
from app.meetings.models import MeetingInvitation, Registration

State = Literal["confirmed", "waiting", "refused", "declined", "silent"]
STATES: Final[tuple[State, ...]] = get_args(State)
"""`refused`: wished to come, and the team chose others."""


@dataclass(frozen=True)
class InvitationLine:
    """Somebody who was invited. Names are blank once the list was erased."""

    id: UUID
    name: str
    organisation: str
    sector: str
    language: Lang | None
    on_paper: bool
    bounced: bool
    no_mail: bool
    invited_on: date
    reminded_on: date | None
    state: State

    @property
    def erased(self) -> bool:
        """Whether nothing is known of them any more but that they were invited, and how they stand."""
        return self.language is None

    @property
    def can_be_reminded(self) -> bool:
        """Whether a reminder may leave today: no reply, a mail reaches them, and none left today or yet."""
        today = clock.today()
        return (
            self.state == "silent"
            and not self.erased
            and not (self.on_paper or self.bounced or self.no_mail)
            and self.invited_on < today
            and (self.reminded_on is None or self.reminded_on < today)
        )


def invitation_lines(session: Session, meeting_id: int) -> list[InvitationLine]:
    """Return everybody who was invited to a meeting, by name. Two statements.

    How somebody stands is what their registration says, however they registered: by the link of the
    invitation, on the public page or at the door. Without one it is their reply. A seat that was given back
    is a no.
    """
    stands = _stands(session, meeting_id)
    rows = session.execute(
        select(MeetingInvitation, Contact)
        .outerjoin(Contact, Contact.id == MeetingInvitation.contact_id)
        .where(MeetingInvitation.meeting_id == meeting_id)
        .order_by(func.lower(Contact.name), func.lower(Contact.organisation), MeetingInvitation.id)
    )
    return [_line(row, contact, stands.get(row.person)) for row, contact in rows]


def counts_by_state(lines: Sequence[InvitationLine]) -> dict[State, int]:
    """Return how many stand how, every state named."""
    found = Counter(line.state for line in lines)
    return {state: found[state] for state in STATES}


def as_csv(lines: Sequence[InvitationLine]) -> str:
    """Return the replies as a CSV file in which no cell is a formula. Addresses stay in their list."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["name", "organisation", "sector", "language", "invited_on", "reminded_on", "reply"])
    for line in lines:
        reminded = line.reminded_on.isoformat() if line.reminded_on else ""
        texts = [line.name, line.organisation, line.sector, line.language or ""]
        writer.writerow([*map(harmless, texts), line.invited_on.isoformat(), reminded, line.state])
    return out.getvalue()


def letters_of(session: Session, meeting_id: int) -> list[tuple[MeetingInvitation, Contact]]:
    """Return whoever was invited on paper, by name. One statement."""
    rows = session.execute(
        select(MeetingInvitation, Contact)
        .join(Contact, Contact.id == MeetingInvitation.contact_id)
        .where(MeetingInvitation.meeting_id == meeting_id, Contact.email == "")
        .order_by(func.lower(Contact.name), func.lower(Contact.organisation), Contact.id)
    )
    return [(row, contact) for row, contact in rows]


def _stands(session: Session, meeting_id: int) -> dict[UUID, str]:
    """Return the status of the newest registration of each person."""
    rows = session.execute(
        select(Registration.person, Registration.status)
        .where(Registration.meeting_id == meeting_id)
        .order_by(Registration.queue_number)
    )
    return {person: status for person, status in rows}  # noqa: C416 - has no types


def _line(row: MeetingInvitation, contact: Contact | None, status: str | None) -> InvitationLine:
    return InvitationLine(
        id=row.id,
        name=contact.name if contact else "",
        organisation=contact.organisation if contact else "",
        sector=contact.sector if contact else "",
        language=contact.language if contact else None,
        on_paper=contact is not None and not contact.email,
        bounced=contact is not None and contact.bounced,
        no_mail=contact is not None and contact.no_mail,
        invited_on=row.invited_on,
        reminded_on=row.reminded_on,
        state=_state(row, status),
    )


def _state(row: MeetingInvitation, status: str | None) -> State:
    if status == "confirmed":
        return "confirmed"
    if status in ACTIVE:
        return "waiting"
    if status == "refused":
        return "refused"
    if status == "cancelled" or row.reply == "no":
        return "declined"
    return "silent"
