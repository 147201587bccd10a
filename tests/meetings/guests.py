"""People of a list who are invited to a meeting."""

from uuid import uuid4

from sqlalchemy import select

from app.contacts.campaigns import Part
from app.contacts.models import Contact
from app.db import reading, transaction
from app.kit.localized import Lang
from app.meetings import invitation_mails  # noqa: F401 - declares the mails
from app.meetings.invitation_list import invitation_lines
from app.meetings.invite import Invited, invite, lay_out_letters
from app.meetings.models import Meeting, MeetingInvitation
from app.meetings.reply import reply_link
from tests.contacts.people import give_list


def give_guests(code: str, *people: tuple[str, Lang]) -> int:
    """Keep a list of people by address and one without, invite them all, and return the list."""
    list_id = give_list(*people, name="Les invité·es")
    with transaction() as session:
        session.add(
            Contact(
                id=uuid4(),
                list_id=list_id,
                name="Odette",
                email="",
                language="fr",
                organisation="",
                sector="",
            )
        )
    invite_list(code, list_id)
    return list_id


def invite_list(code: str, list_id: int) -> Invited:
    """Invite a list by mail and by letter."""
    with transaction() as session:
        meeting_id = session.scalars(select(Meeting.id).where(Meeting.code == code)).one()
        found = invite(session, meeting_id, Part(list_id))
        lay_out_letters(session, meeting_id, Part(list_id))
        return found


def tokens(code: str) -> dict[str, str]:
    """Return the token of everybody's link, by address; '' is who has none."""
    with reading() as session:
        rows = session.execute(
            select(Contact.email, MeetingInvitation)
            .join(MeetingInvitation, MeetingInvitation.contact_id == Contact.id)
            .join(Meeting, Meeting.id == MeetingInvitation.meeting_id)
            .where(Meeting.code == code)
        )
        return {email: reply_link(row, "fr").rpartition("/")[2] for email, row in rows}


def stands(meeting_id: int) -> dict[str, str]:
    """Return how everybody who was invited stands, by name."""
    with reading() as session:
        return {line.name: line.state for line in invitation_lines(session, meeting_id)}
