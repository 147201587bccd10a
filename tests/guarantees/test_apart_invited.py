"""*apart*, for people who were invited by name: neither what they answered nor whether is in what we know."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from uuid import UUID

import numpy as np
import pytest
from sqlalchemy import RowMapping, select, text

from app.consultations.entries import enter
from app.consultations.models import Draft, Entry, Response
from app.consultations.queries import consultation_by_code
from app.consultations.send import send
from app.contacts.campaigns import Part
from app.contacts.invite import invite
from app.contacts.links import entry_of
from app.contacts.models import Contact, Invitation
from app.contacts.remind import remind
from app.db import Base, reading, transaction
from app.kit import clock
from app.kit.outbox.models import OutboxMail
from app.kit.outbox.worker import deliver_due
from tests.conftest import use_settings
from tests.contacts.people import CODE, give_closed_circle, give_members
from tests.factories.answers import fill_pages
from tests.kit.outbox.mailbox import mailbox
from tests.support.matching import SHUFFLES, best_match, orders, ranks

pytestmark = pytest.mark.usefixtures("database")

PEOPLE = 40
CONTACT_SIDE: tuple[type[Base], ...] = (Contact, Invitation, OutboxMail)
Rows = dict[str, list[str]]


def invited(session_day: timedelta = timedelta()) -> list[UUID]:
    """Invite forty people; return their invitations in the order in which they were written."""
    with clock.set_to(clock.now() + session_day):
        with transaction() as session:
            assert invite(session, CODE, Part(1)) == PEOPLE
        with reading() as session:
            return list(session.scalars(select(Invitation.id)))


def answer(invitation_id: UUID, word: str, *, sent: bool = True) -> None:
    """Answer by the link of an invitation, in the transactions in which people do."""
    with transaction() as session:
        draft = enter(session, consultation_by_code(session, CODE), entry_of(invitation_id), "fr")
        assert draft is not None
    with transaction() as session:
        mine = session.get_one(Draft, draft.id)
        fill_pages(session, mine, "fr", {"bassin": "nord", "profile": "carer", "change_nearby": word})
    if sent:
        with transaction() as session:
            assert send(session, draft.id, "fr").response_id is not None


def everything_of(models: tuple[type[Base], ...]) -> Rows:
    """Return every row of tables, with where and when PostgreSQL says that it was written."""
    with reading() as session:
        hidden = "ctid::text || xmin::text" if session.get_bind().dialect.name == "postgresql" else "''"
        return {
            model.__tablename__: [
                repr(tuple(row)) for row in session.execute(select(model.__table__, text(hidden)))
            ]
            for model in models
        }


def drained(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let every mail leave; return how many there were."""
    with mailbox() as box:
        use_settings(monkeypatch, smtp_url=box.url)
        while deliver_due():
            pass
    return len(box.messages)


def test_whoever_answers_nothing_changes_in_what_we_know_of_people(monkeypatch: pytest.MonkeyPatch) -> None:
    give_closed_circle()
    give_members(PEOPLE)
    people = invited()
    drained(monkeypatch)
    before = everything_of(CONTACT_SIDE)
    answer(people[0], "avant")
    answer(people[1], "en route", sent=False)
    assert everything_of(CONTACT_SIDE) == before


def test_who_was_reminded_cannot_be_read_once_the_mails_have_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were it kept with each invitation, the one who was not reminded would own the one answer of before."""
    give_closed_circle()
    give_members(PEOPLE)
    people = invited()
    drained(monkeypatch)
    answer(people[0], "la seule")
    before = everything_of((Contact, Invitation))
    with clock.set_to(clock.now() + timedelta(days=1)):
        with transaction() as session:
            assert remind(session, CODE) == PEOPLE - 1
        assert drained(monkeypatch) == PEOPLE - 1
    assert everything_of((Contact, Invitation)) == before
    with reading() as session:
        kept = session.execute(select(OutboxMail.params, OutboxMail.last_error)).all()
    assert {repr(row) for row in kept} == {"({}, '')"}


def test_nothing_on_one_side_stands_on_the_other() -> None:
    give_closed_circle()
    give_members(PEOPLE)
    for number, invitation_id in enumerate(invited()):
        answer(invitation_id, f"mot {number}", sent=number % 2 == 0)
    ids: list[set[UUID]] = []
    for models in ((Entry, Response, Draft), CONTACT_SIDE):
        with reading() as session:
            values = {
                value for model in models for row in session.execute(select(model.__table__)) for value in row
                if isinstance(value, UUID)
            }  # fmt: skip
        ids.append(values)
    assert all(len(side) >= PEOPLE for side in ids)
    assert ids[0] & ids[1] == set()


def test_once_it_is_sent_even_the_secret_does_not_lead_from_a_link_to_an_answer() -> None:
    give_closed_circle()
    give_members(PEOPLE)
    people = invited()
    for number, invitation_id in enumerate(people):
        answer(invitation_id, f"mot {number}")
    with reading() as session:
        entries = session.scalars(select(Entry)).all()
        responses = set(session.scalars(select(Response.id)))
    assert {entry.id for entry in entries} == {entry_of(one) for one in people}
    assert {entry.draft_id for entry in entries} == {None}
    assert responses & ({entry.id for entry in entries} | set(people)) == set()


@pytest.mark.parametrize("side", [Response, Entry, Draft], ids=lambda model: model.__tablename__)
def test_apart_invited(side: type[Base]) -> None:
    """Forty people answer by their links; half stop on the way. A matcher sorts both sides in every way."""
    random = Random(2026)  # noqa: S311 - invented people
    give_closed_circle()
    give_members(PEOPLE)
    people = invited()
    arriving = random.sample(range(PEOPLE), PEOPLE)
    for number in arriving:
        answer(people[number], str(number), sent=side is not Draft)
    number_of = {invitation_id: number for number, invitation_id in enumerate(people)}
    entries = {entry_of(invitation_id): number for invitation_id, number in number_of.items()}
    with reading() as session:
        contacts = {row.contact_id: number_of[row.id] for row in session.scalars(select(Invitation))}
        mails = {row.mail_id: number_of[row.id] for row in session.scalars(select(Invitation))}

    def answering(row: RowMapping) -> int:
        return entries[row["id"]] if side is Entry else int(row["answers"]["change_nearby"])

    known: dict[type[Base], Callable[[RowMapping], int]] = {
        Invitation: lambda row: number_of[row["id"]],
        Contact: lambda row: contacts[row["id"]],
        OutboxMail: lambda row: mails[row["id"]],
    }
    answers = ranks(orders(side, answering))
    persons = np.vstack([ranks(orders(model, person_of)) for model, person_of in known.items()])
    shuffled = np.random.default_rng(2026)
    chance = max(best_match(answers, persons[:, shuffled.permutation(PEOPLE)]) for _ in range(SHUFFLES))
    assert best_match(answers, persons) < 1.2 * chance
    # The matcher does find them where anything tells the same order on both sides.
    arrival = ranks([arriving])
    assert best_match(arrival, np.vstack([persons, arrival])) > 1.2 * chance
