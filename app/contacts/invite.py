"""Invite the people of a list to a consultation, each by a link of their own."""

from uuid import uuid4

from sqlalchemy.orm import Session

from app.contacts.campaigns import (
    Part,
    closed_circle,
    lock_campaign,
    require_running,
    to_invite,
    without_address,
)
from app.contacts.mails import INVITATION, TRIAL
from app.contacts.models import Contact, Invitation
from app.kit import clock
from app.kit.localized import LANGUAGES
from app.kit.outbox.post import post, post_all


def invite(session: Session, code: str, part: Part) -> int:
    """Post an invitation to whoever of a part was not invited yet; return how many that were.

    Pressed twice, or by two people at once, everybody gets one: the invitations to a consultation are written
    one after the other, under a lock.

    Raises:
        NoSuchConsultationError, ConflictError, NotOpenError: see `closed_circle` and `require_running`.
    """
    consultation = closed_circle(session, code)
    require_running(consultation)
    lock_campaign(session, consultation.id)
    people = session.scalars(to_invite(consultation.id, part)).all()
    invitations = [_invitation(consultation.id, person) for person in people]
    mails = [
        (person.language, {"invitation": str(new.id)})
        for person, new in zip(people, invitations, strict=True)
    ]
    for new, mail_id in zip(invitations, post_all(session, INVITATION, mails), strict=True):
        new.mail_id = mail_id
    session.add_all(invitations)
    session.flush()
    return len(people)


def lay_out_slips(session: Session, code: str, part: Part) -> int:
    """Invite on paper whoever of a part has no address; return how many that were. Harmless when repeated.

    Raises:
        NoSuchConsultationError, ConflictError: see `closed_circle`.
    """
    consultation = closed_circle(session, code)
    lock_campaign(session, consultation.id)
    people = session.scalars(without_address(consultation.id, part)).all()
    session.add_all([_invitation(consultation.id, person) for person in people])
    session.flush()
    return len(people)


def send_trial(session: Session, code: str, user_id: int) -> None:
    """Post the invitation to a member of the team, in both languages; its link opens nothing.

    Raises:
        NoSuchConsultationError, ConflictError: see `closed_circle`.
    """
    consultation = closed_circle(session, code)
    for lang in LANGUAGES:
        post(session, TRIAL, lang, {"consultation": consultation.id, "user": user_id})


def _invitation(consultation_id: int, person: Contact) -> Invitation:
    return Invitation(
        id=uuid4(), consultation_id=consultation_id, contact_id=person.id, mail_id=None,
        invited_on=clock.today(),
    )  # fmt: skip
