"""The École de transformation sociale of 2023: its real funnel, walked by invented people."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from random import Random
from typing import Any
from unicodedata import normalize
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contacts.campaigns import Part
from app.contacts.lists import ListForm, make_list
from app.contacts.models import Contact
from app.contacts.rules import keeping_ends
from app.demo.files import read
from app.kit import clock
from app.kit.localized import Lang
from app.kit.outbox.models import OutboxMail
from app.kit.tokens import read_token
from app.meetings.attendance import mark
from app.meetings.invite import invite
from app.meetings.meeting_form import MeetingForm
from app.meetings.models import MeetingInvitation, Sitting
from app.meetings.remind_silent import remind_silent
from app.meetings.reply import Yes, accept, decline, reply_token
from app.meetings.schedule import SittingTimes, publish, schedule

_MORNING, _EVENING = 9, 18
_REMINDED_AFTER = 14
"""Days after the invitation on which the silent are reminded."""


@dataclass
class Pupil:
    """Somebody invented who was invited, and what they do at each of their themes."""

    name: str
    email: str
    language: Lang
    organisation: str
    sector: str
    themes: list[str]
    profile: str = "professional"
    confirms: bool = False
    comes: dict[str, set[int]] = field(default_factory=dict)
    """From the code of a theme to the numbers of the days on which they are there."""
    declines: bool = False


def hold_school(session: Session, random: Random) -> None:
    """Invite, register and welcome the people of demo/school.yaml, theme by theme."""
    found = read("school")
    pupils = invent(random, found)
    for theme in found["themes"]:
        there = [pupil for pupil in pupils if theme["code"] in pupil.themes]
        _hold_theme(session, random, found, theme, there)
    _post_nothing(session)


def invent(random: Random, found: dict[str, Any]) -> list[Pupil]:
    """Return as many people as were invited, who do what the figures say. Nothing here touches a database."""
    figures = found["figures"]
    days_of = {theme["code"]: range(1, len(theme["days"]) + 1) for theme in found["themes"]}
    codes = list(days_of)
    pupils = [_pupil(random, found, *one) for one in random.sample(_names(found), figures["invited"])]
    for number, pupil in enumerate(pupils):
        pupil.themes.append(codes[number * len(codes) // len(pupils)])
    for pupil in random.sample(pupils, found["invited_twice"]):
        pupil.themes.append(codes[(codes.index(pupil.themes[0]) + 1) % len(codes)])
    confirmed = random.sample(pupils, figures["confirmed"])
    attended = confirmed[: figures["attended"]]
    throughout = set(map(id, random.sample(attended, figures["all_days"])))
    for pupil in confirmed:
        pupil.confirms = True
    for pupil in attended:
        code, days = pupil.themes[0], days_of[pupil.themes[0]]
        some = random.sample(days, random.randint(1, len(days) - 1))
        pupil.comes[code] = set(days if id(pupil) in throughout else some)
        for other in pupil.themes[1:]:
            pupil.comes[other] = {random.choice(days_of[other])}
    for pupil in random.sample(attended, figures["experience"]):
        pupil.profile, pupil.organisation = random.choice(["beneficiary", "beneficiary", "carer"]), ""
    silent = [pupil for pupil in pupils if not pupil.confirms]
    for pupil in random.sample(silent, found["declined"]):
        pupil.declines = True
    return pupils


def _names(found: dict[str, Any]) -> list[tuple[str, str, Lang]]:
    languages: tuple[Lang, ...] = ("fr", "nl")
    return [
        (given, family, lang)
        for lang in languages
        for given, family in product(found["given"][lang], found["family"][lang])
    ]


def _pupil(random: Random, found: dict[str, Any], given: str, family: str, lang: Lang) -> Pupil:
    works = random.choice(found["organisations"])
    plain = normalize("NFKD", f"{given}.{family}").encode("ascii", "ignore").decode().lower()
    # The language is in the address, since two names of two languages may be the same without accents.
    return Pupil(
        f"{given} {family}", f"{plain}@{lang}.ecole.example", lang, works[lang], works["sector"], themes=[]
    )


def _hold_theme(
    session: Session, random: Random, found: dict[str, Any], theme: dict[str, Any], pupils: list[Pupil]
) -> None:
    first = date.fromisoformat(theme["invited_on"])
    with clock.set_to(clock.at_brussels(first, _MORNING)):
        meeting_id = _enter(session, found, theme)
        list_id = make_list(session, ListForm(theme["list"], keeping_ends(first)), invented=True)
        contacts = {pupil.email: _contact(list_id, pupil) for pupil in pupils}
        session.add_all(contacts.values())
        session.flush()
        invite(session, meeting_id, Part(list_id))
    tokens = _tokens(session, meeting_id)
    seats: dict[str, UUID] = {}
    replying = [pupil for pupil in pupils if pupil.confirms or pupil.declines]
    for number, pupil in enumerate(random.sample(replying, len(replying))):
        day = first + timedelta(days=1 + 20 * number // len(replying))
        with clock.set_to(clock.at_brussels(day, _MORNING, number % 60)):
            seat = _reply(session, tokens[contacts[pupil.email].id], pupil)
        if seat is not None:
            seats[pupil.email] = seat
    with clock.set_to(clock.at_brussels(first + timedelta(days=_REMINDED_AFTER), _EVENING)):
        remind_silent(session, meeting_id)
    sittings = {
        row.number: row for row in session.scalars(select(Sitting).where(Sitting.meeting_id == meeting_id))
    }
    for number, sitting in sittings.items():
        with clock.set_to(sitting.ends_at):
            for pupil in pupils:
                if number in pupil.comes.get(theme["code"], set()):
                    mark(session, meeting_id, seats[pupil.email], sitting.id, "present")


def _enter(session: Session, found: dict[str, Any], theme: dict[str, Any]) -> int:
    starts, ends = (
        (int(hour), int(minute)) for hour, minute in (found[name].split(":") for name in ("starts", "ends"))
    )
    days = [date.fromisoformat(day) for day in theme["days"]]
    meeting = schedule(
        session,
        MeetingForm(
            programme_code=found["programme"],
            strand_code=found["strand"],
            kind="atelier",
            bassin_code=None,
            title=theme["title"],
            description=theme["description"],
            place=found["place"],
            access=found["access"],
            sittings=tuple(
                SittingTimes(clock.at_brussels(day, *starts), clock.at_brussels(day, *ends)) for day in days
            ),
            capacity=found["capacity"],
            invented=True,
        ),
        code=theme["code"],
    )
    publish(session, meeting.id)
    return meeting.id


def _contact(list_id: int, pupil: Pupil) -> Contact:
    return Contact(
        id=uuid4(), list_id=list_id, name=pupil.name, email=pupil.email, language=pupil.language,
        organisation=pupil.organisation, sector=pupil.sector,
    )  # fmt: skip


def _tokens(session: Session, meeting_id: int) -> dict[UUID, str]:
    rows = session.scalars(select(MeetingInvitation).where(MeetingInvitation.meeting_id == meeting_id))
    return {row.contact_id: reply_token(row) for row in rows if row.contact_id is not None}


def _reply(session: Session, token: str, pupil: Pupil) -> UUID | None:
    """Say yes or no, and return the id of the registration of a yes."""
    if pupil.declines:
        decline(session, token)
        return None
    return read_token(accept(session, token, Yes(profile=pupil.profile)).token or "")


def _post_nothing(session: Session) -> None:
    """Take the mails of these invented people out of the outbox, in the transaction that put them there."""
    invited = {str(one) for one in session.scalars(select(MeetingInvitation.id))}
    seated = {str(one) for one in session.scalars(select(MeetingInvitation.registration_id)) if one}
    for mail in session.scalars(select(OutboxMail).where(OutboxMail.state == "waiting")):
        if mail.params.get("invitation") in invited or mail.params.get("registration") in seated:
            session.delete(mail)
    session.flush()
