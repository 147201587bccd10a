"""The mails about registrations: what they say is looked up when they are sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kit import clock
from app.kit.localized import Lang
from app.kit.outbox.content import Attachment, MailContent, register_mail, register_refusal
from app.kit.pages import render_text, words_of
from app.meetings.attendance import was_there
from app.meetings.bounces import address_refused
from app.meetings.calendar import meeting_calendar
from app.meetings.evaluation import is_open
from app.meetings.links import confirmation_address, registration_address
from app.meetings.minutes.queries import published_minutes
from app.meetings.models import Meeting, Registration, RegistrationStatus, Sitting
from app.meetings.notify import EVENTS, Event
from app.meetings.queries import meeting_of_registration
from app.meetings.seats import place_in_queue
from app.settings import get_settings

_ACTIVE: Final[frozenset[RegistrationStatus]] = frozenset(
    {"held", "confirmed", "waiting", "offered", "candidate"}
)
TOLD_WHILE: Final[Mapping[Event, frozenset[RegistrationStatus]]] = {
    "seat_held": frozenset({"held"}),
    "registration_confirmed": frozenset({"confirmed"}),
    "seat_waiting": frozenset({"waiting"}),
    "seat_promoted": frozenset({"confirmed"}),
    "seat_offered": frozenset({"offered"}),
    "seat_lapsed": frozenset({"lapsed"}),
    "registration_cancelled": frozenset({"cancelled"}),
    "candidate_noted": frozenset({"candidate"}),
    "candidate_chosen": frozenset({"confirmed"}),
    "candidate_refused": frozenset({"refused"}),
    "meeting_changed": _ACTIVE,
    "meeting_cancelled": _ACTIVE,
    "meeting_reminder": frozenset({"confirmed"}),
    "meeting_thanks": frozenset({"confirmed"}),
}
"""In which states of a registration each mail is still true."""
_WHATEVER_BECAME: Final = frozenset({"registration_cancelled", "candidate_refused"})
"""What is worth telling whatever became of the meeting."""
_WITH_CALENDAR: Final = frozenset(
    {"registration_confirmed", "seat_promoted", "candidate_chosen", "meeting_changed"}
)
_OUT_OF_CALENDAR: Final = frozenset({"registration_cancelled", "meeting_cancelled"})


@dataclass(frozen=True)
class Occasion:
    """What somebody, who may be made up, is to be told about a meeting."""

    event: Event
    meeting: Meeting
    registration: Registration
    lang: Lang
    link: str
    """The whole address of the private page."""
    confirm_link: str
    """The whole address of the page that confirms the address, or takes an offered seat."""
    place: int = 0
    """In the queue, from 1, for those who wait."""
    can_evaluate: bool = False
    has_minutes: bool = False


def still_true(event: Event, registration: Registration, meeting: Meeting) -> bool:
    """Say whether what a mail tells is still so: seats are given back and meetings end while mails wait."""
    if registration.forgotten or registration.status not in TOLD_WHILE[event]:
        return False
    if event in _WHATEVER_BECAME:
        return True
    if event == "meeting_cancelled":
        return meeting.status == "cancelled"
    if meeting.status != "published":
        return False
    now = clock.now()
    if event == "meeting_reminder":
        return now < meeting.starts_at
    return (now >= meeting.ends_at) is (event == "meeting_thanks")


def render(event: Event, session: Session, params: Mapping[str, Any], lang: Lang) -> MailContent | None:
    """Write the mail of an event. None when the person was forgotten, or it is not so any more."""
    registration = session.get(Registration, UUID(params["registration"]))
    if registration is None or not registration.email:
        return None
    meeting = session.get_one(Meeting, registration.meeting_id)
    if not still_true(event, registration, meeting):
        return None
    return letter(session, occasion(session, event, meeting, registration, lang))


for _event in EVENTS:
    register_mail(_event)(partial(render, _event))
    register_refusal(_event)(address_refused)


def occasion(
    session: Session, event: Event, meeting: Meeting, registration: Registration, lang: Lang
) -> Occasion:
    """Look up what there is to tell somebody beside the meeting itself. A few statements at most."""
    base_url = get_settings().base_url
    thanks = event == "meeting_thanks"
    return Occasion(
        event,
        meeting,
        registration,
        lang,
        link=base_url + registration_address(meeting.code, registration, lang),
        confirm_link=base_url + confirmation_address(meeting.code, registration, lang),
        place=place_in_queue(session, registration) if event == "seat_waiting" else 0,
        can_evaluate=thanks
        and is_open(session, meeting.evaluation_id)
        and was_there(session, registration.id),
        has_minutes=thanks and bool(published_minutes(session, [meeting.id])),
    )


def words(session: Session, told: Occasion) -> dict[str, Any]:
    """Return what there is to tell in parts, for a mail or for the telephone.

    `subject`; `paragraphs` and `after`, lists of texts; `button`, a label and an address; `rows`, the facts
    of the meeting, each a label and its lines.
    """
    meeting, registration, lang = told.meeting, told.registration, told.lang
    base_url = get_settings().base_url
    has_seat = registration.status == "confirmed"
    data = {
        "meeting": meeting,
        "name": registration.name,
        "sittings": session.scalars(
            select(Sitting).where(Sitting.meeting_id == meeting.id).order_by(Sitting.number)
        ).all(),
        "has_seat": has_seat,
        "from_afar": meeting.mode == "online" or registration.online,
        "online_address": meeting.online_address if has_seat else "",
        "companion": registration.companion,
        "waits_for": registration.waits_for,
        "expires_at": registration.expires_at,
        "unproven": bool(registration.email) and not registration.address_confirmed,
        "link": told.link,
        "confirm_link": told.confirm_link,
        "place": told.place,
        "can_evaluate": told.can_evaluate,
        "has_minutes": told.has_minutes,
        "meeting_link": f"{base_url}/{lang}/m/{meeting.code}",
        "minutes_link": f"{base_url}/{lang}/m/{meeting.code}/minutes",
        "meetings_link": f"{base_url}/{lang}/meetings",
    }
    data |= words_of(f"mails/meetings/{told.event}.txt", lang, data)
    return data | words_of("mails/meetings/facts.txt", lang, data)


def letter(session: Session, told: Occasion) -> MailContent:
    """Return a mail about a registration."""
    data, registration, lang = words(session, told), told.registration, told.lang
    return MailContent(
        to_name=registration.name,
        to_address=registration.email,
        subject=str(data["subject"]),
        text=render_text("mails/meetings/letter.txt", lang, data),
        html=render_text("mails/meetings/letter.html", lang, data),
        attachments=_calendar(session, told),
    )


def _calendar(session: Session, told: Occasion) -> tuple[Attachment, ...]:
    """Return the entry for the calendar of those who have a seat, or what takes it out again."""
    goes = told.event in _OUT_OF_CALENDAR
    comes = told.event in _WITH_CALENDAR and told.registration.status == "confirmed"
    if not goes and not comes:
        return ()
    meeting = meeting_of_registration(session, told.registration)
    # Each coming back and each leaving is newer than the one before: a calendar keeps the highest number.
    raised = 2 * _times_given_back(session, told.registration) + (1 if goes else 0)
    content = meeting_calendar(meeting, told.lang, told.link, withdrawn=goes, raised=raised)
    return (
        Attachment(
            name=f"{meeting.code}.ics",
            subtype="calendar",
            content=content,
            parameters={"method": "CANCEL" if goes else "PUBLISH"},
        ),
    )


def _times_given_back(session: Session, registration: Registration) -> int:
    """Return how often this person gave a seat at the meeting back before."""
    return (
        session.scalar(
            select(func.count()).where(
                Registration.meeting_id == registration.meeting_id,
                Registration.person == registration.person,
                Registration.status == "cancelled",
                Registration.queue_number < registration.queue_number,
            )
        )
        or 0
    )
