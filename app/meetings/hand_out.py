"""Give those who were at a meeting a way to evaluate it: on their private page, on a slip, on paper.

There are never more of these than people who were there, and nothing leads from one to the other.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from app.consultations.models import Consultation, Ticket
from app.consultations.paper.models import PaperSheet
from app.consultations.tickets import (
    create_tickets,
    hand_out_ticket,
    make_slips,
    stock_of,
    ticket_of_slip,
    token_of_ticket,
    void_slips,
    was_sent,
)
from app.db import lock_row
from app.kit.errors import InvalidError, Message, Problem
from app.meetings.attendance import was_there
from app.meetings.errors import (
    EvaluationsUsedUpError,
    NoSuchMeetingError,
    NoSuchRegistrationError,
    NotToBeEvaluatedError,
)
from app.meetings.evaluation import is_open
from app.meetings.links import registration_of
from app.meetings.models import Attendance, Meeting, Registration
from app.meetings.rules import MOST_SLIPS, SPARE_TICKETS, evaluations_left


def hand_out(session: Session, code: str, token: str) -> tuple[str, str]:
    """Give the holder of a private link one evaluation ticket: return the consultation's code and the ticket.

    The registration remembers that a ticket was given and not which, so a ticket cannot be shown again.

    Raises:
        NoSuchRegistrationError: the link leads to no registration of this meeting. NotToBeEvaluatedError: not
        welcomed at the meeting, already given a form, or no evaluation. EvaluationsUsedUpError: as many forms
        were opened as people were there.
    """
    found = registration_of(session, code, token)
    meeting = lock_row(session, Meeting, found.meeting_id)
    if meeting is None:
        raise NoSuchRegistrationError
    consultation = _open_consultation(session, meeting)
    registration = _who_may(session, meeting, found.id)
    if registration.evaluation_issued:
        raise NotToBeEvaluatedError("You have already been given an evaluation form.")
    _require_room(session, meeting)
    _top_up(session, consultation.id, 1)
    _note_given(session, registration)
    ticket = hand_out_ticket(session, consultation.id)
    if ticket is None:
        raise EvaluationsUsedUpError
    return consultation.code, ticket


def print_slips(session: Session, meeting_id: int, count: int) -> None:
    """Draw `count` tickets to be printed on slips; `unused_slips` gives their codes.

    Raises:
        NoSuchMeetingError: it was removed.
        NotToBeEvaluatedError: the evaluation is not open.
        InvalidError: no such number of slips is printed at once.
    """
    meeting = lock_row(session, Meeting, meeting_id)
    if meeting is None:
        raise NoSuchMeetingError
    consultation = _open_consultation(session, meeting)
    if not 1 <= count <= MOST_SLIPS:
        message = Message("Give a number from 1 to %(most)s.", {"most": MOST_SLIPS})
        raise InvalidError([Problem("slips", message)])
    _top_up(session, consultation.id, count)
    make_slips(session, consultation.id, count)


def void_unused_slips(session: Session, meeting_id: int) -> int:
    """Make the slips of a meeting that nobody has used worthless; return how many there were.

    Raises:
        NoSuchMeetingError: it was removed.
    """
    meeting = lock_row(session, Meeting, meeting_id)
    if meeting is None:
        raise NoSuchMeetingError
    return void_slips(session, meeting.evaluation_id) if meeting.evaluation_id is not None else 0


def note_slip_given(session: Session, meeting_id: int, registration_id: UUID) -> None:
    """Note that somebody who is there was handed a slip: their private page gives no second form.

    Which slip it was, nobody knows. Noted twice, the second time changes nothing.

    Raises:
        NoSuchRegistrationError: the meeting has no such registration. NotToBeEvaluatedError: not welcomed at
        the meeting, or no evaluation.
    """
    meeting = lock_row(session, Meeting, meeting_id)
    if meeting is None:
        raise NoSuchRegistrationError
    _open_consultation(session, meeting)
    _note_given(session, _who_may(session, meeting, registration_id))


def open_slip(session: Session, code: str, typed: str) -> tuple[str, str]:
    """Open the form that the code of a slip leads to: return the consultation's code and the ticket.

    Typed again, it leads to the same answer until that was sent: from then on only its receipt does.

    Raises:
        NoSuchMeetingError: there is no public meeting with this code.
        NotToBeEvaluatedError: its evaluation is not open.
        InvalidError: no slip of this meeting bears the code.
        EvaluationsUsedUpError: as many forms were opened as people were there.
    """
    meeting_id = session.scalar(select(Meeting.id).where(Meeting.code == code, Meeting.status != "draft"))
    meeting = lock_row(session, Meeting, meeting_id) if meeting_id is not None else None
    if meeting is None:
        raise NoSuchMeetingError
    consultation = _open_consultation(session, meeting)
    ticket = ticket_of_slip(session, consultation.id, typed)
    if ticket is None:
        message = Message("No slip of this meeting bears this code. Please check every character.")
        raise InvalidError([Problem("code", message)])
    if was_sent(session, ticket):
        raise NotToBeEvaluatedError(
            "This slip has been used and its answer was sent. The code of the receipt leads to it."
        )
    if not ticket.opened:
        _require_room(session, meeting)
        session.execute(update(Ticket).where(Ticket.id == ticket.id).values(opened=True))
    return consultation.code, token_of_ticket(ticket)


def require_room_for_paper(session: Session, consultation_id: int, number: int) -> None:
    """Let a sheet of paper be typed in where people who were there still have no form.

    Consultations that evaluate no meeting pass, and so does a sheet that somebody has begun to type in.

    Raises:
        EvaluationsUsedUpError: as many forms were opened as people were there.
    """
    meeting_id = session.scalar(select(Meeting.id).where(Meeting.evaluation_id == consultation_id))
    if meeting_id is None:
        return
    meeting = lock_row(session, Meeting, meeting_id)
    begun = session.scalar(
        select(PaperSheet.id).where(
            PaperSheet.consultation_id == consultation_id, PaperSheet.number == number
        )
    )
    if meeting is not None and begun is None:
        _require_room(session, meeting)


@dataclass(frozen=True)
class Forms:
    """How many people were there and how many forms of an evaluation were opened, and in which way."""

    present: int
    handed: int
    slips_used: int
    slips_unused: int
    sheets: int

    @property
    def left(self) -> int:
        """How many more may be opened."""
        return evaluations_left(self.present, self.handed, self.slips_used, self.sheets)


def forms_of(session: Session, meeting_id: int, evaluation_id: int) -> Forms:
    """Count the forms of a meeting's evaluation. Three statements."""
    stock = stock_of(session, evaluation_id)
    sheets = session.scalar(
        select(func.count(PaperSheet.id)).where(PaperSheet.consultation_id == evaluation_id)
    )
    present = session.scalar(
        select(func.count(Attendance.registration_id.distinct()))
        .join(Registration, Registration.id == Attendance.registration_id)
        .where(Registration.meeting_id == meeting_id, Attendance.state == "present")
    )
    return Forms(present or 0, stock.handed, stock.slips_used, stock.slips_unused, sheets or 0)


def _open_consultation(session: Session, meeting: Meeting) -> Consultation:
    if meeting.evaluation_id is None:
        raise NotToBeEvaluatedError("The evaluation of this meeting is not open.")
    if not is_open(session, meeting.evaluation_id):
        raise NotToBeEvaluatedError("The evaluation of this meeting is closed.")
    return session.get_one(Consultation, meeting.evaluation_id)


def _who_may(session: Session, meeting: Meeting, registration_id: UUID) -> Registration:
    registration = session.get(Registration, registration_id, populate_existing=True)
    if registration is None or registration.meeting_id != meeting.id:
        raise NoSuchRegistrationError
    if not was_there(session, registration.id) or registration.status != "confirmed":
        raise NotToBeEvaluatedError("Only those who were welcomed at the meeting can evaluate it.")
    return registration


def _require_room(session: Session, meeting: Meeting) -> None:
    if meeting.evaluation_id is None or not forms_of(session, meeting.id, meeting.evaluation_id).left:
        raise EvaluationsUsedUpError


def _top_up(session: Session, consultation_id: int, count: int) -> None:
    """Lay tickets ready when the stock is low, always more than are drawn, so that no draw is certain."""
    if stock_of(session, consultation_id).free < count + SPARE_TICKETS:
        create_tickets(session, consultation_id, count + SPARE_TICKETS)


def _note_given(session: Session, registration: Registration) -> None:
    """Note that somebody was given a form, writing every registration so that no trace tells whose it was."""
    session.execute(
        update(Registration)
        .where(Registration.meeting_id == registration.meeting_id)
        .values(evaluation_issued=or_(Registration.evaluation_issued, Registration.id == registration.id))
        .execution_options(synchronize_session=False)
    )
    session.expire(registration)
