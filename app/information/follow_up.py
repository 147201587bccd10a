"""What the team notes about a request: who has it in hand, what it aims at, and the sittings that follow."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.models import StaffUser
from app.db import lock_row
from app.information.errors import NoSuchLineError, NoSuchRequestError
from app.information.models import InformationMorning, Mode, RequestSitting, SupportRequest
from app.kit.errors import ConflictError, InvalidError, Message, Problem


@dataclass(frozen=True)
class FollowUp:
    """What the team notes. `meeting_code` is checked by whoever knows the meetings."""

    in_charge_id: int | None
    staff_note: str
    year: int
    objective: str
    meeting_code: str


def note_follow_up(session: Session, request_id: UUID, wish: FollowUp) -> SupportRequest:
    """Note who has a request in hand and what it aims at.

    Raises:
        NoSuchRequestError: there is none. InvalidError: nobody of the team has that number.
    """
    request = lock_row(session, SupportRequest, request_id)
    if request is None:
        raise NoSuchRequestError
    if wish.in_charge_id is not None:
        user = session.get(StaffUser, wish.in_charge_id)
        if user is None or not (user.active or user.id == request.in_charge_id):
            raise InvalidError([Problem("in_charge", Message("Please choose one of the options shown."))])
    for name, value in asdict(wish).items():
        setattr(request, name, value)
    session.flush()
    return request


def add_sitting(
    session: Session, request_id: UUID, *, held_on: date, mode: Mode, note: str = ""
) -> RequestSitting:
    """Note one time that the team and a service worked together.

    Raises:
        NoSuchRequestError: there is none. ConflictError: it was not accepted.
    """
    request = lock_row(session, SupportRequest, request_id)
    if request is None:
        raise NoSuchRequestError
    if request.status != "accepted":
        raise ConflictError("Sittings follow a request that was accepted.")
    sitting = RequestSitting(request_id=request_id, held_on=held_on, mode=mode, note=note)
    session.add(sitting)
    session.flush()
    return sitting


def remove_sitting(session: Session, request_id: UUID, sitting_id: int) -> None:
    """Take a sitting back that was noted by mistake.

    Raises:
        NoSuchLineError: it is not one of this request, or was removed already.
    """
    sitting = session.get(RequestSitting, sitting_id)
    if sitting is None or sitting.request_id != request_id:
        raise NoSuchLineError
    session.delete(sitting)
    session.flush()


def add_morning(
    session: Session, *, held_on: date, mode: Mode, services: int, invented: bool = False
) -> InformationMorning:
    """Note an information morning and how many services came."""
    morning = InformationMorning(held_on=held_on, mode=mode, services=services, invented=invented)
    session.add(morning)
    session.flush()
    return morning


def remove_morning(session: Session, morning_id: int) -> None:
    """Take an information morning back.

    Raises:
        NoSuchLineError: it was removed already.
    """
    morning = session.get(InformationMorning, morning_id)
    if morning is None:
        raise NoSuchLineError
    session.delete(morning)
    session.flush()
