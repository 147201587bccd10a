"""Remind those who were invited and have not answered."""

from sqlalchemy.orm import Session

from app.contacts.campaigns import closed_circle, lock_campaign, require_running, to_remind
from app.contacts.mails import REMINDER
from app.kit import clock
from app.kit.errors import ConflictError
from app.kit.outbox.post import post_all


def remind(session: Session, code: str) -> int:
    """Post a reminder to whoever was invited before today and has not sent an answer; return how many.

    That somebody was reminded is written nowhere but in the mail, which is emptied when it leaves.

    Raises:
        NoSuchConsultationError, ConflictError, NotOpenError: see `closed_circle` and `require_running`;
            ConflictError also when a reminder has left today.
    """
    consultation = closed_circle(session, code)
    require_running(consultation)
    campaign = lock_campaign(session, consultation.id)
    if campaign.reminded_on == clock.today():
        raise ConflictError("A reminder has been sent today. People are reminded once a day at most.")
    people = to_remind(session, consultation.id)
    post_all(session, REMINDER, [(language, {"invitation": str(one)}) for one, language in people])
    if people:
        campaign.reminded_on = clock.today()
        session.flush()
    return len(people)
