"""The survey of the member associations: invented people invited by name, of whom some have answered."""

from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.consultations.models import Consultation, Entry
from app.consultations.open_consultation import open_consultation
from app.contacts.campaigns import Part
from app.contacts.invite import invite, lay_out_slips
from app.contacts.links import entry_of
from app.contacts.lists import ListForm, make_list
from app.contacts.mails import INVITATION
from app.contacts.models import Contact, Invitation
from app.contacts.no_mail import stop_writing
from app.contacts.rules import keeping_ends
from app.demo.answering import answer_all
from app.demo.consultations import PROGRAMME, STRAND
from app.demo.files import read
from app.demo.people import busy_days, invent
from app.kit import clock
from app.kit.outbox.models import OutboxMail

_MORNING = 9


def ask_members(session: Session, random: Random) -> None:
    """Invite the associations of demo/members.yaml, and let some of them answer in the days after."""
    found = read("members")
    row = found["consultation"]
    today = clock.today()
    first = today - timedelta(days=row["opened_days_ago"])
    with clock.set_to(clock.at_brussels(first, _MORNING)):
        consultation = _open(session, row, closes_in=row["opened_days_ago"] + row["closes_in_days"])
        list_id = make_list(session, ListForm(found["list"], keeping_ends(today)), invented=True)
        people = [_person(random, list_id, member) for member in found["members"]]
        session.add_all(people)
        session.flush()
        invite(session, consultation.code, Part(list_id))
        lay_out_slips(session, consultation.code, Part(list_id))
        _as_if_sent(session, random, people)
    for person, member in zip(people, found["members"], strict=True):
        person.bounced = member.get("bounced", False)
        if member.get("no_mail"):
            stop_writing(session, person.id)
    busy = busy_days(first, row["opened_days_ago"], [])
    respondents = invent(random, read("respondents")[row["questionnaire"]], busy, row["answers"])
    answer_all(session, random, consultation, respondents)
    _use_links(session, consultation, people[: row["answers"]])


def _open(session: Session, row: dict[str, Any], *, closes_in: int) -> Consultation:
    return open_consultation(
        session,
        code=row["code"],
        programme_code=PROGRAMME,
        strand_code=STRAND,
        questionnaire_code=row["questionnaire"],
        audience=row["audience"],
        access="ticket",
        title=row["title"],
        intro=row["intro"],
        thanks=row["thanks"],
        opens_at=clock.now(),
        closes_at=clock.at_brussels(clock.today() + timedelta(days=closes_in), 23, 59),
        invented=True,
    )


def _person(random: Random, list_id: int, member: dict[str, Any]) -> Contact:
    return Contact(
        id=_id(random),
        list_id=list_id,
        name=member["name"],
        email=member["email"],
        language=member["language"],
        organisation=member["organisation"],
        sector=member["sector"],
    )


def _as_if_sent(session: Session, random: Random, people: list[Contact]) -> None:
    """Put mails that have left in the place of those that wait: nobody is written to by a demonstration."""
    mine = {row.contact_id: row for row in session.scalars(select(Invitation))}
    for person in people:
        invitation = mine[person.id]
        if invitation.mail_id is None:
            continue
        session.delete(session.get_one(OutboxMail, invitation.mail_id))
        mail_id = _id(random)
        session.add(
            OutboxMail(
                id=mail_id, template=INVITATION, params={}, language=person.language,
                message_id=f"<{mail_id}@demo.example>", state="sent", attempts=1, due_at=clock.now(),
                created_at=clock.now(), sent_at=clock.now(),
            )
        )  # fmt: skip
        session.flush()
        invitation.mail_id = mail_id
    session.flush()


def _use_links(session: Session, consultation: Consultation, people: list[Contact]) -> None:
    """Use up the links of some people. Which answer is whose, nobody knows, this function included."""
    ids = [person.id for person in people]
    for row in session.scalars(select(Invitation).where(Invitation.contact_id.in_(ids))):
        session.add(Entry(id=entry_of(row.id), consultation_id=consultation.id, draft_id=None))
    session.flush()


def _id(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)
