"""Lists of invented people, and a consultation that is for them alone."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from fastapi.testclient import TestClient
from sqlalchemy import select

from app.consultations.models import Consultation
from app.contacts.campaigns import Part
from app.contacts.importing import keep_upload
from app.contacts.invite import invite
from app.contacts.links import invitation_link
from app.contacts.models import Contact, ContactList, Invitation
from app.contacts.tables import Table
from app.db import reading, transaction
from app.kit import clock
from app.kit.localized import Lang
from tests.factories.answers import make_consultation
from tests.support.forms import forms_of
from tests.support.visitor import CITIZEN, Visitor

CODE = "membres-essai"


def give_list(*people: tuple[str, Lang], name: str = "Les membres") -> int:
    """Keep a list of people by address; return its id."""
    with transaction() as session:
        kept = ContactList(name=name, kept_until=clock.today() + timedelta(days=365))
        session.add(kept)
        session.flush()
        session.add_all(
            Contact(
                id=uuid4(), list_id=kept.id, name=email.partition("@")[0].title(), email=email, language=lang,
                organisation="Une association", sector="CPAS",
            )
            for email, lang in people
        )  # fmt: skip
        return kept.id


def give_members(n: int) -> int:
    """Keep a list of `n` people, every fourth of whom reads Dutch."""
    return give_list(*((f"membre{k}@example.be", "nl" if k % 4 == 0 else "fr") for k in range(n)))


def give_closed_circle(questionnaire: str = "citoyens", code: str = CODE) -> int:
    """Open a consultation for those who have a link of their own."""
    with transaction() as session:
        return make_consultation(session, questionnaire, code=code, access="ticket").id


def links(code: str = CODE, lang: Lang = "fr") -> dict[str, str]:
    """Return the path of everybody's own link, by address."""
    with reading() as session:
        rows = session.execute(
            select(Contact.email, Invitation.id)
            .join(Invitation, Invitation.contact_id == Contact.id)
            .join(Consultation, Consultation.id == Invitation.consultation_id)
            .where(Consultation.code == code)
        )
        found: Sequence[tuple[str, str]] = [
            (email, invitation_link(code, invitation_id, lang)) for email, invitation_id in rows
        ]
    return {email: "/" + link.split("/", 3)[3] for email, link in found}


def invite_all(list_id: int) -> int:
    """Invite everybody of a list; return how many that were."""
    with transaction() as session:
        return invite(session, CODE, Part(list_id))


def begin(client: TestClient, link: str) -> Visitor:
    """Open a link and press its button."""
    visitor = Visitor(client, CODE)
    visitor.go(link)
    visitor.post(next(f for f in forms_of(visitor.page).values() if f.action == link), {})
    return visitor


def answer_with(client: TestClient, link: str) -> str:
    """Answer by a link; return the receipt's code."""
    visitor = begin(client, link)
    visitor.fill(CITIZEN)
    visitor.send()
    return visitor.receipt()


def give_upload() -> tuple[str, str, str]:
    """Keep a list with one person, and a table that waits; return the ids of list, person and table."""
    list_id = give_list(("nora@example.be", "nl"))
    with transaction() as session:
        contact_id = session.scalars(select(Contact.id).where(Contact.list_id == list_id)).one()
        table = Table(["Nom", "E-mail"], [(2, ["Zoé", "zoe@example.be"]), (3, ["Sam", "sam@"])])
        upload_id = keep_upload(session, list_id, table)
    return str(list_id), str(contact_id), str(upload_id)
