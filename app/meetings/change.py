"""Change what one told when registering: everything but the address and the telephone."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.kit import clock
from app.kit.errors import InvalidError, Message, Problem
from app.kit.localized import Lang
from app.meetings.errors import MeetingOverError, NotRegisteredError
from app.meetings.links import registration_of
from app.meetings.models import Registration
from app.meetings.rules import ENDS, TAKEN, Room, admit, seats_for
from app.meetings.seats import lock_seat, room_for_newcomers, room_of, seats_of, settle

_REFUSALS = {
    "full": Message("There is no seat left for a second person. Nothing was changed."),
    "ceiling": Message("No more people can come in this capacity. Nothing was changed."),
    "kept": Message("The last seats are kept for people who come in another capacity. Nothing was changed."),
}
_NO_SEAT_ON_SITE = Message("There is no seat left on site. Nothing was changed.")


@dataclass(frozen=True)
class ChangeForm:
    """What somebody may change about their registration."""

    name: str
    language: Lang
    organisation: str
    sector: str
    profile: str
    needs: tuple[str, ...]
    needs_note: str
    companion: bool
    online: bool


def change(session: Session, code: str, token: str, form: ChangeForm) -> None:
    """Change the registration of the private link `token`.

    Who has a seat keeps it: a second one, or another profile, has to be admitted as if it were asked for now.
    A seat that comes free goes to the next in the same transaction. Who waits keeps the place.

    Raises:
        NoSuchRegistrationError: the link leads to no registration of this meeting.
        NotRegisteredError: it was cancelled, refused or has lapsed. MeetingOverError: it is too late.
        InvalidError: there is no seat for what is asked; nothing was changed.
    """
    meeting, registration = lock_seat(session, registration_of(session, code, token))
    if registration.status in ENDS:
        raise NotRegisteredError
    if clock.now() >= meeting.ends_at:
        raise MeetingOverError
    online = form.online and meeting.mode == "hybrid"
    wanted = seats_for(companion=form.companion, online=online)
    if registration.status in TAKEN:
        room = room_for_newcomers(session, meeting, room_of(session, meeting))
        _must_be_admitted(room, registration, form, wanted)
    registration.name = form.name
    registration.language = form.language
    registration.organisation = form.organisation
    registration.sector = form.sector
    registration.profile = form.profile
    registration.needs = list(form.needs)
    registration.needs_note = form.needs_note
    registration.companion = form.companion
    registration.online = online
    session.flush()
    settle(session, meeting)


def _must_be_admitted(room: Room, registration: Registration, form: ChangeForm, wanted: int) -> None:
    """Refuse what takes more than the person has. Giving seats back is always possible.

    Raises:
        InvalidError: beside the field that asks for too much.
    """
    has = seats_of(registration)
    if wanted <= has and (wanted == 0 or form.profile == registration.profile):
        return
    without = room.with_one(registration.profile, -has)
    obstacle = admit(without, form.profile, wanted, clock.now())
    if not obstacle:
        return
    if obstacle != "full" and form.profile != registration.profile:
        raise InvalidError([Problem("profile", _REFUSALS[obstacle])])
    if has == 0:
        raise InvalidError(
            [Problem("presence", _NO_SEAT_ON_SITE if obstacle == "full" else _REFUSALS[obstacle])]
        )
    raise InvalidError([Problem("companion", _REFUSALS[obstacle])])
